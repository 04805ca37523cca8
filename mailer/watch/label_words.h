/*
 * The words that demands are named by, in the languages of answers: nouns ("demand", "Forderung")
 * and ordinals. What labels.c, label_names.c and label_list.c share. All text is folded.
 */
#ifndef WATCH_LABEL_WORDS_H
#define WATCH_LABEL_WORDS_H

#include <stdbool.h>
#include <stddef.h>

enum { LABEL_SHORTEST = 3 }; /* bytes of a noun or an ordinal */

/* Fills the tables, once; before any of the functions below. One thread only. */
void label_words_fill(void);

/* Whether a noun or an ordinal may begin with the n bytes at p, of which there are LABEL_SHORTEST.
 */
bool label_may_begin(const char *p, size_t n);

/* The length of a noun at p with its ending ("demand", "demands"), or 0. */
size_t label_noun(const char *p, size_t n);
bool label_noun_is_english(const char *p, size_t n);
bool label_noun_is_verb(const char *p, size_t n); /* "ask", which only a label makes a noun */
bool label_noun_is_answer(const char *p, size_t n); /* "response", "Antwort" */

/* The length of the ordinal at p with its ending, or 0; its number in *number_r. */
size_t label_ordinal(const char *p, size_t n, size_t *number_r);

/* The length of the word of the list at p, the longest that fits, or 0. */
size_t label_word(const char *p, size_t n, const char *const *list, size_t count);

/* The offset of what is no white space, from i on. */
size_t label_skip_space(const char *p, size_t n, size_t i);

#endif
