#include <stdlib.h>
#include <string.h>

#include "cmd/commands.h"
#include "cmd/listed.h"
#include "cmd/status.h"

enum {
	TARGETS_MANY = 2000, /* beyond it, only those that something is known of are looked at */
	TARGETS_FIRST = 40, /* and the first so many */
};

/* The recipients list's targets that no letter is queued to yet. */
static void add_listed(struct status *s)
{
	const char **listed;
	size_t n = listed_targets(&s->w, &s->arena, &listed);
	struct target_row *all = arena_array(&s->arena, s->target_count + n, sizeof *all);
	struct map seen = {0};

	for (size_t i = 0; i < s->target_count; i++) {
		all[i] = s->targets[i];
		map_put(&seen, all[i].org, strlen(all[i].org), 1);
	}
	s->targets = all;
	for (size_t i = 0; i < n; i++) {
		if (map_get(&seen, listed[i], strlen(listed[i]), NULL))
			continue;
		all[s->target_count++] = (struct target_row){.org = listed[i]};
		s->target_total++;
	}
	map_release(&seen);
}

/* Of very many targets: those that anything is known of, and the first of the others. */
static int pick_targets(struct status *s, struct err *err)
{
	struct target_row *first;
	long n = targets_first(
		s->w.store, (size_t)TARGETS_FIRST * 25, TARGETS_FIRST, &s->arena, &first, err);

	if (n < 0)
		return -1;
	s->targets =
		arena_array(&s->arena, s->standings.special_count + (size_t)n, sizeof *s->targets);
	for (size_t i = 0; i < s->standings.special_count; i++) {
		int rc = targets_find(s->w.store, s->standings.special[i], &s->arena,
			&s->targets[s->target_count], err);
		if (rc < 0)
			return -1;
		s->target_count += rc > 0;
	}
	for (long i = 0; i < n; i++)
		if (!map_get(&s->standings.seen, first[i].org, strlen(first[i].org), NULL))
			s->targets[s->target_count++] = first[i];
	return 0;
}

static int load_targets(struct status *s, struct err *err)
{
	if (targets_count(s->w.store, &s->target_total, err) < 0)
		return -1;
	if (s->target_total > TARGETS_MANY && !s->all)
		return pick_targets(s, err);
	long n = targets_list(s->w.store, SIZE_MAX, &s->arena, &s->targets, err);
	if (n < 0)
		return -1;
	s->target_count = (size_t)n;
	add_listed(s);
	return 0;
}

/* Everything of one moment. */
static int gather(struct status *s, struct err *err)
{
	if (outbox_count(s->w.store, &s->letters, err) < 0 ||
		reply_count(s->w.store, &s->replies, err) < 0 ||
		standings_load(&s->standings, s->w.store, s->w.demands, s->w.demand_count, s->now,
			err) < 0)
		return -1;
	return load_targets(s, err);
}

static int tell(struct status *s, struct err *err)
{
	if (workspace_read_store(&s->w, err) < 0 || store_view_begin(s->w.store, err) < 0)
		return -1;
	int rc = gather(s, err);
	if (rc == 0 && s->cli->json)
		status_print_json(s);
	else if (rc == 0)
		rc = status_print_text(s, err);
	store_view_end(s->w.store);
	return rc;
}

static int run_status(struct cli *cli, int argc, char **argv)
{
	struct status s = {.cli = cli, .now = clock_now()};
	const struct flag flags[] = {
		{"all", 'a', FLAG_BOOL, &s.all, NULL, "every target, however many there are"},
	};
	struct err err;
	int status = cli_parse(cli, argc, argv, flags, sizeof flags / sizeof *flags, 0, 0);

	if (status >= 0)
		return status;
	s.all = s.all || cli->json;
	status = workspace_load_settings(&s.w, cli);
	if (status < 0)
		status = tell(&s, &err) < 0 ? cli_fail(cli, &err) : EXIT_DONE;
	standings_release(&s.standings);
	arena_release(&s.arena);
	workspace_release(&s.w);
	return cli_finish(cli, status);
}

const struct command cmd_status = {
	.name = "status",
	.arguments = "",
	.summary = "Show what waits for you, and where each demand stands at each target",
	.details =
		"First what waits for a person, with the command that settles it; then letters and "
		"replies in numbers; then a table of demands by target: the position of each, and "
		"what is overdue and by how long. A date is due at its end in the campaign's time "
		"zone. A machine files replies and never moves a position: that a reply waits to "
		"be judged is shown beside the position that still stands.",
	.run = run_status,
	.group = "Follow",
};
