/*
 * UTF-8: validity, places in text, and text that is safe to show.
 */
#ifndef BASE_UTF8_H
#define BASE_UTF8_H

#include <stdbool.h>
#include <stddef.h>

#include "base/str.h"

/* Whether n bytes are valid UTF-8; else *bad_r (may be NULL) is the offset of the first bad byte.
 */
bool utf8_valid(const void *bytes, size_t n, size_t *bad_r);

/* Appends bytes as valid UTF-8: each bad sequence becomes U+FFFD. */
void utf8_add_repaired(struct str *out, const void *bytes, size_t n);

/* Characters (code points) in n bytes; bad bytes count one each. */
size_t utf8_length(const char *s, size_t n);

/* Columns that n bytes take on a terminal (wide and combining characters counted as they show). */
size_t utf8_width(const char *s, size_t n);

/* Line and column (both from 1, the column in characters) of a byte offset in a text. */
void utf8_place(const char *text, size_t n, size_t offset, size_t *line_r, size_t *column_r);

/*
 * Appends foreign text so that no terminal obeys it: C0 and C1 controls, DEL, bidirectional
 * overrides and isolates, line separators and invalid bytes become visible escapes ("\x1b",
 * "\u{202e}"). With keep_lines, LF stays and CR LF becomes LF; TAB always stays.
 */
void utf8_add_visible(struct str *out, const char *s, size_t n, bool keep_lines);

/*
 * The text as it is compared without regard to case (full case folding, NFC), for finding what is
 * the same: "STRASSE" and "straße" are. Bad bytes are kept. Heap.
 */
char *utf8_folded(const char *s, size_t n);

/* The text without accents and other marks, as who has no keys for them writes it: "é"
 * becomes "e". Text with bad bytes is left as it is. Heap. */
char *utf8_without_marks(const char *s, size_t n);

/* Appends text, cut to at most width columns with an ellipsis, and padded with spaces to width. */
void utf8_add_padded(struct str *out, const char *s, size_t width);

#endif
