/*
 * What happened to a demand at a target, told in order: letters, replies, judgements, deadlines.
 */
#ifndef CMD_HISTORY_H
#define CMD_HISTORY_H

#include <stdint.h>

#include "base/err.h"
#include "base/mem.h"
#include "store/store.h"
#include "demand/demand.h"

/* One thing that happened. Strings belong to the arena; NULL and 0 where there is nothing. */
struct history_entry {
	int64_t at;
	const char *kind; /* "sent", "reminded", "bounced", "received", "judged",
			     "judgement-undone", "deadline", "deadline-undone" */
	const char *letter; /* reference */
	long reply;
	const char *position, *basis, *date, *quote, *by;
	const char *text; /* told to a person, in words; not made visible */
};

/*
 * Everything about one demand at one target, oldest first, in *entries_r (of the arena): the count,
 * or -1.
 */
long history_of(struct store *store, const struct demand *demand, const char *target,
	struct arena *arena, struct history_entry **entries_r, struct err *err);

#endif
