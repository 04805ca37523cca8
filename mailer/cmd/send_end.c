#include "base/clock.h"
#include "cmd/send_end.h"
#include "cmd/send_tell.h"

enum { DOUBTFUL_TOLD = 20 };

/* What still could be sent by this run's choice, later. */
static bool something_waits(const struct send_end *e, const struct outbox_counts *counts)
{
	if (e->options->test || e->options->only || e->options->limit)
		return e->report->by_state[OUTBOX_DEFERRED] > 0;
	return counts->by_state[OUTBOX_DEFERRED] > 0;
}

static int status_of(const struct send_end *e, const struct outbox_counts *counts)
{
	const struct sender_report *r = e->report;
	bool doubt = counts->by_state[OUTBOX_UNCERTAIN] > 0;

	switch (r->end) {
	case SENDER_UNREACHABLE:
	case SENDER_QUIET:
	case SENDER_STOPPED:
		return EXIT_TEMPORARY;
	case SENDER_UNTRUSTED:
	case SENDER_LOGIN:
	case SENDER_POLICY:
	case SENDER_FAILED:
		return r->why.kind ? (int)r->why.kind : EXIT_FAILED;
	case SENDER_DOUBT:
		return EXIT_ATTENTION;
	default:
		if (something_waits(e, counts))
			return EXIT_TEMPORARY;
		return doubt || r->by_state[OUTBOX_REJECTED] || r->by_state[OUTBOX_UNCERTAIN]
			       ? EXIT_ATTENTION
			       : EXIT_DONE;
	}
}

static void tell_why(const struct send_end *e)
{
	const struct sender_report *r = e->report;
	struct str when = STR_INIT;

	if (r->end == SENDER_STOPPED)
		cli_note(e->cli, "stopped; run `openletter send` again to go on");
	else if (r->end == SENDER_QUIET && r->next_at) {
		clock_add_rfc3339(&when, r->next_at);
		cli_note(e->cli, "%s; the next may at %s: run again then, or use --wait",
			r->why.text, str_c(&when));
	} else if (*r->why.text)
		cli_fail(e->cli, &r->why);
	str_release(&when);
}

/* Letters that were in doubt before this run, which has told its own. */
static void tell_doubtful(const struct send_end *e, size_t count)
{
	const struct outbox_filter filter = {.by_state = true, .state = OUTBOX_UNCERTAIN};
	struct outbox_iter *iter = NULL;
	struct outbox_letter row = {0};
	struct err err;
	size_t told = 0;

	if (outbox_list(e->store, &filter, &iter, &err) < 0)
		return;
	while (told < DOUBTFUL_TOLD && outbox_each(iter, &row, &err) > 0) {
		cli_note(e->cli,
			"uncertain: %s to %s; `openletter resolve %s --sent` or `--resend` decides",
			row.ref, row.email, row.ref);
		told++;
	}
	if (count > told)
		cli_note(e->cli, "... and %zu more; `openletter status` lists them", count - told);
	outbox_iter_free(iter);
	outbox_letter_release(&row);
}

int send_end_tell(const struct send_end *e)
{
	const struct sender_report *r = e->report;
	struct outbox_counts counts;
	struct str when = STR_INIT;
	struct err err;
	int64_t due;

	tell_why(e);
	if (outbox_count(e->store, &counts, &err) < 0)
		return cli_fail(e->cli, &err);
	if (e->options->test == NULL)
		(r->end == SENDER_DONE && e->done == 0 ? send_tell_nothing : send_tell_summary)(
			e->cli, &counts);
	if (e->options->test == NULL &&
		counts.by_state[OUTBOX_UNCERTAIN] > r->by_state[OUTBOX_UNCERTAIN])
		tell_doubtful(e, counts.by_state[OUTBOX_UNCERTAIN]);
	if (r->end == SENDER_DONE && counts.by_state[OUTBOX_DEFERRED] &&
		outbox_next_due(e->store, &due, &err) > 0) {
		clock_add_rfc3339(&when, due);
		cli_note(e->cli,
			"%zu deferred; the next is due at %s: run again then, or use --wait",
			counts.by_state[OUTBOX_DEFERRED], str_c(&when));
	}
	str_release(&when);
	return cli_finish(e->cli, status_of(e, &counts));
}
