/*
 * The timeline as numbers for an SVG: a lane a target while they are few, else one for all.
 *
 * A picture cannot be wide and legible on a telephone too, so there are two: same story, other
 * widths. Text in it is little; the list of events beside it says everything in words.
 */
#include <stdlib.h>
#include <string.h>

#include "report/values.h"

enum {
	WIDE = 880,
	NARROW = 340,
	MARGIN = 14,
	LANE = 50,
	TOP = 24,
	AXIS = 30,
	LANES_MAX = 8,
	MARK_GAP = 15, /* marks of a lane keep this distance, while there is room */
	CROWD_GAP = 5,
	TICK_GAP = 120,
	DAY = 86400,
};

/* What is to be marked in the lane that is being made. */
struct mark {
	int64_t at;
	double x;
	const char *kind, *look;
};

struct picture {
	struct report_values *v;
	int width;
	bool mirrored; /* time runs from right to left, as the language does */
	int64_t start, end;
	int64_t today; /* its noon: a picture changes once a day */
	size_t lanes;
	struct liquid_array *lane_list, *segments, *marks;
	struct mark *lane_marks;
	size_t mark_count, mark_cap;
};

static double x_of(const struct picture *p, int64_t at)
{
	double part = (double)(at - p->start) / (double)(p->end - p->start);

	part = part < 0 ? 0 : part > 1 ? 1 : part;
	return MARGIN + part * (p->width - 2 * MARGIN);
}

static double y_of(size_t lane)
{
	return TOP + (double)lane * LANE + LANE - 18;
}

/* One decimal is finer than any screen. */
static struct liquid_value number(struct report_values *v, double x)
{
	return liquid_text(arena_printf(v->arena, "%.1f", x));
}

/* Where a place along the time is in the picture. */
static double shown(const struct picture *p, double x)
{
	return p->mirrored ? p->width - x : x;
}

static struct liquid_hash *place(struct picture *p, double x, double y)
{
	struct liquid_hash *h = liquid_hash_new(p->v->arena);

	liquid_hash_set(h, "x", number(p->v, shown(p, x)));
	liquid_hash_set(h, "y", number(p->v, y));
	return h;
}

static void add_segment(struct picture *p, size_t lane, int64_t from, int64_t to, const char *kind)
{
	struct liquid_hash *h;

	if (to <= from)
		return;
	h = place(p, x_of(p, from), y_of(lane));
	liquid_hash_set(h, "x2", number(p->v, shown(p, x_of(p, to))));
	liquid_hash_set(h, "kind", liquid_text(kind));
	liquid_array_add(p->segments, liquid_hash_value(h));
}

/* Keeps a mark until its lane is complete. */
static void note_mark(struct picture *p, int64_t at, const char *kind, const char *look)
{
	mem_grow(&p->lane_marks, &p->mark_cap, p->mark_count, sizeof *p->lane_marks);
	p->lane_marks[p->mark_count++] = (struct mark){.at = at, .kind = kind, .look = look};
}

static bool same_mark(const struct mark *a, const struct mark *b)
{
	return strcmp(a->kind, b->kind) == 0 && a->look == b->look;
}

static int compare_marks(const void *a, const void *b)
{
	const struct mark *x = a, *y = b;

	return x->at != y->at ? (x->at < y->at ? -1 : 1) : strcmp(x->kind, y->kind);
}

/* Moves marks apart, to the right and, where the picture ends, to the left again. */
static size_t spread_marks(struct picture *p, double gap)
{
	double last = -gap, limit = p->width - MARGIN;
	size_t n = 0;

	qsort(p->lane_marks, p->mark_count, sizeof *p->lane_marks, compare_marks);
	for (size_t i = 0; i < p->mark_count; i++) {
		struct mark m = p->lane_marks[i];
		m.x = x_of(p, m.at);
		if (n > 0 && m.x < last + gap) {
			/* The same again at the same place needs no mark of its own. */
			if (same_mark(&m, &p->lane_marks[n - 1]) || gap < MARK_GAP)
				continue;
			m.x = last + gap;
		}
		last = m.x;
		p->lane_marks[n++] = m;
	}
	for (size_t i = n; i-- > 0 && p->lane_marks[i].x > limit; limit -= gap)
		p->lane_marks[i].x = limit;
	return n;
}

