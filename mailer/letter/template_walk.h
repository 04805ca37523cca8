/*
 * Walks over the source of a template, so that its lines can be told from what is inside tags and
 * blocks before anything is parsed.
 */
#ifndef LETTER_TEMPLATE_WALK_H
#define LETTER_TEMPLATE_WALK_H

#include <stdbool.h>
#include <stddef.h>

struct walk {
	const char *p, *end;
	size_t depth; /* of blocks that are open */
};

/* Whether a tag or an output begins at w->p. */
bool walk_at_liquid(const struct walk *w);

/* Steps over the tag or output at w->p. */
void walk_liquid(struct walk *w);

/*
 * The first blank line outside tags and, unless any_depth, blocks: the offset at which it begins.
 * False when there is none.
 */
bool walk_find_blank(const char *text, size_t n, bool any_depth, size_t *at_r);

#endif
