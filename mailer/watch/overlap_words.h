/*
 * The words of folded text as overlap.c compares them: all of them one by one, or first only where
 * they begin, so that most are passed over by a few of their bytes.
 */
#ifndef WATCH_OVERLAP_WORDS_H
#define WATCH_OVERLAP_WORDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "reply/bytes.h"

struct word {
	const char *p;
	size_t n, letters;
};

/* The word that begins at or behind *at, which is moved behind it: letters and digits, and whatever
 * is beyond ASCII punctuation. false at the end. */
bool word_next(const char *p, size_t n, size_t *at, struct word *word_r);

/* Never 0. */
uint64_t word_hash(const char *p, size_t n);

enum { STEM_BEGINNING = 4 }; /* bytes that each word with a stem has */

/* The hash of a word's first letters, which stand for all its forms; 0 for one that says nothing.
 */
uint64_t word_stem(const struct word *w);

/* The first two bytes of the word at p, as far as they are its own and of ASCII. */
static inline uint64_t word_beginning(const char *p, size_t n)
{
	bool more = n > 1 && ((p[1] >= 'a' && p[1] <= 'z') || (p[1] >= '0' && p[1] <= '9'));

	return (uint64_t)(unsigned char)p[0] << 8 | (more ? (unsigned char)p[1] : 0U);
}

/* Where the words begin that word_next() finds. */
struct word_scan {
	const char *p;
	size_t n, at; /* the step that is looked at */
	uint64_t starts; /* of words in it, that were not taken */
	bool in_word; /* its last byte belongs to a word */
	size_t mark_end; /* the end of the last mark that was seen */
};

struct word_scan word_scan_begin(const char *folded, size_t n);
void word_scan_step(struct word_scan *s);

/* The next place; false at the end. */
static inline bool word_scan_next(struct word_scan *s, size_t *start_r)
{
	while (s->starts == 0) {
		if (s->n - s->at <= BYTES_STEP)
			return false;
		s->at += BYTES_STEP;
		word_scan_step(s);
	}
	*start_r = s->at + bytes_take(&s->starts);
	return true;
}

#endif
