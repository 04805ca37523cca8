/*
 * The bytes of an IMAP answer: its lines, the literals in them, and values (RFC 9051 4). Not what
 * they mean: imap_message.h and imap_answer.h. Internal to watch/imap*.c.
 *
 * What returns an int: 0, or -1 when the reading ends; then `failed` is the result of the answer.
 */
#ifndef WATCH_IMAP_READER_H
#define WATCH_IMAP_READER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/str.h"
#include "watch/imap_answer.h"
#include "watch/imap_session.h"

enum { IMAP_LINE_MAX = STREAM_MAX_LINE };

/* An answer that is being read: the line up to its end, or up to the literal in it. */
struct imap_reader {
	struct imap *imap;
	const struct imap_handler *handler;
	const char *what;
	struct err *err;
	struct str *line; /* without the line's end or "{123}" */
	const char *at; /* in it */
	uint64_t literal; /* bytes that follow; valid where has_literal */
	bool has_literal;
	bool may_have_literal; /* this line */
	int failed; /* a result that ends the reading */
};

/* What came is no answer: the session ends. -1. */
int imap_reader_ended(struct imap_reader *r);

/* The handler failed: what is left of the answer is not worth reading, so the session ends. -1. */
int imap_reader_refused(struct imap_reader *r);

/*
 * Reads on to the end of the line, or to its next literal; `line` and `at` are what was read.
 * first: a line begins, which tells whether it may have literals.
 */
int imap_read_segment(struct imap_reader *r, bool first);

/*
 * The bytes of the literal, given to `piece` as they come (NULL: to nobody), and then the rest of
 * the line up to its end or next literal (RFC 9051 4.3). Where `piece` is negative the session
 * ends.
 */
int imap_read_literal(struct imap_reader *r,
	int (*piece)(void *ctx, const void *bytes, size_t n, struct err *err), void *ctx);
int imap_skip_literal(struct imap_reader *r);

/* Those at the reader's place, which moves behind them. */
void imap_skip_spaces(struct imap_reader *r);

/* A quoted string, from after its first mark, appended to out (or NULL). */
int imap_read_quoted(struct imap_reader *r, struct str *out);

/* Any value: an atom, a string, a literal, a list of values. */
int imap_skip_value(struct imap_reader *r);

/* A number of up to max; spaces may come before it. */
int imap_read_number(struct imap_reader *r, uint64_t max, uint64_t *value_r);

#endif
