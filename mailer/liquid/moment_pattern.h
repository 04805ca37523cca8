/*
 * What parts of a date look like, and text from which they are taken; for moment_parse.c and
 * moment_part.c only.
 */
#ifndef LIQUID_MOMENT_PATTERN_H
#define LIQUID_MOMENT_PATTERN_H

#include <regex.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * The order in which parts are looked for, and what each looks like, are those of Ruby's
 * Date._parse: a part that was found is taken out of the text before the next one is looked for.
 */
enum { TEXT_MAX = 128, GROUPS = 10, NOT_SET = -1 };

enum pattern {
	PATTERN_DAY,
	PATTERN_TIME,
	PATTERN_EU,
	PATTERN_US,
	PATTERN_ISO,
	PATTERN_JIS,
	PATTERN_WEEK,
	PATTERN_NO_YEAR,
	PATTERN_NO_YEAR_COMPACT,
	PATTERN_YEAR_DAY,
	PATTERN_VMS,
	PATTERN_VMS_MONTH_FIRST,
	PATTERN_SLASH,
	PATTERN_DOT,
	PATTERN_YEAR,
	PATTERN_MONTH,
	PATTERN_MDAY,
	PATTERN_DIGITS,
	PATTERN_BC,
	PATTERN_REST,
	PATTERN_COUNT,
};

struct parse {
	char text[TEXT_MAX + 2];
	regmatch_t m[32];
	int64_t year;
	bool has_year, complete_year, bc;
	int month, day, yday, hour, minute, second, nanosecond;
	char zone[48];
};

/* Looks for a pattern; p->m is where its groups are. */
bool pattern_find(struct parse *p, enum pattern which);

/* Takes what was found out of the text. */
void pattern_take(struct parse *p);

/* Group g as text ("" when it took no part), and whether it took part. */
void pattern_group(const struct parse *p, int g, char *out, size_t size);
bool pattern_has(const struct parse *p, int g);

#endif
