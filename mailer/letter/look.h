/*
 * What is legal in a finished letter, and suspicious: warnings, each told once for the first letter
 * that has it.
 */
#ifndef LETTER_LOOK_H
#define LETTER_LOOK_H

#include "letter/composer.h"

struct look {
	struct composer *composer;
	struct problems *problems;
	struct map told; /* sentences without the recipient; the caller releases it */
	size_t recipient; /* the row of the letter at hand */
};

/* Whether a sentence is new; what comes after " (for " names the recipient. */
bool look_is_new(struct map *told, const char *text);

/* Looks at the letter that the composer made last. */
void look_at_letter(struct look *k, const struct letter *l, const struct variant *v);

/* At what its HTML part asks of mail programs that they do not do (look_html.c). */
void look_at_html(struct look *k, const struct letter *l, const struct variant *v);

/* Warns of what at the place of text (source_place.h), unless that was told of another letter. */
void look_warn_of(struct look *k, const struct variant *v, const char *text, const char *what,
	const char *why);

#endif
