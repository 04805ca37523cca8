/* A demand: where it stands at each target, and how it came to that. */
#include "store/targets.h"
#include "cmd/history.h"
#include "cmd/json_out.h"
#include "cmd/show.h"
#include "cmd/standing.h"
#include "cmd/words.h"

enum { TARGETS_MAX = 100 }; /* told of one by one */

static void print_entry_json(
	const struct demand *d, const char *target, const struct history_entry *e)
{
	json_t *o = json_object();

	json_set_text(o, "demand", d->id);
	json_set_text(o, "target", target);
	json_set_time(o, "at", e->at);
	json_set_text(o, "kind", e->kind);
	json_set_text(o, "letter", e->letter);
	json_set_number(o, "reply", e->reply);
	json_set_text(o, "position", e->position);
	json_set_text(o, "basis", e->basis);
	json_set_text(o, "date", e->date);
	json_set_text(o, "quote", e->quote);
	json_set_text(o, "by", e->by);
	json_set_text(o, "text", e->text);
	json_print_line(o);
}

static void print_standing(const struct cli *cli, const char *target, const struct standing *st)
{
	struct str due = STR_INIT;

	if (st->overdue) {
		str_addf(&due, ", overdue by %ld day%s (since ", st->days_overdue,
			st->days_overdue == 1 ? "" : "s");
		words_add_day(&due, st->deadline);
		str_adds(&due, ")");
	} else if (st->has_deadline && demand_position_waits(st->position)) {
		str_adds(&due, ", due ");
		words_add_day(&due, st->deadline);
	}
	cli_print("\n%s%s%s  %s%s %s%s%s%s\n", cli_style(cli, STYLE_BOLD), cli_visible(target),
		cli_style(cli, STYLE_NONE), cli_style(cli, words_position_style(st->position)),
		words_position_sign(st->position), demand_position_name(st->position),
		cli_style(cli, STYLE_NONE), str_c(&due),
		st->pending ? ", a reply waits to be judged" : "");
	str_release(&due);
}

static void print_entry(const struct cli *cli, const struct history_entry *e)
{
	struct str when = STR_INIT, text = STR_INIT;

	words_add_time(&when, e->at);
	words_add_wrapped(&text, e->text, 20, words_width());
	/* The first line's indent is where the time stands. */
	cli_print("%s  %-17s%s %s", cli_style(cli, STYLE_DIM), when.p, cli_style(cli, STYLE_NONE),
		text.len > 20 ? text.p + 20 : "\n");
	str_release(&when);
	str_release(&text);
}

static int print_target(struct show *s, const struct standings *standings, size_t place,
	const char *target, struct err *err)
{
	const struct demand *d = &s->w.demands[place];
	struct arena arena = {0};
	struct history_entry *entries;
	struct standing st;
	long n = history_of(s->w.store, d, target, &arena, &entries, err);

	if (n >= 0 && !s->cli->json) {
		standing_at(standings, place, target, &st);
		print_standing(s->cli, target, &st);
	}
	for (long i = 0; i < n; i++)
		if (s->cli->json)
			print_entry_json(d, target, &entries[i]);
		else
			print_entry(s->cli, &entries[i]);
	arena_release(&arena);
	return n < 0 ? -1 : 0;
}

static int print_targets(struct show *s, const struct standings *standings, size_t place,
	struct arena *arena, struct err *err)
{
	struct target_row *targets;
	size_t total;
	long n;

	if (s->target) {
		const char *org;
		int rc = targets_resolve(s->w.store, s->target, arena, &org, err);
		if (rc == 0)
			return err_set(err, ERR_INPUT, "no letter was queued to \"%s\"", s->target);
		return rc < 0 ? -1 : print_target(s, standings, place, org, err);
	}
	if (targets_count(s->w.store, &total, err) < 0)
		return -1;
	n = total > TARGETS_MAX
		    ? targets_first(s->w.store, TARGETS_MAX, TARGETS_MAX, arena, &targets, err)
		    : targets_list(s->w.store, TARGETS_MAX, arena, &targets, err);
	for (long i = 0; i < n; i++)
		if (print_target(s, standings, place, targets[i].org, err) < 0)
			return -1;
	if (n > 0 && total > (size_t)n)
		cli_note(s->cli, "%zu more targets; --target ORG shows one", total - (size_t)n);
	if (n == 0 && !s->cli->json)
		cli_print("\nIt was not sent to anybody yet.\n");
	return n < 0 ? -1 : 0;
}

static void print_head(const struct show *s, const struct demand *d)
{
	struct str text = STR_INIT;

	cli_print("%s%zu. %s%s  %s\n", cli_style(s->cli, STYLE_BOLD), d->number,
		cli_visible(d->title ? d->title : d->id), cli_style(s->cli, STYLE_NONE),
		cli_visible(d->id));
	if (d->text) {
		words_add_wrapped(&text, d->text, 3, words_width());
		cli_print("%s", text.p);
	}
	str_release(&text);
}

int show_demand(struct show *s, struct err *err)
{
	const struct demand *d = demand_find(s->w.demands, s->w.demand_count, s->what);
	struct standings standings = {0};
	struct arena arena = {0};

	if (d == NULL)
		return 0;
	int rc = standings_load(
		&standings, s->w.store, s->w.demands, s->w.demand_count, clock_now(), err);
	if (rc == 0) {
		if (!s->cli->json)
			print_head(s, d);
		rc = print_targets(s, &standings, (size_t)(d - s->w.demands), &arena, err);
	}
	standings_release(&standings);
	arena_release(&arena);
	return rc < 0 ? -1 : 1;
}
