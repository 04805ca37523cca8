/*
 * Many lists of phrases, looked for in one pass over a text: what words.h does for one list.
 *
 * A set is a static variable whose lists are fixed; what it needs to look quickly is made at the
 * first use and kept. One thread only.
 */
#ifndef REPLY_PHRASES_H
#define REPLY_PHRASES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { PHRASES_LISTS_MAX = 31 };

struct phrase_index;

struct phrases {
	/* Each ends with NULL; a phrase as words_any() takes it. The first NULL ends the lists. */
	const char *const *lists[PHRASES_LISTS_MAX + 1];
	struct phrase_index *index; /* NULL at first */
};

/* The lists of which a phrase stands in folded text (n bytes and a zero behind them): bit k is
 * lists[k]. */
uint32_t phrases_in(struct phrases *set, const char *folded, size_t n);

/* Whether all of some lists are among those of phrases_in(): what no word says alone, they do
 * together. */
static inline bool phrases_all(uint32_t has, uint32_t lists)
{
	return (has & lists) == lists;
}

#endif
