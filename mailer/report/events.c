/* What happened, in order. */
#include <stdlib.h>
#include <string.h>

#include "report/gather.h"

const char *const report_event_names[] = {
	[REPORT_SENT] = "sent",
	[REPORT_RECEIVED] = "received",
	[REPORT_DEADLINE_ASKED] = "deadline_asked",
	[REPORT_DEADLINE_GRANTED] = "deadline_granted",
	[REPORT_DEADLINE_REFUSED] = "deadline_refused",
	[REPORT_DEADLINE_PASSED] = "deadline_passed",
	[REPORT_JUDGED] = "judged",
	[REPORT_REMINDED] = "reminded",
	[REPORT_PUBLISHED] = "published",
};

void gather_event(struct gather *g, const struct report_happening *happening)
{
	struct report_model *m = g->model;

	mem_grow(&m->happenings, &g->event_cap, m->happening_count, sizeof *m->happenings);
	m->happenings[m->happening_count] = *happening;
	m->happenings[m->happening_count++].count = 1;
}

/*
 * Whether an answer was still missing when the cell's deadline passed. A reply that came in time
 * counts from when it came, however late it was read; while it is not judged, nothing is claimed.
 */
static bool passed_waiting(const struct report_cell *cell, int64_t end)
{
	enum demand_position then = DEMAND_OPEN;

	for (size_t i = 0; i < cell->judgement_count; i++)
		if (cell->judgements[i].since < end)
			then = cell->judgements[i].position;
	return demand_position_waits(then) && !(cell->unread && cell->unread_since < end);
}

/* The event of this target that tells of the same date, among those from `first` on; or NULL. */
static struct report_happening *told(struct report_model *m, size_t first, struct date date)
{
	for (size_t i = first; i < m->happening_count; i++)
		if (date_to_days(m->happenings[i].date) == date_to_days(date))
			return &m->happenings[i];
	return NULL;
}

/* One event a target and date: several demands usually have the same deadline. */
static void add_passed(struct gather *g, size_t target)
{
	struct report_model *m = g->model;
	const struct report_target *t = &m->targets[target];
	size_t first = m->happening_count;

	for (size_t d = 0; d < m->facts.demand_count; d++) {
		const struct report_cell *cell = report_cell(m, target, d);
		int64_t end = cell->has_deadline ? date_end(cell->deadline) : INT64_MAX;
		uint64_t bit = d < 64 ? (uint64_t)1 << d : 0;
		if (!cell->asked || end > m->facts.now || t->sent_at >= end ||
			!passed_waiting(cell, end))
			continue;
		struct report_happening *other = told(m, first, cell->deadline);
		if (other) {
			other->demands |= bit;
			continue;
		}
		gather_event(g, &(struct report_happening){
					.at = end - 1,
					.kind = REPORT_DEADLINE_PASSED,
					.target = (long)target,
					.demand = REPORT_NONE,
					.date = cell->deadline,
					.demands = bit,
					.id = arena_printf(&m->arena, "passed-%s-%lld", t->slug,
						(long long)date_to_days(cell->deadline)),
				});
	}
}

/* By time; what happened at the same time in the order of the kinds, then of the targets. */
static int compare(const void *a, const void *b)
{
	const struct report_happening *x = a, *y = b;

	if (x->at != y->at)
		return x->at < y->at ? -1 : 1;
	if (x->kind != y->kind)
		return x->kind < y->kind ? -1 : 1;
	if (x->target != y->target)
		return x->target < y->target ? -1 : 1;
	if (x->demand != y->demand)
		return x->demand < y->demand ? -1 : 1;
	return strcmp(x->id, y->id);
}

void gather_events_end(struct gather *g)
{
	struct report_model *m = g->model;

	for (size_t t = 0; t < m->target_count; t++)
		add_passed(g, t);
	if (m->happening_count > 0)
		qsort(m->happenings, m->happening_count, sizeof *m->happenings, compare);
}
