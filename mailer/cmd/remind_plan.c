#include <string.h>

#include "store/replies.h"
#include "store/suppress.h"
#include "cmd/remind_levels.h"
#include "cmd/remind_plan.h"

enum { BLOCK = 256 }; /* targets that are read at once */

/* Which levels a target's demands have reached. */
struct reached {
	size_t waiting; /* demands that are waited for */
	struct date next; /* the earliest deadline that is not reached; year 0 for none */
	const char *ref; /* the last reminder of those that were sent (into the notes) */
	size_t ref_len;
};

/* What is known of a target's first letters. */
struct seen {
	bool bounced, suppressed; /* some letter was */
	const char *state; /* of a letter that was not sent */
};

int remind_plan_make(struct remind_plan *plan, struct workspace *w, int64_t now, struct err *err)
{
	plan->w = w;
	plan->now = now;
	return standings_load(&plan->standings, w->store, w->demands, w->demand_count, now, err);
}

void remind_plan_release(struct remind_plan *plan)
{
	standings_release(&plan->standings);
	*plan = (struct remind_plan){0};
}

static void add_reason(struct remind_target *t, struct remind_reason reason)
{
	for (size_t i = 0; i < t->reason_count; i++)
		if (date_to_days(t->reasons[i].deadline) == date_to_days(reason.deadline))
			return;
	t->reasons[t->reason_count++] = reason;
}

static void look_at_demand(
	struct remind_walk *walk, size_t demand, const char *notes, struct reached *found)
{
	const struct remind_plan *plan = walk->plan;
	struct remind_target *t = &walk->target;
	struct remind_reason reason = {.level = 0};
	struct standing s;

	standing_at(&plan->standings, demand, t->target, &s);
	if (!demand_position_waits(s.position))
		return;
	found->waiting++;
	if (s.has_deadline)
		reason = remind_level(&plan->w->campaign.letter, s.deadline, plan->now);
	if (reason.level == 0) {
		if (s.has_deadline && (found->next.year == 0 ||
					      date_to_days(s.deadline) < date_to_days(found->next)))
			found->next = s.deadline;
		return;
	}
	/* A reminder names all that is late, also what it was sent for before. */
	t->demands[t->demand_count++] = plan->w->demands[demand].id;
	if (s.days_overdue > t->days_overdue)
		t->days_overdue = s.days_overdue;
	if (reason.after > remind_level_done(notes, s.deadline, &found->ref, &found->ref_len))
		add_reason(t, reason);
}

/*
 * What a target is to be reminded of, by the levels alone. Fills why when it is nothing;
 * *done_r is why not, when every level that is reached was used.
 */
static int find_reasons(struct remind_walk *walk, const char **done_r, struct err *err)
{
	const struct workspace *w = walk->plan->w;
	struct remind_target *t = &walk->target;
	struct reached found = {0};
	struct str notes = STR_INIT;
	int rc = remind_notes(w->store, t->target, &notes, err);

	t->reasons = arena_array(&walk->arena, w->demand_count, sizeof *t->reasons);
	t->demands = arena_array(&walk->arena, w->demand_count, sizeof *t->demands);
	for (size_t d = 0; d < w->demand_count; d++)
		look_at_demand(walk, d, str_c(&notes), &found);
	if (found.waiting == 0)
		t->why = "nothing is waited for";
	else if (t->demand_count == 0 && found.next.year)
		t->why = arena_printf(&walk->arena, "not overdue: the deadline is %04d-%02d-%02d",
			found.next.year, found.next.month, found.next.day);
	else if (t->demand_count == 0)
		t->why = "its demands have no deadline";
	else if (t->reason_count == 0)
		*done_r = arena_printf(
			&walk->arena, "was reminded already (%.*s)", (int)found.ref_len, found.ref);
	str_release(&notes);
	return rc;
}

/* Keeps the first letter of a target that can be answered: sent, not returned, not suppressed. */
static int note_letter(struct remind_walk *walk, struct seen *seen, struct err *err)
{
	struct outbox_letter *letter = &walk->letter, kept;
	int suppressed;

	if (letter->state != OUTBOX_SENT)
		seen->state = outbox_state_name(letter->state);
	else if (letter->bounced)
		seen->bounced = true;
	if (letter->state != OUTBOX_SENT || letter->bounced || walk->target.first)
		return 0;
	suppressed = suppress_has(walk->plan->w->store, letter->recipient_key, err);
	if (suppressed != 0) {
		seen->suppressed = true;
		return suppressed < 0 ? -1 : 0;
	}
	kept = walk->first;
	walk->first = *letter;
	*letter = kept;
	walk->target.first = &walk->first;
	return 0;
}

static int read_letters(struct remind_walk *walk, struct seen *seen, struct err *err)
{
	struct remind_target *t = &walk->target;
	const struct outbox_filter filter = {.org = t->target};
	struct outbox_iter *iter;
	int more;

	if (outbox_list(walk->plan->w->store, &filter, &iter, err) < 0)
		return -1;
	while ((more = outbox_each(iter, &walk->letter, err)) > 0) {
		if (strcmp(walk->letter.kind, "first") != 0) {
			if (walk->letter.level > t->reminders)
				t->reminders = walk->letter.level;
		} else if (note_letter(walk, seen, err) < 0) {
			more = -1;
			break;
		}
	}
	outbox_iter_free(iter);
	return more;
}

