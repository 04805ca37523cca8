/*
 * Characters: case, and lines that break where Unicode allows it.
 */
#ifndef LIQUID_UNICODE_H
#define LIQUID_UNICODE_H

#include <stddef.h>

#include "base/str.h"

enum letter_case { CASE_UPPER, CASE_LOWER, CASE_CAPITAL };

/*
 * Appends text in another case. Full mappings (one letter may become two); language ("tr") or NULL
 * for those that are the same everywhere. CASE_CAPITAL: the first letter as in titles, the rest
 * small.
 */
void unicode_add_case(struct str *out, const char *p, size_t n, enum letter_case letter_case,
	const char *language);

/* Appends one character as it stands in quotes: itself, or an escape where it cannot be seen. Its
 * length. */
size_t unicode_add_printable(struct str *out, const char *p, size_t n);

/* Byte offset of character number i (n when the text is shorter). */
size_t unicode_offset(const char *p, size_t n, size_t i);

/*
 * Appends one paragraph (no line ends in it) as lines of at most width columns (Unicode line
 * breaking, UAX 14; columns as a terminal shows them). Each line but the first begins with hang;
 * the first line's own beginning takes `used` columns already. A word that is too long stays whole.
 */
void unicode_add_wrapped(
	struct str *out, const char *p, size_t n, size_t width, size_t used, const char *hang);

/* Compares as casecmp does: ASCII letters as if small. */
int unicode_casecmp(const char *a, size_t na, const char *b, size_t nb);

#endif
