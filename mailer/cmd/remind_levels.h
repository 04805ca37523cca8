/*
 * Levels of reminders: which is reached for a deadline, and which were used at a target.
 */
#ifndef CMD_REMIND_LEVELS_H
#define CMD_REMIND_LEVELS_H

#include <stddef.h>
#include <stdint.h>

#include "base/clock.h"
#include "base/err.h"
#include "base/str.h"
#include "campaign/campaign.h"
#include "store/store.h"

/* A deadline that is to be reminded of, and how far it is. */
struct remind_reason {
	struct date deadline;
	size_t level; /* from 1: which of letter.remind; 0 for none */
	long after; /* its seconds after the deadline: what is noted, since settings change */
};

/*
 * The level reached for a deadline ("1d" where the settings name none): whole days count by the
 * calendar, so that "1d" is reached when the day after the deadline begins.
 */
struct remind_reason remind_level(
	const struct letter_settings *s, struct date deadline, int64_t now);

/* Appends what is noted of a target. 0 or -1. */
int remind_notes(struct store *store, const char *target, struct str *out, struct err *err);

/*
 * The latest time after a deadline at which it was reminded of, by these notes; LONG_MIN for never.
 * Then *ref_r (into notes, *len_r bytes) is that reminder.
 */
long remind_level_done(const char *notes, struct date deadline, const char **ref_r, size_t *len_r);

/* Notes that the reminder `ref` was queued for these reasons. In the transaction that queues it. */
int remind_note(struct store *store, const char *target, const struct remind_reason *reasons,
	size_t n, const char *ref, struct err *err);

#endif
