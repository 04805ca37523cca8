/*
 * What the words mean of which dates and promises are made, in English, German, French and Spanish.
 */
#ifndef REPLY_VOCABULARY_H
#define REPLY_VOCABULARY_H

#include <stddef.h>
#include <stdint.h>

enum unit {
	UNIT_NONE,
	UNIT_HOUR,
	UNIT_DAY,
	UNIT_WORKDAY,
	UNIT_WEEK,
	UNIT_FORTNIGHT,
	UNIT_MONTH,
	UNIT_QUARTER,
	UNIT_HALF,
	UNIT_YEAR,
};

/* What a word may be; several at once. */
enum meaning {
	MEANS_FILLER = 1 << 0, /* an article or the like before a date */
	MEANS_NEXT = 1 << 1,
	MEANS_END = 1 << 2,
	MEANS_MIDDLE = 1 << 3,
	MEANS_WORKING = 1 << 4, /* "working", "ouvrables" */
	MEANS_TOMORROW = 1 << 5,
	MEANS_TODAY = 1 << 6,
	MEANS_INTENT = 1 << 7, /* of one who is going to do something, or asks for time to do it */
	MEANS_CLAUSE = 1 << 8, /* begins another clause */
	MEANS_NOT = 1 << 9,
	MEANS_INTRODUCTION = 1 << 10, /* may begin what introduces a date ("by", "no later than") */
	MEANS_ORDINAL = 1 << 11, /* behind a number: "31st" */
	MEANS_RANK = 1 << 12, /* "first", before a part of a year */
	MEANS_PAST = 1 << 13, /* of one who is not going to do it any more */
};

struct word {
	const char *text;
	uint16_t meaning;
	uint8_t month; /* 1 to 12 */
	uint8_t weekday; /* 1 is Sunday */
	uint8_t unit; /* enum unit; for MEANS_END of its own: "Monatsende" */
	uint8_t number;
};

/* The word of n bytes in lower case; NULL when it means nothing here. */
const struct word *vocabulary_find(const char *p, size_t n);

/* Word i of all, from 0; NULL behind the last. */
const struct word *vocabulary_word(size_t i);

#endif
