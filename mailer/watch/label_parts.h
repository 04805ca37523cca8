/*
 * The ways in which demands are named: what label_names.c, which tries them one by one, shares with
 * label_numbers.c and label_ordinals.c. Nobody else includes this. Text is folded; a result is a
 * set of demands, of `count`, with the length of the name in *len_r, or 0.
 */
#ifndef WATCH_LABEL_PARTS_H
#define WATCH_LABEL_PARTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "watch/labels.h"

/* Adds a number, where there is such a demand. */
static inline void label_set(uint64_t *mask, size_t number, size_t count)
{
	if (number >= 1 && number <= count && number <= LABELS_MAX)
		*mask |= UINT64_C(1) << (number - 1);
}

/* The length of what joins two numbers at p ("and", ","), or 0. */
size_t label_joiner(const char *p, size_t n);

/* Whether what stands behind a name tells that it is a part of something that is not our letter. */
bool label_belongs_elsewhere(const char *p, size_t n);

/* Whether a word at p shows that a name of demands has ended and a sentence goes on: "is", "we". */
bool label_verb_follows(const char *p, size_t n);

/* By a number behind the noun at p, and before the noun at folded[i]. */
uint64_t label_noun_and_numbers(const char *p, size_t n, size_t count, size_t *len_r);
uint64_t label_number_before_noun(
	const char *folded, size_t n, size_t i, size_t count, size_t *len_r);

uint64_t label_bare_number(const char *folded, size_t n, size_t i, size_t count, size_t *len_r);

/* By the ordinal at folded[i]; first: at the beginning of a line. */
uint64_t label_ordinal_and_noun(
	const char *folded, size_t n, size_t i, size_t count, bool first, size_t *len_r);
uint64_t label_last_and_noun(const char *folded, size_t n, size_t i, size_t count, size_t *len_r);
uint64_t label_chinese_ordinal(const char *p, size_t n, size_t count, size_t *len_r);

#endif
