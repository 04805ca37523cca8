/*
 * The date that one sentence promises.
 */
#ifndef REPLY_PROMISE_SENTENCE_H
#define REPLY_PROMISE_SENTENCE_H

#include "base/clock.h"
#include "reply/tokens.h"

struct promise {
	size_t first, last; /* tokens that say when; last is behind them */
	struct date date;
};

/* Looks at the tokens from to (exclusive) to, which are a sentence without what ends it. today:
 * what relative dates count from. */
bool promise_in_sentence(const struct tokens *t, size_t from, size_t to, struct date today,
	struct promise *promise_r);

#endif
