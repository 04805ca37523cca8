/* The lists that vocabulary.c looks into. Nobody else includes this. */
#ifndef REPLY_VOCABULARY_PARTS_H
#define REPLY_VOCABULARY_PARTS_H

#include "reply/vocabulary.h"

/* Words that mean the same. A word may be in several groups. */
struct word_group {
	const char *words; /* by single spaces */
	uint32_t meaning;
	uint8_t month, weekday, unit, number, rank, day;
};

/* A list ends with a group without words. */
extern const struct word_group month_groups[], span_groups[], calendar_groups[], promise_groups[],
	clause_groups[], dealing_groups[];

extern const struct introduction introductions[]; /* up to one without text */

#endif
