#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "cmd/commands.h"
#include "cmd/json_out.h"
#include "cmd/remind_queue.h"
#include "cmd/send_deliver.h"
#include "cmd/send_tell.h"

struct options {
	bool dry_run, yes;
};

static void print_json(const struct remind_target *t)
{
	json_t *demands = json_array(), *o = json_object();

	for (size_t i = 0; i < t->demand_count; i++)
		json_array_append_new(demands, json_text(t->demands[i]));
	json_set_text(o, "event", "plan");
	json_set_text(o, "target", t->target);
	json_set_bool(o, "due", t->due);
	json_set_text(o, "why", t->why);
	json_set_text(o, "email", t->first ? t->first->email : NULL);
	json_set_text(o, "follows", t->first ? t->first->ref : NULL);
	json_set(o, "demands", demands);
	json_set(o, "days_overdue", json_integer(t->days_overdue));
	json_set_count(o, "level", t->reason_count ? t->reasons[0].level : 0);
	json_print_line(o);
}

static void print_due(const struct cli *cli, const struct remind_target *t)
{
	cli_print("%s%s%s: remind <%s>: %s (", cli_style(cli, STYLE_BOLD), cli_visible(t->target),
		cli_style(cli, STYLE_NONE), cli_visible(t->first->email), cli_visible(t->why));
	for (size_t i = 0; i < t->demand_count; i++)
		cli_print("%s%s", i ? ", " : "", cli_visible(t->demands[i]));
	cli_print(")\n");
}

static void print_left_out(const struct remind_target *t)
{
	cli_print("%s: left out: %s\n", cli_visible(t->target), cli_visible(t->why));
}

/* What is told of each target in a walk. */
enum telling { TELL_JSON, TELL_DUE, TELL_LEFT_OUT };

static int tell_targets(const struct cli *cli, struct remind_plan *plan, enum telling what,
	size_t *due_r, struct err *err)
{
	struct remind_walk walk = {.plan = plan};
	const struct remind_target *t;
	int more;

	*due_r = 0;
	while ((more = remind_walk_next(&walk, &t, err)) > 0) {
		*due_r += t->due;
		if (what == TELL_JSON)
			print_json(t);
		else if (what == TELL_DUE && t->due)
			print_due(cli, t);
		else if (what == TELL_LEFT_OUT && !t->due)
			print_left_out(t);
	}
	remind_walk_release(&walk);
	return more;
}

/* Who, and why; then who not, and why not. *due_r is the number of those who are due. */
static int tell_plan(const struct cli *cli, const struct options *o, struct remind_plan *plan,
	size_t *due_r, struct err *err)
{
	size_t same;

	if (cli->json)
		return o->dry_run ? tell_targets(cli, plan, TELL_JSON, due_r, err)
				  : remind_plan_count(plan, due_r, err);
	if (tell_targets(cli, plan, TELL_DUE, due_r, err) < 0)
		return -1;
	return tell_targets(cli, plan, TELL_LEFT_OUT, &same, err);
}

static bool is_reminder(void *ctx, const struct outbox_letter *row)
{
	(void)ctx;
	return strcmp(row->kind, "reminder") == 0;
}

/* Reminders that an earlier run queued and did not send. */
static long waiting_reminders(struct workspace *w, struct err *err)
{
	struct outbox_filter queued = {
		.kind = "reminder", .by_state = true, .state = OUTBOX_QUEUED};
	struct outbox_filter deferred = {
		.kind = "reminder", .by_state = true, .state = OUTBOX_DEFERRED};
	long a = outbox_filter_count(w->store, &queued, err),
	     b = a < 0 ? -1 : outbox_filter_count(w->store, &deferred, err);

	return b < 0 ? -1 : a + b;
}

static bool confirmed(const struct workspace *w, const struct options *o, size_t count)
{
	struct str question = STR_INIT;
	bool yes;

	if (o->yes || !isatty(STDIN_FILENO))
		return true;
	str_addf(&question, "Send %zu reminder%s by %s?", count, count == 1 ? "" : "s",
		send_where(w));
	yes = cli_confirm(question.p);
	str_release(&question);
	return yes;
}

/* Tells the problems of a step that ended with rc; the exit status. */
static int end_step(const struct cli *cli, int rc, const struct err *err, struct problems *problems)
{
	int status = rc == 0 ? EXIT_DONE : problems->errors ? EXIT_INPUT : cli_fail(cli, err);

	if (problems->count > 0)
		cli_problems(cli, problems);
	problems_release(problems);
	return status;
}

/* Whoever reads the JSON waits for the summary, as after send. */
static int tell_nobody(struct workspace *w, const struct cli *cli)
{
	struct outbox_counts counts;
	struct err err;

	cli_note(cli, "nobody is to be reminded now");
	if (!cli->json)
		return EXIT_DONE;
	if (outbox_count(w->store, &counts, &err) < 0)
		return cli_fail(cli, &err);
	send_tell_summary(cli, &counts);
	return cli_finish(cli, EXIT_DONE);
}

