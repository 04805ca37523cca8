/*
 * Mails that are taken together: those of the server's answers go to the filing, and what waits
 * there is committed with the mailbox's position. Not which are asked for: intake.c and
 * intake_one.h. Internal to watch/intake*.c.
 */
#ifndef WATCH_INTAKE_GROUP_H
#define WATCH_INTAKE_GROUP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "watch/intake.h"

/* Mails that are taken together, and which of them were. */
struct intake_group {
	struct intake *in;
	const uint32_t *uids; /* rising */
	size_t count;
	bool *taken; /* filed, known, gone, or passed over */
	size_t settled; /* all before it are taken */
	const struct imap_info *infos; /* NULL where the server has no ids */
	bool beginning_only;
};

/* Notes a failure (-1) that was not the server's; rc as 0 or -1. */
int intake_local(struct intake *in, int rc);

/*
 * Files what waits, and the mailbox's position: the last mail before which all are taken. Results
 * as of intake_run().
 */
int intake_group_commit(struct intake_group *g, struct err *err);

/* The same when mails have waited long enough: a commit waits for the disk. */
int intake_group_commit_late(struct intake_group *g, struct err *err);

/*
 * The same at the end of a group, of which rc came: where the session ended, what came whole before
 * need not come again. rc, or the failure of the commit.
 */
int intake_group_commit_rest(struct intake_group *g, int rc, struct err *err);

/*
 * Takes the mails of the next answer that is on its way, and commits as soon as enough waits, also
 * in the middle of it. Results as of imap_fetch_take().
 */
int intake_group_take_answer(struct intake_group *g, struct err *err);

#endif
