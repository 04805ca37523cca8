/*
 * Outcomes and intents on their way into the outbox: gathered during a turn, committed together.
 */
#ifndef SEND_JOURNAL_H
#define SEND_JOURNAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "store/outbox.h"
#include "send/outcome.h"
#include "send/sender.h"

/* After so many letters in a row that a server refuses by policy, or leaves in doubt, we stop. */
enum { JOURNAL_STREAK = 3 };

struct journal_entry {
	const struct outbox_letter *row;
	struct outcome outcome;
	struct outbox_result result;
	bool intended;
	char *text; /* result.text, where it is not the outcome's */
	long attempt;
	int64_t at;
};

struct journal {
	struct store *store;
	const struct sender_settings *settings;
	const struct sender_calls *calls;
	struct sender_report *report;
	int64_t clock_offset; /* wall seconds - monotonic seconds, at the start */
	struct journal_entry *entries;
	size_t count, cap;
	int64_t *intents;
	size_t intent_count, intent_cap;
	size_t policy_streak, doubt_streak;
	bool stop; /* report->end and report->why say why */
};

void journal_init(struct journal *j, const struct sender_settings *settings,
	const struct sender_calls *calls, struct store *store, struct sender_report *report);
void journal_release(struct journal *j);

/*
 * Seconds since the epoch by the monotonic clock: a clock that is set while we run changes no wait.
 */
int64_t journal_now(const struct journal *j);

/* Ends the run for a reason; the first reason counts. */
void journal_stop(struct journal *j, enum sender_end end, const struct err *why);

/*
 * A letter's outcome; row must live until the commit. outcome is copied. intended: whether its
 * intent is in the store, which an untried letter must take back.
 * Returns the verdict that will be recorded.
 */
enum verdict journal_outcome(struct journal *j, const struct outbox_letter *row,
	const struct outcome *outcome, bool intended);

/* A letter's intent: its message may leave once the commit is done. */
void journal_intend(struct journal *j, const struct outbox_letter *row);

/* Whether there is something to commit. */
bool journal_pending(const struct journal *j);

/* Commits it all, tells the caller, forgets it. */
int journal_commit(struct journal *j, struct err *err);

#endif
