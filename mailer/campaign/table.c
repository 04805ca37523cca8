#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/utf8.h"
#include "campaign/table.h"

void table_release(struct table *t)
{
	free(t->file);
	for (size_t i = 0; i < t->column_count; i++)
		free(t->columns[i]);
	free(t->columns);
	free(t->lines);
	free(t->starts);
	free(t->cells);
	str_release(&t->text);
	map_release(&t->by_name);
	*t = (struct table){0};
}

long table_column(const struct table *t, const char *name)
{
	intptr_t number;

	return map_get(&t->by_name, name, strlen(name), &number) ? (long)number : -1;
}

const char *table_cell(const struct table *t, size_t row, long column)
{
	if (column < 0 || row >= t->row_count || (size_t)column >= t->column_count)
		return "";
	return t->text.p + t->cells[row * t->column_count + (size_t)column];
}

void table_set_cell(struct table *t, size_t row, long column, const char *text)
{
	size_t at = t->text.len;

	str_add(&t->text, text, strlen(text) + 1);
	if (!t->text.full)
		t->cells[row * t->column_count + (size_t)column] = (uint32_t)at;
}

void table_drop(struct table *t, const bool *marks)
{
	size_t kept = 0, n = t->column_count;

	for (size_t row = 0; row < t->row_count; row++) {
		if (marks[row])
			continue;
		if (kept != row) {
			memmove(&t->cells[kept * n], &t->cells[row * n], n * sizeof *t->cells);
			t->lines[kept] = t->lines[row];
			t->starts[kept] = t->starts[row];
		}
		kept++;
	}
	t->row_count = kept;
}

/* The byte at which the n-th field of the record at `at` begins, its leading spaces skipped. */
static size_t field_start(const struct table *t, size_t at, size_t n)
{
	bool quoted = false;

	while (n && at < t->size) {
		char c = t->bytes[at++];
		if (c == '"')
			quoted = !quoted; /* a doubled quote opens again at once */
		else if (!quoted && c == t->separator)
			n--;
		else if (!quoted && c == '\n')
			return at - 1;
	}
	while (at < t->size && t->bytes[at] == ' ')
		at++;
	return at;
}

static void place(const struct table *t, size_t line, size_t start, long column, size_t *line_r,
	size_t *column_r)
{
	size_t at = column < 0 ? start : field_start(t, start, (size_t)column), line_start = start;

	for (size_t i = start; i < at; i++) {
		bool cr = t->bytes[i] == '\r' && (i + 1 == t->size || t->bytes[i + 1] != '\n');
		if (t->bytes[i] == '\n' || cr) {
			line++;
			line_start = i + 1;
		}
	}
	*line_r = line;
	*column_r = utf8_length(t->bytes + line_start, at - line_start) + 1;
}

void table_field_at(const struct table *t, size_t start, uint32_t line, long column, size_t *line_r,
	size_t *column_r)
{
	place(t, line, start, column, line_r, column_r);
}

/* The last quote before `end` that opened a field of the row, and its line; else the row's start.
 */
size_t table_open_quote(const struct table *t, size_t start, uint32_t line, size_t end,
	uint32_t *line_r, bool *found_r)
{
	bool quoted = false, at_start = true;
	size_t found = start;

	*line_r = line;
	*found_r = false;
	for (size_t i = start; i < end; i++) {
		char c = t->bytes[i];
		if (c == '\n' || (c == '\r' && (i + 1 == t->size || t->bytes[i + 1] != '\n')))
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
			at_start = c == t->separator || (at_start && c == ' ');
			*found_r &= c != t->separator;
		}
	}
	return found;
}

void table_cell_at(const struct table *t, size_t row, long column, size_t *line_r, size_t *column_r)
{
	*line_r = *column_r = 0;
	if (row < t->row_count)
		place(t, t->lines[row], t->starts[row], column, line_r, column_r);
}

void table_header_at(const struct table *t, long column, size_t *line_r, size_t *column_r)
{
	place(t, t->header_line, t->header_start, column, line_r, column_r);
}

size_t table_cell_place(const struct table *t, size_t row, long column)
{
	size_t line, place_in_line;

	table_cell_at(t, row, column, &line, &place_in_line);
	return place_in_line;
}
