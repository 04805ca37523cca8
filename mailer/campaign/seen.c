#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "base/mem.h"
#include "campaign/seen.h"

void seen_init(struct seen *s, size_t n, char *(*key)(const void *ctx, size_t row), const void *ctx)
{
	*s = (struct seen){.key = key, .ctx = ctx, .size = 16};
	while (s->size < 2 * n)
		s->size *= 2;
	s->places = mem_array(s->size, sizeof *s->places);
	random_bytes(&s->seed, sizeof s->seed);
}

void seen_release(struct seen *s)
{
	free(s->places);
	*s = (struct seen){0};
}

/* Multiply and mix by eight bytes; the seed keeps it unpredictable. */
static uint64_t hash(uint64_t seed, const char *key)
{
	size_t n = strlen(key);
	uint64_t h = seed ^ (n * 0x9E3779B97F4A7C15u);

	while (n) {
		uint64_t part = 0;
		size_t take = n < sizeof part ? n : sizeof part;
		memcpy(&part, key, take);
		h = (h ^ part) * 0xBF58476D1CE4E5B9u;
		h ^= h >> 29;
		h += seed;
		key += take;
		n -= take;
	}
	h *= 0x94D049BB133111EBu;
	return h ^ h >> 32;
}

bool seen_add(struct seen *s, size_t row, const char *key, size_t *row_r)
{
	uint64_t h = hash(s->seed, key);
	uint32_t mark = (uint32_t)(h >> 32);

	for (size_t i = (size_t)h & (s->size - 1);; i = (i + 1) & (s->size - 1)) {
		struct seen_place *place = &s->places[i];
		if (place->row == 0) {
			*place = (struct seen_place){.hash = mark, .row = (uint32_t)row + 1};
			return false;
		}
		if (place->hash != mark)
			continue;
		char *other = s->key(s->ctx, place->row - 1);
		bool same = strcmp(other, key) == 0;
		free(other);
		if (same) {
			*row_r = place->row - 1;
			return true;
		}
	}
}
