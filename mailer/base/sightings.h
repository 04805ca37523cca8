/*
 * Which of very many texts are equal, and how many different ones there are, in little memory.
 *
 * Texts are kept as hashes of 64 bits under a random seed, each with a number of the caller's (its
 * row, say); what does not fit into a few megabytes goes to a temporary file, sorted. Afterwards
 * they come in the order of their hashes, so that equal ones are neighbours. Two texts of one hash
 * are nearly always equal (among a million, one chance in thirty million of a mistake): who must
 * know compares the texts themselves.
 */
#ifndef BASE_SIGHTINGS_H
#define BASE_SIGHTINGS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct sighting {
	uint64_t hash;
	uint32_t number, mark;
};

struct sightings_run;

/* Zero-initialised is empty. */
struct sightings {
	struct sighting *items; /* what is in memory */
	size_t count, cap, limit;
	struct sightings_run *runs, **heap; /* sorted stretches of the file */
	size_t run_count, run_cap, heap_count;
	int fd; /* of the file, while there are runs */
	size_t at; /* what is given next, when all are in memory */
	bool sorted;
	bool failed; /* the file could not be read back: some are missing */
	uint64_t seed;
};

/* The hash of a text under this set's seed. */
uint64_t sightings_hash(struct sightings *s, const char *text, size_t n);

/* Adds one; not after the first sightings_next(). */
void sightings_add(struct sightings *s, uint64_t hash, uint32_t number, uint32_t mark);

/* The next one in the order of hashes, then numbers, then marks. False at the end. */
bool sightings_next(struct sightings *s, struct sighting *item_r);

void sightings_release(struct sightings *s);

#endif
