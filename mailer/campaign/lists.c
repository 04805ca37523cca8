#include <csv.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/utf8.h"
#include "campaign/encoding.h"
#include "campaign/table.h"

/*
 * libcsv knows no places, so it is fed a line at a time: the line on which a row ended, and hence
 * the one on which the next begins, is then known.
 */
struct reading {
	struct table *t;
	struct problems *problems;
	struct csv_parser csv;
	size_t at; /* the byte that is fed next */
	uint32_t line; /* its line, from 1 */
	size_t row_start;
	uint32_t row_line;
	size_t fields; /* of the row that is being read */
	size_t long_field; /* the first one that is too long, from 1 */
	bool header_done, row_open, row_ended, blank;
	bool has_lf, lone_cr; /* the line being fed ends in a CR although other lines end in LF */
	size_t column_cap, row_cap, start_cap, cell_cap;
};

static void report(struct reading *r, size_t field, const char *what, const char *expected)
{
	struct table *t = r->t;
	size_t line, column;

	table_field_at(t, r->row_start, r->row_line, field ? (long)field - 1 : -1, &line, &column);
	problems_add(r->problems, t->file, line, column, "%s, expected %s", what, expected);
}

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
	struct table *t = r->t;

	mem_grow(&t->cells, &r->cell_cap, t->row_count * t->column_count + r->fields,
		sizeof *t->cells);
	t->cells[t->row_count * t->column_count + r->fields] = (uint32_t)t->text.len;
	if (memchr(s, '\r', n) == NULL) {
		str_add(&t->text, s, n);
	} else {
		for (size_t i = 0; i < n; i++)
			if (s[i] != '\r')
				str_addc(&t->text, s[i]);
			else if (i + 1 == n || s[i + 1] != '\n')
				str_addc(&t->text, '\n');
	}
	str_addc(&t->text, '\0');
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
	r->t->header_start = (uint32_t)r->row_start;
	if (r->long_field)
		report(r, r->long_field, "a column name longer than 32767 bytes", "a short one");
	check_columns(r);
	r->header_done = true;
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
		str_addf(&expected, "%zu, as the header has%s", wanted,
			r->fields > wanted ? " (a field that holds a separator needs quotes)" : "");
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

static void on_row(int c, void *ctx)
{
	struct reading *r = ctx;
	struct table *t = r->t;

	(void)c;
	r->row_ended = true;
	if (!r->header_done) {
		end_header(r);
	} else if (!r->blank && row_fits(r)) {
		mem_grow(&t->lines, &r->row_cap, t->row_count, sizeof *t->lines);
		mem_grow(&t->starts, &r->start_cap, t->row_count, sizeof *t->starts);
		t->lines[t->row_count] = r->row_line;
		t->starts[t->row_count++] = (uint32_t)r->row_start;
	}
	r->fields = r->long_field = 0;
	r->blank = true;
}

static void *grow(void *p, size_t n)
{
	return mem_resize(p, n, 1);
}

static void csv_begin(struct reading *r)
{
	csv_init(&r->csv, CSV_STRICT | CSV_STRICT_FINI);
	csv_set_realloc_func(&r->csv, grow);
	csv_set_blk_size(&r->csv, 1 << 15);
	csv_set_delim(&r->csv, (unsigned char)r->t->separator);
	r->row_open = false;
	r->fields = r->long_field = 0;
	r->blank = true;
}

/* The byte after the line at `at`; ends at LF, CR LF or CR. */
static size_t line_end(const struct table *t, size_t at)
{
	while (at < t->size && t->bytes[at] != '\n' && t->bytes[at] != '\r')
		at++;
	if (at + 1 < t->size && t->bytes[at] == '\r' && t->bytes[at + 1] == '\n')
		return at + 2;
	return at < t->size ? at + 1 : at;
}

static bool line_is_blank(const struct table *t, size_t at, size_t end)
{
	for (; at < end; at++)
		if (t->bytes[at] == t->separator || !ascii_is_space((unsigned char)t->bytes[at]))
			return false;
	return true;
}

/*
 * A quote that stands wrong at byte `at` (or, at the end, none where one had to come): reported at
 * the place where a person looks for it. Reading goes on with the line after that, so that one
 * quote hides no other problem.
 */
static void recover(struct reading *r, size_t at)
{
	struct table *t = r->t;
	uint32_t line;
	bool found;
	size_t open = table_open_quote(t, r->row_start, r->row_line, at, &line, &found),
	       end = line_end(t, open);
	size_t line_start = open;

	while (line_start > r->row_start && t->bytes[line_start - 1] != '\n' &&
		t->bytes[line_start - 1] != '\r')
		line_start--;
	if (!found || at < end)
		problems_add(r->problems, t->file, line,
			utf8_length(
				t->bytes + line_start, (at < t->size ? at : t->size) - line_start) +
				1,
			found ? "text after a closing quote, expected the separator or the end of "
				"the line (a quote inside quotes is written twice)"
			      : "a quote inside a field that does not begin with one, expected "
				"quotes around the whole field and the inner ones doubled");
	else
		problems_add(r->problems, t->file, line,
			utf8_length(t->bytes + line_start, open - line_start) + 1,
			"a quote that is never closed, expected a second one before the next field "
			"(a quote inside quotes is written twice)");
	r->at = end;
	r->line = line + 1;
	/* Without a header, nothing that follows means anything. */
	if (!r->header_done) {
		while (t->column_count)
			free(t->columns[--t->column_count]);
		r->at = t->size;
	}
	csv_free(&r->csv);
	csv_begin(r);
}

