/*
 * What one mail is and what it says: the result of reading its bytes.
 *
 * reading_parse() turns any bytes into a struct reading and cannot fail: what cannot be read is
 * left empty, and a mail that goes beyond a limit is marked. It knows nothing of letters, campaigns
 * or demands; filing does, and tells the worker what to look for. Foreign bytes are not parsed in
 * the process that holds the store: see reply/worker.h, whose child calls this.
 *
 * All text is valid UTF-8 without NUL bytes and belongs to the reading's arena. It is foreign text:
 * make it visible (utf8_add_visible) before it is shown. Strings may be NULL where the mail has no
 * such thing; arrays are NULL when their count is 0.
 */
#ifndef REPLY_READING_H
#define REPLY_READING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/hash.h"
#include "base/mem.h"

/* What kind of mail it is. Filing turns READING_REPLY into `unrelated` when nothing matches. */
enum reading_class {
	READING_REPLY, /* a person wrote it, as far as can be told: the default */
	READING_AUTO_REPLY, /* RFC 3834 and the known marks */
	READING_BOUNCE, /* RFC 3464 failed, and the known plain-text forms */
	READING_DELAY, /* RFC 3464 delayed: the server goes on trying */
	READING_RECEIPT, /* RFC 8098 (MDN), or RFC 3464 delivered, relayed, expanded */
	READING_COMPLAINT, /* RFC 5965 feedback report */
	READING_REACTION, /* RFC 9078 */
	READING_CHALLENGE, /* "confirm that you are a person" */
	READING_UNRELATED, /* never set by reading_parse() */
};

/* Limits; what is beyond them is left out, and `truncated` says so. */
enum {
	READING_MAX_BYTES = 64 << 20, /* of a mail; of a longer one the beginning is read */
	READING_MAX_HEADERS = 2000, /* of a mail or of a part */
	READING_MAX_HEADER_BYTES = 256 << 10, /* of one header field, and of one decoded value */
	READING_MAX_DEPTH = 40, /* multiparts and attached messages within each other */
	READING_MAX_PARTS = 1000,
	READING_MAX_TEXT = 4 << 20, /* of decoded text */
	READING_MAX_ITEMS = 500, /* of each array below */
	READING_MAX_SUBJECTS = 64, /* that worker.examine looks for */
};

/* "Display Name <local@domain>". */
struct reading_address {
	const char *name; /* decoded (RFC 2047), or NULL */
	const char *address; /* as written, never decoded (a look-alike stays visible) */
};

/* An address that leads to us, and where it was found. */
struct reading_found {
	const char *text; /* an address, or a message-id without brackets */
	const char *header; /* "To", "Delivered-To", "Received" ..., or "returned", "attached",
			       "quoted" */
};

struct reading_attachment {
	const char *name; /* decoded; data only, never a path to write to. NULL when it has none */
	const char *type; /* "application/pdf", lower case */
	size_t size; /* decoded bytes */
};

/* What a bounce, delay or receipt says of one recipient. */
struct reading_bounce {
	const char *recipient; /* the address, without "rfc822;" */
	const char *action; /* "failed", "delayed", "delivered", "relayed", "expanded" */
	const char *status; /* "5.1.1" (RFC 3463), or NULL */
	int smtp_code; /* 550; 0 when none is told */
	const char *diagnostic; /* the remote server's or the reporter's words */
	bool permanent; /* a later letter to this address is pointless: no such mailbox or domain,
		moved, takes no mail. Not for filters, quotas and failing networks */
};

/* Bytes start to end (exclusive) of reading.text. */
struct reading_range {
	size_t start, end;
};

/* A passage that is about one of the subjects that worker.examine knows. */
struct reading_passage {
	size_t subject; /* below worker.subjects; each at most once */
	size_t start, end; /* bytes of reading.text */
	const char *reason;
};

struct reading {
	enum reading_class class;
	char sha256[SHA256_HEX]; /* of all the mail's bytes */
	size_t size; /* of the mail */

	const char *message_id; /* without brackets */
	const char *date; /* the Date header as it stands */
	int64_t date_at; /* seconds since the epoch; 0 when it cannot be read */
	struct reading_address from; /* From, else Sender, else Return-Path */
	struct reading_address *to; /* To and Cc */
	size_t n_to;
	const char *subject; /* decoded, in one line */
	const char *thread_topic; /* Outlook's Thread-Topic: the subject without prefixes */

	const char **in_reply_to; /* message-ids without brackets, incl. ones written without */
	size_t n_in_reply_to;
	const char **references; /* References, then X-Microsoft-Original-Message-ID and the like */
	size_t n_references;
	struct reading_found *addresses; /* header: To, Cc, Delivered-To, X-Original-To, ... */
	size_t n_addresses;
	/* Found inside. header: "returned" (part of a bounce), "attached" (message), "quoted"
	 * (text) */
	struct reading_found *inner_message_ids;
	size_t n_inner_message_ids;
	struct reading_found *inner_addresses;
	size_t n_inner_addresses;

	const char *text; /* the whole text, LF line ends; "" when there is none */
	size_t text_len;
	bool from_html; /* text was made from an HTML part */
	/* Without quotes, attribution and signature; "" when nothing is left. A single short quote
	 * that the sender's words refer to is kept for its sense. */
	const char *reply_text;
	size_t reply_text_len;
	/* The pieces of text that the sender wrote himself, in order: reply_text but for the kept
	 * quote. */
	struct reading_range *reply_ranges;
	size_t n_reply_ranges;

	struct reading_bounce *bounces; /* one a recipient; [0] is the one to show */
	size_t n_bounces;
	struct reading_attachment *attachments;
	size_t n_attachments;

	const char *auto_mark; /* why it is no reply: "Auto-Submitted: auto-replied"; NULL for a
				  reply */
	const char *promised_date; /* "2025-10-31", or NULL */
	struct reading_range promised_at; /* the words in text that promise it */
	struct reading_passage *passages; /* by place; only worker.examine sets them */
	size_t n_passages;
	bool encrypted; /* the text could not be read: PGP, S/MIME */
	bool truncated; /* beyond a limit: something was left out */

	bool quarantined; /* reading it ended the worker twice; only sha256 and size are set */
	const char *quarantine_reason;

	struct arena arena;
};

/*
 * Reads n bytes of a mail. *reading_r need not be initialised; release it with reading_release().
 * Time is linear in n but for the library's MIME parser, which is guarded by the limits above.
 */
void reading_parse(const void *bytes, size_t n, struct reading *reading_r);

/* The same for a text without headers: only text, reply_text and promised_date are set. */
void reading_parse_text(const void *bytes, size_t n, struct reading *reading_r);

void reading_release(struct reading *reading);

/* "reply", "auto-reply", "bounce", "delay", "receipt", "complaint", "reaction", "challenge",
 * "unrelated": the names in JSON and in the store. */
const char *reading_class_name(enum reading_class class);

#endif
