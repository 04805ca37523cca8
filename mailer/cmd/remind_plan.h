/*
 * Who gets a reminder now, and who does not and why: nothing is written here.
 *
 * One reminder a target, deadline and level: what was reminded of is noted by remind_note(), and a
 * level that passed unused while a later one is reached is not made up for.
 */
#ifndef CMD_REMIND_PLAN_H
#define CMD_REMIND_PLAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "report/model.h"
#include "cmd/remind_levels.h"
#include "cmd/workspace.h"

/* One target. Strings belong to the plan's arena. */
struct remind_target {
	const char *target;
	bool due; /* a reminder is to be sent */
	const char *why; /* words: why, or why not */
	const char *done; /* why not, when every level that is reached was used */
	struct remind_reason *reasons;
	size_t reason_count;
	const char **demands; /* ids of those that are waited for and overdue (or near) */
	size_t demand_count;
	long days_overdue; /* of the deadline that is over for longest; 0 before it */
	/* The letter that the reminder follows. */
	struct {
		const char *ref, *message_id, *list_blob, *recipient_key, *email, *name, *signatory;
		int64_t sent_at;
		long recipient_row, signatory_row;
	} first;
	long reminders; /* that this recipient got before */
};

struct remind_plan {
	struct arena arena;
	struct report_model model;
	struct remind_target *targets; /* in the order of the list */
	size_t count, due;
};

/* Makes the plan for `now`. Release in either case. */
int remind_plan_make(struct remind_plan *plan, struct workspace *w, int64_t now, struct err *err);
void remind_plan_release(struct remind_plan *plan);

#endif
