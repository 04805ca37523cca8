/*
 * Queueing reminders: an edition of their own (remind_edition.h), and a row of the outbox each.
 */
#ifndef CMD_REMIND_QUEUE_H
#define CMD_REMIND_QUEUE_H

#include <stddef.h>
#include <stdint.h>

#include "cmd/remind_plan.h"

/*
 * Queues a reminder for every target that is due now, in one transaction, and tells how many.
 * Fails, and queues none, when they are more than `shown`: somebody judged meanwhile. Template
 * problems go to problems; then nothing is done. 0 or -1.
 */
int remind_queue(struct workspace *w, int64_t now, size_t shown, size_t *queued_r,
	struct problems *problems, struct err *err);

/* Makes the same reminders, for their problems alone: the store is only read. */
int remind_rehearse(struct remind_plan *plan, struct problems *problems, struct err *err);

#endif
