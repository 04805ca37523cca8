#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "cmd/commands.h"
#include "cmd/send_deliver.h"
#include "cmd/send_run.h"
#include "cmd/send_tell.h"
#include "cmd/send_test.h"

static int pick(struct send_run *r, struct err *err)
{
	const struct campaign *c = &r->w.campaign;

	for (size_t i = 0; i < r->only.count; i++) {
		size_t *rows, n = campaign_pick(c, r->only.items[i], &rows);
		for (size_t k = 0; k < n; k++) {
			char *key = campaign_recipient_key(c, rows[k]);
			map_put(&r->picked, key, strlen(key), 1);
			free(key);
		}
		free(rows);
		if (n == 0)
			return err_set(err, ERR_INPUT,
				"--only %s: no recipient has this address, id or organisation",
				r->only.items[i]);
	}
	return 0;
}

/* Whether to go on, asked on a terminal only: 1, 0, -1. */
static int confirmed(struct send_run *r, size_t n, struct err *err)
{
	const struct send_forecast f = send_forecast_of(r, n);
	struct str question = STR_INIT;
	int yes;

	if (r->yes || n == 0 || !isatty(STDIN_FILENO))
		return 1;
	yes = send_forecast_people(&f, &question, err);
	if (yes == 0 && f.freezes)
		send_forecast_unseen(&f, &question);
	str_addf(&question, "Send %zu letter%s by %s?", n, send_plural(n),
		cli_visible(send_where(&r->w)));
	if (yes == 0)
		yes = cli_confirm(str_c(&question));
	str_release(&question);
	return yes;
}

/* ---- ways to run */

/* Before the first store is made: letters with a fault leave nothing behind, not even an empty one.
 */
static int check_before_store(struct send_run *r, struct err *err)
{
	int status;

	if (file_exists(r->w.store_path))
		return EXIT_DONE;
	if (workspace_read_store(&r->w, err) < 0)
		return cli_fail(r->cli, err);
	status = send_check_letters(r, false, err);
	store_close(r->w.store);
	r->w.store = NULL;
	return status;
}

static int queue(struct send_run *r, struct err *err)
{
	struct problems problems = {0};
	struct send_queued queued;
	int status = EXIT_DONE;

	if (r->plan.fresh == r->plan.suppressed && r->plan.edition && !r->new_edition)
		return EXIT_DONE;
	/* Where nothing waits no letter is made of what is frozen now: it must be good all the
	 * same. */
	if (r->new_edition && (status = send_check_letters(r, false, err)) != EXIT_DONE)
		return status;
	if (send_queue(&r->w, &r->plan, r->new_edition, &queued, &problems, err) < 0) {
		/* What one merge met, others may meet too: all problems are told at once. */
		status =
			problems.errors ? send_check_letters(r, false, err) : cli_fail(r->cli, err);
		if (status == EXIT_DONE)
			status = cli_problems(r->cli, &problems);
	} else {
		if (r->plan.edition == 0)
			cli_note(r->cli, "edition 1 is frozen: %zu letter%s queued", queued.added,
				queued.added == 1 ? "" : "s");
		else if (r->new_edition)
			cli_note(r->cli,
				"edition %" PRId64
				" is frozen: %zu waiting letter%s taken over, %zu new",
				r->plan.edition + 1, queued.replaced,
				queued.replaced == 1 ? "" : "s", queued.added);
	}
	problems_release(&problems);
	return status;
}

