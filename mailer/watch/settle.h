/*
 * Uncertain letters that are found in the folder of sent mails count as sent: the outbox is told,
 * with the evidence. A letter is found by its Message-ID, which no other letter (nor a test) has.
 */
#ifndef WATCH_SETTLE_H
#define WATCH_SETTLE_H

#include "base/err.h"
#include "watch/imap.h"
#include "watch/source_maildir.h"

/*
 * Looks on the server. Returns 0 when there was nothing to look for; 1 when the folder was opened
 * to look at it, so that another one is no longer selected; IMAP_ENDED; IMAP_REFUSED when the store
 * failed. A folder that the server does not open, or cannot search, is told and otherwise ignored.
 */
int settle_by_imap(const struct watching *watching, struct imap *imap, struct err *err);

/*
 * Looks in a Maildir. Files are read by the worker, and only those in which a Message-ID that is
 * looked for stands somewhere. 0, or -1 when the store or the worker failed.
 */
int settle_by_maildir(const struct watching *watching, struct err *err);

#endif
