#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "cmd/json_out.h"
#include "cmd/send_tell.h"

enum { FLUSH_MS = 200, LINE_MS = 60000 };

void send_tell_init(struct send_tell *t, const struct cli *cli, size_t to_send)
{
	*t = (struct send_tell){.cli = cli, .to_send = to_send};
	t->progress = !cli->quiet && to_send > 0 && isatty(STDERR_FILENO);
	t->started = clock_monotonic_ms();
	t->next_line = t->started + LINE_MS;
}

void send_tell_clear(struct send_tell *t)
{
	if (t->line_shown)
		fputs("\r\x1b[K", stderr);
	t->line_shown = false;
}

static const char *filled(const char *text)
{
	return text && *text ? text : NULL;
}

static void outcome_json(
	const struct outbox_letter *row, const struct outbox_result *r, long attempt, int64_t at)
{
	json_t *o = json_object();

	json_set_text(o, "event", "letter");
	json_set_text(o, "ref", row->ref);
	json_set_text(o, "email", row->email);
	json_set_text(o, "state", outbox_state_name(r->state));
	json_set_number(o, "code", r->code);
	json_set_text(o, "enhanced", filled(r->enhanced));
	json_set_text(o, "text", filled(r->text));
	json_set(o, "attempt", json_integer(attempt));
	json_set_time(o, "at", at);
	json_print_line(o);
}

static enum style style_of(enum outbox_state state)
{
	switch (state) {
	case OUTBOX_SENT:
		return STYLE_GREEN;
	case OUTBOX_REJECTED:
		return STYLE_RED;
	default:
		return STYLE_YELLOW;
	}
}

static void outcome_words(
	const struct cli *cli, const struct outbox_letter *row, const struct outbox_result *r)
{
	struct str more = STR_INIT;

	if (r->code)
		str_addf(&more, ": %d", r->code);
	if (r->enhanced && *r->enhanced)
		str_addf(&more, "%s%s", more.len ? " " : ": ", r->enhanced);
	if (r->text && *r->text)
		str_addf(&more, "%s%s", more.len ? " " : ": ", r->text);
	cli_print("%s%-9s%s %s  %s%s\n", cli_style(cli, style_of(r->state)),
		outbox_state_name(r->state), cli_style(cli, STYLE_NONE), cli_visible(row->ref),
		cli_visible(row->email), cli_visible(str_c(&more)));
	str_reset(&more);
	if (r->state == OUTBOX_DEFERRED && !r->no_attempt) {
		clock_add_rfc3339(&more, r->next_at);
		cli_print("          next try at %s\n", str_c(&more));
	} else if (r->state == OUTBOX_UNCERTAIN) {
		cli_print("          ask the recipient or look into the server's log, then: "
			  "openletter "
			  "resolve %s --sent, or --resend\n",
			cli_visible(row->ref));
	}
	str_release(&more);
}

void send_tell_outcome(struct send_tell *t, const struct outbox_letter *row,
	const struct outbox_result *result, long attempt, int64_t at)
{
	t->done++;
	if (t->cli->json) {
		outcome_json(row, result, attempt, at);
	} else if (t->cli->verbose || (result->state != OUTBOX_SENT && !t->cli->quiet)) {
		send_tell_clear(t);
		outcome_words(t->cli, row, result);
	}
}

static void add_progress(struct str *line, const struct send_tell *t, const struct sender_report *r)
{
	int64_t ms = clock_monotonic_ms() - t->started;
	double rate = ms > 0 ? 1000.0 * (double)t->done / (double)ms : 0;

	str_addf(line, "%zu of %zu sent", r->by_state[OUTBOX_SENT], t->to_send);
	for (int state = OUTBOX_DEFERRED; state < OUTBOX_STATES; state++)
		if (r->by_state[state])
			str_addf(line, ", %zu %s", r->by_state[state],
				outbox_state_name((enum outbox_state)state));
	str_addf(line, "; %.*f/s", rate < 10 ? 1 : 0, rate);
	if (rate > 0 && t->to_send > t->done) {
		long left = (long)((double)(t->to_send - t->done) / rate);
		if (left >= 120)
			str_addf(line, ", %ld min left", (left + 30) / 60);
		else
			str_addf(line, ", %ld s left", left);
	}
	if (t->done == 0 && r->next_at > clock_now()) {
		str_adds(line, "; waiting until ");
		clock_add_rfc3339(line, r->next_at);
	}
}

