/* From a selected folder to the filing: the mails that are new in it. */
#ifndef WATCH_INTAKE_H
#define WATCH_INTAKE_H

#include "store/watch_position.h"
#include "watch/imap.h"
#include "watch/source_imap.h"

enum {
	INTAKE_LARGE = 1 << 20, /* mails from that size on are fetched in pieces of it */
	INTAKE_WHOLE_MAX = 64 << 20, /* of larger ones the beginning is fetched */
};

struct intake {
	struct imap *imap;
	const struct watching *watching;
	struct watch_mailbox *mailbox; /* last_uid grows */
	struct source_suspect *suspect;
	bool local; /* it was the store, the archive or the worker that failed, not the server */
	size_t taken; /* mails */
};

/*
 * Files all mails above mailbox->last_uid, in batches. 0, IMAP_ENDED, or IMAP_REFUSED (`local`
 * tells whose fault it was).
 */
int intake_run(struct intake *in, struct err *err);

/*
 * Tries once more, one by one, what was passed over in earlier runs. Call it after intake_run(),
 * once a process. Results as of intake_run().
 */
int intake_retry(struct intake *in, struct err *err);

#endif
