/*
 * How many letters stand where: the table letter_counts, so that nobody counts a million rows. A
 * trigger counts letters that are added; whoever changes the state of letters counts here what
 * moves. Internal to store/.
 */
#ifndef STORE_COUNTS_H
#define STORE_COUNTS_H

#include <stdint.h>

#include "store/outbox.h"

struct store;

/* Letters that have changed their state. Zero-initialised: none. */
struct counts {
	int64_t gained[OUTBOX_STATES];
};

void counts_move(struct counts *c, enum outbox_state from, enum outbox_state to, int64_t n);

/* Into the table, within the open transaction. */
int counts_write(struct store *store, const struct counts *c, struct err *err);

#endif
