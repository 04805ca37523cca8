/* A header field on its way into lines, and encoded words: what the writers of headers share. */
#ifndef LETTER_HEADER_LINE_H
#define LETTER_HEADER_LINE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/str.h"

enum { HEADER_LINE_WANTED = 78 }; /* RFC 5322 2.1.1 */

/* A field that is being written: where its last line began. */
struct header_line {
	struct str *out;
	size_t line; /* offset in out */
	bool empty; /* nothing stands on the line behind its white space */
};

/* Begins a field, "Name: ". out is borrowed until header_end(). */
struct header_line header_begin(struct str *out, const char *name);

/* Makes room for n characters behind `space` (0 or 1) characters of white space. */
void header_space(struct header_line *f, size_t space, size_t n);
void header_add(struct header_line *f, const char *text, size_t n);
void header_end(struct header_line *f);

/*
 * Encodes all n bytes as one encoded word (RFC 2047) or several, each with whole characters. whole:
 * one word that does not fit the line goes onto a line of its own, for some readers show a space
 * between the words of a phrase.
 */
void header_encode(struct header_line *f, const char *text, size_t n, bool whole);

/* The bytes of the UTF-8 character at p, cut at the end. */
size_t header_character(const char *p, const char *end);

/* Appends mark ('=' or '%') and two hexadecimal digits. */
void header_add_hex(struct str *out, char mark, unsigned char c);

#endif
