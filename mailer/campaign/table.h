/*
 * A CSV list in memory: columns by name, cells by row and column.
 *
 * Blank cells are kept as empty strings. Rows know the line they came from. One block of text holds
 * all cells, so a list takes memory in proportion to its file.
 */
#ifndef CAMPAIGN_TABLE_H
#define CAMPAIGN_TABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/map.h"
#include "base/str.h"

struct table {
	char *file; /* the name, for messages */
	const char *bytes; /* the file as parsed, borrowed: for places */
	size_t size;
	char **columns; /* trimmed header names, in order */
	size_t column_count, row_count;
	uint32_t *lines; /* row_count: the line (from 1) on which a row begins */
	uint32_t *starts; /* row_count: the byte at which it begins */
	uint32_t *cells; /* row_count * column_count offsets into text */
	struct str text; /* NUL-terminated cells */
	char separator; /* ',', ';' or '\t', as detected */
	struct map by_name; /* column name -> number */
	uint32_t header_line, header_start; /* of the header, as lines and starts */
};

enum {
	TABLE_SIZE_MAX = 1 << 30, /* bytes of a list */
	TABLE_COLUMNS_MAX = 1000,
	TABLE_CELL_MAX = 32767, /* bytes of a cell: what a spreadsheet's cell holds */
};

/*
 * Reads CSV (RFC 4180; BOM, CRLF, semicolons and tabs as spreadsheets write them). Every problem
 * goes to problems, with its place; the table is usable when none was an error. Rows whose cells
 * are all blank are left out. A cell's line ends become LF. bytes must outlive the table. The
 * caller releases it always.
 */
void table_parse(
	struct table *t, const char *file, const void *bytes, size_t n, struct problems *problems);
void table_release(struct table *t);

/* The number of a column, or -1. */
long table_column(const struct table *t, const char *name);

/* A cell's text; "" for a blank one or for column -1. */
const char *table_cell(const struct table *t, size_t row, long column);

/* The column, in characters from 1, at which a cell begins in its line; for messages. */
size_t table_cell_place(const struct table *t, size_t row, long column);

/* Line and column at which a cell begins (1 and the row's line for column -1). */
void table_cell_at(
	const struct table *t, size_t row, long column, size_t *line_r, size_t *column_r);

/* The same for a column's header. */
void table_header_at(const struct table *t, long column, size_t *line_r, size_t *column_r);

/* The same for field `column` of a record that begins at byte `start` in `line`. */
void table_field_at(const struct table *t, size_t start, uint32_t line, long column, size_t *line_r,
	size_t *column_r);

/*
 * The last quote before byte `end` that opened a field of the record at `start` and, if *found_r,
 * still stands open or was closed in that field; else start. *line_r is its line.
 */
size_t table_open_quote(const struct table *t, size_t start, uint32_t line, size_t end,
	uint32_t *line_r, bool *found_r);

/* Leaves out the rows that are marked (row_count marks). */
void table_drop(struct table *t, const bool *marks);

/* Gives a cell another text (copied). */
void table_set_cell(struct table *t, size_t row, long column, const char *text);

#endif
