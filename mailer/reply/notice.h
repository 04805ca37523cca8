/*
 * What mail programs tell in words alone about a mail of ours: that it was read, or deleted unread,
 * where a gateway has taken the RFC 8098 part away or never made one.
 */
#ifndef REPLY_NOTICE_H
#define REPLY_NOTICE_H

/* Why the mail is a receipt in words; or NULL. subject, text: folded. */
const char *notice_receipt_mark(const char *subject, const char *text);

#endif
