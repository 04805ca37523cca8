/*
 * Delivery reports: what a server says became of a mail, recipient by recipient.
 *
 * RFC 3464 fields are read wherever they stand, since some servers write them into plain text. The
 * forms without such fields are read by what SMTP made all of them contain: an address, a reply
 * code, an enhanced status, words.
 */
#ifndef REPLY_REPORT_H
#define REPLY_REPORT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/mem.h"
#include "reply/reading.h"

struct report {
	struct reading_bounce *items;
	size_t count, cap;
};

/* Adds the recipients of RFC 3464 fields in a text (a part of type message/delivery-status, or any
 * text that contains such lines). */
void report_fields(struct arena *a, struct report *r, const char *text, size_t n);

/*
 * Reads a report in words: adds the recipients that hint (X-Failed-Recipients, or NULL) or the text
 * before the returned mail names. Adds at least one item.
 */
void report_words(struct arena *a, struct report *r, const char *text, size_t n, const char *hint);

/*
 * Completes what the fields left open (code, status, diagnostic, from the words of the text) and
 * judges `permanent`. text: the whole text of the mail; subject may be NULL.
 */
void report_finish(
	struct arena *a, struct report *r, const char *text, size_t n, const char *subject);

/* What is known of one failure; all text is folded. */
struct report_case {
	const char *words; /* its diagnostic */
	const char *context; /* what else the report says about it */
	const char *status; /* or NULL */
	int code; /* or 0 */
	bool at_rcpt; /* the server said it about RCPT TO, before it saw the mail */
};

/* Whether the address is no use. */
bool report_permanent(const struct report_case *c);

/* An SMTP reply code ("550 User unknown") of 4xx or 5xx; its offset, or n. */
size_t code_find(const char *p, size_t n, int *code_r);

/* Whether folded words say what a server says of a mailbox, a domain or an obstacle. */
bool report_says_why(const char *words);

/* The enhanced status "5.1.1" (RFC 3463) at the first place where p has one; its length, or 0. */
size_t status_find(const char *p, size_t n, size_t *at_r);
const char *status_in(struct arena *a, const char *s); /* a copy of it, or NULL */

/* Length of the text up to where a returned mail begins in it; n when none is seen. */
size_t returned_mail_at(const char *text, size_t n);

#endif
