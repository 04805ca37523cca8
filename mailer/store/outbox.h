/*
 * The outbox: every letter of the campaign and its state, which decides what is sent.
 *
 *     queued -> sending -> sent | deferred | rejected | uncertain
 *
 * A letter is queued once (its key is unique). `sending` is committed before the last CRLF.CRLF of
 * its message leaves: until then a server must discard what it has (RFC 5321 4.1.1.10), so whatever
 * is not `sending` was not accepted. The outcome is committed after the answer. What is found in
 * `sending` when a sender starts is in doubt, and becomes `uncertain`: a person decides. Bytes are
 * not kept: the edition makes them again, and sha256 proves it.
 *
 * Several outcomes and the next intents go into one store_begin()/store_commit() pair.
 */
#ifndef STORE_OUTBOX_H
#define STORE_OUTBOX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/hash.h"
#include "base/mem.h"
#include "store/store.h"

/* Delivery, the first of the four layers. */
enum outbox_state {
	OUTBOX_QUEUED,
	OUTBOX_SENDING,
	OUTBOX_SENT,
	OUTBOX_DEFERRED, /* will be tried again at next_at */
	OUTBOX_REJECTED,
	OUTBOX_UNCERTAIN, /* waits for a person: outbox_resolve() */
	OUTBOX_STATES,
};

/* Conversation, the second layer: only ever moves up. */
enum outbox_conversation { OUTBOX_SILENT, OUTBOX_ACKNOWLEDGED, OUTBOX_REPLIED };

/* "queued", ...; "silent", "auto-acknowledged", "replied": the names in JSON and in the store. */
const char *outbox_state_name(enum outbox_state state);
const char *outbox_conversation_name(enum outbox_conversation conversation);

/* A letter's row. Strings belong to the arena; NULL or "" where there is nothing. */
struct outbox_letter {
	int64_t id;
	const char *ref; /* unique: "A2025-3" */
	const char *key; /* unique: what makes it this letter (letter_key()) */
	int64_t edition;
	const char *list_blob; /* hash of the recipients file that its row is in (store_blob_put) */
	const char *kind; /* "first", "reminder" */
	long level; /* 0, reminders from 1 */
	long recipient_row, signatory_row; /* signatory_row -1 in joint mode */
	const char *recipient_key; /* address_key() of the address */
	const char *email, *name, *org; /* org: the target */
	const char *signatory; /* name, NULL in joint mode */
	long number; /* what the reference ends in */
	const char *message_id; /* unique, without brackets */
	const char *token; /* unique */
	const char *subject, *envelope_from;
	size_t size;
	const char *sha256;
	bool is_new; /* for outbox_add(): surely no letter has this key; it is not looked up */

	/* What follows the store keeps itself; outbox_add() ignores it. */
	enum outbox_state state;
	long attempts;
	int64_t next_at;
	int code; /* of the last answer, 0 for none */
	const char *enhanced, *text; /* "4.2.2", the server's words */
	int64_t created_at, updated_at, sent_at;
	bool bounced;
	const char *bounce_status, *bounce_text;
	int64_t bounced_at;
	enum outbox_conversation conversation;

	struct arena arena;
};

void outbox_letter_release(struct outbox_letter *letter);

/*
 * Queues a letter. *added_r (may be NULL) tells whether it was new: one with this key is left as it
 * is. The same ref, Message-ID or token under another key is an error. Writes no event: queue many
 * in one transaction and end with outbox_log_queued().
 */
int outbox_add(
	struct store *store, const struct outbox_letter *letter, bool *added_r, struct err *err);
int outbox_log_queued(struct store *store, int64_t edition, size_t added, struct err *err);

/*
 * Puts another edition's letter in the place of one that waits to be sent (queued or deferred): its
 * number, key, reference and state stay. Any other state is an error.
 */
int outbox_replace(
	struct store *store, int64_t id, const struct outbox_letter *letter, struct err *err);

/* The highest number given, 0 when there is none: the next new letter gets one more. */
int outbox_last_number(struct store *store, long *number_r, struct err *err);

/*
 * The next letter to send: a deferred one that is due at `now`, else a queued one, in order, that
 * this process has not claimed. It is claimed: not handed out again until outbox_result() or
 * outbox_unclaim(). want (may be NULL) can pass over letters; where it passes over many, a call
 * ends before all were shown, and the next one goes on there, both deferred and queued ones in a
 * round of their own. 1, 0 (none now), -1.
 */
int outbox_next(struct store *store, int64_t now,
	bool (*want)(void *ctx, const struct outbox_letter *letter), void *ctx,
	struct outbox_letter *letter_r, struct err *err);
void outbox_unclaim(struct store *store, int64_t id);

/* When the earliest deferred letter is due: 1, 0 (none is deferred), -1. */
int outbox_next_due(struct store *store, int64_t *at_r, struct err *err);

/*
 * When the earliest deferred letter is due that want (may be NULL) takes, of those due after `now`:
 * 1, 0 (none), -1.
 */
