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
 * Reads a report in words: the address, code, status and diagnostic in the text before the returned
 * mail. hint: recipients named by a header (X-Failed-Recipients), or NULL. Adds at least one item.
 */
void report_words(struct arena *a, struct report *r, const char *text, size_t n, const char *hint,
	const char *subject);

/*
 * Completes what the fields left open (code, status, diagnostic from the words of the text) and
 * judges `permanent`. folded: the human part, in lower case; subject likewise.
 */
void report_finish(
	struct arena *a, struct report *r, const char *text, size_t n, const char *subject);

/* Whether the words of a diagnostic, with its status and code, say that the address is no use. */
bool report_permanent(const char *folded, const char *status, int code);

/* The enhanced status "5.1.1" (RFC 3463) at the first place where p has one; its length, or 0. */
size_t status_find(const char *p, size_t n, size_t *at_r);

/* Length of the text up to where a returned mail begins in it; n when none is seen. */
size_t returned_mail_at(const char *text, size_t n);

#endif
