/*
 * Where something that went into a letter stands in what the letter was made from: for messages.
 */
#ifndef LETTER_SOURCE_PLACE_H
#define LETTER_SOURCE_PLACE_H

#include "letter/composer.h"

struct source_place {
	const char *file;
	size_t line, column;
};

/*
 * Where a text stands in the letter's template or, when it is not there, in its layout. The
 * template's beginning, and false, when it is in neither: then it was merged.
 */
bool source_place_find(const struct composer *x, const struct variant *v, const char *text,
	struct source_place *place_r);

/* The same of a target of the HTML part, which may be written otherwise than in the template. */
bool source_place_of_target(const struct composer *x, const struct variant *v, const char *target,
	struct source_place *place_r);

#endif