int outbox_next_due_after(struct store *store, int64_t now,
	bool (*want)(void *ctx, const struct outbox_letter *letter), void *ctx, int64_t *at_r,
	struct err *err);

/* No deferred letter waits beyond `latest`: one that was deferred by a clock far ahead would. */
int outbox_due_by(struct store *store, int64_t latest, struct err *err);

/*
 * States the intent: these letters are `sending` from the commit on. Fails, and writes nothing,
 * when one of them is not queued or deferred.
 */
int outbox_intend(struct store *store, const int64_t *ids, size_t n, struct err *err);

/* What became of a letter in one attempt. */
struct outbox_result {
	enum outbox_state state; /* any but OUTBOX_SENDING */
	int code; /* 0 when the server said nothing */
	const char *enhanced, *text; /* NULL when there is none; copied, text cut at 2,000 bytes */
	int64_t next_at; /* OUTBOX_DEFERRED: when to try again */
	bool no_attempt; /* the letter itself was not tried (no connection): attempts stay */
};

/*
 * Records an outcome at the time `at`; ends the claim. `sent` and `uncertain` need a stated intent;
 * `queued`, `deferred` and `rejected` may come before one (refused at RCPT), or cancel it (the link
 * died before the dot, or the server refused it). *attempt_r (may be NULL) is the number of the
 * attempt. Event "sent", "deferred", ...
 */
int outbox_result(struct store *store, int64_t id, const struct outbox_result *result, int64_t at,
	long *attempt_r, struct err *err);

/*
 * Intents and outcomes are durable with the commit, but reach the rows of letters and the log of
 * events in groups: by the second while letters leave, before anything here reads a letter, and
 * whenever another process opens the store. This brings the rows up to date at once, for what comes
 * after the last commit.
 */
int outbox_post(struct store *store, struct err *err);

/*
 * At the start of a sender that holds the lock "send": every letter in `sending` becomes
 * `uncertain`. Their number, or -1.
 */
long outbox_recover(struct store *store, int64_t at, struct err *err);

/*
 * A person's decision. sent: an uncertain letter counts as sent. Not sent: an uncertain or rejected
 * one is queued again (same bytes, same Message-ID). Any other state is ERR_INPUT.
 */
int outbox_resolve(struct store *store, int64_t id, bool sent, int64_t at, struct err *err);

/*
 * After an old copy of the store was put back (store_open_restored()): whatever is not decided in
 * it may have been sent since, and becomes uncertain. How many, or -1. Event "restored".
 */
long outbox_doubt(struct store *store, int64_t at, struct err *err);

struct outbox_counts {
	size_t total, by_state[OUTBOX_STATES], bounced;
};
int outbox_count(struct store *store, struct outbox_counts *counts_r, struct err *err);

enum outbox_field {
	OUTBOX_BY_ID,
	OUTBOX_BY_REF,
	OUTBOX_BY_KEY,
	OUTBOX_BY_MESSAGE_ID,
	OUTBOX_BY_TOKEN
};

/* One letter by something unique (text; an id in decimal). References match in any case. 1, 0, -1.
 */
int outbox_find(struct store *store, enum outbox_field by, const char *value,
	struct outbox_letter *letter_r, struct err *err);

/* Which letters; zero-initialised is all. Several conditions are joined by "and". */
struct outbox_filter {
	const char *recipient_key; /* address_key() */
	const char *domain; /* of the recipient's address, lower case */
	const char *org;
	const char *kind;
	bool by_state; /* only those in `state` */
	enum outbox_state state;
	bool only_bounced;
	long reply; /* linked to that reply; 0 any */
};

/* Letters by number. Nothing may be rolled back between outbox_each() calls. */
struct outbox_iter;
int outbox_list(struct store *store, const struct outbox_filter *filter,
	struct outbox_iter **iter_r, struct err *err);
int outbox_each(
	struct outbox_iter *iter, struct outbox_letter *letter_r, struct err *err); /* 1 0 -1 */
void outbox_iter_free(struct outbox_iter *iter);

/* How many letters a filter matches, or -1. */
long outbox_filter_count(struct store *store, const struct outbox_filter *filter, struct err *err);

/* Moves the conversation up (never down); event "conversation" when it moved. */
int outbox_converse(struct store *store, int64_t id, enum outbox_conversation conversation,
	long reply, int64_t at, struct err *err);

/*
 * An uncertain letter of which there is evidence that it left (a mail carries its Message-ID, say)
 * counts as sent, at the time of the doubt; any other letter stays as it is. Event "resolved" with
 * the evidence, in words, when it moved. reply: the mail that is the evidence, or 0.
 */
int outbox_settle(struct store *store, int64_t id, const char *evidence, long reply, int64_t at,
	struct err *err);

/* Marks a letter as bounced; event "bounced" the first time. */
int outbox_bounced(struct store *store, int64_t id, const char *status, const char *text,
	long reply, int64_t at, struct err *err);

#endif
