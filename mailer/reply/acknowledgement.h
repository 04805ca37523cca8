/*
 * What programs write that answer a mail: that it has come in and has a number now, that nobody
 * reads here, or just that they are programs. A person says some of that, too; what is looked for
 * is what speaks of a machine besides.
 */
#ifndef REPLY_ACKNOWLEDGEMENT_H
#define REPLY_ACKNOWLEDGEMENT_H

#include <stdbool.h>

/* What is known of a mail besides its words. */
struct circumstances {
	bool answer; /* it answers a mail, by its headers or its subject */
	bool null_sender; /* RFC 3834 4: a program answers from an empty return path */
	bool generated; /* Auto-Submitted says that a program sent it */
	bool bulk; /* Precedence says that it is not worth an answer */
	bool unanswerable; /* From is an address such as noreply@ */
	bool role; /* From is an address of a function, such as info@ */
	bool desk; /* a line says above which one is to write */
};

/* Why the mail is the answer of a program, by its words; or NULL. text: the sender's own words,
 * folded. subject: folded. */
const char *acknowledgement_mark(
	const char *subject, const char *text, const struct circumstances *c);

#endif