static void add_marks(struct picture *p, size_t lane, bool crowded)
{
	size_t n = p->mark_count ? spread_marks(p, crowded ? CROWD_GAP : MARK_GAP) : 0;

	for (size_t i = 0; i < n; i++) {
		const struct mark *m = &p->lane_marks[i];
		struct liquid_hash *h = place(p, m->x, y_of(lane));
		liquid_hash_set(h, "kind", liquid_text(m->kind));
		liquid_hash_set(h, "look", liquid_text(m->look));
		liquid_hash_set(h, "on", values_day(p->v, m->at));
		liquid_array_add(p->marks, liquid_hash_value(h));
	}
	p->mark_count = 0;
}

/* From the letter to today or the last answer; what is late of it. */
static void add_lane_line(struct picture *p, size_t lane, size_t target)
{
	const struct report_model *m = p->v->model;
	const struct report_target *t = &m->targets[target];
	int64_t until = t->sent_at, late = INT64_MAX;

	if (!t->asked)
		return;
	for (size_t d = 0; d < m->facts.demand_count; d++) {
		const struct report_cell *c = report_cell(m, target, d);
		if (c->judgement_count > 0 && c->judgements[c->judgement_count - 1].at > until)
			until = c->judgements[c->judgement_count - 1].at;
		if (report_cell_late(c) && date_end(c->deadline) < late)
			late = date_end(c->deadline);
	}
	if (t->waiting > 0)
		until = p->today;
	if (late > until)
		late = until;
	add_segment(p, lane, t->sent_at, late, "wait");
	add_segment(p, lane, late, until, "late");
}

static void note_deadline(struct picture *p, struct map *seen, struct date date, const char *kind)
{
	int64_t days = date_to_days(date);

	if (map_put(seen, (const char *)&days, sizeof days, 1))
		note_mark(p, date_end(date) - 1, kind, NULL);
}

/* The dates that were or are deadlines of a lane, each once: the ones in force are told apart. */
static void note_deadlines(struct picture *p, size_t from, size_t to)
{
	const struct report_model *m = p->v->model;
	size_t first = from * m->facts.demand_count, end = to * m->facts.demand_count;
	struct map seen = {0};

	for (size_t i = first; i < end; i++)
		if (m->cells[i].has_deadline)
			note_deadline(p, &seen, m->cells[i].deadline, "deadline");
	for (size_t i = first; i < end; i++) {
		const struct report_cell *c = &m->cells[i];
		for (size_t k = 0; k < c->deadline_count; k++)
			if (c->deadlines[k].basis == DEMAND_INITIAL ||
				c->deadlines[k].basis == DEMAND_GRANTED)
				note_deadline(p, &seen, c->deadlines[k].date, "deadline_old");
	}
	map_release(&seen);
}

static void note_events(struct picture *p, long target)
{
	const struct report_model *m = p->v->model;

	for (size_t i = 0; i < m->happening_count; i++) {
		const struct report_happening *h = &m->happenings[i];
		bool judged = h->kind == REPORT_JUDGED;
		if ((target != REPORT_NONE && h->target != target) ||
			(h->kind >= REPORT_DEADLINE_ASKED && h->kind <= REPORT_DEADLINE_PASSED))
			continue;
		note_mark(p, h->at, report_event_names[h->kind],
			judged ? demand_position_name(h->position) : NULL);
	}
}

static void add_lane(struct picture *p, size_t lane, struct liquid_value target)
{
	struct liquid_hash *h = place(p, MARGIN, y_of(lane));

	liquid_hash_set(h, "label_y", number(p->v, y_of(lane) - 16));
	liquid_hash_set(h, "target", target);
	liquid_hash_set(h, "x2", number(p->v, shown(p, p->width - MARGIN)));
	liquid_array_add(p->lane_list, liquid_hash_value(h));
}

static void add_tick(struct picture *p, struct liquid_array *list, int64_t day)
{
	double x = x_of(p, date_end(date_from_days(day)) - DAY);
	bool left = x<MARGIN + 26, right = x> p->width - MARGIN - 26;
	struct liquid_hash *h = place(p, x, 0);

	liquid_hash_set(h, "on", values_date(p->v, date_from_days(day)));
	liquid_hash_set(h, "anchor", liquid_text(left ? "start" : right ? "end" : "middle"));
	liquid_array_add(list, liquid_hash_value(h));
}