static int send_all(struct send_run *r)
{
	struct send_options options = {.wait = r->wait, .limit = (size_t)r->limit};
	struct outbox_counts counts;
	struct send_waiting waiting;
	struct err err;
	size_t suppressed;
	int status = check_before_store(r, &err);

	if (status != EXIT_DONE)
		return status;
	if (workspace_open_store(&r->w, STORE_CREATE, &err) < 0 ||
		send_prepare(&r->w, r->cli, &err) < 0 ||
		send_plan_make(&r->plan, &r->w, &r->picked, &err) < 0 ||
		outbox_count(r->w.store, &counts, &err) < 0 ||
		send_count_waiting(r, &counts, &waiting, &err) < 0)
		return cli_fail(r->cli, &err);
	send_tell_changes(r->cli, &r->plan, r->w.campaign.recipients_file, r->new_edition,
		counts.by_state[OUTBOX_QUEUED] + counts.by_state[OUTBOX_DEFERRED]);
	int yes = confirmed(r, send_count(r, &waiting), &err);
	if (yes < 0)
		return cli_fail(r->cli, &err);
	if (yes == 0) {
		cli_note(r->cli, "nothing was sent");
		return EXIT_FAILED;
	}
	status = queue(r, &err);
	if (status != EXIT_DONE)
		return status;
	suppressed = r->plan.suppressed + waiting.suppressed;
	if (suppressed)
		cli_note(r->cli, "%zu letter%s not sent: the address is suppressed", suppressed,
			suppressed == 1 ? " is" : "s are");
	if (r->only.count) {
		options.only = send_is_picked;
		options.only_ctx = r;
	}
	campaign_forget_files(&r->w.campaign);
	return send_deliver(&r->w, r->cli, &options);
}

/* ---- the command */

static int check_flags(struct send_run *r, struct err *err)
{
	if (r->limit == 0)
		return err_set(err, ERR_INPUT, "--limit is 0, expected at least 1");
	if (r->limit < 0)
		r->limit = 0;
	if (r->test && (r->dry_run || r->new_edition || r->limit))
		return err_set(err, ERR_INPUT,
			"--test sends one letter and keeps nothing, expected it without %s",
			r->dry_run	 ? "--dry-run"
			: r->new_edition ? "--new-edition"
					 : "--limit");
	return 0;
}

static int run(struct cli *cli, int argc, char **argv)
{
	struct send_run r = {.cli = cli, .limit = -1};
	const struct flag flags[] = {
		{"yes", 'y', FLAG_BOOL, &r.yes, NULL, "do not ask"},
		{"dry-run", 'n', FLAG_BOOL, &r.dry_run, NULL, "tell the plan, do nothing"},
		{"limit", '\0', FLAG_NUMBER, &r.limit, "N", "at most N letters in this run"},
		{"only", '\0', FLAG_LIST, &r.only, "WHO",
			"only to this address, id or organisation"},
		{"test", '\0', FLAG_TEXT, &r.test, "ADDRESS", "one real letter, to ADDRESS only"},
		{"new-edition", '\0', FLAG_BOOL, &r.new_edition, NULL,
			"freeze the folder anew for letters that are not sent yet"},
		{"wait", 'w', FLAG_BOOL, &r.wait, NULL, "stay until every letter is decided"},
	};
	struct err err;
	int status = cli_parse(cli, argc, argv, flags, sizeof flags / sizeof *flags, 0, 0);

	if (status < 0 && check_flags(&r, &err) < 0)
		status = cli_fail(cli, &err);
	if (status < 0)
		status = workspace_load(&r.w, cli, true);
	if (status < 0 && pick(&r, &err) < 0)
		status = cli_fail(cli, &err);
	if (status < 0)
		status = r.dry_run ? send_dry_run(&r)
			 : r.test  ? send_test(&r.w, cli, r.test,
					     r.only.count ? r.only.items[0] : NULL)
				   : send_all(&r);
	send_plan_release(&r.plan);
	map_release(&r.picked);
	workspace_release(&r.w);
	free(r.only.items);
	return status;
}

const struct command cmd_send = {
	.name = "send",
	.arguments = "",
	.summary = "Freeze, queue and send the letters",
	.details = "The first run freezes an edition: templates, lists and settings as they are. "
		   "What was\n"
		   "frozen is what is sent, whatever becomes of the files; run again to go on "
		   "where it\n"
		   "stopped. Each letter is sent at most once. One whose fate is unknown (the line "
		   "broke\n"
		   "after its last byte and before the answer) is `uncertain` and waits for "
		   "`openletter\n"
		   "resolve`.\n\n"
		   "Exit status: 0 all sent; 3 letters are rejected or uncertain; 75 some are "
		   "deferred, or\n"
		   "the server could not be reached: run again. OPENLETTER_PASSWORD in the "
		   "environment is\n"
		   "the password where no command is set; OPENLETTER_TIMEOUT=SECONDS shortens the "
		   "waits for\n"
		   "the server (by RFC 5321 up to ten minutes).",
	.run = run,
	.group = "Send",
};
