/*
 * A CSV list: columns by name, cells by row and column.
 *
 * A list may have millions of rows and is not kept in memory: the file is read once, and what is
 * remembered of it is where every few hundred rows begin. Cells are read back when they are asked
 * for, some thousands of rows at a time, and must then be what they were at first. A row that
 * cannot be read back is blank, and table_check() says so from then on: whoever made something of
 * a table's cells asks it before that counts.
 *
 * Blank cells are empty strings. Rows know the line they came from.
 */
#ifndef CAMPAIGN_TABLE_H
#define CAMPAIGN_TABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/hash.h"
#include "base/map.h"
#include "base/reader.h"

struct table_rows;
struct table_block;

struct table {
	char *file; /* the name, for messages */
	char **columns; /* trimmed header names, in order */
	size_t column_count, row_count;
	char separator; /* ',', ';' or '\t', as detected */
	struct map by_name; /* column name -> number */
	size_t header_line, header_start; /* where the header stands: line (from 1) and byte */
	struct table_rows *rows; /* table_parts.h */
};

enum {
	TABLE_SIZE_MAX = 1 << 30, /* bytes of a list */
	TABLE_COLUMNS_MAX = 1000,
	TABLE_CELL_MAX = 32767, /* bytes of a cell: what a spreadsheet's cell holds */
	TABLE_NEAR = 63, /* other places that can be read while a cell stays valid */
};

/* What a list is read for. */
struct table_use {
	/*
	 * Gives a row that was read the form in which it is used (block_set_cell()), each time it
	 * is read, always the same; NULL: as it is.
	 */
	void (*tidy)(const struct table *t, struct table_block *b, size_t row);
	/* Called for rows from..to-1 once they were read for the first time; NULL: nothing to do.
	 */
	void (*look)(void *ctx, struct table *t, size_t from, size_t to);
	void *ctx;
	size_t block; /* how many bytes are read back at once, 16 or more; 0: as is best */
	bool hold; /* keep all cells in memory: they are valid until the table is released */
};

/*
 * Reads CSV (RFC 4180; BOM, CRLF, semicolons and tabs as spreadsheets write them). Every problem
 * goes to problems, with its place; the table is usable when none was an error. Rows whose cells
 * are all blank are left out. A cell's line ends become LF. reader must outlive the table and is
 * not closed by it. sha256_r (may be NULL) is the hash of what was read. The caller releases the
 * table always.
 */
void table_read(struct table *t, const char *file, const struct reader *reader,
	const struct table_use *use, char sha256_r[SHA256_HEX], struct problems *problems);
void table_release(struct table *t);

/* Reads a table from elsewhere from now on, where the same bytes are; reader as for table_read().
 */
void table_move(struct table *t, const char *file, const struct reader *reader);

/* Bytes in memory, which must outlive the table, with all cells held. */
void table_parse(
	struct table *t, const char *file, const void *bytes, size_t n, struct problems *problems);

/* Whether all that was read so far could be: 0, or -1 with the reason. */
int table_check(const struct table *t, struct err *err);

/* The number of a column, or -1. */
long table_column(const struct table *t, const char *name);

/*
 * A cell's text; "" for a blank one or for column -1. It is valid until rows at more than
 * TABLE_NEAR other places were read (or, for tables that are held, until the table is released).
 */
const char *table_cell(const struct table *t, size_t row, long column);

/* How often rows were read: while it is the same, all cells are where they were. */
size_t table_moves(const struct table *t);

/* The line on which a row begins. */
size_t table_line(const struct table *t, size_t row);

/* The column, in characters from 1, at which a cell begins in its line; for messages. */
size_t table_cell_place(const struct table *t, size_t row, long column);

/* Line and column at which a cell begins (1 and the row's line for column -1). */
void table_cell_at(
	const struct table *t, size_t row, long column, size_t *line_r, size_t *column_r);

/* The same for a column's header. */
void table_header_at(const struct table *t, long column, size_t *line_r, size_t *column_r);

/* Rows to be left out, by number: a bit each. Zero-initialised is none. */
struct table_marks {
	uint8_t *bits;
	size_t cap, count;
};
void table_mark(struct table_marks *m, size_t row);
bool table_is_marked(const struct table_marks *m, size_t row);
void table_marks_release(struct table_marks *m);

/* Leaves out the rows that are marked; the others move up. Once, after the table was read. */
void table_drop(struct table *t, struct table_marks *marks);

#endif
