/*
 * Which demands a piece of text names: "Demand 2", "questions 1 and 3", "zu Punkt 2", "your second
 * request", a line that begins with "2.".
 */
#ifndef WATCH_LABELS_H
#define WATCH_LABELS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Sets of demands: bit k is the demand with number k + 1. */
enum { LABELS_MAX = 64 };

/* A text, and the places in it where a name of demands may begin: only those are looked at. */
struct labels {
	const char *folded; /* words_fold */
	const char *text; /* before it was folded */
	uint32_t *places; /* rising; heap */
	size_t count, cap;
};

/* Looks at the text from start to end, behind what was looked at before. labels_release(). */
void labels_scan(struct labels *l, size_t start, size_t end);
void labels_release(struct labels *l);

/* The next place from start on where a name may begin; end when there is none. */
size_t labels_place(const struct labels *l, size_t start, size_t end);

/*
 * The demands, of `count`, that the text from start to end (of what was looked at) names by a word
 * and numbers anywhere. *at_r (from start) and *len_r are the first name's place. before: one was
 * named above, so that a mere "the second" at the beginning names one, too.
 */
uint64_t labels_named(const struct labels *l, size_t start, size_t end, size_t count, bool before,
	size_t *at_r, size_t *len_r);

/* The same where one is named within the first words, as a heading does; else 0, without reading
 * on. */
uint64_t labels_heading(const struct labels *l, size_t start, size_t end, size_t count,
	size_t *at_r, size_t *len_r);

/* What the text from start to end says of one demand that it speaks of, without a number: the words
 * behind "your demand that", "Ihre Forderung nach", "as regards", up to the end of the clause. */
bool labels_spoken_of(
	const struct labels *l, size_t start, size_t end, size_t *start_r, size_t *end_r);

/*
 * The number at the beginning of a line, as lists and answers point by point have it ("2.", "(2)",
 * "2)", "Ad 2:", "Q2:"), or 0. *sure_r: the form is one that only answers have ("Ad 2", "Q2").
 * *len_r: the length of the label.
 */
size_t labels_list_number(const char *folded, size_t n, bool *sure_r, size_t *len_r);

/* Whether labels_list_number() or labels_list_numbers() may find something: a quick look, which
 * rules out most lines. */
bool labels_may_be_item(const char *folded, size_t n);

/* The length of a word at the beginning of a text that the number of an answer follows ("Ad 2",
 * "As for 2"), or 0. */
size_t labels_ahead(const char *folded, size_t n);

/* The number of an ordinal at the beginning of a text that counts what follows ("Secondly,",
 * "Drittens:"), or 0; *len_r: its length with the sign. */
size_t labels_ordinal_item(const char *folded, size_t n, size_t *len_r);

/* The demands of several numbers at the beginning of a line ("Zu 3. und 4.:", "1-4:"), or 0. */
uint64_t labels_list_numbers(const char *folded, size_t n, size_t count, size_t *len_r);

#endif
