/*
 * What an answer, or the lack of one, means for a letter (RFC 5321 4.2, 4.5.3.2; RFC 3463).
 *
 * Pure: a reply and the place in the dialogue in, a state and words out.
 */
#ifndef SEND_OUTCOME_H
#define SEND_OUTCOME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/str.h"
#include "store/outbox.h"
#include "send/reply.h"

/* Where in the dialogue of a letter something happened. */
enum stage { STAGE_CONNECT, STAGE_RSET, STAGE_MAIL, STAGE_RCPT, STAGE_DATA, STAGE_DOT, STAGE_QUIT };

/* For people: "at MAIL FROM". */
const char *stage_name(enum stage stage);

enum verdict {
	VERDICT_SENT,
	VERDICT_DEFERRED, /* tried: counts as an attempt */
	VERDICT_REJECTED,
	VERDICT_UNCERTAIN,
	VERDICT_UNTRIED, /* nothing was said about this letter: it stays queued */
};

struct outcome {
	enum verdict verdict;
	enum stage stage;
	int code; /* 0: the server did not say */
	char enhanced[REPLY_ENHANCED_SIZE];
	struct str text;
	bool policy; /* refused by policy (5.7.x), or for the sender: the next will be too */
	bool login; /* the server wants a login, or another one (RFC 4954 6) */
	bool slow_down; /* 4xx: the server has too much of us */
};

void outcome_init(struct outcome *o);
void outcome_release(struct outcome *o);
void outcome_copy(struct outcome *to, const struct outcome *from);

/* A reply that refuses at a stage, or accepts at STAGE_DOT. */
void outcome_from_reply(struct outcome *o, enum stage stage, const struct reply *reply);

/* A local judgement in words, without any answer. */
void outcome_local(struct outcome *o, enum verdict verdict, enum stage stage, const char *fmt, ...)
	__attribute__((format(printf, 4, 5)));

/*
 * The schedule of retries: waits[i] seconds after attempt i + 1, each jittered by up to a tenth so
 * that letters deferred together do not come back together. The time of the next try, or -1 when
 * attempts (made so far, this one included) have used it up.
 */
int64_t retry_at(const long *waits, size_t n, long attempts, int64_t now);

#endif
