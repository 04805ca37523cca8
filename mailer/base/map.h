/*
 * A map from text to a pointer or a number. Keys are copied; order is that of insertion.
 */
#ifndef BASE_MAP_H
#define BASE_MAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct map_entry;

/* Zero-initialised is empty. */
struct map {
	struct map_entry *head;
};

/* Sets key (n bytes) to value; true when the key was not there before. */
bool map_put(struct map *m, const char *key, size_t n, intptr_t value);

/* Whether key is there; then *value_r (may be NULL) is its value. */
bool map_get(const struct map *m, const char *key, size_t n, intptr_t *value_r);

void map_release(struct map *m);

#endif
