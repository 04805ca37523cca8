/*
 * Mails get their names in the archive by another thread, since a new name is what takes longest of
 * keeping a mail. What cannot be done the short way is given back, to be done or told by the
 * archive's owner. Internal to the archive.
 */
#ifndef WATCH_ARCHIVE_ASIDE_H
#define WATCH_ARCHIVE_ASIDE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/str.h"
#include "watch/archive.h"

/* One mail. */
struct archive_job {
	int source; /* the file that it is, or -1 */
	struct str bytes; /* all of it, where there is no source */
	char name[ARCHIVE_NAME_SIZE]; /* in cur/ */
};

void archive_job_release(struct archive_job *job);

struct archive_aside;

/* dir and cur (descriptors of the archive and its cur/) stay open. NULL: there can be no thread. */
struct archive_aside *archive_aside_start(int dir, int cur);

/* Takes over what the job holds; or not: false, because so many wait. */
bool archive_aside_give(struct archive_aside *a, struct archive_job *job);

/* When all that was given until now has its name, it is to be made durable. */
void archive_aside_sync(struct archive_aside *a);

/*
 * Waits for that. 0, or -1 with errno when any sync since the last call failed. *failed_r (n_r of
 * them; free() it and what is in them) are those that have no name and are for the caller, whatever
 * the result.
 */
int archive_aside_wait(struct archive_aside *a, struct archive_job **failed_r, size_t *n_r);

/* Waits for what was given, and ends. NULL is fine. */
void archive_aside_stop(struct archive_aside *a);

#endif
