#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/quick_hash.h"
#include "base/utf8.h"
#include "campaign/table_parts.h"

/* ---- blocks ---- */

struct table_block *block_new(void)
{
	struct table_block *b = mem_alloc(sizeof *b);

	str_init(&b->text);
	return b;
}

void block_free(struct table_block *b)
{
	free(b->cells);
	free(b->starts);
	free(b->lines);
	str_release(&b->text);
	free(b);
}

const char *block_cell(const struct table *t, const struct table_block *b, size_t row, long column)
{
	if (column < 0)
		return "";
	return b->text.p + b->cells[row * t->column_count + (size_t)column];
}

void block_set_cell(
	const struct table *t, struct table_block *b, size_t row, long column, const char *text)
{
	b->cells[row * t->column_count + (size_t)column] = (uint32_t)b->text.len;
	str_add(&b->text, text, strlen(text) + 1);
}

void block_keep(const struct table *t, struct table_block *b)
{
	struct table_rows *r = t->rows;
	size_t at = r->block_count;

	if (!r->use.hold && r->block_count == BLOCKS_KEPT) {
		at = 0;
		for (size_t i = 1; i < r->block_count; i++)
			if (r->blocks[i]->used < r->blocks[at]->used)
				at = i;
		block_free(r->blocks[at]);
	} else {
		mem_grow(&r->blocks, &r->block_cap, r->block_count, sizeof(struct table_block *));
		r->block_count++;
	}
	r->blocks[at] = b;
	r->recent = b;
	r->moves++;
	b->used = ++r->clock;
}

static void forget_blocks(struct table_rows *r)
{
	for (size_t i = 0; i < r->block_count; i++)
		block_free(r->blocks[i]);
	r->block_count = 0;
	r->recent = NULL;
	r->moves++;
}

void table_fail(const struct table *t, const struct err *why)
{
	if (!t->rows->failed)
		t->rows->why = *why;
	t->rows->failed = true;
}

int table_check(const struct table *t, struct err *err)
{
	if (t->rows == NULL || !t->rows->failed)
		return 0;
	*err = t->rows->why;
	return -1;
}

char *block_read(const struct table *t, size_t number, size_t *n_r)
{
	struct table_rows *r = t->rows;
	const struct block_place *p = &r->places[number];
	size_t end = number + 1 < r->place_count ? p[1].start : r->end;
	size_t n = end - p->start;
	char *bytes = mem_alloc(n ? n : 1);
	struct err err;

	*n_r = n;
	if (reader_get(&r->reader, p->start, bytes, n, &err) == 0) {
		if (quick_hash(r->seed, bytes, n) == p->hash)
			return bytes;
		err_set(&err, ERR_INPUT, "%s: was changed while it was read; run again", t->file);
	}
	table_fail(t, &err);
	free(bytes);
	return NULL;
}

/* Takes out of a block what was dropped. */
static void drop_rows(const struct table *t, struct table_block *b)
{
	const struct table_rows *r = t->rows;
	size_t kept = 0, n = t->column_count;

	for (size_t i = 0; i < b->count; i++) {
		if (table_is_marked(&r->dropped, r->places[b->number].read_first + i))
			continue;
		memmove(&b->cells[kept * n], &b->cells[i * n], n * sizeof *b->cells);
		b->starts[kept] = b->starts[i];
		b->lines[kept++] = b->lines[i];
	}
	b->count = kept;
}

/* How many rows a block has, as they are numbered now. */
static size_t rows_of(const struct table *t, size_t number)
{
	const struct table_rows *r = t->rows;
	size_t end = number + 1 < r->place_count ? r->places[number + 1].first : t->row_count;

	return end - r->places[number].first;
}

static struct table_block *load(const struct table *t, size_t number)
{
	struct table_rows *r = t->rows;
	size_t n;
	char *bytes = r->failed ? NULL : block_read(t, number, &n);
	struct table_block *b;

