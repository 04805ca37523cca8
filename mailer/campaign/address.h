/*
 * Mail addresses: the addr-spec that goes into envelopes, and name-addr as people write it.
 *
 * Strict on purpose (RFC 5321 4.1.2, RFC 5322 3.4.1 without obsolete forms): no comments, no quoted
 * local parts with spaces or controls, no address literals, nothing decoded (a "=?utf-8?...?="
 * stays what it is: refused). International domains become punycode (IDNA 2008, by libidn2).
 */
#ifndef CAMPAIGN_ADDRESS_H
#define CAMPAIGN_ADDRESS_H

#include <stdbool.h>

#include "base/err.h"

struct address {
	char *name; /* display name in UTF-8, "" when there is none */
	char *email; /* as it goes into the envelope: local part as written, domain in lower-case
			ASCII */
	bool utf8_local; /* the local part is not ASCII: needs SMTPUTF8 */
	bool idn; /* the domain was written in other than ASCII, or holds "xn--" labels */
};

/* Reads one addr-spec ("a@example.org"). *why_r gets a reason in words (static) on failure. */
int address_parse(const char *text, struct address *a_r, const char **why_r);

/* Reads "Name <a@example.org>", "\"A, B\" <a@example.org>" or a bare addr-spec. */
int address_parse_named(const char *text, struct address *a_r, const char **why_r);

/* Text without spaces of any kind, and characters without width, at its ends. Heap. */
char *address_trimmed(const char *text);

void address_release(struct address *a);

/*
 * The form under which two spellings of one mailbox are equal: all lower case, punycode domain
 * without trailing dot. Heap. For finding duplicates and matching, never for an envelope.
 */
char *address_key(const char *email);

/* A domain as people read it: punycode labels in their own letters. Heap. */
char *address_domain_shown(const char *domain);

/* The domain part; points into email. "" when there is none. */
const char *address_domain(const char *email);

#endif
