#include <stdlib.h>
#include <string.h>

#include "base/map.h"
#include "base/mem.h"

/* uthash ends the process on a failed allocation through this hook, as the rest of the program
 * does. */
#define uthash_malloc(n) mem_alloc(n)
#include <uthash.h>

struct map_entry {
	UT_hash_handle hh;
	intptr_t value;
	size_t len;
	char key[];
};

static struct map_entry *find(const struct map *m, const char *key, size_t n)
{
	struct map_entry *e = NULL;

	HASH_FIND(hh, m->head, key, n, e);
	return e;
}

bool map_put(struct map *m, const char *key, size_t n, intptr_t value)
{
	struct map_entry *e = find(m, key, n);

	if (e) {
		e->value = value;
		return false;
	}
	e = mem_alloc(sizeof *e + n + 1);
	e->value = value;
	e->len = n;
	if (n)
		memcpy(e->key, key, n);
	HASH_ADD_KEYPTR(hh, m->head, e->key, e->len, e);
	return true;
}

bool map_get(const struct map *m, const char *key, size_t n, intptr_t *value_r)
{
	struct map_entry *e = find(m, key, n);

	if (e && value_r)
		*value_r = e->value;
	return e != NULL;
}

void map_release(struct map *m)
{
	struct map_entry *e, *next;

	HASH_ITER(hh, m->head, e, next)
	{
		HASH_DEL(m->head, e);
		free(e);
	}
	m->head = NULL;
}
