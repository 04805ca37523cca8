#include <string.h>

#include "liquid/data.h"

enum { HASH_INDEXED = 8 }; /* smaller hashes are searched in order */

struct liquid_value liquid_nil(void)
{
	return (struct liquid_value){.kind = LIQUID_NIL};
}

struct liquid_value liquid_bool(bool b)
{
	return (struct liquid_value){.kind = b ? LIQUID_TRUE : LIQUID_FALSE};
}

struct liquid_value liquid_int(int64_t i)
{
	return (struct liquid_value){.kind = LIQUID_INT, .integer = i};
}

struct liquid_value liquid_float(double d)
{
	return (struct liquid_value){.kind = LIQUID_FLOAT, .real = d};
}

struct liquid_value liquid_text(const char *s)
{
	return s ? liquid_text_n(s, strlen(s)) : liquid_nil();
}

struct liquid_value liquid_text_n(const char *p, size_t n)
{
	return (struct liquid_value){.kind = LIQUID_TEXT, .text = {p, n}};
}

struct liquid_array *liquid_array_new(struct arena *a)
{
	struct liquid_array *array = arena_alloc(a, sizeof *array);

	array->arena = a;
	return array;
}

void liquid_array_add(struct liquid_array *array, struct liquid_value value)
{
	if (array->count == array->cap) {
		size_t cap = array->cap ? array->cap * 2 : 8;
		struct liquid_value *items = arena_array(array->arena, cap, sizeof *items);

		if (array->count)
			memcpy(items, array->items, array->count * sizeof *items);
		array->items = items;
		array->cap = cap;
	}
	array->items[array->count++] = value;
}

struct liquid_value liquid_array_value(const struct liquid_array *array)
{
	return (struct liquid_value){.kind = LIQUID_ARRAY, .array = array};
}

struct liquid_hash *liquid_hash_new(struct arena *a)
{
	struct liquid_hash *hash = arena_alloc(a, sizeof *hash);

	hash->arena = a;
	return hash;
}

/* FNV-1a. Keys come from files that a person chose to read, and chains are bounded by their count.
 */
static uint32_t key_hash(const char *key, size_t n)
{
	uint32_t h = 2166136261u;

	for (size_t i = 0; i < n; i++)
		h = (h ^ (unsigned char)key[i]) * 16777619u;
	return h ^ h >> 15;
}

static void index_add(struct liquid_hash *hash, size_t entry)
{
	const struct hash_entry *e = &hash->entries[entry];
	size_t mask = hash->index_size - 1, i = key_hash(e->key, e->len) & mask;

	while (hash->index[i])
		i = (i + 1) & mask;
	hash->index[i] = (uint32_t)entry + 1;
}

static void index_build(struct liquid_hash *hash)
{
	hash->index_size = hash->cap * 4;
	hash->index = arena_array(hash->arena, hash->index_size, sizeof *hash->index);
	for (size_t i = 0; i < hash->count; i++)
		index_add(hash, i);
}

const struct hash_entry *hash_find(const struct liquid_hash *hash, const char *key, size_t n)
{
	if (hash->index == NULL) {
		for (size_t i = 0; i < hash->count; i++) {
			const struct hash_entry *e = &hash->entries[i];
			if (e->len == n && memcmp(e->key, key, n) == 0)
				return e;
		}
		return NULL;
	}
	size_t mask = hash->index_size - 1;
	for (size_t i = key_hash(key, n) & mask; hash->index[i]; i = (i + 1) & mask) {
		const struct hash_entry *e = &hash->entries[hash->index[i] - 1];
		if (e->len == n && memcmp(e->key, key, n) == 0)
			return e;
	}
	return NULL;
}

void liquid_hash_set(struct liquid_hash *hash, const char *key, struct liquid_value value)
{
	size_t n = strlen(key);
	const struct hash_entry *found = hash_find(hash, key, n);

	if (found) {
		hash->entries[found - hash->entries].value = value;
		return;
	}
	bool grown = hash->count == hash->cap;
	if (grown) {
		size_t cap = hash->cap ? hash->cap * 2 : 4;
		struct hash_entry *entries = arena_array(hash->arena, cap, sizeof *entries);

		if (hash->count)
			memcpy(entries, hash->entries, hash->count * sizeof *entries);
		hash->entries = entries;
		hash->cap = cap;
	}
	hash->entries[hash->count++] =
		(struct hash_entry){arena_strndup(hash->arena, key, n), n, value};
	if (hash->count <= HASH_INDEXED)
		return;
	if (grown || hash->index == NULL)
		index_build(hash);
	else
		index_add(hash, hash->count - 1);
}

bool liquid_hash_get(const struct liquid_hash *hash, const char *key, struct liquid_value *value_r)
{
	const struct hash_entry *e = hash_find(hash, key, strlen(key));

	*value_r = e ? e->value : liquid_nil();
	return e != NULL;
}

struct liquid_value liquid_hash_value(const struct liquid_hash *hash)
{
	return (struct liquid_value){.kind = LIQUID_HASH, .hash = hash};
}

struct liquid_columns *liquid_columns_new(struct arena *a, const char *const *names, size_t n)
{
	struct liquid_columns *columns = arena_alloc(a, sizeof *columns);

	columns->names = names;
	columns->count = n;
	columns->lengths = arena_array(a, n, sizeof *columns->lengths);
	for (size_t i = 0; i < n; i++)
		columns->lengths[i] = strlen(names[i]);
	return columns;
}

size_t columns_find(const struct liquid_columns *columns, const char *name, size_t n)
{
	for (size_t i = 0; i < columns->count; i++)
		if (columns->lengths[i] == n && memcmp(columns->names[i], name, n) == 0)
			return i;
	return SIZE_MAX;
}

struct liquid_row *liquid_row_new(struct arena *a, const struct liquid_columns *columns)
{
	struct liquid_row *row =
		arena_alloc(a, sizeof *row + columns->count * sizeof row->cells[0]);

	row->columns = columns;
	return row;
}

void liquid_row_set(struct liquid_row *row, size_t column, struct liquid_value value)
{
	if (column < row->columns->count)
		row->cells[column] = value;
}

struct liquid_value liquid_row_value(const struct liquid_row *row)
{
	return (struct liquid_value){.kind = LIQUID_ROW, .row = row};
}
