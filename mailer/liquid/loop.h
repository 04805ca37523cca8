/*
 * What loops and partials share: sequences, and names that are bound for a while.
 */
#ifndef LIQUID_LOOP_H
#define LIQUID_LOOP_H

#include "liquid/context.h"

/* What a loop goes over: items of an array, pairs of a hash, a range, or one text. */
struct sequence {
	struct liquid_value of;
	int64_t count;
};

/* False, and an empty sequence, where v is no list of any kind. */
bool sequence_of(struct liquid_value v, struct sequence *s);
/* Item i of it, below count. */
struct liquid_value sequence_item(struct liquid_context *c, const struct sequence *s, int64_t i);

/* A local name for the time of a block, and what it hid. */
struct binding {
	size_t slot;
	bool had;
	struct liquid_value value;
};

/* Gives a slot this value, until name_unbind() puts back what was there. */
struct binding name_bind(struct liquid_context *c, size_t slot, struct liquid_value v);
void name_unbind(struct liquid_context *c, const struct binding *b);

#endif
