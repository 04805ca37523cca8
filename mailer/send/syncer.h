/*
 * Makes commits of the store durable on a thread of its own, so that letters go on leaving on other
 * connections while the disk writes.
 */
#ifndef SEND_SYNCER_H
#define SEND_SYNCER_H

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>

#include "base/err.h"
#include "store/store.h"

struct syncer {
	struct store *store;
	pthread_t thread;
	bool running;
	bool busy; /* a sync is under way, or has ended and was not taken */
	bool ended;
	atomic_bool stop;
	atomic_int code; /* of the sync that has ended, for store_synced() */
	int wish_fd; /* an eventfd: the thread has something to do */
	int fd; /* an eventfd: readable when a sync has ended */
};

/* From here on commits of the store are not durable by themselves. 0 or -1; -1 leaves none. */
int syncer_start(struct syncer *s, struct store *store, struct err *err);

/* Begins a sync of all that was committed so far; none may be under way. */
void syncer_begin(struct syncer *s);

/* To be called when fd is readable. */
void syncer_heard(struct syncer *s);

/* Takes the end of a sync: 1, 0 (none has ended), or -1: the disk failed. */
int syncer_take(struct syncer *s, struct err *err);

/* Waits for what is under way, syncs the rest, and gives the store back as it was. 0 or -1. */
int syncer_stop(struct syncer *s, struct err *err);

#endif
