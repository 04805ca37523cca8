/*
 * How much a text has in common with each demand: its wording (quoted or copied) and its words.
 */
#ifndef WATCH_OVERLAP_H
#define WATCH_OVERLAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/mem.h"
#include "demand/demand.h"

struct overlap;

/* Prepares the demands (the first 64 of them). Belongs to the arena. */
struct overlap *overlap_new(struct arena *a, const struct demand *demands, size_t n);

size_t overlap_count(const struct overlap *o); /* of its demands */

/* The title of demand k in lower case; *n_r its length, 0 where it has none. */
const char *overlap_title(const struct overlap *o, size_t k, size_t *n_r);

/*
 * The demands whose text stands in n bytes of folded text, though wrapped or marked as quoted: most
 * of its triples of words do. Of a text that is known to be ours, a piece of one demand's is
 * enough. Bit k is demands[k].
 */
uint64_t overlap_quoted(struct overlap *o, const char *folded, size_t n, bool ours);

/* Whether the first word of demand k ("publish"), as it stands there, is one of the text's. */
bool overlap_has_first_word(const struct overlap *o, size_t k, const char *folded, size_t n);

/*
 * The one demand that the words of a text are about (BM25, the demands being the documents), or -1
 * when none is, or not clearly one: it must share several words that no other demand has, and score
 * well above the next. named: it is told already that the text is about one of them ("your demand
 * that"), so that one such word is enough. *words_r (of the arena) names the shared words.
 */
int overlap_about(struct overlap *o, struct arena *a, const char *folded, size_t n, bool named,
	const char **words_r);

#endif
