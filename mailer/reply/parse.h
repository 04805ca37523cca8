/*
 * The parts of a mail (RFC 2045, 2046), split without recursion into comments, without copying, and
 * with what real mails break put right: a boundary that is missing or unquoted, doubled semicolons,
 * names by RFC 2231 or by encoded words, nested messages that are base64.
 *
 * Not libetpan's parser: it loses a whole mail's structure over one such fault, and its recursion
 * overflows the stack. Here depth and number are limits of reading.h.
 */
#ifndef REPLY_PARSE_H
#define REPLY_PARSE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/mem.h"
#include "base/str.h"
#include "reply/header.h"

enum transfer {
	TRANSFER_NONE, /* 7bit, 8bit, binary, and what nobody knows */
	TRANSFER_QUOTED_PRINTABLE,
	TRANSFER_BASE64,
	TRANSFER_UUENCODE,
};

struct part {
	int parent; /* index; -1 for the mail itself */
	unsigned depth;
	struct headers headers;
	const char
		*type; /* "text/plain", lower case; text/plain where none is told (RFC 2045 5.2) */
	const char *charset, *name, *report_type, *protocol; /* or NULL */
	bool flowed, delsp; /* RFC 3676 */
	bool attachment; /* Content-Disposition: attachment */
	bool reaction; /* Content-Disposition: reaction (RFC 9078), or a program's own type */
	bool multipart; /* its parts follow, with this part as their parent */
	bool message; /* an attached message: its one child is that message */
	enum transfer transfer;
	const char *body; /* still encoded */
	size_t body_len;
};

struct parts {
	struct part *items; /* a part comes before its children; [0] is the mail */
	size_t count;
	bool truncated;
};

void parts_parse(struct arena *a, const char *bytes, size_t n, struct parts *parts_r);

/* Appends the body without its transfer encoding; damaged encodings give what they can. */
void part_decode(struct str *out, const struct part *part);

/* The size that part_decode would give. */
size_t part_size(const struct part *part);

/*
 * The value of a parameter of a header value ("boundary" in Content-Type), RFC 2231 joined and
 * decoded to UTF-8; NULL when it is not there.
 */
const char *parameter_find(struct arena *a, const char *value, const char *name);

#endif