/* The first mail of a filter that is a reply, or 0; -1. */
static long first_reply(
	struct remind_walk *walk, const struct reply_filter *filter, struct err *err)
{
	long *numbers,
		count = reply_list(walk->plan->w->store, filter, &walk->arena, &numbers, err);

	return count < 0 ? -1 : count > 0 ? numbers[0] : 0;
}

/* Whether a person has still to read something that may be the answer: then nobody is reminded. */
static int check_unread(struct remind_walk *walk, struct err *err)
{
	struct remind_target *t = &walk->target;
	const struct {
		struct reply_filter filter;
		const char *why;
	} checks[] = {
		{{.target = t->target, .pending = true}, "waits to be judged"},
		{{.target = t->target,
			 .class = "reply",
			 .by_filing = true,
			 .filing = REPLY_SUGGESTED},
			"may be its answer and waits to be filed"},
		{{.target = t->target,
			 .class = "reply",
			 .by_filing = true,
			 .filing = REPLY_CONTESTED},
			"may be its answer and waits to be filed"},
	};

	for (size_t i = 0; i < sizeof checks / sizeof *checks && t->why == NULL; i++) {
		long reply = first_reply(walk, &checks[i].filter, err);
		if (reply < 0)
			return -1;
		if (reply > 0)
			t->why = arena_printf(&walk->arena, "reply %ld %s", reply, checks[i].why);
	}
	return 0;
}

static const char *why_unreachable(struct remind_walk *walk, const struct seen *seen)
{
	if (seen->suppressed)
		return "its address is suppressed";
	if (seen->bounced)
		return "the letter came back undelivered";
	if (seen->state)
		return arena_printf(
			&walk->arena, "the letter was not sent yet (it is %s)", seen->state);
	return "no letter was sent to it";
}

static char *say_why(struct remind_walk *walk)
{
	const struct remind_target *t = &walk->target;
	const struct remind_reason *r = &t->reasons[0];
	const char *more = t->reason_count > 1 ? " and others" : "";

	if (t->days_overdue == 0)
		return arena_printf(&walk->arena, "the deadline of %04d-%02d-%02d%s comes near",
			r->deadline.year, r->deadline.month, r->deadline.day, more);
	return arena_printf(&walk->arena,
		"the deadline of %04d-%02d-%02d%s passed; overdue by %ld day%s", r->deadline.year,
		r->deadline.month, r->deadline.day, more, t->days_overdue,
		t->days_overdue == 1 ? "" : "s");
}

static int decide(struct remind_walk *walk, struct err *err)
{
	struct remind_target *t = &walk->target;
	struct seen seen = {0};
	const char *done = NULL;

	if (read_letters(walk, &seen, err) < 0 || find_reasons(walk, &done, err) < 0)
		return -1;
	if (t->why == NULL && t->first == NULL)
		t->why = why_unreachable(walk, &seen);
	if (t->why == NULL && check_unread(walk, err) < 0)
		return -1;
	if (t->why == NULL)
		t->why = done;
	t->due = t->why == NULL;
	if (t->due)
		t->why = say_why(walk);
	return 0;
}

/* The next targets of the store: 1, 0, -1. */
static int read_block(struct remind_walk *walk, struct err *err)
{
	long n;

	arena_reset(&walk->block_arena);
	n = targets_after(
		walk->plan->w->store, walk->last, BLOCK, &walk->block_arena, &walk->block, err);
	walk->at = 0;
	walk->count = n > 0 ? (size_t)n : 0;
	if (n > 0)
		walk->last = walk->block[n - 1].first_letter;
	return n < 0 ? -1 : n > 0;
}

int remind_walk_next(
	struct remind_walk *walk, const struct remind_target **target_r, struct err *err)
{
	if (walk->at == walk->count) {
		int rc = read_block(walk, err);
		if (rc <= 0)
			return rc;
	}
	arena_reset(&walk->arena);
	walk->target = (struct remind_target){.target = walk->block[walk->at++].org};
	*target_r = &walk->target;
	return decide(walk, err) < 0 ? -1 : 1;
}

void remind_walk_release(struct remind_walk *walk)
{
	outbox_letter_release(&walk->first);
	outbox_letter_release(&walk->letter);
	arena_release(&walk->block_arena);
	arena_release(&walk->arena);
	*walk = (struct remind_walk){0};
}

int remind_plan_count(struct remind_plan *plan, size_t *due_r, struct err *err)
{
	struct remind_walk walk = {.plan = plan};
	const struct remind_target *t;
	int more;

	*due_r = 0;
	while ((more = remind_walk_next(&walk, &t, err)) > 0)
		*due_r += t->due;
	remind_walk_release(&walk);
	return more;
}
