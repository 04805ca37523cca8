#include <csv.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/quick_hash.h"
#include "base/utf8.h"
#include "campaign/encoding.h"
#include "campaign/table_parts.h"

enum { PIECE_BYTES = BLOCKS_READ * BLOCK_BYTES };

/*
 * libcsv knows no places, so it is fed a line at a time: the line on which a row ended, and hence
 * the one on which the next begins, is then known.
 *
 * What is in memory of the file begins at the block, and at the row, that is being read. A block
 * that is read again is all there is.
 */
struct reading {
	struct table *t;
	struct problems *problems;
	struct csv_parser csv;
	struct str bytes; /* what is in memory */
	size_t from; /* its first byte, in the file */
	bool whole; /* nothing follows it (in the block, when read again) */
	size_t at; /* the byte that is fed next */
	uint32_t line; /* its line, from 1 */
	size_t row_start;
	uint32_t row_line;
	size_t fields; /* of the row that is being read */
	size_t long_field; /* the first one that is too long, from 1 */
	bool header_done, row_open, row_ended, blank;
	bool lone_cr; /* the line being fed ends in a CR although other lines end in LF */
	size_t column_cap;
	struct table_block *block; /* that rows go into; NULL before the first */
	size_t block_start;
	uint32_t block_line;
	bool *unnamed_told; /* by column: a cell without a name */
	/* only when the file is read for the first time */
	struct encoding_check encoding;
	size_t looked_at; /* up to which byte the encoding was */
	struct sha256_stream sha256;
	size_t faults; /* rows whose form is wrong */
	bool again; /* a block is read again: what is wrong with it was told */
	bool stop; /* no text, not readable, or too many faults */
};

static size_t end_of(const struct reading *r)
{
	return r->from + r->bytes.len;
}

static const char *byte_at(const struct reading *r, size_t at)
{
	return r->bytes.p + (at - r->from);
}

static struct piece piece_of(const struct reading *r)
{
	return (struct piece){
		.bytes = r->bytes.p, .at = r->from, .end = end_of(r), .separator = r->t->separator};
}

