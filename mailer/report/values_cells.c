/* Cells of the matrix as templates read them. */
#include <string.h>

#include "report/values.h"

enum cell_column {
	CELL_DEMAND,
	CELL_TARGET,
	CELL_LOOK,
	CELL_WORD,
	CELL_POSITION,
	CELL_PENDING,
	CELL_OVERDUE,
	CELL_OVERDUE_TEXT,
	CELL_DEADLINE,
	CELL_DEADLINES,
	CELL_JUDGEMENTS,
	CELL_SINCE,
	CELL_COLUMNS,
};

static const char *const cell_columns[] = {"demand", "target", "look", "word", "position",
	"pending", "overdue", "overdue_text", "deadline", "deadlines", "judgements", "since"};

enum {
	DEADLINE_DATE,
	DEADLINE_BASIS,
	DEADLINE_ON,
	DEADLINE_REPLY,
	DEADLINE_CURRENT,
	DEADLINE_COLUMNS
};
static const char *const deadline_columns[] = {"date", "basis", "on", "reply_url", "current"};

enum {
	JUDGEMENT_POSITION,
	JUDGEMENT_WORD,
	JUDGEMENT_ON,
	JUDGEMENT_BLOCKS,
	JUDGEMENT_REPLY,
	JUDGEMENT_DEMAND,
	JUDGEMENT_STANDS,
	JUDGEMENT_COLUMNS
};
static const char *const judgement_columns[] = {
	"position", "word", "on", "blocks", "reply_url", "demand", "stands"};

static const char *const total_columns[] = {"look", "count", "word", "x", "width"};

/* In the order in which a bar shows them: what was reached first, what is owed last. */
static const char *const looks[] = {"answered", "partial", "redirected", "withdrawn", "refused",
	"pending", "open", "unasked", "overdue"};
enum { LOOKS = sizeof looks / sizeof *looks };

/* What a cell looks like: a position's name, "overdue", "pending" or "unasked". */
static const char *look_of(const struct report_cell *cell)
{
	if (!demand_position_waits(cell->position))
		return demand_position_name(cell->position);
	if (!cell->asked)
		return "unasked";
	/* A partial answer stays to be seen as one; what else is to be said is said beside it. */
	if (cell->position == DEMAND_OPEN && cell->unread)
		return "pending";
	if (cell->position == DEMAND_OPEN && cell->overdue)
		return "overdue";
	return demand_position_name(cell->position);
}

static struct liquid_value look_word(struct report_values *v, const char *look)
{
	char *key = arena_printf(v->arena, "look_%s", look);

	return liquid_text(strings_get(v->strings, key));
}

static struct liquid_value reply_url(struct report_values *v, long reply)
{
	return reply ? liquid_text(arena_printf(v->arena, "replies/%ld.html", reply))
		     : liquid_nil();
}

static struct liquid_value deadlines(struct report_values *v, const struct report_cell *cell)
{
	struct liquid_array *list = liquid_array_new(v->arena);
	bool found = false;

	/* Newest first; the one in force is the last that has its date and counts. */
	for (size_t i = cell->deadline_count; i-- > 0;) {
		const struct report_deadline *d = &cell->deadlines[i];
		struct liquid_row *row = liquid_row_new(v->arena, v->deadline_columns);
		bool current = !found && cell->has_deadline &&
			       (d->basis == DEMAND_INITIAL || d->basis == DEMAND_GRANTED) &&
			       date_to_days(d->date) == date_to_days(cell->deadline);
		found = found || current;
		liquid_row_set(row, DEADLINE_DATE, values_date(v, d->date));
		liquid_row_set(row, DEADLINE_BASIS, liquid_text(demand_basis_name(d->basis)));
		liquid_row_set(row, DEADLINE_ON, values_day(v, d->at));
		liquid_row_set(row, DEADLINE_REPLY, reply_url(v, d->reply));
		liquid_row_set(row, DEADLINE_CURRENT, liquid_bool(current));
		liquid_array_add(list, liquid_row_value(row));
	}
	return liquid_array_value(list);
}

/* The index of a published reply; replies are in order of their numbers. */
static long find_reply(const struct report_model *m, long number)
{
	size_t low = 0, high = m->reply_count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (m->replies[middle].number < number)
			low = middle + 1;
		else
			high = middle;
	}
	return low < m->reply_count && m->replies[low].number == number ? (long)low : REPORT_NONE;
}

static struct liquid_value judgements(struct report_values *v, const struct report_cell *cell)
{
	struct liquid_array *list = liquid_array_new(v->arena);

