/* A demand: where it stands at each target, and how it came to that. */
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "store/targets.h"
#include "cmd/history.h"
#include "cmd/show.h"
#include "cmd/standing.h"
#include "cmd/words.h"

enum { TARGETS_MAX = 100 }; /* told of one by one */

static json_t *text_value(const char *text)
{
	json_t *value = text ? json_string(text) : NULL;

	return value ? value : json_null();
}

static void print_entry_json(
	const struct demand *d, const char *target, const struct history_entry *e)
{
	struct str at = STR_INIT;
	json_t *o = json_object();

	clock_add_rfc3339(&at, e->at);
	json_object_set_new(o, "demand", text_value(d->id));
	json_object_set_new(o, "target", text_value(target));
	json_object_set_new(o, "at", text_value(at.p));
	json_object_set_new(o, "kind", text_value(e->kind));
	json_object_set_new(o, "letter", text_value(e->letter));
	json_object_set_new(o, "reply", e->reply ? json_integer(e->reply) : json_null());
	json_object_set_new(o, "position", text_value(e->position));
	json_object_set_new(o, "basis", text_value(e->basis));
	json_object_set_new(o, "date", text_value(e->date));
	json_object_set_new(o, "quote", text_value(e->quote));
	json_object_set_new(o, "by", text_value(e->by));
	json_object_set_new(o, "text", text_value(e->text));
	char *line = json_dumps(o, JSON_COMPACT | JSON_ENSURE_ASCII);
	cli_print("%s\n", line);
	free(line);
	json_decref(o);
	str_release(&at);
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
