/*
 * Targets: the organisations that letters were queued to, as the outbox has them.
 *
 * A campaign may have a few of them or a million: what is asked for one costs the same in both.
 */
#ifndef STORE_TARGETS_H
#define STORE_TARGETS_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/mem.h"
#include "store/outbox.h"
#include "store/store.h"

struct target_row {
	const char *org;
	int64_t first_letter; /* number of the first letter to it */
	enum outbox_conversation conversation; /* the furthest of its letters */
};

/* How many there are. 0 or -1. */
int targets_count(struct store *store, size_t *count_r, struct err *err);

/* One of them: 1, 0, -1. Strings are copied into the arena. */
int targets_find(struct store *store, const char *org, struct arena *arena,
	struct target_row *row_r, struct err *err);

/*
 * The organisation of this name in any case (ASCII), or that has a letter to this address
 * (address_key()): 1 with its name as it is kept (in the arena), 0, -1.
 */
int targets_resolve(struct store *store, const char *name, struct arena *arena, const char **org_r,
	struct err *err);

/* The first max of them in the order of their first letters, in *rows_r (of the arena); the count,
 * or -1. Costs as much as there are targets. */
long targets_list(struct store *store, size_t max, struct arena *arena, struct target_row **rows_r,
	struct err *err);

/* The same for campaigns of any size, but only among the first `letters` letters. */
long targets_first(struct store *store, size_t letters, size_t max, struct arena *arena,
	struct target_row **rows_r, struct err *err);

/*
 * The next max of them whose first letter comes after the letter of this number, in the same order:
 * to go through all in blocks, each from the last first letter of the block before (0 at first).
 */
long targets_after(struct store *store, int64_t after, size_t max, struct arena *arena,
	struct target_row **rows_r, struct err *err);

#endif
