/*
 * The demands' words in tables: what overlap.c, which fills them, shares with overlap_about.c.
 * Nobody else includes this.
 */
#ifndef WATCH_OVERLAP_PARTS_H
#define WATCH_OVERLAP_PARTS_H

#include <string.h>

#include "watch/labels.h"
#include "watch/overlap.h"
#include "watch/overlap_words.h"

enum {
	STEM_BEGINNINGS = 4096, /* powers of two, many times the numbers of usual demands */
	TRIPLE_BEGINNINGS = 16384,
};

/* A slot of a hash table over 64-bit hashes; open addressing, hash 0 is free. */
struct slot {
	uint64_t hash, mask;
	uint64_t stamp; /* the last text in which it was counted */
	uint16_t count[LABELS_MAX]; /* terms: how often in each demand */
};

struct table {
	struct slot *slots;
	size_t size;
};

struct overlap {
	size_t n;
	struct table triples, stems;
	size_t triple_count[LABELS_MAX], stem_count[LABELS_MAX], unique_count[LABELS_MAX];
	uint64_t lead[LABELS_MAX]; /* the stem of a demand's first word: what is to be done; or 0 */
	const char *lead_word[LABELS_MAX];
	size_t lead_len[LABELS_MAX];
	double mean_length;
	uint64_t stamp;
	const char *title[LABELS_MAX]; /* folded */
	size_t title_len[LABELS_MAX];
	/* By hash: what tells most words of a text from all of ours, before they are looked at. */
	bool stem_begins[STEM_BEGINNINGS]; /* first bytes of a stem */
	bool triple_begins[TRIPLE_BEGINNINGS]; /* first two bytes of three words in a row */
};

/* The slot of a hash, or the free one where it would be. */
static inline struct slot *overlap_slot(struct table *t, uint64_t hash)
{
	size_t i = (size_t)(hash * UINT64_C(0x9e3779b97f4a7c15) >> 20) & (t->size - 1);

	while (t->slots[i].hash && t->slots[i].hash != hash)
		i = (i + 1) & (t->size - 1);
	return &t->slots[i];
}

/* The slots of what begins so. beginnings: of three words in a row, 16 bits each. */
static inline size_t triple_slot(uint64_t beginnings)
{
	return (size_t)((beginnings << 16) * UINT64_C(0x9e3779b97f4a7c15) >> 50);
}

static inline size_t stem_slot(const char *p)
{
	uint32_t four;

	memcpy(&four, p, sizeof four);
	return (size_t)(four * UINT32_C(2654435761) >> 20);
}

static inline size_t overlap_bits(uint64_t mask)
{
	return (size_t)__builtin_popcountll(mask);
}

/* How many different triples of words in a row a text has in common with each demand. */
void overlap_triples(struct overlap *o, const char *folded, size_t n, size_t hits[LABELS_MAX]);

#endif
