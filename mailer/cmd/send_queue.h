/*
 * Freezing and queueing: the letters that a campaign makes come into the outbox, once.
 */
#ifndef CMD_SEND_QUEUE_H
#define CMD_SEND_QUEUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/map.h"
#include "cmd/workspace.h"

/* What stands between the folder and what was frozen. */
struct send_plan {
	int64_t edition; /* the current one, 0 for none */
	size_t letters; /* that the lists make now */
	size_t fresh; /* of them, not in the outbox yet */
	size_t suppressed; /* of the fresh ones, to addresses that are not written to */
	size_t chosen; /* of the fresh ones, those that are picked and not suppressed */
	size_t gone; /* letters that wait to be sent, and that the lists no longer make */
	const char *gone_to; /* the addresses of the first of them, of the arena */
	bool list_changed, text_changed;
	const char **changed; /* names of files that differ, of the arena */
	size_t changed_count;
	struct map suppressed_keys;
	struct arena arena;
};

/*
 * Compares the folder (loaded in w, its store open) with the current edition. picked holds the
 * keys of the recipients that are meant, an empty one all. 0 or -1.
 */
int send_plan_make(
	struct send_plan *plan, struct workspace *w, const struct map *picked, struct err *err);
void send_plan_release(struct send_plan *plan);

struct send_queued {
	size_t added; /* letters that are new in the outbox */
	size_t replaced; /* waiting ones that a new edition took over */
};

/*
 * Queues what is fresh, in one transaction: under the current edition, or, when there is none or
 * new_edition is set, under one that is frozen now and takes over what waits to be sent. The first
 * bad merge goes to problems; then nothing is done. 0 or -1.
 */
int send_queue(struct workspace *w, const struct send_plan *plan, bool new_edition,
	struct send_queued *queued_r, struct problems *problems, struct err *err);

#endif
