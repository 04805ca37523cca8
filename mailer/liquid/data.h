/*
 * What arrays, hashes and rows are made of; for the files of liquid/ only.
 */
#ifndef LIQUID_DATA_H
#define LIQUID_DATA_H

#include "liquid/value.h"

struct liquid_array {
	struct arena *arena;
	struct liquid_value *items;
	size_t count, cap;
};

struct hash_entry {
	const char *key;
	size_t len;
	struct liquid_value value;
};

/* Entries in order of insertion; an index of open addressing once there are more than a few. */
struct liquid_hash {
	struct arena *arena;
	struct hash_entry *entries;
	size_t count, cap;
	uint32_t *index; /* entry number + 1, 0 is free; NULL while the hash is small */
	size_t index_size; /* a power of two */
};

struct liquid_columns {
	const char *const *names;
	size_t *lengths;
	size_t count;
};

struct liquid_row {
	const struct liquid_columns *columns;
	struct liquid_value cells[];
};

/* `forloop` or, with columns, `tablerowloop`. Lives in the context; reused unless it escaped. */
struct liquid_loop {
	int64_t index, length;
	int64_t column, columns, row; /* tablerowloop */
	bool table, escaped;
	const char *name; /* "item-collection" */
	size_t name_len;
	struct liquid_loop *parent;
	struct liquid_loop *next_free;
};

static inline bool kind_is_text(struct liquid_value v)
{
	return v.kind == LIQUID_TEXT;
}

static inline bool value_is_true(struct liquid_value v)
{
	return v.kind != LIQUID_NIL && v.kind != LIQUID_FALSE && v.kind != LIQUID_UNKNOWN;
}

/* The column of a name, or SIZE_MAX. */
size_t columns_find(const struct liquid_columns *columns, const char *name, size_t n);

/* The entry of a key, or NULL. */
const struct hash_entry *hash_find(const struct liquid_hash *hash, const char *key, size_t n);

/* Items that a loop over this value would see, -1 where it cannot be iterated as a list. */
static inline int64_t range_count(struct liquid_value v)
{
	int64_t n;

	if (v.range.last < v.range.first)
		return 0;
	if (__builtin_sub_overflow(v.range.last, v.range.first, &n) || n == INT64_MAX)
		return INT64_MAX;
	return n + 1;
}

#endif
