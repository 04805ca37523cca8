/*
 * Queueing reminders: an edition of their own, dated now, and a row of the outbox each.
 *
 * The edition has the files that were frozen with the letter, so that lists and the letter stay
 * what they were; only the reminder's own template (and its language variants) are the folder's,
 * since people write it later.
 */
#ifndef CMD_REMIND_QUEUE_H
#define CMD_REMIND_QUEUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "cmd/remind_plan.h"

/*
 * Queues a reminder for every target of the plan that is due, in one transaction. rehearse: all the
 * same, then rolled back. Template problems go to problems; then nothing is done. *queued_r is the
 * number of reminders. 0 or -1.
 */
int remind_queue(struct workspace *w, const struct remind_plan *plan, int64_t now, bool rehearse,
	size_t *queued_r, struct problems *problems, struct err *err);

#endif
