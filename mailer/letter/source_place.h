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
 * Where a text of the HTML part stands in the letter's template or, when it is not there, in its
 * layout: a target, which may be written otherwise there. The template's beginning when it is in
 * neither: then it was merged.
 */
struct source_place source_place_of(
	const struct composer *x, const struct variant *v, const char *text);

#endif