static void report(struct reading *r, size_t field, const char *what, const char *expected)
{
	struct piece p = piece_of(r);
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

/* ---- what of the file is in memory ---- */

static void fail(struct reading *r, const struct err *err)
{
	table_fail(r->t, err);
	problems_add(r->problems, "", 0, 0, "%s", err->text);
	r->stop = true;
}

/* Reads on; what lies before the block and the row at hand is forgotten. */
static void read_more(struct reading *r)
{
	const struct reader *reader = &r->t->rows->reader;
	size_t keep = r->block ? r->block_start : r->row_open ? r->row_start : r->at;
	size_t n = reader->size - end_of(r);
	char piece[PIECE_BYTES];
	struct err err;

	if (n > BLOCKS_READ * r->t->rows->use.block)
		n = BLOCKS_READ * r->t->rows->use.block;
	if (reader_get(reader, end_of(r), piece, n, &err) < 0) {
		fail(r, &err);
		return;
	}
	sha256_feed(&r->sha256, piece, n);
	size_t left = end_of(r) - keep;
	if (left)
		memmove(r->bytes.p, byte_at(r, keep), left);
	str_truncate(&r->bytes, left);
	str_add(&r->bytes, piece, n);
	r->from = keep;
	r->whole = end_of(r) == reader->size;
	if (r->looked_at < keep)
		r->looked_at = keep;
	ssize_t looked = encoding_feed(
		&r->encoding, byte_at(r, r->looked_at), end_of(r) - r->looked_at, r->whole);
	if (looked < 0)
		r->stop = true;
	else
		r->looked_at += (size_t)looked;
}

/* The byte after the line at r->at, which ends at LF, CR LF or CR. False when nothing is left. */
static bool find_line(struct reading *r, size_t *end_r)
{
	size_t at = r->at;

	while (!r->stop) {
		const char *p = byte_at(r, at), *end = r->bytes.p + r->bytes.len;
		while (p < end && *p != '\n' && *p != '\r')
			p++;
		at = r->from + (size_t)(p - r->bytes.p);
		if (p + 1 < end || (p < end && (*p == '\n' || r->whole))) {
			*end_r = at + 1 + (*p == '\r' && p + 1 < end && p[1] == '\n');
			return true;
		}
		if (r->whole) {
			*end_r = at;
			return at > r->at;
		}
		read_more(r);
	}
	return false;
}

static bool is_blank(const struct reading *r, size_t at, size_t end)
{
	for (; at < end; at++)
		if (*byte_at(r, at) == r->t->separator ||
			!ascii_is_space((unsigned char)*byte_at(r, at)))
			return false;
	return true;
}

/* ---- blocks ---- */

/* The block that ends before byte `end` was read: its rows are there from now on. */
static void end_block(struct reading *r, size_t end)
{
	struct table *t = r->t;
	struct table_rows *rows = t->rows;
	struct table_block *b = r->block;
	size_t from = t->row_count;

	mem_grow(&rows->places, &rows->place_cap, rows->place_count, sizeof *rows->places);
	b->number = rows->place_count++;
	b->first = from;
	rows->places[b->number] = (struct block_place){.start = r->block_start,
		.hash = quick_hash(rows->seed, byte_at(r, r->block_start), end - r->block_start),
		.line = r->block_line,
		.first = (uint32_t)from,
		.read_first = (uint32_t)from};
	rows->end = end;
	t->row_count += b->count;
	r->block = NULL;
	block_keep(t, b);
	if (rows->use.look && b->count)
		rows->use.look(rows->use.ctx, t, from, t->row_count);
}

static void begin_row(struct reading *r)
{
	if (r->header_done && !r->again &&
		(r->block == NULL || r->at - r->block_start >= r->t->rows->use.block)) {
		if (r->block)
			end_block(r, r->at);
		r->block = block_new();
		r->block_start = r->at;
		r->block_line = r->line;
	}
	r->row_start = r->at;
	r->row_line = r->line;
}

/* ---- feeding ---- */

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

/* Tells a quote that stands wrong at the place where a person looks for it. */
static void tell_quote(
	struct reading *r, size_t at, size_t open, size_t end, uint32_t line, bool found)
{
	size_t start = open, place;

	r->faults++;
	if (r->again)
		return;
	while (start > r->row_start && *byte_at(r, start - 1) != '\n' &&
		*byte_at(r, start - 1) != '\r')
		start--;
	if (found && at >= end) {
		place = utf8_length(byte_at(r, start), open - start) + 1;
		problems_add(r->problems, r->t->file, line, place,
			"a quote that is never closed, expected a second one before the next field "
			"(a quote inside quotes is written twice)");
		return;
	}
	place = utf8_length(byte_at(r, start), (at < end_of(r) ? at : end_of(r)) - start) + 1;
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
	struct piece p = piece_of(r);
	size_t line, end;
	bool found;
	size_t open = piece_open_quote(&p, r->row_start, r->row_line, at, &line, &found);

	r->at = open;
	if (!find_line(r, &end))
		end = end_of(r);
	tell_quote(r, at, open, end, (uint32_t)line, found);
	r->at = end;
	r->line = (uint32_t)line + 1;
	/* Without a header, nothing that follows means anything. */
	if (!r->header_done) {
		while (r->t->column_count)
			free(r->t->columns[--r->t->column_count]);
		r->stop = true;
	}
	csv_free(&r->csv);
	csv_begin(r);
}

/* Feeds the line that ends before byte `end`. */
static void feed_line(struct reading *r, size_t end)
{
	size_t n = end - r->at, size = r->t->rows->reader.size;

	if (!r->row_open)
		begin_row(r);
	r->row_ended = false;
	r->lone_cr = r->t->rows->has_lf && *byte_at(r, end - 1) == '\r' && end < size;
	size_t done = csv_parse(&r->csv, byte_at(r, r->at), n, on_field, on_row, r);
	if (done < n) {
		recover(r, r->at + done);
		return;
	}
	r->row_open = !r->row_ended && (r->row_open || !is_blank(r, r->at, end));
	r->at = end;
	r->line++;
}

static void read_rows(struct reading *r)
{
	size_t end;

	csv_begin(r);
	for (;;) {
		while (find_line(r, &end)) {
			feed_line(r, end);
			r->stop |= !r->again && r->faults >= PROBLEMS_MAX;
		}
		r->lone_cr = false;
		if (r->stop)
			break;
		if (csv_fini(&r->csv, on_field, on_row, r) == 0) {
			r->row_open = false;
			break;
		}
		recover(r, end_of(r));
	}
	csv_free(&r->csv);
}

/* ---- what stands before the rows ---- */

/* Comma, semicolon or tab: what the first line that is not blank has most of, outside quotes. */
static char find_separator(struct reading *r)
{
	size_t commas = 0, semicolons = 0, tabs = 0;
	bool quoted = false, something = false;

	for (size_t at = r->at;; at++) {
		if (at == end_of(r) && !r->whole && !r->stop)
			read_more(r);
		if (at >= end_of(r) || r->stop)
			break;
		char c = *byte_at(r, at);
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
	size_t end;

	if (end_of(r) >= 3 && memcmp(r->bytes.p, "\xEF\xBB\xBF", 3) == 0)
		r->at = 3;
	t->separator = find_separator(r);
	const char *p = byte_at(r, r->at);
	if (end_of(r) >= r->at + 6 && memcmp(p, "sep=", 4) == 0 && strchr(",;\t", p[4]) &&
		(p[5] == '\r' || p[5] == '\n')) {
		t->separator = p[4];
		if (find_line(r, &end))
			r->at = end;
		r->line++;
	}
}

/* Whether there is an LF: nearly always among the first bytes. */
static bool find_lf(struct reading *r)
{
	const struct reader *reader = &r->t->rows->reader;
	char piece[PIECE_BYTES];
	struct err err;

	if (r->bytes.len && memchr(r->bytes.p, '\n', r->bytes.len))
		return true;
	for (size_t at = end_of(r), n; at < reader->size; at += n) {
		n = reader->size - at < sizeof piece ? reader->size - at : sizeof piece;
		if (reader_get(reader, at, piece, n, &err) < 0) {
			fail(r, &err);
			return false;
		}
		if (memchr(piece, '\n', n))
			return true;
	}
	return false;
}

/* ---- all of it ---- */

/* The hash is that of the whole file, whatever became of its rows. */
static void end_hash(struct reading *r, char *sha256_r)
{
	const struct reader *reader = &r->t->rows->reader;
	char piece[PIECE_BYTES], hex[SHA256_HEX];
	struct err err;

	for (size_t at = end_of(r), n; at < reader->size && !r->t->rows->failed; at += n) {
		n = reader->size - at < sizeof piece ? reader->size - at : sizeof piece;
		if (reader_get(reader, at, piece, n, &err) < 0)
			fail(r, &err);
		else
			sha256_feed(&r->sha256, piece, n);
	}
	sha256_end(&r->sha256, hex);
	if (sha256_r)
		memcpy(sha256_r, hex, sizeof hex);
}

static void read_all(struct reading *r)
{
	read_more(r);
	if (!r->stop)
		skip_preamble(r);
	if (!r->stop)
		r->t->rows->has_lf = find_lf(r);
	if (r->stop)
		return;
	read_rows(r);
	if (r->block)
		end_block(r, r->row_open ? r->row_start : r->at);
	else
		r->t->rows->end = r->at;
	if (!r->header_done && r->faults == 0 && !r->t->rows->failed)
		problems_add(r->problems, r->t->file, 1, 1,
			"an empty file, expected a header line with the names of the columns");
}

static void release(struct reading *r)
{
	if (r->block)
		block_free(r->block);
	str_release(&r->bytes);
	free(r->unnamed_told);
}

void table_read(struct table *t, const char *file, const struct reader *reader,
	const struct table_use *use, char sha256_r[SHA256_HEX], struct problems *problems)
{
	struct reading r = {.t = t, .problems = problems, .line = 1, .bytes = STR_INIT};

	*t = (struct table){.file = mem_strdup(file), .separator = ','};
	t->rows = mem_alloc(sizeof *t->rows);
	t->rows->reader = *reader;
	if (use)
		t->rows->use = *use;
	if (t->rows->use.block == 0 || t->rows->use.block > BLOCK_BYTES)
		t->rows->use.block = BLOCK_BYTES;
	random_bytes(&t->rows->seed, sizeof t->rows->seed);
	if (reader->size > TABLE_SIZE_MAX) {
		problems_add(problems, file, 1, 1, "a list of %zu bytes, expected at most %d",
			reader->size, TABLE_SIZE_MAX);
		return;
	}
	str_reserve(&r.bytes, PIECE_BYTES + BLOCK_BYTES);
	r.encoding = (struct encoding_check){.file = t->file, .problems = problems};
	sha256_begin(&r.sha256);
	read_all(&r);
	end_hash(&r, sha256_r);
	release(&r);
	t->rows->use.look = NULL;
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

	read_rows(&r);
}

void table_parse(
	struct table *t, const char *file, const void *bytes, size_t n, struct problems *problems)
{
	const struct table_use use = {.hold = true};
	struct reader reader = reader_bytes(bytes, n);

	table_read(t, file, &reader, &use, NULL, problems);
}
