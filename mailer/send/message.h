/*
 * What leaves for a server, as bytes: commands and the message after DATA.
 *
 * A last line of defence stands here: an address or a message with bytes that a server could take
 * for a command is refused, whatever made it (RFC 5321 4.5.2, 2.3.8).
 */
#ifndef SEND_MESSAGE_H
#define SEND_MESSAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/str.h"

/* What the server offers in its reply to EHLO. */
struct offers {
	bool pipelining, size, eightbit, smtputf8, dsn;
	uint64_t max_size; /* of SIZE (RFC 1870); 0: not told */
};

/* A letter as the caller gives it: borrowed. */
struct message {
	const char *bytes;
	size_t len;
	const char *from; /* addr-spec; "" is the null sender */
	const char *const *to;
	size_t to_count; /* the first one is whom the letter is for; 0: all are suppressed */
	const char *envelope_id; /* for ENVID (RFC 3461 4.4): the Message-ID; NULL: none */
};

/* Why a message to nobody does not leave. */
#define MESSAGE_TO_NOBODY "every address of it is suppressed"

/*
 * Whether the message can go to a server with these offers; else *why_r (appended) says why not:
 * nobody to write to, size, a mailbox name or text that is not ASCII, forbidden bytes.
 */
bool message_fits(const struct message *m, const struct offers *offers, struct str *why_r);

/* Append the commands, each with CR LF. */
void message_add_mail(struct str *out, const struct message *m, const struct offers *offers);
void message_add_rcpt(struct str *out, const char *to, const struct offers *offers);

/* Appends the message with its dots doubled, and the line with a dot alone that ends it. */
void message_add_data(struct str *out, const char *bytes, size_t n);

#endif
