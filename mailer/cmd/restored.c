#include "base/clock.h"
#include "cmd/remind_queue.h"
#include "cmd/restored.h"
#include "cmd/send_queue.h"

/* What is queued of what the copy does not know. */
struct unknown {
	size_t letters, reminders;
};

/* Letters that the lists make and that the copy has not: they may have been queued since. */
static int queue_letters(
	struct workspace *w, size_t *count_r, struct problems *problems, struct err *err)
{
	const struct map everybody = {0};
	struct send_plan plan = {0};
	struct send_queued queued = {0};
	int rc = send_plan_make(&plan, w, &everybody, err);

	if (rc == 0 && plan.fresh > plan.suppressed)
		rc = send_queue(w, &plan, false, &queued, problems, err);
	*count_r = queued.added;
	send_plan_release(&plan);
	return rc;
}

/* Reminders that are due by what the copy knows: they may have been sent since. */
static int queue_reminders(
	struct workspace *w, size_t *count_r, struct problems *problems, struct err *err)
{
	struct remind_plan plan = {0};
	int64_t now = clock_now();
	size_t due = 0;
	int rc = remind_plan_make(&plan, w, now, err);

	*count_r = 0;
	if (rc == 0)
		rc = remind_plan_count(&plan, &due, err);
	remind_plan_release(&plan);
	return rc == 0 && due ? remind_queue(w, now, due, count_r, problems, err) : rc;
}

/* How many letters are in doubt, or -1. */
static long doubt(
	struct workspace *w, struct unknown *unknown, struct problems *problems, struct err *err)
{
	long n = 0;

	if (store_begin(w->store, err) < 0)
		return -1;
	if (queue_letters(w, &unknown->letters, problems, err) < 0 ||
		(w->campaign.letter.reminder_file &&
			queue_reminders(w, &unknown->reminders, problems, err) < 0) ||
		(n = outbox_doubt(w->store, clock_now(), err)) < 0) {
		store_rollback(w->store);
		return -1;
	}
	return store_commit(w->store, err) < 0 ? -1 : n;
}

static void tell(
	const struct workspace *w, const struct cli *cli, long n, const struct unknown *unknown)
{
	cli_note(cli, "%s is the store from now on", w->store_path);
	if (n)
		cli_note(cli,
			"%ld letter%s may have been sent since it was copied, and wait%s as "
			"uncertain for `openletter resolve LETTER --sent` or `--resend`",
			n, n == 1 ? "" : "s", n == 1 ? "s" : "");
	if (unknown->letters + unknown->reminders)
		cli_note(cli,
			"among them are %zu that the lists make and the copy did not have, and %zu "
			"reminders that would be due: the server's Sent folder tells which of them "
			"were sent",
			unknown->letters, unknown->reminders);
	cli_note(cli, "what people decided since it was copied (judgements, extensions, "
		      "publications, suppressed addresses) is lost with the newer one: decide it "
		      "again before you send");
}

static int accept(struct workspace *w, const struct cli *cli, const char *by)
{
	struct problems problems = {0};
	struct unknown unknown = {0};
	struct err err;
	long n = -1;
	int status = EXIT_DONE;

	if (store_open_restored(w->store_path, &w->store, &err) == 0 &&
		store_lock(w->store, "send", &err) == 0) {
		store_set_actor(w->store, by);
		n = doubt(w, &unknown, &problems, &err);
	}
	if (n < 0) {
		status = problems.errors ? EXIT_INPUT : cli_fail(cli, &err);
	} else {
		store_accept_restored(w->store);
		tell(w, cli, n, &unknown);
	}
	if (problems.count > 0)
		cli_problems(cli, &problems);
	problems_release(&problems);
	return status;
}

int restored_accept(struct workspace *w, const struct cli *cli, const char *by)
{
	int status = workspace_load(w, cli, false);

	return status >= 0 ? status : accept(w, cli, by);
}
