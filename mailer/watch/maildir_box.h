/*
 * The files of a Maildir that is followed: which of them are new, and how one is read and filed.
 * Not when: that is for source_maildir.c. Nobody else includes this.
 */
#ifndef WATCH_MAILDIR_BOX_H
#define WATCH_MAILDIR_BOX_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "base/map.h"
#include "store/watch_position.h"
#include "watch/settle.h"
#include "watch/source_maildir.h"

struct maildir_box {
	const char *path;
	const struct watching *w;
	struct watch_mailbox mailbox;
	int notify; /* inotify, -1 with `once` */
	int dir; /* of it, while it is looked through */
	struct map seen; /* file names without flags: filed, or told about and skipped */
	struct map known; /* of those that are looked through now: the store has them */
	struct map hot; /* file names that somebody may still be writing -> ms when they are not */
	bool again; /* something was passed over: look again soon */
	struct settling settling;
};

/* The length of a file's name without its flags (":2,S"), which change. */
size_t maildir_box_base_len(const char *name);

/*
 * Files one mail, given by its path in the Maildir, if it is new. It is passed over where somebody
 * may still be writing it (then `again` is set), or where it cannot be had. 0 also then; -1 when
 * the store, the archive or the worker failed.
 */
int maildir_box_take(struct maildir_box *b, const char *name, struct err *err);

/*
 * Asks the store which of these files it knows, into `known`: for the first and last of them, and
 * all between. 0 or -1.
 */
int maildir_box_ask(struct maildir_box *b, char **names, size_t count, struct err *err);

#endif
