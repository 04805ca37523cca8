/*
 * One mail within the transaction that files it: what it becomes in the store, and where it belongs
 * on the server. Internal to filing.c, which keeps the mails and makes the transactions.
 */
#ifndef WATCH_FILING_ADD_H
#define WATCH_FILING_ADD_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "base/hash.h"
#include "store/replies.h"
#include "store/watch_position.h"
#include "reply/reading.h"
#include "watch/archive.h"
#include "watch/filing.h"

/* A mail that waits for the commit. */
struct filing_mail {
	struct watch_message origin;
	char *name, *object; /* of origin */
	char sha256[SHA256_HEX], archive_name[ARCHIVE_NAME_SIZE];
	size_t size, bytes; /* bytes: of it, that wait in memory */
	unsigned long archived; /* which it is of those that were archived; 0: it was not */
	bool complete;
	struct reading reading;
	bool fresh; /* its bytes are not known yet: it was given to the worker */
	bool read; /* reading is set */
	struct reply reply; /* what it became; in the arena of reading */
	long number; /* of the reply */
	bool added;
};

/*
 * A mail that was read: a reply is composed of it and added; `added` tells whether it was new. It
 * and the folders it goes to are noted. `reply` is set, and lives as long as `reading`.
 */
int filing_add_new(const struct filing_settings *s, struct filing_mail *w, struct err *err);

/*
 * Bytes that were filed before, as reply `number`: where they were found is noted, and a copy that
 * was delivered twice goes where the first went.
 */
int filing_add_known(const struct filing_settings *s, struct filing_mail *w, struct err *err);

/* A mail that the store refused: kept, listed, and for a person. */
int filing_add_unread(const struct filing_settings *s, struct filing_mail *w, struct err *err);

#endif
