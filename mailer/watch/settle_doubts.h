/* The letters of which it is not known whether they were sent. Internal to settle*.c. */
#ifndef WATCH_SETTLE_DOUBTS_H
#define WATCH_SETTLE_DOUBTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/map.h"
#include "base/mem.h"
#include "watch/settle.h"

struct doubt {
	int64_t id;
	const char *ref, *email, *message_id;
	bool settled;
};

struct doubts {
	const struct watching *watching;
	const char *folder; /* that is looked at, for the evidence */
	struct arena arena;
	struct doubt *list; /* heap */
	size_t count, cap, settled;
	struct map by_id; /* Message-ID -> index */
	uint64_t print; /* of those that are not settled */
};

/* Loads all that are uncertain. 0 or -1. */
int doubts_load(struct doubts *d, struct err *err);
void doubts_release(struct doubts *d);

/*
 * The letters whose "<Message-ID>" stands in n bytes of a header, as far as they are not settled:
 * calls each() until it returns what is not 0, and returns that.
 */
int doubts_in(struct doubts *d, const char *header, size_t n,
	int (*each)(struct doubts *d, struct doubt *doubt, void *ctx, struct err *err), void *ctx,
	struct err *err);

/* It was found: the letter counts as sent. 0 or -1. */
int doubt_settle(struct doubts *d, struct doubt *doubt, struct err *err);

/* Says once a process that the folder cannot be looked at: the letters wait for a person. */
void doubts_tell(const char *why);

#endif
