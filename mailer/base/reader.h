/*
 * Bytes that are read in pieces, as often as they are needed, and are not kept.
 *
 * For files that may be too large for memory: lists of millions. What is read later must be what
 * was read first; a file that was changed meanwhile is an error wherever that is seen.
 */
#ifndef BASE_READER_H
#define BASE_READER_H

#include <stddef.h>

#include "base/err.h"

/* Zero-initialised is an empty one that need not be closed. */
struct reader {
	/* Fills n bytes (never beyond size) from byte `at` on. 0, or -1. */
	int (*read)(void *ctx, size_t at, void *bytes, size_t n, struct err *err);
	void (*close)(void *ctx); /* NULL: nothing to be closed */
	void *ctx;
	size_t size;
};

/*
 * Opens a regular file (fails as file_read() does). A file that was written to after it was opened
 * is told at the next read; one that was replaced by another is read as it was.
 */
int reader_open(struct reader *r_r, const char *path, size_t max, struct err *err);

/* Bytes in memory, borrowed. */
struct reader reader_bytes(const void *bytes, size_t n);

/* As its `read`; a range beyond the end fails. */
int reader_get(const struct reader *r, size_t at, void *bytes, size_t n, struct err *err);
void reader_close(struct reader *r);

#endif
