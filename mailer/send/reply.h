/*
 * Replies of an SMTP server: bytes in, whole replies out (RFC 5321 4.2).
 *
 * Bytes are fed as they come; a reply is complete with its last line. What is no reply, or is
 * longer than any reply may be, is told apart, because after the final dot it leaves the letter in
 * doubt. Text is made safe to show here; nothing of the server's bytes leaves this module
 * otherwise.
 */
#ifndef SEND_REPLY_H
#define SEND_REPLY_H

#include <stdbool.h>
#include <stddef.h>

#include "base/str.h"

enum {
	REPLY_MAX_BYTES = 64 << 10, /* of one reply, all lines */
	REPLY_MAX_TEXT = 2000, /* of its text that is kept */
	REPLY_ENHANCED_SIZE = 12, /* "5.123.456" (RFC 3463 2) */
};

struct reply {
	int code; /* 200..599 */
	char enhanced[REPLY_ENHANCED_SIZE]; /* "" when there is none */
	struct str text; /* the lines' texts with a space between, without the codes */
};

enum reply_status {
	REPLY_MORE, /* more bytes are needed */
	REPLY_COMPLETE,
	REPLY_GARBAGE, /* no SMTP reply, or beyond the limits: nothing after it can be trusted */
};

/* Zero-initialised is not usable: reply_reader_init(). */
struct reply_reader {
	struct str line; /* of the reply that is being read */
	struct reply reply;
	bool began; /* a line of a reply of several was read */
	bool done; /* reply was handed out: the next byte begins another */
	size_t bytes; /* of this reply so far */
};

void reply_reader_init(struct reply_reader *r);
void reply_reader_release(struct reply_reader *r);

/*
 * Takes bytes from *bytes (advanced, *n reduced) up to the end of one reply. REPLY_COMPLETE:
 * r->reply holds it until the next call. After REPLY_GARBAGE r->reply.text is what was seen of it.
 */
enum reply_status reply_read(struct reply_reader *r, const char **bytes, size_t *n);

#endif