/* The first day of the month that is `more` months after the one of a day. */
static int64_t first_of_month(int64_t day, int64_t more)
{
	struct date d = date_from_days(day);
	int64_t month = d.month - 1 + more;

	return date_to_days((struct date){d.year + (int)(month / 12), (int)(month % 12) + 1, 1});
}

/* Dates below the axis: first days of months, or of a short time every so many days, as there is
 * room. */
static struct liquid_value ticks(struct picture *p)
{
	struct liquid_array *list = liquid_array_new(p->v->arena);
	int64_t first = date_to_days(date_at(p->start)), last = date_to_days(date_at(p->end));
	int64_t room = (p->width - 2 * MARGIN) / TICK_GAP;
	int64_t step = (last - first + room - 1) / room;

	if (last - first <= 60) {
		for (int64_t day = first; day <= last; day += step > 0 ? step : 1)
			add_tick(p, list, day);
	} else {
		int64_t months = (step + 27) / 28;
		for (int64_t day = first_of_month(first, 1); day <= last;
			day = first_of_month(day, months))
			add_tick(p, list, day);
	}
	return liquid_array_value(list);
}

static struct liquid_value draw(struct report_values *v, int width)
{
	const struct report_model *m = v->model;
	bool each = m->target_count <= LANES_MAX;
	struct picture p = {.v = v,
		.width = width,
		.mirrored = strcmp(strings_get(v->strings, "direction"), "rtl") == 0,
		.start = date_end(date_at(m->first_sent_at)) - DAY,
		.today = date_end(date_at(m->facts.now)) - DAY / 2,
		.end = date_end(date_at(m->facts.now)) + DAY / 2,
		.lanes = each ? m->target_count : 1,
		.lane_list = liquid_array_new(v->arena),
		.segments = liquid_array_new(v->arena),
		.marks = liquid_array_new(v->arena)};
	struct liquid_hash *h = liquid_hash_new(v->arena);
	double axis;

	if (m->last_deadline.year && date_end(m->last_deadline) + DAY > p.end)
		p.end = date_end(m->last_deadline) + DAY;
	for (size_t i = 0; i < p.lanes; i++) {
		add_lane(&p, i, each ? v->target[i] : liquid_nil());
		if (each)
			add_lane_line(&p, i, i);
		note_deadlines(&p, each ? i : 0, each ? i + 1 : m->target_count);
		note_events(&p, each ? (long)i : REPORT_NONE);
		add_marks(&p, i, !each);
	}
	bool late = x_of(&p, p.today) > width / 2; /* its name goes where there is room */
	free(p.lane_marks);
	axis = TOP + (double)p.lanes * LANE + 8;
	liquid_hash_set(h, "width", liquid_int(width));
	liquid_hash_set(h, "height", number(v, axis + AXIS));
	liquid_hash_set(h, "axis", number(v, axis));
	liquid_hash_set(h, "x", liquid_int(MARGIN));
	liquid_hash_set(h, "x2", liquid_int(width - MARGIN));
	liquid_hash_set(h, "today_x", number(v, shown(&p, x_of(&p, p.today))));
	liquid_hash_set(h, "today_anchor", liquid_text(late ? "end" : "start"));
	liquid_hash_set(h, "today_dx", liquid_int(late == p.mirrored ? 5 : -5));
	liquid_hash_set(h, "lanes", liquid_array_value(p.lane_list));
	liquid_hash_set(h, "segments", liquid_array_value(p.segments));
	liquid_hash_set(h, "marks", liquid_array_value(p.marks));
	liquid_hash_set(h, "ticks", ticks(&p));
	return liquid_hash_value(h);
}

struct liquid_value values_timeline(struct report_values *v)
{
	struct liquid_hash *h;

	if (v->model->first_sent_at == 0 || v->model->first_sent_at > v->model->facts.now)
		return liquid_nil();
	h = liquid_hash_new(v->arena);
	liquid_hash_set(h, "wide", draw(v, WIDE));
	liquid_hash_set(h, "narrow", draw(v, NARROW));
	return liquid_hash_value(h);
}
