/*
 * The log of events: what happened, when, by whom; append-only, each row chained to the one before.
 *
 * hash = SHA-256 over the previous hash and every field of the row, each with its length; the first
 * row's previous hash is 64 zeros. The number and hash of the last row are kept apart too, so that
 * a cut tail shows. Whoever notes the last hash elsewhere can prove later that nothing before it
 * was changed. The functions of this folder write the events of what they do; others add theirs.
 */
#ifndef STORE_EVENTS_H
#define STORE_EVENTS_H

#include <stdint.h>

#include "base/err.h"
#include "base/hash.h"
#include "base/mem.h"
#include "store/store.h"

struct event {
	int64_t seq; /* from 1; set by events_add() */
	int64_t at;
	const char *actor; /* NULL: the one of store_set_actor() */
	const char *kind; /* "frozen", "queued", "sent", "received", "filed", "judged", ... */
	const char *letter; /* a reference; NULL when none, like all below */
	long reply; /* 0 when none */
	const char *demand, *target;
	const char *detail; /* words for people */
	char hash[SHA256_HEX];
};

/* Appends one. at 0 is now. */
int events_add(struct store *store, const struct event *event, struct err *err);

/* Appends several, in order, for less than each alone costs: so many or fewer. */
enum { EVENTS_AT_ONCE = 8 };
int events_add_group(struct store *store, const struct event *events, size_t n, struct err *err);

/* Which events; zero-initialised is all. */
struct event_filter {
	const char *letter, *demand, *kind;
	long reply;
	int64_t after; /* only seq above it */
	int64_t last; /* only the last so many of them, oldest first; 0: no limit */
};

/* Pull iterator, oldest first: 1, 0, -1. Strings are valid until the next call. */
struct event_iter;
int events_list(struct store *store, const struct event_filter *filter, struct event_iter **iter_r,
	struct err *err);
int events_each(struct event_iter *iter, struct event *event_r, struct err *err);
void events_iter_free(struct event_iter *iter);

/* The number of the last event, 0 when there is none. */
int events_last(struct store *store, int64_t *seq_r, struct err *err);

/* The result of checking the chain. */
struct events_check {
	int64_t count; /* rows that are there */
	int64_t bad_seq; /* the first row that does not fit, 0 when all do */
	const char *reason; /* static: why not */
	char head[SHA256_HEX]; /* hash of the last row */
};

/* Checks the whole chain. 0 also when it does not fit (bad_seq tells); -1 when it cannot be read.
 */
int events_verify(struct store *store, struct events_check *check_r, struct err *err);

/*
 * Whether what was frozen, states of letters, mails, judgements, deadlines and publication are what
 * the log tells: 0 when they are; 1 with what does not agree, in words, appended to finding; -1. It
 * trusts the log: verify it first.
 */
int events_audit(struct store *store, struct str *finding, struct err *err);

#endif
