#include <string.h>

#include "base/quick_hash.h"

/* Multiplies and mixes by eight bytes; the seed goes into each step. */
uint64_t quick_hash(uint64_t seed, const void *bytes, size_t n)
{
	uint64_t h = seed ^ (n * 0x9E3779B97F4A7C15u), part;
	const char *p = bytes;

	for (; n >= sizeof part; p += sizeof part, n -= sizeof part) {
		memcpy(&part, p, sizeof part);
		h = (h ^ part) * 0xBF58476D1CE4E5B9u;
		h ^= h >> 29;
		h += seed;
	}
	part = 0;
	if (n)
		memcpy(&part, p, n);
	h = (h ^ part) * 0xBF58476D1CE4E5B9u;
	h ^= h >> 29;
	h = (h + seed) * 0x94D049BB133111EBu;
	return h ^ h >> 32;
}
