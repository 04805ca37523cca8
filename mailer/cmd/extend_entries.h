/* What one run of `extend` enters into the ledger of deadlines, or takes back. */
#ifndef CMD_EXTEND_ENTRIES_H
#define CMD_EXTEND_ENTRIES_H

#include <stddef.h>
#include <stdint.h>

#include "base/clock.h"
#include "base/err.h"
#include "base/mem.h"
#include "base/str.h"
#include "store/judgement.h"
#include "store/replies.h"
#include "store/store.h"

struct extend_entries {
	struct store *store; /* in a transaction */
	const char *demand, *target; /* the scope; NULL: all */
	struct date date;
	const char *basis, *by, *note; /* note: NULL for none */
	int64_t now;
	struct arena *arena; /* of the rows' strings */
	struct deadline_row
		*rows; /* entered or taken back, to be told once committed; on the heap */
	size_t count, cap;
};

/* Enters the date for the scope; reply: the one that it rests on, or 0. 0 or -1. */
int extend_enter(struct extend_entries *e, long reply, struct err *err);

/*
 * Enters the date that a reply promises, for the demands that it answers where it belongs, unless
 * just that stands last for them. 0 or -1: it promises none, or belongs to no letter of the scope.
 */
int extend_accept(struct extend_entries *e, const struct reply *reply, struct err *err);

/* Takes back the last entry of just this scope. 0, or -1 when there is none. */
int extend_take_back(struct extend_entries *e, struct err *err);

/* "suspend at Acme", for people. */
void extend_add_scope(struct str *out, const char *demand, const char *target);

#endif
