#include <stdlib.h>
#include <string.h>

#include "base/map.h"
#include "store/replies.h"
#include "store/suppress.h"
#include "cmd/remind_levels.h"
#include "cmd/remind_plan.h"

/* What is known of a target's first letters while a plan is made. */
struct seen {
	bool sent, bounced, suppressed; /* some letter was */
	const char *state; /* of a letter that was not sent */
};

static void add_reason(struct remind_target *t, struct remind_reason reason)
{
	for (size_t i = 0; i < t->reason_count; i++)
		if (date_to_days(t->reasons[i].deadline) == date_to_days(reason.deadline))
			return;
	t->reasons[t->reason_count++] = reason;
}

/* What a target is to be reminded of, by the levels alone. Fills why when it is nothing. */
static int find_reasons(
	struct remind_plan *p, struct workspace *w, size_t index, int64_t now, struct err *err)
{
	const struct report_model *m = &p->model;
	struct remind_target *t = &p->targets[index];
	struct str notes = STR_INIT;
	const char *ref = NULL;
	size_t ref_len = 0, waiting = 0;
	struct date next = {0};
	int result = remind_notes(w->store, t->target, &notes, err);

	t->reasons = arena_array(&p->arena, m->facts.demand_count, sizeof *t->reasons);
	t->demands = arena_array(&p->arena, m->facts.demand_count, sizeof *t->demands);
	for (size_t d = 0; d < m->facts.demand_count; d++) {
		const struct report_cell *c = report_cell(m, index, d);
		if (!demand_position_waits(c->position))
			continue;
		waiting++;
		struct remind_reason reached = {.level = 0};
		if (c->has_deadline)
			reached = remind_level(&w->campaign.letter, c->deadline, now);
		if (reached.level == 0) {
			if (c->has_deadline &&
				(next.year == 0 || date_to_days(c->deadline) < date_to_days(next)))
				next = c->deadline;
			continue;
		}
		/* A reminder names all that is late, also what it was sent for before. */
		t->demands[t->demand_count++] = m->facts.demands[d].id;
		if (c->days_overdue > t->days_overdue)
			t->days_overdue = c->days_overdue;
		if (reached.after > remind_level_done(str_c(&notes), c->deadline, &ref, &ref_len))
			add_reason(t, reached);
	}
	if (waiting == 0)
		t->why = "nothing is waited for";
	else if (t->demand_count == 0 && next.year)
		t->why = arena_printf(&p->arena, "not overdue: the deadline is %04d-%02d-%02d",
			next.year, next.month, next.day);
	else if (t->demand_count == 0)
		t->why = "its demands have no deadline";
	else if (t->reason_count == 0)
		t->done = arena_printf(&p->arena, "was reminded already (%.*s)", (int)ref_len, ref);
	str_release(&notes);
	return result;
}

/* Keeps the first letter of a target that can be answered: sent, not returned, not suppressed. */
static int note_letter(struct remind_plan *p, struct workspace *w, struct remind_target *t,
	struct seen *seen, const struct outbox_letter *letter, struct err *err)
{
	struct arena *a = &p->arena;
	int suppressed;

	if (letter->state != OUTBOX_SENT) {
		seen->state = outbox_state_name(letter->state);
		return 0;
	}
	seen->sent = true;
	if (letter->bounced) {
		seen->bounced = true;
		return 0;
	}
	if (t->first.ref)
		return 0;
	suppressed = suppress_has(w->store, letter->recipient_key, err);
	if (suppressed != 0) {
		seen->suppressed = true;
		return suppressed < 0 ? -1 : 0;
	}
	t->first.ref = arena_strdup(a, letter->ref);
	t->first.message_id = arena_strdup(a, letter->message_id);
	t->first.list_blob = arena_strdup(a, letter->list_blob);
	t->first.recipient_key = arena_strdup(a, letter->recipient_key);
	t->first.email = arena_strdup(a, letter->email);
	t->first.name = arena_strdup(a, letter->name);
	t->first.signatory = arena_strdup(a, letter->signatory);
	t->first.sent_at = letter->sent_at;
	t->first.recipient_row = letter->recipient_row;
	t->first.signatory_row = letter->signatory_row;
	return 0;
}

static int read_letters(
	struct remind_plan *p, struct workspace *w, struct seen *seen, struct err *err)
{
	struct outbox_filter all = {0};
	struct outbox_letter letter = {0};
	struct outbox_iter *iter;
	struct map index = {0};
	intptr_t i;
	int more;

