/* Cells of the matrix: every demand at every target, with the rows of the store that make it so. */

#include "store/judgement.h"
#include "report/gather.h"

/* Rows of the store sorted into cells: those of cell i are order[start[i]] to order[start[i + 1]].
 */
struct buckets {
	size_t *start, *order;
};

/* cell_of[row] is a cell, or REPORT_NONE for a row that belongs to no demand or target of ours. */
static struct buckets sort_into(struct arena *a, const long *cell_of, size_t rows, size_t cells)
{
	struct buckets b = {.start = arena_array(a, cells + 2, sizeof *b.start),
		.order = arena_array(a, rows, sizeof *b.order)};

	/* Counting sort, stable: start[i + 2] counts, then start[i + 1] is where cell i goes on. */
	for (size_t i = 0; i < rows; i++)
		if (cell_of[i] >= 0)
			b.start[cell_of[i] + 2]++;
	for (size_t i = 2; i < cells + 2; i++)
		b.start[i] += b.start[i - 1];
	for (size_t i = 0; i < rows; i++)
		if (cell_of[i] >= 0)
			b.order[b.start[cell_of[i] + 1]++] = i;
	return b;
}

static long cell_number(const struct gather *g, const char *demand, const char *target)
{
	long d = gather_demand(g, demand), t = gather_target(g, target);

	return d < 0 || t < 0 ? REPORT_NONE : t * (long)g->facts->demand_count + d;
}

/* The number of a reply that the public may read, else 0. */
static long released_number(const struct gather *g, long reply)
{
	return gather_released(gather_publication(g, reply)) ? reply : 0;
}

/* The quote of a judgement, if the public text of its reply holds it. */
static char *released_quote(struct gather *g, const struct judgement *row)
{
	struct report_model *m = g->model;
	const struct publication *p = gather_publication(g, row->reply);

	if (!gather_released(p) || !public_text_holds(p->text, row->quote))
		return NULL;
	return public_text_copy(&m->text, &m->arena, row->quote, true);
}

static void judge_cell(struct gather *g, struct report_cell *cell, const struct judgement *rows,
	const size_t *order, size_t n)
{
	struct report_model *m = g->model;
	struct demand_judgement *standing = arena_array(&g->scratch, n, sizeof *standing);

	cell->judgements = arena_array(&m->arena, n, sizeof *cell->judgements);
	cell->judgement_count = n;
	for (size_t i = 0; i < n; i++) {
		const struct judgement *row = &rows[order[i]];
		struct report_judgement *j = &cell->judgements[i];
		standing[i].demand = row->demand;
		standing[i].target = row->target;
		demand_position_parse(row->position, &standing[i].position);
		const struct publication *reply = gather_publication(g, row->reply);
		*j = (struct report_judgement){.position = standing[i].position,
			.at = row->at,
			.since = reply ? gather_reply_time(reply) : row->at,
			.reply = released_number(g, row->reply),
			.quote = released_quote(g, row)};
		gather_event(
			g, &(struct report_happening){
				   .at = j->at,
				   .kind = REPORT_JUDGED,
				   .target = (long)cell->target,
				   .demand = (long)cell->demand,
				   .position = j->position,
				   .reply = j->reply,
				   .id = arena_printf(&m->arena, "judged-%lld", (long long)row->id),
			   });
	}
	if (n > 0)
		cell->position = demand_position_of(
			rows[order[0]].demand, rows[order[0]].target, standing, n);
}

static int add_judgements(struct gather *g, struct err *err)
{
	size_t cells = g->model->target_count * g->facts->demand_count;
	struct judgement_filter all = {0};
	struct judgement *rows;
	long count = judgement_list(g->store, &all, &g->scratch, &rows, err);

	if (count < 0)
		return -1;
	long *cell_of = arena_array(&g->scratch, (size_t)count, sizeof *cell_of);
	for (long i = 0; i < count; i++)
		cell_of[i] = cell_number(g, rows[i].demand, rows[i].target);
	struct buckets b = sort_into(&g->scratch, cell_of, (size_t)count, cells);
	for (size_t i = 0; i < cells; i++)
		judge_cell(g, &g->model->cells[i], rows, b.order + b.start[i],
			b.start[i + 1] - b.start[i]);
	return 0;
}

static void note_unread(struct report_cell *cell, int64_t at)
{
	if (!cell->unread || at < cell->unread_since)
		cell->unread_since = at;
	cell->unread = true;
}

static void note_pending(const struct gather *g, struct report_cell *cell, long reply)
{
	const struct publication *p = gather_publication(g, reply);

	note_unread(cell, p ? gather_reply_time(p) : g->facts->now);
	cell->pending = true;
}

static int add_links(struct gather *g, struct err *err)
{
	size_t cells = g->model->target_count * g->facts->demand_count;
	struct reply_link *rows;
	long count = reply_links(g->store, &g->scratch, &rows, err);

	if (count < 0)
		return -1;
	long *cell_of = arena_array(&g->scratch, (size_t)count, sizeof *cell_of);
	for (long i = 0; i < count; i++)
		cell_of[i] = cell_number(g, rows[i].demand, rows[i].target);
	struct buckets b = sort_into(&g->scratch, cell_of, (size_t)count, cells);
	for (size_t i = 0; i < cells; i++) {
		struct report_cell *cell = &g->model->cells[i];
		size_t n = b.start[i + 1] - b.start[i];
		int64_t unfiled = g->model->targets[cell->target].unfiled_since;
		if (unfiled && demand_position_waits(cell->position))
			note_unread(cell, unfiled);
		cell->replies = arena_array(&g->model->arena, n, sizeof *cell->replies);
		for (size_t k = 0; k < n; k++) {
			const struct reply_link *link = &rows[b.order[b.start[i] + k]];
			if (link->pending)
				note_pending(g, cell, link->reply);
			if (cell->reply_count > 0 &&
				cell->replies[cell->reply_count - 1] == link->reply)
				continue;
			cell->replies[cell->reply_count++] = link->reply;
		}
	}
	return 0;
}

