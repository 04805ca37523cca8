/*
 * What a process has claimed of the outbox. Internal to store/.
 */
#ifndef STORE_QUEUE_H
#define STORE_QUEUE_H

#include <stdbool.h>
#include <stdint.h>

#include "store/store.h"

/* Ends a claim; `again`: the letter is queued, and may be handed out again. */
void queue_unclaim(struct store *store, int64_t id, bool again);

/* A letter was deferred: when the next is due has to be looked up again. */
void queue_deferred(struct store *store);

#endif
