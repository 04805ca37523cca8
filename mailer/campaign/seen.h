/*
 * Which row had a key before: a hash table of row numbers, eight bytes a place, for lists of
 * millions.
 */
#ifndef CAMPAIGN_SEEN_H
#define CAMPAIGN_SEEN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct seen_place {
	uint32_t hash, row; /* row + 1; 0 is free */
};

struct seen {
	struct seen_place *places;
	size_t size; /* a power of two */
	uint64_t seed; /* random, so that nobody can make keys that collide */
	/* The key of a row, on the heap; for comparing when two hashes are equal. */
	char *(*key)(const void *ctx, size_t row);
	const void *ctx;
};

/* Room for n rows. */
void seen_init(
	struct seen *s, size_t n, char *(*key)(const void *ctx, size_t row), const void *ctx);
void seen_release(struct seen *s);

/* Adds a row whose key is `key`. True when an earlier row has it: *row_r is that one. */
bool seen_add(struct seen *s, size_t row, const char *key, size_t *row_r);

#endif
