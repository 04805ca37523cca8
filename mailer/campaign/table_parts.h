/*
 * How a table reads its rows: for the files of campaign/ that make tables, and nobody else.
 *
 * The file is divided into blocks of some kilobytes that begin where a row does. Reading it for the
 * first time finds them (lists.c); later a block is read back, compared by its hash with what it
 * was, parsed by the same code, and kept among the last ones (table.c).
 */
#ifndef CAMPAIGN_TABLE_PARTS_H
#define CAMPAIGN_TABLE_PARTS_H

#include "base/str.h"
#include "campaign/table.h"

enum {
	BLOCK_BYTES = 16 << 10, /* a block ends with the row that reaches this; unless use.block */
	BLOCKS_READ = 4, /* so many at once when the file is read for the first time */
	BLOCKS_KEPT = TABLE_NEAR + 1, /* parsed ones in memory */
};

/* What is remembered of a block. */
struct block_place {
	size_t start; /* its first byte; it ends where the next one begins */
	uint64_t hash; /* of its bytes */
	size_t line; /* of its first row */
	uint32_t first, read_first; /* its first row: as numbered, and as read (before a drop) */
};

/* A block that was parsed. */
struct table_block {
	size_t number; /* among the places */
	size_t first, count; /* rows */
	uint64_t used; /* when it was last */
	uint32_t *cells; /* count * columns offsets into text */
	uint32_t *starts; /* where each row begins, in bytes from the start of the block */
	uint32_t *lines;
	size_t line_cap, start_cap, cell_cap;
	struct str text; /* NUL-terminated cells */
};

struct table_rows {
	struct reader reader;
	struct table_use use;
	struct block_place *places;
	size_t place_count, place_cap;
	size_t end; /* the byte behind the last block */
	size_t read_count; /* rows before a drop */
	struct table_block **blocks; /* in memory */
	size_t block_count, block_cap;
	struct table_block *recent;
	struct table_marks dropped; /* by the number as read */
	uint64_t clock; /* counts what was asked for */
	size_t moves;
	uint64_t seed; /* of the hashes */
	bool has_lf; /* some line of the file ends in LF */
	bool failed;
	struct err why;
};

/* A cell of a block that is being read; for `tidy`. */
const char *block_cell(const struct table *t, const struct table_block *b, size_t row, long column);
/* Gives it another text (copied). Other cells of the block may move. */
void block_set_cell(
	const struct table *t, struct table_block *b, size_t row, long column, const char *text);

struct table_block *block_new(void);
void block_free(struct table_block *b);

/* Takes a block among those in memory; the one that was not used for longest makes room. */
void block_keep(const struct table *t, struct table_block *b);

/* The block of a row, in memory; NULL when it cannot be read. */
struct table_block *block_of(const struct table *t, size_t row);

/* The bytes of a block (heap), as they were at first; NULL when they are not. */
char *block_read(const struct table *t, size_t number, size_t *n_r);

/* Remembers the first reason why a table's rows cannot be read. */
void table_fail(const struct table *t, const struct err *why);

/* Parses the n bytes of a block again (lists.c). */
void block_parse(const struct table *t, struct table_block *b, const char *bytes, size_t n);

/* A piece of a file in memory, for looking at records: bytes from `at` on. */
struct piece {
	const char *bytes;
	size_t at, end; /* in the file */
	char separator;
};

/* Line and column of field `column` of the record that begins at byte `start` in `line`. */
void piece_field_at(const struct piece *p, size_t start, size_t line, long column, size_t *line_r,
	size_t *column_r);

/*
 * The last quote before byte `end` that opened a field of the record at `start` and, if *found_r,
 * still stands open or was closed in that field; else start. *line_r is its line.
 */
size_t piece_open_quote(const struct piece *p, size_t start, size_t line, size_t end,
	size_t *line_r, bool *found_r);

#endif
