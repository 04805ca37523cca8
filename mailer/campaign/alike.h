/*
 * Pairs of rows that look alike, in lists that may be long: collected in memory that does not grow.
 */
#ifndef CAMPAIGN_ALIKE_H
#define CAMPAIGN_ALIKE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/sightings.h"

/* Beyond so many warnings of one kind, more of them help nobody; pairs are compared up to a limit.
 */
enum { TOLD_MAX = 20, PAIRS_MAX = 400 };

/* What was found of a row: that it looks like another one, in one of several ways. */
struct finding {
	size_t row, other;
	int way;
};

/* The first rows that have something, in order, and how many there are. */
struct findings {
	struct finding items[TOLD_MAX];
	size_t kept, count;
};

/* Adds one. Of the ways above 0, the least is told of a row. */
void findings_add(struct findings *f, size_t row, size_t other, int way);

/* What was met lately, by hash: most repetitions are known without a look. */
enum { LATELY = 1 << 18 };
struct lately {
	uint64_t hashes[LATELY];
};

/* Whether it was met lately; now it was. */
bool lately_met(struct lately *l, uint64_t hash);

/* The first different texts of a column, each with the row that had it first. */
struct firsts {
	char *items[PAIRS_MAX];
	size_t rows[PAIRS_MAX];
	size_t count;
};

/* Whether a text is among them; else it is added while there is room. */
bool firsts_has(struct firsts *f, const char *text, size_t row);
void firsts_free(struct firsts *f);

/*
 * Rows that are alike by their hash and different by their mark, each with the first row that is
 * so; of each mark the first row only. What is alike was added to s.
 */
void findings_add_alike(struct findings *found, struct sightings *s, int way);

#endif
