/*
 * The words that demands are named by, in the languages of answers: nouns ("demand", "Forderung"),
 * ordinals, and what else may begin a name. What labels.c and label_*.c share. All text is folded.
 */
#ifndef WATCH_LABEL_WORDS_H
#define WATCH_LABEL_WORDS_H

#include <stdbool.h>
#include <stddef.h>

enum { LABEL_SHORTEST = 3 }; /* bytes of any of these words */

/* Fills the tables, once; before any of the functions below. One thread only. */
void label_words_fill(void);

/* Whether a noun, an ordinal or another of these words may begin with the n bytes at p, of which
 * there are LABEL_SHORTEST.
 */
bool label_may_begin(const char *p, size_t n);

/* The length of a noun at p with its ending ("demand", "demands"), or 0. */
size_t label_noun(const char *p, size_t n);
bool label_noun_is_english(const char *p, size_t n);
bool label_noun_is_verb(const char *p, size_t n); /* "ask", which only a label makes a noun */
bool label_noun_is_answer(const char *p, size_t n); /* "response", "Antwort" */

/* The length of the ordinal at p with its ending, or 0; its number in *number_r. */
size_t label_ordinal(const char *p, size_t n, size_t *number_r);

/* The length of a word at p for the last one ("last", "dernières"), for a number ("no.", "Nummer"),
 * or for what is a demand only where it is yours ("call", "Aufruf"); or 0. */
size_t label_last(const char *p, size_t n);
size_t label_number_word(const char *p, size_t n);
size_t label_call(const char *p, size_t n);

/* The length of the word of the list at p, the longest that fits, or 0. */
size_t label_word(const char *p, size_t n, const char *const *list, size_t count);

/* Where the word begins that stands before folded[i] with one blank between; i: there is none. */
size_t label_word_before(const char *folded, size_t i);

/* Whether that is one of the list. */
bool label_follows(const char *folded, size_t i, const char *const *list, size_t count);

/* The offset of what is no white space, from i on. */
size_t label_skip_space(const char *p, size_t n, size_t i);

#endif
