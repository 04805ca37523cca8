/*
 * What names demands at one place of a text: "Demand 2", "questions 1 and 3", "Ihre zweite
 * Forderung", "point IV:".
 */
#ifndef WATCH_LABEL_NAMES_H
#define WATCH_LABEL_NAMES_H

#include <stddef.h>
#include <stdint.h>

/* The demands, of `count`, that are named at folded[i], with the length of the name; 0: none. n:
 * bytes of folded. */
uint64_t label_names(const char *folded, size_t n, size_t i, size_t count, size_t *len_r);

/* The demands of numbers in a row at p: "2", "2 and 3", "1-3", "3. und 4"; 0: none. */
uint64_t label_numbers(const char *p, size_t n, size_t count, size_t *len_r);

/* The demands of several numbers behind a preposition from folded[i] on, where others were named
 * before: "points 1 and 4 we reject, on 2, 3 and 5 we ..."; 0: none. */
uint64_t label_further_numbers(const char *folded, size_t n, size_t i, size_t count);

/* The demand that an ordinal at folded[i] names without a noun, behind a name of others: "... and
 * the second is refused". text: the same before it was folded. */
uint64_t label_ellipsis(
	const char *folded, const char *text, size_t n, size_t i, size_t count, size_t *len_r);

#endif
