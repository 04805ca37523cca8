/*
 * Parts of a date, as text: what they stand for, and which is which; for moment_parse.c and
 * moment_form.c only.
 */
#ifndef LIQUID_MOMENT_PART_H
#define LIQUID_MOMENT_PART_H

#include "liquid/moment_pattern.h"

typedef char part[TEXT_MAX + 2];

/* The number at the start of a text, signed; a small one is kept within a million. */
int64_t part_number(const char *s);
int part_small_number(const char *s);

static inline int part_two_digits(const char *s)
{
	return (s[0] - '0') * 10 + (s[1] - '0');
}

/* Digits after the point of a second. */
int part_nanoseconds(const char *digits);

/* By the first three letters of its English name: 1 to 12, or NOT_SET. */
int part_month(const char *name);

void moment_store_year(struct parse *p, const char *y);

/* Year, month and day in the order they stood in: which is which is told by how they look. */
void moment_store_date(struct parse *p, part y, part m, part d);
void moment_store_named_date(struct parse *p, part y, const char *month, part d);

/* What was found of a time: h:m:s.f, "10 h 30 m", "5 pm". */
void moment_store_time(struct parse *p, const char *s);

/*
 * moment_form.c: everything that a text says of a date, in whatever form it says it (ISO 8601, RFC
 * 5322, VMS, Japanese eras, digits alone ...).
 */
void moment_read_parts(struct parse *p);

#endif