void send_tell_tick(struct send_tell *t, const struct sender_report *report)
{
	int64_t now = clock_monotonic_ms();
	struct str line = STR_INIT;

	if (now >= t->next_flush) {
		fflush(stdout);
		t->next_flush = now + FLUSH_MS;
	}
	if (t->progress || (now >= t->next_line && !t->cli->quiet)) {
		add_progress(&line, t, report);
		if (t->progress)
			fprintf(stderr, "\r%s\x1b[K", str_c(&line));
		else
			fprintf(stderr, "openletter: %s\n", str_c(&line));
		t->line_shown = t->progress;
		t->next_line = now + LINE_MS;
	}
	str_release(&line);
}

void send_tell_summary(const struct cli *cli, const struct outbox_counts *counts)
{
	json_t *o;
	bool any = false;

	if (cli->json) {
		o = json_object();
		json_set_text(o, "event", "summary");
		json_set_count(o, "total", counts->total);
		for (int state = 0; state < OUTBOX_STATES; state++)
			json_set_count(o, outbox_state_name((enum outbox_state)state),
				counts->by_state[state]);
		json_print_line(o);
		return;
	}
	cli_print("%zu letter%s:", counts->total, counts->total == 1 ? "" : "s");
	for (int state = 0; state < OUTBOX_STATES; state++)
		if (counts->by_state[state]) {
			cli_print("%s %zu %s", any ? "," : "", counts->by_state[state],
				outbox_state_name((enum outbox_state)state));
			any = true;
		}
	cli_print("%s\n", any ? "" : " none");
}

void send_tell_nothing(const struct cli *cli, const struct outbox_counts *counts)
{
	bool waits = counts->by_state[OUTBOX_QUEUED] || counts->by_state[OUTBOX_DEFERRED];

	if (!cli->json)
		cli_print("nothing to send%s; ", waits ? " now" : "");
	send_tell_summary(cli, counts);
}

static void tell_changed_text(const struct cli *cli, const struct send_plan *plan,
	const char *recipients_file, size_t waiting)
{
	struct str names = STR_INIT;

	for (size_t i = 0; i < plan->changed_count; i++)
		if (strcmp(plan->changed[i], recipients_file) != 0)
			str_addf(&names, "%s%s", names.len ? ", " : "", plan->changed[i]);
	cli_note(cli, "changed since edition %" PRId64 " was frozen: %s. %s", plan->edition,
		str_c(&names),
		waiting + plan->fresh
			? "What was frozen is sent; `openletter send --new-edition` takes the "
			  "changes over for letters that are not sent yet"
			: "No letter waits that could take the changes over");
	str_release(&names);
}

void send_tell_changes(const struct cli *cli, const struct send_plan *plan,
	const char *recipients_file, bool new_edition, size_t waiting)
{
	size_t fresh = plan->fresh - plan->suppressed;

	if (plan->edition && plan->text_changed && !new_edition)
		tell_changed_text(cli, plan, recipients_file, waiting);
	if (plan->edition && plan->list_changed && fresh && !new_edition)
		cli_note(cli, "%s has changed: %zu new letter%s under edition %" PRId64,
			recipients_file, fresh, fresh == 1 ? "" : "s", plan->edition);
	if (plan->gone)
		cli_note(cli,
			"%zu letter%s not sent yet, and not in the lists any more: to %s. %s sent, "
			"unless `openletter suppress ADDRESS` forbids it",
			plan->gone, plan->gone == 1 ? " is" : "s are", plan->gone_to,
			plan->gone == 1 ? "It will be" : "They will be");
}
