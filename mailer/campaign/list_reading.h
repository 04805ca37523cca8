/*
 * A CSV list while it is read: list_read.c gives the bytes and keeps the rows, lists.c finds them.
 * For these two.
 */
#ifndef CAMPAIGN_LIST_READING_H
#define CAMPAIGN_LIST_READING_H

#include "base/hash.h"
#include "campaign/encoding.h"
#include "campaign/table_parts.h"

struct csv_parser;

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
	struct csv_parser *csv;
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

static inline size_t list_end(const struct reading *r)
{
	return r->from + r->bytes.len;
}

static inline const char *list_byte(const struct reading *r, size_t at)
{
	return r->bytes.p + (at - r->from);
}

static inline struct piece list_piece(const struct reading *r)
{
	return (struct piece){.bytes = r->bytes.p,
		.at = r->from,
		.end = list_end(r),
		.separator = r->t->separator};
}

/* The byte after the line at r->at, which ends at LF, CR LF or CR. False when nothing is left. */
bool list_find_line(struct reading *r, size_t *end_r);

/* A row begins at r->at. */
void list_begin_row(struct reading *r);

/* Reads rows from r->at to the end (lists.c). */
void list_read_rows(struct reading *r);

#endif
