#include <csv.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/utf8.h"
#include "campaign/list_reading.h"

static void report(struct reading *r, size_t field, const char *what, const char *expected)
{
	struct piece p = list_piece(r);
	size_t line, column;

	r->faults++;
	if (r->again)
		return;
	piece_field_at(&p, r->row_start, r->row_line, field ? (long)field - 1 : -1, &line, &column);
	problems_add(r->problems, r->t->file, line, column, "%s, expected %s", what, expected);
}

/* ---- what libcsv finds ---- */

static void add_column(struct reading *r, const char *s, size_t n)
{
	struct table *t = r->t;

	while (n && ascii_is_space((unsigned char)*s)) {
		s++;
		n--;
	}
	while (n && ascii_is_space((unsigned char)s[n - 1]))
		n--;
	mem_grow(&t->columns, &r->column_cap, t->column_count, sizeof *t->columns);
	t->columns[t->column_count++] = mem_strndup(s, n);
}

static void add_cell(struct reading *r, const char *s, size_t n)
{
	struct table_block *b = r->block;
	size_t at = b->count * r->t->column_count + r->fields;

	mem_grow(&b->cells, &b->cell_cap, at, sizeof *b->cells);
	b->cells[at] = (uint32_t)b->text.len;
	if (memchr(s, '\r', n) == NULL)
		str_add(&b->text, s, n);
	else
		str_add_lines(&b->text, s, n);
	str_addc(&b->text, '\0');
}

static void on_field(void *s, size_t n, void *ctx)
{
	struct reading *r = ctx;

	r->blank &= n == 0;
	if (n > TABLE_CELL_MAX && r->long_field == 0)
		r->long_field = r->fields + 1;
	if (!r->header_done) {
		if (r->t->column_count < TABLE_COLUMNS_MAX)
			add_column(r, n ? s : "", n);
	} else if (r->fields < r->t->column_count) {
		add_cell(r, n ? s : "", n);
	}
	r->fields++;
}

static void check_columns(struct reading *r)
{
	struct table *t = r->t;
	struct str what = STR_INIT;

	if (r->fields > TABLE_COLUMNS_MAX)
		report(r, 1, "more than 1000 columns", "fewer");
	for (size_t i = 0; i < t->column_count; i++) {
		const char *name = t->columns[i];
		if (*name == '\0' || map_put(&t->by_name, name, strlen(name), (intptr_t)i))
			continue;
		str_reset(&what);
		str_addf(&what, "the column \"%s\" is there twice", name);
		report(r, i + 1, what.p, "each column once");
	}
	str_release(&what);
}

static void end_header(struct reading *r)
{
	r->t->header_line = r->row_line;
	r->t->header_start = r->row_start;
	if (r->long_field)
		report(r, r->long_field, "a column name longer than 32767 bytes", "a short one");
	check_columns(r);
	r->unnamed_told = mem_array(r->t->column_count + 1, sizeof *r->unnamed_told);
	r->header_done = true;
}

/* How often the first line of the row at hand has a character. */
static size_t count_in_line(const struct reading *r, char c)
{
	const char *p = list_byte(r, r->row_start), *end = r->bytes.p + r->bytes.len;
	size_t n = 0;

	for (; p < end && *p != '\n' && *p != '\r'; p++)
		n += *p == c;
	return n;
}

/* What a row of another form than the header may be mistaken in, in words. */
static const char *why_other_form(const struct reading *r)
{
	static const struct {
		char separator;
		const char *words;
	} others[] = {{',', " (it is separated by commas, and the header is not)"},
		{';', " (it is separated by semicolons, and the header is not)"},
		{'\t', " (it is separated by tabs, and the header is not)"}};

	if (r->fields > r->t->column_count)
		return " (a field that holds a separator needs quotes)";
	for (size_t i = 0; i < sizeof others / sizeof *others; i++)
		if (others[i].separator != r->t->separator &&
			count_in_line(r, others[i].separator) + 1 == r->t->column_count)
			return others[i].words;
	return "";
}

/* Whether the row that ended has the right shape; else it was reported. */
static bool row_fits(struct reading *r)
{
	size_t wanted = r->t->column_count;
	struct str what = STR_INIT, expected = STR_INIT;

	if (r->lone_cr) {
		report(r, r->fields, "a bare carriage return (CR) outside quotes",
			"a line end LF or CR LF, as all other lines have");
		return false;
	}
	if (r->fields != wanted) {
		str_addf(&what, "a row of %zu field%s", r->fields, r->fields == 1 ? "" : "s");
		str_addf(&expected, "%zu, as the header has%s", wanted, why_other_form(r));
		report(r, r->fields > wanted ? wanted + 1 : 1, what.p, expected.p);
		str_release(&what);
		str_release(&expected);
		return false;
	}
	if (r->long_field) {
		report(r, r->long_field, "a field longer than 32767 bytes",
			"at most what a spreadsheet's cell holds");
		return false;
	}
	return true;
}

/* A column without a name is what a spreadsheet leaves behind; with cells in it, it is a mistake.
 */
static void check_unnamed(struct reading *r)
{
	const struct table *t = r->t;

	for (size_t c = 0; c < t->column_count; c++) {
		char expected[64];
		if (*t->columns[c] || r->unnamed_told[c] ||
			*block_cell(t, r->block, r->block->count, (long)c) == '\0')
			continue;
		r->unnamed_told[c] = true;
		snprintf(expected, sizeof expected, "a name for column %zu in the header", c + 1);
		report(r, c + 1, "a cell in a column that has no name", expected);
	}
}

