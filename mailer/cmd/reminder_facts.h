/*
 * What a reminder is made of besides its row of the outbox: the letter that it follows, the demands
 * that were open, the days. Kept when it is queued, so that it can be made again.
 */
#ifndef CMD_REMINDER_FACTS_H
#define CMD_REMINDER_FACTS_H

#include "base/err.h"
#include "base/mem.h"
#include "letter/letter.h"
#include "store/store.h"

/* Keeps them for the reminder with this key. Call it in the transaction that queues it. 0 or -1. */
int reminder_facts_keep(
	struct store *store, const char *key, const struct letter_id *id, struct err *err);

/* Fills them into id; texts belong to the arena. 0, or -1 when the store has none. */
int reminder_facts_read(struct store *store, const char *key, struct letter_id *id,
	struct arena *arena, struct err *err);

#endif
