/* From a selected folder to the filing: the mails that are new in it. */
#ifndef WATCH_INTAKE_H
#define WATCH_INTAKE_H

#include "store/watch_position.h"
#include "watch/imap.h"
#include "watch/source_imap.h"

struct intake {
	struct imap *imap;
	const struct watching *watching;
	struct watch_mailbox *mailbox; /* last_uid grows */
	struct source_suspect *suspect;
	bool local; /* it was the store, the archive or the worker that failed, not the server */
	size_t taken; /* mails */
	int64_t since; /* monotonic ms: mails wait since then to be committed; 0: none */
};

/*
 * Files all mails above mailbox->last_uid, in batches: while one is filed, the server has the next
 * one ready. A mail of up to IMAP_WHOLE_MAX bytes goes to the archive as it comes, whatever its
 * size. 0, IMAP_ENDED, or IMAP_REFUSED (`local` tells whose fault it was).
 */
int intake_run(struct intake *in, struct err *err);

/*
 * Tries once more, one by one, what was passed over before. Results as of intake_run().
 */
int intake_retry(struct intake *in, struct err *err);

/* Where a mail comes from, for the filing. object: the server's own id, or NULL. */
struct watch_message intake_origin(const struct intake *in, uint32_t uid, const char *object);

#endif
