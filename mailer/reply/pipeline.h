/*
 * Mails sent ahead to the worker, so that it reads while its parent does other things.
 *
 * Mails are posted and taken in the same order. The rule of worker_read() holds for each: the one
 * that the child had in hand when it ended, or that is not answered in time, is tried once more,
 * alone, and then quarantined; those behind it are sent again.
 */
#ifndef REPLY_PIPELINE_H
#define REPLY_PIPELINE_H

#include "base/err.h"
#include "base/str.h"
#include "reply/reading.h"
#include "reply/worker.h"

struct pipeline;

/* Nothing else may use the worker (borrowed) while mails are on their way. */
struct pipeline *pipeline_new(struct worker *worker);
void pipeline_free(struct pipeline *p); /* NULL is fine; forgets what is on its way */

/*
 * Posts a mail and takes its bytes over: *mail is empty afterwards. Never waits for the child. -1
 * only when no child can be started; then the mail was not posted.
 */
int pipeline_post(struct pipeline *p, struct str *mail, struct err *err);

/*
 * Waits for the reading of the mail that was posted first among those that are on their way (there
 * must be one), as worker_read(), but without sha256. -1 only when no child can be started.
 */
int pipeline_take(struct pipeline *p, struct reading *reading_r, struct err *err);

/*
 * Moves bytes both ways as far as that needs no waiting, so that the child goes on: for who does
 * other things for long while mails are on their way.
 */
void pipeline_move(struct pipeline *p);

/* Forgets the mails that are on their way. */
void pipeline_forget(struct pipeline *p);

#endif