	for (size_t i = cell->judgement_count; i-- > 0;) {
		const struct report_judgement *j = &cell->judgements[i];
		struct liquid_row *row = liquid_row_new(v->arena, v->judgement_columns);
		const char *name = demand_position_name(j->position);
		long reply = find_reply(v->model, j->reply);
		liquid_row_set(row, JUDGEMENT_POSITION, liquid_text(name));
		liquid_row_set(row, JUDGEMENT_WORD, look_word(v, name));
		liquid_row_set(row, JUDGEMENT_ON, values_day(v, j->at));
		liquid_row_set(row, JUDGEMENT_BLOCKS, values_blocks(v->arena, j->quote));
		liquid_row_set(row, JUDGEMENT_REPLY, reply_url(v, j->reply));
		liquid_row_set(row, JUDGEMENT_DEMAND, v->demand[cell->demand]);
		liquid_row_set(row, JUDGEMENT_STANDS, liquid_bool(i + 1 == cell->judgement_count));
		liquid_array_add(list, liquid_row_value(row));
		if (reply >= 0)
			liquid_array_add(v->reply_judgements[reply], liquid_row_value(row));
	}
	return liquid_array_value(list);
}

static struct liquid_value cell_value(struct report_values *v, const struct report_cell *cell)
{
	struct liquid_row *row = liquid_row_new(v->arena, v->cell_columns);
	const char *look = look_of(cell);
	bool late = report_cell_late(cell);
	size_t n = cell->judgement_count;

	liquid_row_set(row, CELL_DEMAND, v->demand[cell->demand]);
	liquid_row_set(row, CELL_TARGET, v->target[cell->target]);
	liquid_row_set(row, CELL_LOOK, liquid_text(look));
	liquid_row_set(row, CELL_WORD, look_word(v, look));
	liquid_row_set(row, CELL_POSITION, liquid_text(demand_position_name(cell->position)));
	liquid_row_set(row, CELL_PENDING, liquid_bool(cell->unread));
	liquid_row_set(row, CELL_OVERDUE, liquid_bool(late));
	liquid_row_set(row, CELL_OVERDUE_TEXT,
		late ? liquid_text(strings_count(
			       v->strings, v->arena, "n_days_overdue", cell->days_overdue))
		     : liquid_nil());
	liquid_row_set(row, CELL_DEADLINE,
		cell->has_deadline ? values_date(v, cell->deadline) : liquid_nil());
	liquid_row_set(row, CELL_DEADLINES, deadlines(v, cell));
	liquid_row_set(row, CELL_JUDGEMENTS, judgements(v, cell));
	liquid_row_set(
		row, CELL_SINCE, n ? values_day(v, cell->judgements[n - 1].at) : liquid_nil());
	return liquid_row_value(row);
}

void values_make_cells(struct report_values *v)
{
	const struct report_model *m = v->model;

	v->cell_columns = liquid_columns_new(v->arena, cell_columns, CELL_COLUMNS);
	v->deadline_columns = liquid_columns_new(v->arena, deadline_columns, DEADLINE_COLUMNS);
	v->judgement_columns = liquid_columns_new(v->arena, judgement_columns, JUDGEMENT_COLUMNS);
	v->total_columns = liquid_columns_new(
		v->arena, total_columns, sizeof total_columns / sizeof *total_columns);
	for (size_t t = 0; t < m->target_count; t++) {
		for (size_t d = 0; d < m->facts.demand_count; d++) {
			struct liquid_value value = cell_value(v, report_cell(m, t, d));
			liquid_array_add(v->target_cells[t], value);
			liquid_array_add(v->demand_cells[d], value);
		}
	}
}

static size_t look_number(const char *look)
{
	size_t i = 0;

	while (i + 1 < LOOKS && looks[i] != look && strcmp(looks[i], look) != 0)
		i++;
	return i;
}

struct liquid_value values_totals(struct report_values *v, long target, long demand)
{
	const struct report_model *m = v->model;
	struct liquid_array *list = liquid_array_new(v->arena);
	size_t counts[LOOKS] = {0}, sum = 0, before = 0;

	for (size_t t = 0; t < m->target_count; t++) {
		if (target != REPORT_NONE && target != (long)t)
			continue;
		for (size_t d = 0; d < m->facts.demand_count; d++) {
			if (demand != REPORT_NONE && demand != (long)d)
				continue;
			counts[look_number(look_of(report_cell(m, t, d)))]++;
			sum++;
		}
	}
	for (size_t i = 0; i < LOOKS; i++) {
		if (counts[i] == 0)
			continue;
		struct liquid_row *row = liquid_row_new(v->arena, v->total_columns);
		/* Hundredths of a percent, rounded where each part begins, so that none is lost. */
		size_t x = before * 10000 / sum;
		before += counts[i];
		size_t end = before * 10000 / sum;
		liquid_row_set(row, 0, liquid_text(looks[i]));
		liquid_row_set(row, 1, liquid_int((int64_t)counts[i]));
		liquid_row_set(row, 2, look_word(v, looks[i]));
		liquid_row_set(
			row, 3, liquid_text(arena_printf(v->arena, "%zu.%02zu", x / 100, x % 100)));
		liquid_row_set(row, 4,
			liquid_text(arena_printf(
				v->arena, "%zu.%02zu", (end - x) / 100, (end - x) % 100)));
		liquid_array_add(list, liquid_row_value(row));
	}
	return liquid_array_value(list);
}