static void keep_row(struct reading *r)
{
	struct table_block *b = r->block;

	if (!r->again)
		check_unnamed(r);
	mem_grow(&b->lines, &b->line_cap, b->count, sizeof *b->lines);
	mem_grow(&b->starts, &b->start_cap, b->count, sizeof *b->starts);
	b->lines[b->count] = r->row_line;
	b->starts[b->count++] = (uint32_t)(r->row_start - r->block_start);
	if (r->t->rows->use.tidy)
		r->t->rows->use.tidy(r->t, b, b->count - 1);
}

static void on_row(int c, void *ctx)
{
	struct reading *r = ctx;

	(void)c;
	r->row_ended = true;
	if (!r->header_done)
		end_header(r);
	else if (!r->blank && row_fits(r))
		keep_row(r);
	r->fields = r->long_field = 0;
	r->blank = true;
}

/* ---- feeding ---- */

static void *grow(void *p, size_t n)
{
	return mem_resize(p, n, 1);
}

static void csv_begin(struct reading *r)
{
	csv_init(r->csv, CSV_STRICT | CSV_STRICT_FINI);
	csv_set_realloc_func(r->csv, grow);
	csv_set_blk_size(r->csv, 1 << 15);
	csv_set_delim(r->csv, (unsigned char)r->t->separator);
	r->row_open = false;
	r->fields = r->long_field = 0;
	r->blank = true;
}

/* Tells a quote that stands wrong at the place where a person looks for it. */
static void tell_quote(
	struct reading *r, size_t at, size_t open, size_t end, uint32_t line, bool found)
{
	size_t start = open, place;

	r->faults++;
	if (r->again)
		return;
	while (start > r->row_start && *list_byte(r, start - 1) != '\n' &&
		*list_byte(r, start - 1) != '\r')
		start--;
	if (found && at >= end) {
		place = utf8_length(list_byte(r, start), open - start) + 1;
		problems_add(r->problems, r->t->file, line, place,
			"a quote that is never closed, expected a second one before the next field "
			"(a quote inside quotes is written twice)");
		return;
	}
	place = utf8_length(list_byte(r, start), (at < list_end(r) ? at : list_end(r)) - start) + 1;
	problems_add(r->problems, r->t->file, line, place, "%s",
		found ? "text after a closing quote, expected the separator or the end of the line "
			"(a quote inside quotes is written twice)"
		      : "a quote inside a field that does not begin with one, expected quotes "
			"around the whole field and the inner ones doubled");
}

/*
 * A quote stands wrong at byte `at` (or, at the end, none where one had to come). Reading goes on
 * with the line after that, so that one quote hides no other problem.
 */
static void recover(struct reading *r, size_t at)
{
	struct piece p = list_piece(r);
	size_t line, end;
	bool found;
	size_t open = piece_open_quote(&p, r->row_start, r->row_line, at, &line, &found);

	r->at = open;
	if (!list_find_line(r, &end))
		end = list_end(r);
	tell_quote(r, at, open, end, (uint32_t)line, found);
	r->at = end;
	r->line = (uint32_t)line + 1;
	/* Without a header, nothing that follows means anything. */
	if (!r->header_done) {
		while (r->t->column_count)
			free(r->t->columns[--r->t->column_count]);
		r->stop = true;
	}
	csv_free(r->csv);
	csv_begin(r);
}

static bool is_blank(const struct reading *r, size_t at, size_t end)
{
	for (; at < end; at++)
		if (*list_byte(r, at) == r->t->separator ||
			!ascii_is_space((unsigned char)*list_byte(r, at)))
			return false;
	return true;
}

/* Feeds the line that ends before byte `end`. */
static void feed_line(struct reading *r, size_t end)
{
	size_t n = end - r->at, size = r->t->rows->reader.size;

	if (!r->row_open)
		list_begin_row(r);
	r->row_ended = false;
	r->lone_cr = r->t->rows->has_lf && *list_byte(r, end - 1) == '\r' && end < size;
	size_t done = csv_parse(r->csv, list_byte(r, r->at), n, on_field, on_row, r);
	if (done < n) {
		recover(r, r->at + done);
		return;
	}
	r->row_open = !r->row_ended && (r->row_open || !is_blank(r, r->at, end));
	r->at = end;
	r->line++;
}

void list_read_rows(struct reading *r)
{
	struct csv_parser csv;
	size_t end;

	r->csv = &csv;
	csv_begin(r);
	for (;;) {
		while (list_find_line(r, &end)) {
			feed_line(r, end);
			r->stop |= !r->again && r->faults >= PROBLEMS_MAX;
		}
		r->lone_cr = false;
		if (r->stop)
			break;
		if (csv_fini(r->csv, on_field, on_row, r) == 0) {
			r->row_open = false;
			break;
		}
		recover(r, list_end(r));
	}
	csv_free(r->csv);
}

void block_parse(const struct table *t, struct table_block *b, const char *bytes, size_t n)
{
	const struct block_place *p = &t->rows->places[b->number];
	struct reading r = {.t = (struct table *)(uintptr_t)t,
		.bytes = {.p = (char *)(uintptr_t)bytes, .len = n},
		.from = p->start,
		.at = p->start,
		.block_start = p->start,
		.line = (uint32_t)p->line,
		.whole = true,
		.again = true,
		.header_done = true,
		.block = b};

	list_read_rows(&r);
}