	if (bytes == NULL)
		return NULL;
	b = block_new();
	b->number = number;
	b->first = r->places[number].first;
	block_parse(t, b, bytes, n);
	free(bytes);
	if (r->dropped.count)
		drop_rows(t, b);
	if (b->count != rows_of(t, number)) {
		struct err err;
		err_set(&err, ERR_FAILED, "%s: reads otherwise a second time; run again", t->file);
		table_fail(t, &err);
		block_free(b);
		return NULL;
	}
	block_keep(t, b);
	return b;
}

/* The number of the block that holds a row: the last that begins at it or before. */
static size_t find_number(const struct table_rows *r, size_t row)
{
	size_t low = 0, high = r->place_count;

	while (high - low > 1) {
		size_t middle = low + (high - low) / 2;
		if (r->places[middle].first <= row)
			low = middle;
		else
			high = middle;
	}
	return low;
}

struct table_block *block_of(const struct table *t, size_t row)
{
	struct table_rows *r = t->rows;
	struct table_block *b = r ? r->recent : NULL;

	if (b && row - b->first < b->count)
		return b;
	if (r == NULL || row >= t->row_count)
		return NULL;
	for (size_t i = 0; i < r->block_count; i++) {
		b = r->blocks[i];
		if (row - b->first < b->count) {
			b->used = ++r->clock;
			r->recent = b;
			return b;
		}
	}
	return load(t, find_number(r, row));
}

/* ---- cells ---- */

long table_column(const struct table *t, const char *name)
{
	intptr_t number;

	return map_get(&t->by_name, name, strlen(name), &number) ? (long)number : -1;
}

const char *table_cell(const struct table *t, size_t row, long column)
{
	struct table_block *b;

	if (column < 0 || (size_t)column >= t->column_count)
		return "";
	b = block_of(t, row);
	return b ? block_cell(t, b, row - b->first, column) : "";
}

size_t table_moves(const struct table *t)
{
	return t->rows ? t->rows->moves : 0;
}

size_t table_line(const struct table *t, size_t row)
{
	const struct table_block *b = block_of(t, row);

	return b ? b->lines[row - b->first] : 0;
}

/* ---- rows that are left out ---- */

void table_mark(struct table_marks *m, size_t row)
{
	size_t old = m->cap, byte = row / 8;

	if (byte >= old) {
		mem_grow(&m->bits, &m->cap, byte, 1);
		memset(m->bits + old, 0, m->cap - old);
	}
	if (!table_is_marked(m, row))
		m->count++;
	m->bits[byte] = (uint8_t)(m->bits[byte] | 1u << row % 8);
}

bool table_is_marked(const struct table_marks *m, size_t row)
{
	return row / 8 < m->cap && (m->bits[row / 8] >> row % 8 & 1);
}

void table_marks_release(struct table_marks *m)
{
	free(m->bits);
	*m = (struct table_marks){0};
}

void table_drop(struct table *t, struct table_marks *marks)
{
	struct table_rows *r = t->rows;
	size_t row = 0, left_out = 0;

	if (marks->count == 0)
		return;
	for (size_t i = 0; i < r->place_count; i++) {
		for (; row < r->places[i].read_first; row++)
			left_out += table_is_marked(marks, row);
		r->places[i].first = (uint32_t)(row - left_out);
	}
	r->dropped = *marks;
	*marks = (struct table_marks){0};
	t->row_count -= r->dropped.count;
	forget_blocks(r);
}

void table_move(struct table *t, const char *file, const struct reader *reader)
{
	free(t->file);
	t->file = mem_strdup(file);
	t->rows->reader = *reader;
}

void table_release(struct table *t)
{
	free(t->file);
	for (size_t i = 0; i < t->column_count; i++)
		free(t->columns[i]);
	free(t->columns);
	map_release(&t->by_name);
	if (t->rows) {
		forget_blocks(t->rows);
		free(t->rows->blocks);
		free(t->rows->places);
		table_marks_release(&t->rows->dropped);
		free(t->rows);
	}
	*t = (struct table){0};
}
