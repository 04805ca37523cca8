/*
 * What the words mean of which dates and promises are made: in English, German, French and Spanish,
 * and those of plain dates in some more languages.
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
	MEANS_BEGINNING = 1 << 4, /* "early", "Anfang" */
	MEANS_WORKING = 1 << 5, /* "working", "ouvrables" */
	MEANS_TOMORROW = 1 << 6,
	MEANS_TODAY = 1 << 7,
	MEANS_ORDINAL = 1 << 8, /* behind a number: "31st" */
	MEANS_PLURAL = 1 << 9, /* of a unit: "weeks"; without a number it is no date */
	MEANS_INTENT = 1 << 10, /* of one who is going to do something, or asks for time to do it */
	MEANS_CLAUSE = 1 << 11, /* begins another clause */
	MEANS_AND = 1 << 12, /* does so where a subject or a verb follows */
	MEANS_SUBJECT = 1 << 13, /* that subject or verb: "we", "will" */
	MEANS_SELF = 1 << 14, /* "we": who promises */
	MEANS_CONDITION = 1 << 15, /* "if": what it says may not come */
	MEANS_NOT = 1 << 16,
	MEANS_NOTHING = 1 << 17, /* "no answer before": denies an earliest date, but no other */
	MEANS_PAST = 1 << 18, /* of one who is not going to do it any more */
	MEANS_OTHERS = 1 << 19, /* who does what the writer does not: "court" */
	MEANS_TERM = 1 << 20, /* "deadline", which can be moved */
	MEANS_MOVE = 1 << 21, /* an intent with such a term */
	MEANS_ASK = 1 << 22, /* an intent of "we", but not of "please" and "you" */
	MEANS_BARE = 1 << 23, /* an intent that weather and wages can have, too: "will" */
	MEANS_DEALING =
		1 << 24, /* what passes between writer and reader: "you", "answer", "sent" */
	MEANS_REPLY = 1 << 25, /* "answer": "our answer by", or at the beginning of a sentence */
};

enum { RANK_LAST = 5 };

struct word {
	const char *text; /* len bytes, no terminator */
	uint32_t meaning;
	uint8_t len;
	uint8_t month; /* 1 to 12 */
	uint8_t weekday; /* 1 is Sunday */
	uint8_t unit; /* enum unit; for MEANS_END of its own: "Monatsende" */
	uint8_t number;
	uint8_t rank; /* "first" 1, before a part of a year or month; "last" is RANK_LAST */
	uint8_t day; /* "fifteenth": before a month, 1 to 31; 0: none */
	uint8_t introduction; /* the first of introductions[] that begins with it, plus 1; 0: none
			       */
};

/* The word of n bytes in lower case; NULL when it means nothing here. */
const struct word *vocabulary_find(const char *p, size_t n);

/* Word i of all, from 0; NULL behind the last. */
const struct word *vocabulary_word(size_t i);

/* What stands before a date, or a length of time. */
enum introducing {
	INTRODUCES_LIMIT = 1 << 0, /* it says by itself that the date is a limit: "by" */
	INTRODUCES_SPAN = 1 << 1, /* a length of time may follow: "within" */
	INTRODUCES_MONTH = 1 << 2, /* so may a month, which is due at its end: "in November" */
	INTRODUCES_EARLIEST = 1 << 3, /* a limit, or where it is denied, the earliest date */
	INTRODUCES_EVE = 1 << 4, /* of a month: due before it begins */
	INTRODUCES_REQUEST = 1 << 5, /* the length of time is asked for: "need" */
	INTRODUCES_PAIR = 1 << 6, /* of two dates, of which the second counts: "between" */
};

struct introduction {
	const char *text; /* words by single spaces; an apostrophe is a word */
	unsigned is; /* enum introducing, joined by | */
};

/*
 * Introduction number i, from 1 on. *next_r is the next one with the same first word, which has no
 * more words than this one, or 0.
 */
const struct introduction *vocabulary_introduction(size_t i, size_t *next_r);

#endif
