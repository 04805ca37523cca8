/*
 * Directives of a date format, %[flags][width][colons]letter, and how their flags and widths shape
 * what is printed; for moment_format.c only.
 */
#ifndef LIQUID_MOMENT_DIRECTIVE_H
#define LIQUID_MOMENT_DIRECTIVE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/str.h"

struct directive {
	bool no_padding, zero, space, upper, swap; /* - 0 _ ^ # */
	int colons;
	int width; /* -1: not given */
	char letter; /* NUL: the format ends before it */
};

/* Reads a directive behind its %; where it ends. */
const char *directive_read(const char *p, const char *end, struct directive *d);

/* A number with its usual padding, which flags and width change. */
void directive_add_number(
	struct str *out, const struct directive *d, int64_t value, int width, char pad);
void directive_add_text(struct str *out, const struct directive *d, const char *text, size_t n);
/* An offset in seconds, as +hhmm, +hh:mm, +hh:mm:ss; %:::z is the shortest. */
void directive_add_offset(struct str *out, const struct directive *d, int offset);
/* The first digits of a second's fraction: as many as the width says. */
void directive_add_fraction(struct str *out, const struct directive *d, int nanosecond, int digits);

#endif
