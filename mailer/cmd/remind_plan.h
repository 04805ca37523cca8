/*
 * Who gets a reminder now, and who does not and why: nothing is written here.
 *
 * One reminder a target, deadline and level: what was reminded of is noted by remind_note(), and a
 * level that passed unused while a later one is reached is not made up for.
 *
 * Targets are looked at one after another, in the order of their first letters, and none is kept: a
 * walk takes no more memory for a million of them than for one, and can be taken again.
 */
#ifndef CMD_REMIND_PLAN_H
#define CMD_REMIND_PLAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "store/targets.h"
#include "cmd/remind_levels.h"
#include "cmd/standing.h"
#include "cmd/workspace.h"

/* What was judged, extended and answered when the plan was made. */
struct remind_plan {
	struct workspace *w;
	int64_t now;
	struct standings standings;
};

/* Makes the plan for `now`. Release in either case. */
int remind_plan_make(struct remind_plan *plan, struct workspace *w, int64_t now, struct err *err);
void remind_plan_release(struct remind_plan *plan);

/* One target. Everything is valid until the next one is asked for. */
struct remind_target {
	const char *target;
	bool due; /* a reminder is to be sent */
	const char *why; /* words: why, or why not */
	struct remind_reason *reasons;
	size_t reason_count;
	const char **demands; /* ids of those that are waited for and overdue (or near) */
	size_t demand_count;
	long days_overdue; /* of the deadline that is over for longest; 0 before it */
	/* The letter that the reminder follows; NULL: none was sent that can be answered. */
	const struct outbox_letter *first;
	long reminders; /* that this recipient got before */
};

/* A walk over all targets that have letters. Zero-initialised but for the plan is before the first.
 */
struct remind_walk {
	struct remind_plan *plan;
	struct target_row *block; /* the targets at hand */
	size_t at, count;
	int64_t last; /* the first letter of the last of them */
	struct remind_target target;
	struct outbox_letter first, letter;
	struct arena block_arena, arena;
};

/* The next target: 1, 0 (no more), -1. Reads the store as it is now. */
int remind_walk_next(
	struct remind_walk *walk, const struct remind_target **target_r, struct err *err);
void remind_walk_release(struct remind_walk *walk);

/* How many are due. 0 or -1. */
int remind_plan_count(struct remind_plan *plan, size_t *due_r, struct err *err);

#endif
