/* What source_imap.c and source_imap_look.c share. Nobody else includes this. */
#ifndef WATCH_SOURCE_IMAP_PARTS_H
#define WATCH_SOURCE_IMAP_PARTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "watch/imap.h"
#include "watch/settle.h"
#include "watch/source_imap.h"

/* One that follows a server's folders. */
struct follower {
	const struct source_imap *s;
	const struct watching *w;
	struct imap *imap;
	struct watch_mailbox *mailboxes; /* one a folder */
	struct settling settling;
	unsigned failures; /* in a row */
	unsigned refusals; /* of logins, in a row */
	bool entered; /* some login succeeded */
	bool no_idle; /* the server refused IDLE */
	bool retry; /* in this round */
	uint64_t news;
	size_t taken; /* mails, in this session */
	struct err *err;
};

/* Whether it was told to stop. */
bool source_imap_stopped(const struct follower *f);

/*
 * Looks at every folder, the first one last: it is the one that stays selected. `select`: the first
 * one is not selected now. 0, IMAP_ENDED, or IMAP_REFUSED: *refused_r, the server did not open a
 * folder; *local_r, the store or the disk failed.
 */
int source_imap_look(struct follower *f, bool select, bool *refused_r, bool *local_r);

#endif
