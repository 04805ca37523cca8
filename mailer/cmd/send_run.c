#include <string.h>

#include "base/clock.h"
#include "base/mem.h"
#include "cmd/send_deliver.h"
#include "cmd/send_run.h"
#include "cmd/send_tell.h"

bool send_is_picked(void *ctx, const struct outbox_letter *row)
{
	const struct send_run *r = ctx;

	return row->recipient_key &&
	       map_get(&r->picked, row->recipient_key, strlen(row->recipient_key), NULL);
}

int send_count_waiting(const struct send_run *r, const struct outbox_counts *counts,
	struct send_waiting *waiting_r, struct err *err)
{
	static const enum outbox_state states[] = {OUTBOX_QUEUED, OUTBOX_DEFERRED};
	struct outbox_letter row = {0};
	int rc = 0;

	*waiting_r = (struct send_waiting){0};
	if (r->plan.suppressed_keys.head == NULL && r->only.count == 0) {
		waiting_r->chosen =
			counts->by_state[OUTBOX_QUEUED] + counts->by_state[OUTBOX_DEFERRED];
		return 0;
	}
	for (size_t i = 0; rc >= 0 && i < 2; i++) {
		struct outbox_filter filter = {.by_state = true, .state = states[i]};
		struct outbox_iter *iter = NULL;
		rc = outbox_list(r->w.store, &filter, &iter, err);
		while (rc >= 0 && (rc = outbox_each(iter, &row, err)) > 0) {
			if (map_get(&r->plan.suppressed_keys, row.recipient_key,
				    strlen(row.recipient_key), NULL))
				waiting_r->suppressed++;
			else if (r->only.count == 0 || send_is_picked((void *)r, &row))
				waiting_r->chosen++;
		}
		outbox_iter_free(iter);
	}
	outbox_letter_release(&row);
	return rc < 0 ? -1 : 0;
}

size_t send_count(const struct send_run *r, const struct send_waiting *waiting)
{
	size_t n = r->plan.chosen + waiting->chosen;

	return r->limit && (size_t)r->limit < n ? (size_t)r->limit : n;
}

struct send_forecast send_forecast_of(struct send_run *r, size_t n)
{
	return (struct send_forecast){.w = &r->w,
		.plan = &r->plan,
		.picked = &r->picked,
		.letters = n,
		.freezes = r->plan.edition == 0 || r->new_edition};
}

int send_check_letters(struct send_run *r, bool warnings_too, struct err *err)
{
	uint8_t secret[STORE_SECRET_SIZE] = {0};
	struct problems problems = {0};
	struct composer *composer;
	size_t len;
	int status, found = workspace_secret(&r->w, secret, &len, false, err);

	if (found < 0)
		return cli_fail(r->cli, err);
	if (found == 0)
		random_bytes(secret, len = sizeof secret);
	composer = composer_new(&r->w.campaign, LETTER_FIRST, clock_now(), secret, len, &problems);
	mem_wipe(secret, sizeof secret);
	if (composer) {
		composer_check(composer, &problems, NULL);
		composer_free(composer);
	}
	status = problems.errors || warnings_too ? cli_problems(r->cli, &problems) : EXIT_DONE;
	problems_release(&problems);
	return status;
}

/* Letters that this run leaves as they are, and why. */
static void tell_left(const struct outbox_counts *counts)
{
	static const struct {
		enum outbox_state state;
		const char *why;
	} left[] = {{OUTBOX_SENT, "sent already"},
		{OUTBOX_UNCERTAIN, "uncertain: `openletter resolve` decides"},
		{OUTBOX_REJECTED, "rejected: `openletter resolve` decides"}};

	for (size_t i = 0; i < sizeof left / sizeof *left; i++)
		if (counts->by_state[left[i].state])
			cli_print("%zu would not: %s\n", counts->by_state[left[i].state],
				left[i].why);
}

static void tell_suppressed(size_t n)
{
	if (n)
		cli_print("%zu would not: the address is suppressed\n", n);
}

static int tell_course(struct send_run *r, size_t n, struct err *err)
{
	const struct send_forecast f = send_forecast_of(r, n);
	struct str text = STR_INIT;
	int rc = n ? send_forecast_people(&f, &text, err) : 0;

	if (rc == 0)
		rc = send_forecast_course(&f, &text, err);
	if (rc == 0)
		cli_print("%s", str_c(&text));
	str_release(&text);
	return rc;
}

static int tell_plan(struct send_run *r, const struct send_waiting *waiting,
	const struct outbox_counts *counts, struct err *err)
{
	size_t n = send_count(r, waiting), suppressed = r->plan.suppressed + waiting->suppressed;

	if (n == 0) {
		send_tell_nothing(r->cli, counts);
		tell_suppressed(suppressed);
	} else {
		cli_print("%zu letter%s would go out by %s (%zu new, %zu waiting", n,
			send_plural(n), cli_visible(send_where(&r->w)), r->plan.chosen,
			waiting->chosen);
		if (n < r->plan.chosen + waiting->chosen)
			cli_print("; --limit %ld", r->limit);
		cli_print(")\n");
		tell_left(counts);
		tell_suppressed(suppressed);
	}
	if (tell_course(r, n, err) < 0)
		return -1;
	cli_print("nothing was sent, frozen or written\n");
	return 0;
}

int send_dry_run(struct send_run *r)
{
	struct outbox_counts counts;
	struct send_waiting waiting;
	struct err err;
	int status;

	if (workspace_read_store(&r->w, &err) < 0 ||
		send_plan_make(&r->plan, &r->w, &r->picked, &err) < 0 ||
		outbox_count(r->w.store, &counts, &err) < 0)
		return cli_fail(r->cli, &err);
	status = send_check_letters(r, true, &err);
	if (status != EXIT_DONE)
		return status;
	if (send_count_waiting(r, &counts, &waiting, &err) < 0)
		return cli_fail(r->cli, &err);
	send_tell_changes(r->cli, &r->plan, r->w.campaign.recipients_file, r->new_edition,
		counts.by_state[OUTBOX_QUEUED] + counts.by_state[OUTBOX_DEFERRED]);
	if (r->cli->json) {
		counts.total += r->plan.fresh - r->plan.suppressed;
		counts.by_state[OUTBOX_QUEUED] += r->plan.fresh - r->plan.suppressed;
		send_tell_summary(r->cli, &counts);
	} else if (tell_plan(r, &waiting, &counts, &err) < 0) {
		return cli_fail(r->cli, &err);
	}
	return cli_finish(r->cli, EXIT_DONE);
}
