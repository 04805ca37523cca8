/* The table of demands by target: a row of two lines each, the position and what is due. */
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "cmd/status.h"
#include "cmd/words.h"

enum {
	NAME_WIDTH = 20,
	CELL_WIDTH = 15,
	ROWS_MAX = 40, /* targets that are told of without --all */
	SUMMARY_FROM = 9, /* targets from which on the demands are summed up */
};

/* What a demand's cells come to, over all targets. */
struct sum {
	size_t positions[DEMAND_POSITIONS], overdue, pending;
};

static void count_cell(struct sum *sum, const struct standing *st, size_t times)
{
	sum->positions[st->position] += times;
	sum->overdue += st->overdue ? times : 0;
	sum->pending += st->pending ? times : 0;
}

/* Targets that nothing is known of all stand the same, so one of them is looked at for all. */
static void sum_demand(const struct status *s, size_t demand, struct sum *sum)
{
	size_t special = 0;
	struct standing st;

	*sum = (struct sum){0};
	for (size_t i = 0; i < s->target_count; i++) {
		const char *org = s->targets[i].org;
		if (!map_get(&s->standings.seen, org, strlen(org), NULL))
			continue;
		standing_at(&s->standings, demand, org, &st);
		count_cell(sum, &st, 1);
		special++;
	}
	if (s->target_total > special) {
		/* No target has a name with a line end. */
		standing_at(&s->standings, demand, "\n", &st);
		count_cell(sum, &st, s->target_total - special);
	}
}

static void print_sums(const struct status *s)
{
	struct str line = STR_INIT, name = STR_INIT;
	struct sum sum;

	for (size_t d = 0; d < s->w.demand_count; d++) {
		sum_demand(s, d, &sum);
		str_reset(&line);
		str_reset(&name);
		str_addf(&name, "%zu %s", s->w.demands[d].number, cli_visible(s->w.demands[d].id));
		utf8_add_padded(&line, name.p, NAME_WIDTH);
		for (int p = 0; p < DEMAND_POSITIONS; p++)
			if (sum.positions[p])
				str_addf(&line, " %zu %s,", sum.positions[p],
					demand_position_name((enum demand_position)p));
		str_truncate(&line, line.len - 1);
		if (sum.overdue)
			str_addf(&line, "; %s%zu overdue%s", cli_style(s->cli, STYLE_RED),
				sum.overdue, cli_style(s->cli, STYLE_NONE));
		if (sum.pending)
			str_addf(&line, "; %s%zu to judge%s", cli_style(s->cli, STYLE_YELLOW),
				sum.pending, cli_style(s->cli, STYLE_NONE));
		cli_print("%s\n", line.p);
	}
	cli_print("\n");
	str_release(&line);
	str_release(&name);
}

/* Text in a style, cut and padded to width columns. */
static void add_cell(
	const struct status *s, struct str *line, enum style style, const char *text, size_t width)
{
	struct str padded = STR_INIT;
	char *cut;

	utf8_add_padded(&padded, text, width - 1);
	cut = strstr(str_c(&padded), "\u2026");
	/* The mark of a cut text is no ASCII. */
	if (cut && !words_utf8()) {
		*cut = '~';
		memmove(cut + 1, cut + 3, strlen(cut + 3) + 1);
	}
	str_addf(line, "%s%s%s ", cli_style(s->cli, style), str_c(&padded),
		cli_style(s->cli, STYLE_NONE));
	str_release(&padded);
}

static void add_position(const struct status *s, struct str *line, const struct standing *st)
{
	struct str text = STR_INIT;

	str_addf(&text, "%s %s", words_position_sign(st->position),
		demand_position_name(st->position));
	add_cell(s, line, words_position_style(st->position), text.p, CELL_WIDTH);
	str_release(&text);
}

/* The second line of a cell: at most CELL_WIDTH - 1 columns. */
static void add_due(const struct status *s, struct str *line, const struct standing *st)
{
	struct str text = STR_INIT;
	enum style style = STYLE_DIM;

	if (st->overdue) {
		str_addf(&text, "%ldd overdue", st->days_overdue);
		style = STYLE_RED;
	} else if (st->pending) {
		style = STYLE_YELLOW;
	} else if (st->has_deadline && demand_position_waits(st->position)) {
		struct str day = STR_INIT;
		words_add_day(&day, st->deadline);
		/* Without the year, which the width has no room for. */
		str_addf(&text, "due %.*s", (int)(day.len - 5), day.p);
		str_release(&day);
	}
	if (st->pending && !st->overdue) {
		if (st->waiting_count == 1)
			str_addf(&text, "judge %ld", st->waiting[0]);
		else
			str_addf(&text, "judge %zu", st->waiting_count);
	} else if (st->pending) {
		str_adds(&text, words_utf8() ? " ✉" : " *");
	}
	add_cell(s, line, style, str_c(&text), CELL_WIDTH);
	str_release(&text);
}

