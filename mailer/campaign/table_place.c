/* Where cells stand in the file, for messages. */
#include <stdlib.h>

#include "base/mem.h"
#include "base/utf8.h"
#include "campaign/table_parts.h"

/* The byte at which the n-th field of the record at `at` begins, its leading spaces skipped. */
static size_t field_start(const struct piece *p, size_t at, size_t n)
{
	bool quoted = false;

	while (n && at < p->end) {
		char c = p->bytes[at++ - p->at];
		if (c == '"')
			quoted = !quoted; /* a doubled quote opens again at once */
		else if (!quoted && c == p->separator)
			n--;
		else if (!quoted && c == '\n')
			return at - 1;
	}
	while (at < p->end && p->bytes[at - p->at] == ' ')
		at++;
	return at;
}

/* Whether a line ends with byte i. */
static bool ends_line(const struct piece *p, size_t i)
{
	char c = p->bytes[i - p->at];

	return c == '\n' || (c == '\r' && (i + 1 == p->end || p->bytes[i + 1 - p->at] != '\n'));
}

void piece_field_at(const struct piece *p, size_t start, size_t line, long column, size_t *line_r,
	size_t *column_r)
{
	size_t at = column < 0 ? start : field_start(p, start, (size_t)column), line_start = start;

	for (size_t i = start; i < at; i++)
		if (ends_line(p, i)) {
			line++;
			line_start = i + 1;
		}
	*line_r = line;
	*column_r = utf8_length(p->bytes + (line_start - p->at), at - line_start) + 1;
}

size_t piece_open_quote(
	const struct piece *p, size_t start, size_t line, size_t end, size_t *line_r, bool *found_r)
{
	bool quoted = false, at_start = true;
	size_t found = start;

	*line_r = line;
	*found_r = false;
	for (size_t i = start; i < end; i++) {
		char c = p->bytes[i - p->at];
		if (ends_line(p, i))
			line++;
		if (c == '"') {
			if (!quoted && at_start) {
				found = i;
				*line_r = line;
				*found_r = true;
			}
			quoted = !quoted;
			at_start = false;
		} else if (!quoted) {
			at_start = c == p->separator || (at_start && c == ' ');
			*found_r &= c != p->separator;
		}
	}
	return found;
}

void table_cell_at(const struct table *t, size_t row, long column, size_t *line_r, size_t *column_r)
{
	const struct table_block *b = block_of(t, row);
	size_t n;
	char *bytes = b ? block_read(t, b->number, &n) : NULL;

	*line_r = *column_r = 0;
	if (bytes) {
		size_t start = t->rows->places[b->number].start;
		const struct piece p = {
			.bytes = bytes, .at = start, .end = start + n, .separator = t->separator};
		piece_field_at(&p, start + b->starts[row - b->first], b->lines[row - b->first],
			column, line_r, column_r);
	}
	free(bytes);
}

size_t table_cell_place(const struct table *t, size_t row, long column)
{
	size_t line, place;

	table_cell_at(t, row, column, &line, &place);
	return place;
}

void table_header_at(const struct table *t, long column, size_t *line_r, size_t *column_r)
{
	struct table_rows *r = t->rows;
	size_t n = (r->place_count ? r->places[0].start : r->end) - t->header_start;
	char *bytes = mem_alloc(n ? n : 1);
	struct err err;

	*line_r = t->header_line;
	*column_r = 1;
	if (reader_get(&r->reader, t->header_start, bytes, n, &err) == 0) {
		const struct piece p = {.bytes = bytes,
			.at = t->header_start,
			.end = t->header_start + n,
			.separator = t->separator};
		piece_field_at(&p, t->header_start, t->header_line, column, line_r, column_r);
	} else {
		table_fail(t, &err);
	}
	free(bytes);
}
