/*
 * What a process has claimed of the outbox. Internal to store/.
 */
#ifndef STORE_QUEUE_H
#define STORE_QUEUE_H

#include <stdbool.h>
#include <stdint.h>

#include "store/outbox.h"
#include "store/store.h"

/* A claimed letter as it stands, with what was stated of it and is not in its row yet. */
struct queue_claim {
	int64_t id;
	char *ref;
	enum outbox_state state;
	long attempts;
};

/* The claim on a letter; NULL when there is none. */
const struct queue_claim *queue_claim(struct store *store, int64_t id);

/* The intent to send a letter was stated: its claim, if there is one, knows. */
void queue_intended(struct store *store, int64_t id);

/* After a rollback what was stated of letters is not known: their rows are asked. */
void queue_forget_intents(struct store *store);

/* Ends a claim; `again`: the letter is queued, and may be handed out again. */
void queue_unclaim(struct store *store, int64_t id, bool again);

/* A letter was deferred: when the next is due has to be looked up again. */
void queue_deferred(struct store *store);

#endif