/* One moment of the store: who is due, told, and on a dry run tried. */
static int look(
	struct remind_plan *plan, const struct cli *cli, const struct options *o, size_t *due_r)
{
	struct problems problems = {0};
	struct err err;
	int rc;

	if (tell_plan(cli, o, plan, due_r, &err) < 0)
		return cli_fail(cli, &err);
	rc = o->dry_run && *due_r > 0 ? remind_rehearse(plan, &problems, &err) : 0;
	return end_step(cli, rc, &err, &problems);
}

static int look_at_plan(struct workspace *w, const struct cli *cli, const struct options *o,
	int64_t now, size_t *due_r)
{
	struct remind_plan plan = {0};
	struct err err;
	int status;

	if (store_view_begin(w->store, &err) < 0)
		return cli_fail(cli, &err);
	if (remind_plan_make(&plan, w, now, &err) < 0)
		status = cli_fail(cli, &err);
	else
		status = look(&plan, cli, o, due_r);
	remind_plan_release(&plan);
	store_view_end(w->store);
	return status;
}

static int queue(struct workspace *w, const struct cli *cli, int64_t now, size_t due)
{
	struct problems problems = {0};
	struct err err;
	size_t queued;
	int rc = due ? remind_queue(w, now, due, &queued, &problems, &err) : 0;

	return end_step(cli, rc, &err, &problems);
}

static int remind(struct workspace *w, const struct cli *cli, const struct options *o, int64_t now)
{
	struct send_options send = {.only = is_reminder};
	struct err err;
	size_t due = 0;
	long waiting = waiting_reminders(w, &err);
	int status;

	if (waiting < 0)
		return cli_fail(cli, &err);
	status = look_at_plan(w, cli, o, now, &due);
	if (status != EXIT_DONE || o->dry_run)
		return status;
	if (due + (size_t)waiting == 0)
		return tell_nobody(w, cli);
	if (!confirmed(w, o, due + (size_t)waiting)) {
		cli_note(cli, "nothing was sent");
		return EXIT_FAILED;
	}
	status = queue(w, cli, now, due);
	return status == EXIT_DONE ? send_deliver(w, cli, &send) : status;
}

static int check_settings(const struct workspace *w, struct err *err)
{
	if (w->campaign.letter.reminder_file == NULL)
		return err_set(err, ERR_INPUT,
			CAMPAIGN_FILE ": letter.reminder is not set, expected the template of "
				      "reminders, for instance reminder = \"reminder.md\"");
	if (!file_exists(w->store_path))
		return err_set(err, ERR_INPUT,
			"nothing was sent yet, so nobody can be reminded; `openletter send` comes "
			"first");
	return 0;
}

static int run_loaded(struct workspace *w, const struct cli *cli, const struct options *o)
{
	struct err err;

	/* A dry run changes nothing, so it also tells while letters leave, and from a copy. */
	if (check_settings(w, &err) < 0 ||
		workspace_open_store(w, o->dry_run ? STORE_READ : STORE_WRITE, &err) < 0)
		return cli_fail(cli, &err);
	store_set_actor(w->store, "remind");
	if (!o->dry_run && send_prepare(w, cli, &err) < 0)
		return cli_fail(cli, &err);
	return remind(w, cli, o, clock_now());
}

static int run_remind(struct cli *cli, int argc, char **argv)
{
	struct options o = {0};
	const struct flag flags[] = {
		{"dry-run", 'n', FLAG_BOOL, &o.dry_run, NULL,
			"tell who would be reminded, who not, and why; send nothing"},
		{"yes", 'y', FLAG_BOOL, &o.yes, NULL, "do not ask"},
	};
	struct workspace w = {0};
	int status = cli_parse(cli, argc, argv, flags, sizeof flags / sizeof *flags, 0, 0);

	if (status >= 0)
		return status;
	status = workspace_load(&w, cli, false);
	if (status < 0)
		status = run_loaded(&w, cli, &o);
	workspace_release(&w);
	return cli_finish(cli, status);
}

const struct command cmd_remind = {
	.name = "remind",
	.arguments = "",
	.summary = "Write again to those whose answers are overdue",
	.details = "A target gets one reminder for each deadline and level of letter.remind (\"1d, "
		   "7d, "
		   "21d\": days after the deadline, negative ones before it), in the thread of the "
		   "letter, to the first of its recipients whom the letter reached. Nobody is "
		   "reminded "
		   "while a reply waits to be filed or judged. The text is letter.reminder as it "
		   "is in "
		   "the folder now; it sees open_demands, days_overdue and first_letter.",
	.run = run_remind,
	.group = "Send",
};
