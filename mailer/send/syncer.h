/*
 * Makes commits of the store durable on a thread of its own, so that letters go on leaving on other
 * connections while the disk writes.
 */
#ifndef SEND_SYNCER_H
#define SEND_SYNCER_H

#include <pthread.h>
#include <stdbool.h>

#include "base/err.h"
#include "store/store.h"

struct syncer {
	struct store *store;
	pthread_t thread;
	pthread_mutex_t lock;
	pthread_cond_t changed;
	bool running, wanted, done, stop;
	int code; /* of the last sync, for store_synced() */
	int fd; /* an eventfd: readable when a sync has ended */
};

/* From here on commits of the store are not durable by themselves. 0 or -1; -1 leaves none. */
int syncer_start(struct syncer *s, struct store *store, struct err *err);

/* Begins a sync of all that was committed so far. None is under way. */
void syncer_begin(struct syncer *s);

/* Whether a sync is under way, or has ended and was not taken yet. */
bool syncer_busy(const struct syncer *s);

/* Takes the end of a sync: 1, 0 (none has ended), or -1: the disk failed. */
int syncer_take(struct syncer *s, struct err *err);

/* Waits for what is under way, syncs the rest, and gives the store back as it was. 0 or -1. */
int syncer_stop(struct syncer *s, struct err *err);

#endif