	for (size_t k = 0; k < p->count; k++)
		map_put(&index, p->targets[k].target, strlen(p->targets[k].target), (intptr_t)k);
	if (outbox_list(w->store, &all, &iter, err) < 0) {
		map_release(&index);
		return -1;
	}
	while ((more = outbox_each(iter, &letter, err)) > 0) {
		if (!map_get(&index, letter.org, strlen(letter.org), &i))
			continue;
		struct remind_target *t = &p->targets[i];
		if (strcmp(letter.kind, "first") != 0)
			t->reminders = letter.level > t->reminders ? letter.level : t->reminders;
		else if (note_letter(p, w, t, &seen[i], &letter, err) < 0) {
			more = -1;
			break;
		}
	}
	outbox_iter_free(iter);
	outbox_letter_release(&letter);
	map_release(&index);
	return more;
}

/* The first mail of a filter that is a reply, or 0; -1. */
static long first_reply(struct remind_plan *p, struct workspace *w,
	const struct reply_filter *filter, struct err *err)
{
	long *numbers, count = reply_list(w->store, filter, &p->arena, &numbers, err);

	return count < 0 ? -1 : count > 0 ? numbers[0] : 0;
}

/* Whether a person has still to read something that may be the answer: then nobody is reminded. */
static int check_unread(
	struct remind_plan *p, struct workspace *w, struct remind_target *t, struct err *err)
{
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
		long reply = first_reply(p, w, &checks[i].filter, err);
		if (reply < 0)
			return -1;
		if (reply > 0)
			t->why = arena_printf(&p->arena, "reply %ld %s", reply, checks[i].why);
	}
	return 0;
}

static const char *why_unreachable(struct remind_plan *p, const struct seen *seen)
{
	if (seen->suppressed)
		return "its address is suppressed";
	if (seen->bounced)
		return "the letter came back undelivered";
	if (seen->state)
		return arena_printf(
			&p->arena, "the letter was not sent yet (it is %s)", seen->state);
	return "no letter was sent to it";
}

static char *say_why(struct remind_plan *p, const struct remind_target *t)
{
	const struct remind_reason *r = &t->reasons[0];
	const char *more = t->reason_count > 1 ? " and others" : "";

	if (t->days_overdue == 0)
		return arena_printf(&p->arena, "the deadline of %04d-%02d-%02d%s comes near",
			r->deadline.year, r->deadline.month, r->deadline.day, more);
	return arena_printf(&p->arena,
		"the deadline of %04d-%02d-%02d%s passed; overdue by %ld day%s", r->deadline.year,
		r->deadline.month, r->deadline.day, more, t->days_overdue,
		t->days_overdue == 1 ? "" : "s");
}

static int decide(struct remind_plan *p, struct workspace *w, size_t index, const struct seen *seen,
	int64_t now, struct err *err)
{
	struct remind_target *t = &p->targets[index];

	if (find_reasons(p, w, index, now, err) < 0)
		return -1;
	if (t->why == NULL && t->first.ref == NULL)
		t->why = why_unreachable(p, seen);
	if (t->why == NULL && check_unread(p, w, t, err) < 0)
		return -1;
	if (t->why == NULL)
		t->why = t->done;
	t->due = t->why == NULL;
	if (t->due) {
		t->why = say_why(p, t);
		p->due++;
	}
	return 0;
}

static int gather(struct remind_plan *p, struct workspace *w, int64_t now, struct err *err)
{
	struct report_facts facts = {.id = w->campaign.id,
		.title = w->campaign.title,
		.language = w->campaign.language,
		.demands = w->demands,
		.demand_count = w->demand_count,
		.now = now,
		.address_removed = ""};

	return report_gather(w->store, &facts, &p->model, err);
}

int remind_plan_make(struct remind_plan *p, struct workspace *w, int64_t now, struct err *err)
{
	struct seen *seen;
	int result;

	if (gather(p, w, now, err) < 0)
		return -1;
	/* Only organisations that have letters: who was never written to is not reminded. */
	p->count = p->model.target_count;
	p->targets = arena_array(&p->arena, p->count, sizeof *p->targets);
	for (size_t i = 0; i < p->count; i++)
		p->targets[i].target = p->model.targets[i].key;
	seen = mem_array(p->count, sizeof *seen);
	result = read_letters(p, w, seen, err);
	for (size_t i = 0; i < p->count && result == 0; i++)
		result = decide(p, w, i, &seen[i], now, err);
	free(seen);
	return result;
}

void remind_plan_release(struct remind_plan *p)
{
	report_model_release(&p->model);
	arena_release(&p->arena);
	*p = (struct remind_plan){0};
}
