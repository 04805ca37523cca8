/*
 * Words in foreign text: folding to lower case without changing lengths, and looking for any of
 * several phrases.
 */
#ifndef REPLY_WORDS_H
#define REPLY_WORDS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/mem.h"

/*
 * A copy of n bytes of UTF-8 in lower case: ASCII, Latin, Greek and Cyrillic letters whose lower
 * case has as many bytes, so that offsets stay those of the original. Curly quotes are left; see
 * words_straighten().
 */
char *words_fold(struct arena *a, const char *text, size_t n);
void words_fold_in_place(char *text, size_t n);

/* Puts ' in place of each apostrophe U+2019 of a string, which gets shorter: phrases have the plain
 * one, and many programs write the other. Returns the string. */
char *words_straighten(char *text);

/*
 * Whether folded text contains one of the phrases, at word borders (a letter or digit may not touch
 * either end, unless the phrase begins or ends with '*' there). NULL ends the list. Returns the
 * phrase or NULL.
 */
const char *words_any(const char *folded, const char *const *phrases);
bool words_has(const char *folded, const char *phrase);

/* Whether a letter or digit begins at p, or ends before p (which is behind text): what a phrase may
 * not touch. */
bool words_letter_at(const char *p);
bool words_letter_before(const char *text, const char *p);

/* Whether the word of n bytes is one of the words; NULL ends them. */
bool words_one_of(const char *word, size_t n, const char *const *words);

/* Whether folded text begins with one of the phrases. */
const char *words_begins(const char *folded, const char *const *phrases);

/*
 * The next sentence of a text, or line where a line ends like one: up to size - 1 bytes of it are
 * put into sentence_r, as a string in one line; *text moves behind it. Its length in bytes; 0 at
 * the end.
 */
size_t words_sentence(const char **text, char *sentence_r, size_t size);

#endif
