/*
 * What mail programs tell in words alone about a mail of ours: that it was read, or deleted unread,
 * where a gateway has taken the RFC 8098 part away or never made one; and what Italian certified
 * mail tells in a header.
 */
#ifndef REPLY_NOTICE_H
#define REPLY_NOTICE_H

#include "reply/reading.h"

/* Why the mail is a receipt in words; or NULL. subject, text: folded. */
const char *notice_receipt_mark(const char *subject, const char *text);

/*
 * What the field X-Ricevuta of certified mail (PEC, RFC 6109) says became of a mail: a bounce, a
 * delay, or a receipt of the provider; READING_REPLY for any other value, or NULL.
 */
enum reading_class notice_certified(const char *ricevuta);

#endif