/* Feeds one line; false when a quote stood wrong and reading was set back. */
static bool feed_line(struct reading *r)
{
	struct table *t = r->t;
	size_t end = line_end(t, r->at), n = end - r->at;

	if (!r->row_open) {
		r->row_start = r->at;
		r->row_line = r->line;
	}
	r->row_ended = false;
	r->lone_cr = r->has_lf && t->bytes[end - 1] == '\r' && end < t->size;
	size_t done = csv_parse(&r->csv, t->bytes + r->at, n, on_field, on_row, r);
	if (done < n) {
		recover(r, r->at + done);
		return false;
	}
	r->row_open = !r->row_ended && (r->row_open || !line_is_blank(t, r->at, end));
	r->at = end;
	r->line++;
	return true;
}

static void read_rows(struct reading *r)
{
	csv_begin(r);
	for (;;) {
		while (r->at < r->t->size && r->problems->errors < PROBLEMS_MAX)
			feed_line(r);
		if (r->problems->errors >= PROBLEMS_MAX)
			break;
		r->lone_cr = false;
		if (csv_fini(&r->csv, on_field, on_row, r) == 0)
			break;
		recover(r, r->t->size);
	}
	csv_free(&r->csv);
}

/* Comma, semicolon or tab: what the first line that is not blank has most of, outside quotes. */
static char find_separator(const struct table *t, size_t at)
{
	size_t commas = 0, semicolons = 0, tabs = 0;
	bool quoted = false, something = false;

	for (; at < t->size; at++) {
		char c = t->bytes[at];
		if (c == '"')
			quoted = !quoted;
		if (!quoted && (c == '\n' || c == '\r') && something)
			break;
		something |= !ascii_is_space((unsigned char)c);
		commas += !quoted && c == ',';
		semicolons += !quoted && c == ';';
		tabs += !quoted && c == '\t';
	}
	if (semicolons > commas && semicolons >= tabs)
		return ';';
	return tabs > commas ? '\t' : ',';
}

/* A byte-order mark, and the line "sep=;" by which a spreadsheet is told the separator. */
static void skip_preamble(struct reading *r)
{
	struct table *t = r->t;

	if (t->size >= 3 && memcmp(t->bytes, "\xEF\xBB\xBF", 3) == 0)
		r->at = 3;
	t->separator = find_separator(t, r->at);
	if (t->size >= r->at + 6 && memcmp(t->bytes + r->at, "sep=", 4) == 0 &&
		strchr(",;\t", t->bytes[r->at + 4]) &&
		(t->bytes[r->at + 5] == '\r' || t->bytes[r->at + 5] == '\n')) {
		t->separator = t->bytes[r->at + 4];
		r->at = line_end(t, r->at);
		r->line++;
	}
}

/* A column without a name is what a spreadsheet leaves behind; with cells in it, it is a mistake.
 */
static void check_unnamed(struct reading *r)
{
	struct table *t = r->t;

	for (size_t c = 0; c < t->column_count; c++)
		for (size_t row = 0; *t->columns[c] == '\0' && row < t->row_count; row++)
			if (*table_cell(t, row, (long)c)) {
				size_t line, column;
				table_cell_at(t, row, (long)c, &line, &column);
				problems_add(r->problems, t->file, line, column,
					"a cell in a column that has no name, expected a name for "
					"column %zu in the header",
					c + 1);
				break;
			}
}

void table_parse(
	struct table *t, const char *file, const void *bytes, size_t n, struct problems *problems)
{
	struct reading r = {.t = t, .problems = problems, .line = 1};

	*t = (struct table){.file = mem_strdup(file), .bytes = bytes, .size = n, .separator = ','};
	str_init(&t->text);
	if (n > TABLE_SIZE_MAX) {
		problems_add(problems, file, 1, 1, "a list of %zu bytes, expected at most %d", n,
			TABLE_SIZE_MAX);
		return;
	}
	if (!encoding_check(file, bytes, n, problems))
		return;
	skip_preamble(&r);
	if (line_is_blank(t, r.at, n)) {
		problems_add(problems, file, 1, 1,
			"an empty file, expected a header line with the names of the columns");
		return;
	}
	r.has_lf = memchr(bytes, '\n', n) != NULL;
	read_rows(&r);
	check_unnamed(&r);
	if (t->text.full)
		problems_add(problems, file, 1, 1, "a list that is too large");
}
