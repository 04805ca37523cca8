/*
 * The marks by which programs that answer mail are known: RFC 3834 and what was used before it, in
 * headers and at the beginning of subjects; and mails that want a proof that a person wrote.
 */
#ifndef REPLY_AUTOMATIC_H
#define REPLY_AUTOMATIC_H

#include "reply/header.h"
#include "reply/reading.h"

/* The prefix that a folded subject has from a program ("automatic reply:"); or NULL. */
const char *automatic_subject(const char *subject);

/* What is looked at of a mail besides its headers. */
struct answer {
	const char *subject; /* folded, or "" */
	const char *text; /* the sender's own words, folded */
	bool null_sender; /* RFC 5321 4.5.5 */
	bool reply_subject; /* "Re:" */
	bool desk; /* it begins with a line above which answers are to be written */
};

/*
 * Why the mail is an automatic answer; NULL when it is none. Marks that only ask for no automatic
 * answer (X-Auto-Response-Suppress, Precedence: bulk) are none, and Auto-Submitted: auto-generated
 * alone is none: ticket systems put it on what their people write.
 */
const char *automatic_mark(struct reading *r, const struct headers *h, const struct answer *answer);

/* Whether an address takes no answers ("noreply@"); NULL is none. */
bool automatic_is_unanswerable(const char *address);

/* Why the mail is a challenge; or NULL. subject, text: likewise. */
const char *challenge_mark(
	struct arena *a, const struct headers *h, const char *subject, const char *text);

#endif