static void print_line(struct str *line)
{
	while (line->len && line->p[line->len - 1] == ' ')
		str_truncate(line, line->len - 1);
	cli_print("%s\n", str_c(line));
	str_reset(line);
}

static void print_header(const struct status *s, size_t from, size_t to)
{
	struct str line = STR_INIT, name = STR_INIT;

	add_cell(s, &line, STYLE_NONE, "", NAME_WIDTH);
	for (size_t d = from; d < to; d++) {
		str_reset(&name);
		str_addf(&name, "%zu %s", s->w.demands[d].number, cli_visible(s->w.demands[d].id));
		add_cell(s, &line, STYLE_BOLD, name.p, CELL_WIDTH);
	}
	print_line(&line);
	str_release(&line);
	str_release(&name);
}

static void print_row(const struct status *s, const struct target_row *t, size_t from, size_t to)
{
	struct str line = STR_INIT;
	struct standing st;

	add_cell(s, &line, STYLE_BOLD, cli_visible(t->org), NAME_WIDTH);
	for (size_t d = from; d < to; d++) {
		standing_at(&s->standings, d, t->org, &st);
		add_position(s, &line, &st);
	}
	print_line(&line);
	add_cell(s, &line, STYLE_DIM,
		t->first_letter ? outbox_conversation_name(t->conversation) : "not written to yet",
		NAME_WIDTH);
	for (size_t d = from; d < to; d++) {
		standing_at(&s->standings, d, t->org, &st);
		add_due(s, &line, &st);
	}
	print_line(&line);
	str_release(&line);
}

struct ranked {
	const struct target_row *row;
	long weight;
	size_t place;
};

static int by_weight(const void *a, const void *b)
{
	const struct ranked *p = a, *q = b;

	if (p->weight != q->weight)
		return p->weight > q->weight ? -1 : 1;
	return p->place < q->place ? -1 : 1;
}

/* Replies to judge first, then what is overdue for longest, then the order of the list. */
static long weigh(const struct status *s, const struct target_row *t)
{
	struct standing st;
	long weight = 0;

	for (size_t d = 0; d < s->w.demand_count; d++) {
		standing_at(&s->standings, d, t->org, &st);
		if (st.days_overdue > weight)
			weight = st.days_overdue;
		if (st.pending)
			return 1L << 40;
	}
	return weight;
}

static struct ranked *rank(struct status *s)
{
	struct ranked *ranked = arena_array(&s->arena, s->target_count, sizeof *ranked);
	bool sort = s->target_count > ROWS_MAX && !s->all;

	for (size_t i = 0; i < s->target_count; i++)
		ranked[i] = (struct ranked){.row = &s->targets[i],
			.weight = sort ? weigh(s, &s->targets[i]) : 0,
			.place = i};
	if (sort)
		qsort(ranked, s->target_count, sizeof *ranked, by_weight);
	return ranked;
}

void status_print_table(struct status *s)
{
	size_t width = words_width(), demands = s->w.demand_count;
	size_t columns = width > NAME_WIDTH + CELL_WIDTH ? (width - NAME_WIDTH) / CELL_WIDTH : 1;

	if (s->target_total == 0 || demands == 0) {
		cli_print("%s\n", demands ? "There are no recipients yet."
					  : "The campaign makes no demands (see campaign.cfg).");
		return;
	}
	if (s->target_total >= SUMMARY_FROM)
		print_sums(s);
	struct ranked *ranked = rank(s);
	size_t shown = s->target_count;
	if (!s->all && shown > ROWS_MAX)
		shown = ROWS_MAX;
	for (size_t from = 0; from < demands; from += columns) {
		size_t to = from + columns < demands ? from + columns : demands;
		print_header(s, from, to);
		for (size_t i = 0; i < shown; i++)
			print_row(s, ranked[i].row, from, to);
		if (to < demands)
			cli_print("\n");
	}
	if (shown < s->target_total)
		cli_print("\n%zu more targets; openletter status --all\n", s->target_total - shown);
}