/* A row of the ledger, read once. */
struct entry {
	struct demand_deadline rule;
	long demand, target; /* index, or REPORT_NONE for all */
	int64_t at;
	long reply;
};

/* Reads the ledger; rows for demands and targets that are not ours are left out. */
static long read_ledger(struct gather *g, struct entry **entries_r, struct err *err)
{
	static const enum report_event kinds[DEMAND_BASES] = {
		[DEMAND_ASKED] = REPORT_DEADLINE_ASKED,
		[DEMAND_GRANTED] = REPORT_DEADLINE_GRANTED,
		[DEMAND_NOT_GRANTED] = REPORT_DEADLINE_REFUSED,
	};
	struct report_model *m = g->model;
	struct deadline_row *rows;
	long count = deadline_list(g->store, false, &g->scratch, &rows, err), n = 0;

	if (count < 0)
		return -1;
	struct entry *entries = *entries_r =
		arena_array(&g->scratch, (size_t)count, sizeof *entries);
	for (long i = 0; i < count; i++) {
		const struct deadline_row *row = &rows[i];
		struct entry *e = &entries[n];
		*e = (struct entry){.rule = {row->demand, row->target, {0}, DEMAND_INITIAL},
			.demand = gather_demand(g, row->demand),
			.target = gather_target(g, row->target),
			.at = row->at,
			.reply = released_number(g, row->reply)};
		if (date_parse(row->date, &e->rule.date) < 0 ||
			demand_basis_parse(row->basis, &e->rule.basis) < 0 ||
			(row->demand && e->demand < 0) || (row->target && e->target < 0))
			continue;
		n++;
		if (e->rule.basis != DEMAND_GRANTED && e->rule.basis != DEMAND_ASKED)
			continue;
		gather_event(g,
			&(struct report_happening){
				.at = e->at,
				.kind = kinds[e->rule.basis],
				.target = e->target,
				.demand = e->demand,
				.date = e->rule.date,
				.reply = e->reply,
				.id = arena_printf(&m->arena, "deadline-%lld", (long long)row->id),
			});
	}
	return n;
}

static void date_cell(struct gather *g, struct report_cell *cell, const struct entry *entries,
	const size_t *picked, size_t n, struct demand_deadline *rules)
{
	const struct demand *demand = &g->facts->demands[cell->demand];
	const char *target = g->model->targets[cell->target].key;
	size_t count = 0;

	cell->deadlines = arena_array(&g->model->arena, n + 1, sizeof *cell->deadlines);
	if (demand->has_deadline)
		cell->deadlines[cell->deadline_count++] =
			(struct report_deadline){.date = demand->deadline, .basis = DEMAND_INITIAL};
	for (size_t i = 0; i < n; i++) {
		const struct entry *e = &entries[picked[i]];
		if (e->demand != REPORT_NONE && e->demand != (long)cell->demand)
			continue;
		rules[count++] = e->rule;
		cell->deadlines[cell->deadline_count++] =
			(struct report_deadline){.date = e->rule.date,
				.basis = e->rule.basis,
				.at = e->at,
				.reply = e->reply};
	}
	cell->has_deadline = demand_deadline_of(demand, target, rules, count, &cell->deadline);
	cell->overdue =
		demand_overdue(cell->position, cell->has_deadline, cell->deadline, g->facts->now);
	if (cell->overdue)
		cell->days_overdue = demand_days_overdue(cell->deadline, g->facts->now);
}

static int add_deadlines(struct gather *g, struct err *err)
{
	struct report_model *m = g->model;
	struct entry *entries;
	long count = read_ledger(g, &entries, err);

	if (count < 0)
		return -1;
	size_t *picked = arena_array(&g->scratch, (size_t)count, sizeof *picked);
	struct demand_deadline *rules = arena_array(&g->scratch, (size_t)count, sizeof *rules);
	for (size_t t = 0; t < m->target_count; t++) {
		size_t n = 0;
		for (long i = 0; i < count; i++)
			if (entries[i].target == REPORT_NONE || entries[i].target == (long)t)
				picked[n++] = (size_t)i;
		for (size_t d = 0; d < m->facts.demand_count; d++)
			date_cell(g, report_cell(m, t, d), entries, picked, n, rules);
	}
	return 0;
}

int gather_cells(struct gather *g, struct err *err)
{
	struct report_model *m = g->model;
	size_t demands = m->facts.demand_count;

	m->cells = arena_array(&m->arena, m->target_count * demands, sizeof *m->cells);
	for (size_t i = 0; i < m->target_count * demands; i++) {
		m->cells[i].target = i / demands;
		m->cells[i].demand = i % demands;
		m->cells[i].asked = m->targets[i / demands].asked;
	}
	if (add_judgements(g, err) < 0 || add_links(g, err) < 0)
		return -1;
	return add_deadlines(g, err);
}
