/* What worker.c, worker_child.c and pipeline.c share. Nobody else includes this. */
#ifndef REPLY_WORKER_PARTS_H
#define REPLY_WORKER_PARTS_H

#include <stdint.h>

#include "reply/worker.h"

enum { WORKER_TICK_MS = 50 }; /* how often the CPU time of a busy child is looked at */

/* What a child says first, before it has seen a foreign byte: that it has given up its rights. */
#define WORKER_LOCKED_UP 'L'

/*
 * The child, which was just forked: locks itself up, then reads mails from `in` and writes readings
 * to `out` until its parent closes the pipe. Does not return.
 */
void worker_be_child(const struct worker *worker, int in, int out) __attribute__((noreturn));

/* Why a mail was not read. */
#define WORKER_ENDED "it ended the process that reads mails"
#define WORKER_OUT_OF_ORDER "the process that read it answered out of order"
#define WORKER_LIED "the process that read it answered what cannot be"

/* The time that the mail in hand may take. */
struct worker_limits {
	int64_t cpu, wall, next_look; /* ms */
};

void worker_limits_begin(struct worker_limits *limits);

/*
 * NULL, or why it took too long. Looked at also while bytes come: a child that drips them is no
 * quicker for it.
 */
const char *worker_limits_exceeded(struct worker_limits *limits, const struct worker *worker);

/* A child that runs, and has CPU time left for many mails. 0 or -1. */
int worker_refresh(struct worker *worker, struct err *err);

/*
 * After a failure, told by `why`, for which the child is ended: the second and last try of
 * worker_read(), alone.
 */
int worker_read_again(struct worker *worker, const void *bytes, size_t n, const char *why,
	struct reading *reading_r, struct err *err);

#endif
