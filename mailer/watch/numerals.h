/*
 * Numbers as answers write them: digits in brackets or circles, Roman numerals, words.
 */
#ifndef WATCH_NUMERALS_H
#define WATCH_NUMERALS_H

#include <stdbool.h>
#include <stddef.h>

/* A letter or digit of folded text, or a byte of what is beyond ASCII. */
bool numeral_is_letter(char c);

/* The number at p in at most three digits, maybe in brackets, or in a circle; its length. 0: there
 * is none. "2nd", "2a", "3.5" and "2 %" are none; "2." and "2)" are. */
size_t numeral_digits(const char *p, size_t n, size_t *len_r);

/* The Roman numeral at p, up to 20, as a word of its own; or 0. */
size_t numeral_roman(const char *p, size_t n, size_t *len_r);

/* The word for a number up to ten at p, in the larger languages; or 0. */
size_t numeral_word(const char *p, size_t n, size_t *len_r);

#endif
