/*
 * Header fields: from UTF-8 as people read it to 7-bit lines (RFC 5322 2.2, RFC 2047, RFC 2231).
 *
 * Every function appends whole fields, "Name: value" CRLF, folded at white space so that no line is
 * over 78 characters where that can be avoided and none is over 998. Values may hold anything:
 * control characters and line ends of any kind become spaces.
 */
#ifndef LETTER_HEADERS_H
#define LETTER_HEADERS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/mem.h"
#include "base/str.h"

/* One mailbox: as it is written, and as it is delivered to. */
struct mailbox {
	const char *name; /* UTF-8, "" when there is none */
	const char *email; /* addr-spec */
};

struct mailbox_list {
	struct mailbox *items;
	size_t count, cap; /* items are of an arena */
};

/*
 * Reads "A <a@example.org>, \"B, C\" <b@example.org>" into list (appended; text is copied to a). 0,
 * or -1 with the part that is no address and the reason (of the arena).
 */
int mailboxes_parse(struct arena *a, const char *text, struct mailbox_list *list,
	const char **part_r, const char **why_r);
/* The end of the list's element at p: the next comma that is in no quotes and no brackets. */
const char *mailbox_element_end(const char *p);
/* The next element from *at on, without the blanks around it; goes behind it. NULL at the end. */
const char *mailbox_element(struct arena *a, const char **at);
void mailbox_list_add(
	struct arena *a, struct mailbox_list *list, const char *name, const char *email);

/* "Name <a@example.org>, b@example.org" as a person reads it. */
void mailboxes_show(struct str *out, const struct mailbox_list *list);

/* A field of free text: Subject, X-... Words that are not ASCII become encoded words. */
void header_text(struct str *out, const char *name, const char *value);

/* A field of addresses: From, To, ... Nothing is written for an empty list. */
void header_mailboxes(struct str *out, const char *name, const struct mailbox_list *list);

/* A field of tokens that stay as they are, folded between them: Message-ID, References. */
void header_tokens(struct str *out, const char *name, const char *const *tokens, size_t n);

/*
 * Continues a field after its value with "; name=value": as it is, quoted, or by RFC 2231 with
 * charset and pieces when it is long or not ASCII. The parameter stands on a line of its own.
 */
void header_parameter(struct str *out, const char *name, const char *value);

/* Whether text is printable ASCII throughout. */
bool header_is_ascii(const char *text);

/*
 * Copies text for a header into out: controls, CR, LF, NEL, U+2028 and U+2029 become spaces, runs
 * at its ends are dropped.
 */
void header_clean(struct str *out, const char *text, size_t n);

#endif
