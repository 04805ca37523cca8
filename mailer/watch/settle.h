/*
 * Uncertain letters that are found in the folder of sent mails count as sent: the outbox is told,
 * with the evidence. A letter is found by its Message-ID, which no other letter (nor a test) has.
 */
#ifndef WATCH_SETTLE_H
#define WATCH_SETTLE_H

#include "base/err.h"
#include "base/map.h"
#include "watch/imap.h"
#include "watch/source_maildir.h"

/* What was looked at, so that it need not be again. Zero-initialised is nothing. */
struct settling {
	uint64_t doubts; /* which letters were looked for */
	struct map seen; /* names of files in which none of them is */
	uint32_t uidvalidity, uidnext; /* of the folder, when it was looked at */
	char *special; /* the folder that the server names, NULL: none, or not asked yet */
	bool asked;
};

void settling_release(struct settling *s);

/*
 * Looks on the server: in watching->sent_folder, else in the folder that the server has for sent
 * mails (\\Sent). Returns 0 when there was nothing to look for; 1 when the folder was opened to
 * look at it, so that another one is no longer selected; IMAP_ENDED; IMAP_REFUSED when the store
 * failed. A folder that the server does not open, or cannot search, is told and otherwise ignored.
 */
int settle_by_imap(
	struct settling *s, const struct watching *watching, struct imap *imap, struct err *err);

/*
 * Looks in a Maildir, at files that were not looked at before: at their headers, which the worker
 * reads where one of the Message-IDs stands in them. 0, or -1 when the store or the worker failed.
 */
int settle_by_maildir(struct settling *s, const struct watching *watching, struct err *err);

#endif
