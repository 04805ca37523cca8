#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/quick_hash.h"
#include "campaign/list_reading.h"

enum { PIECE_BYTES = BLOCKS_READ * BLOCK_BYTES };

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
	size_t n = reader->size - list_end(r);
	char piece[PIECE_BYTES];
	struct err err;

	if (n > BLOCKS_READ * r->t->rows->use.block)
		n = BLOCKS_READ * r->t->rows->use.block;
	if (reader_get(reader, list_end(r), piece, n, &err) < 0) {
		fail(r, &err);
		return;
	}
	sha256_feed(&r->sha256, piece, n);
	size_t left = list_end(r) - keep;
	if (left)
		memmove(r->bytes.p, list_byte(r, keep), left);
	str_truncate(&r->bytes, left);
	str_add(&r->bytes, piece, n);
	r->from = keep;
	r->whole = list_end(r) == reader->size;
	if (r->looked_at < keep)
		r->looked_at = keep;
	ssize_t looked = encoding_feed(
		&r->encoding, list_byte(r, r->looked_at), list_end(r) - r->looked_at, r->whole);
	if (looked < 0)
		r->stop = true;
	else
		r->looked_at += (size_t)looked;
}

/* The byte after the line at r->at, which ends at LF, CR LF or CR. False when nothing is left. */
bool list_find_line(struct reading *r, size_t *end_r)
{
	size_t at = r->at;

	while (!r->stop) {
		const char *p = list_byte(r, at), *end = r->bytes.p + r->bytes.len;
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
		.hash = quick_hash(rows->seed, list_byte(r, r->block_start), end - r->block_start),
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

void list_begin_row(struct reading *r)
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

/* ---- what stands before the rows ---- */

/* Comma, semicolon or tab: what the first line that is not blank has most of, outside quotes. */
static char find_separator(struct reading *r)
{
	size_t commas = 0, semicolons = 0, tabs = 0;
	bool quoted = false, something = false;

	for (size_t at = r->at;; at++) {
		if (at == list_end(r) && !r->whole && !r->stop)
			read_more(r);
		if (at >= list_end(r) || r->stop)
			break;
		char c = *list_byte(r, at);
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

	if (list_end(r) >= 3 && memcmp(r->bytes.p, "\xEF\xBB\xBF", 3) == 0)
		r->at = 3;
	t->separator = find_separator(r);
	const char *p = list_byte(r, r->at);
	if (list_end(r) >= r->at + 6 && memcmp(p, "sep=", 4) == 0 && strchr(",;\t", p[4]) &&
		(p[5] == '\r' || p[5] == '\n')) {
		t->separator = p[4];
		if (list_find_line(r, &end))
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
	for (size_t at = list_end(r), n; at < reader->size; at += n) {
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

	for (size_t at = list_end(r), n; at < reader->size && !r->t->rows->failed; at += n) {
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
	list_read_rows(r);
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

void table_parse(
	struct table *t, const char *file, const void *bytes, size_t n, struct problems *problems)
{
	const struct table_use use = {.hold = true};
	struct reader reader = reader_bytes(bytes, n);

	table_read(t, file, &reader, &use, NULL, problems);
}
