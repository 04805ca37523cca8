#include <ctype.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "store/events.h"
#include "store/outbox.h"
#include "store/replies.h"
#include "cmd/commands.h"
#include "cmd/json_out.h"
#include "cmd/record_json.h"
#include "cmd/words.h"
#include "cmd/workspace.h"

enum { LAST_DEFAULT = 1000 };

struct wanted {
	bool verify, all;
	const char *letter, *demand, *kind;
	long reply, last, after;
};

static void print_text(const struct cli *cli, const struct event *e)
{
	struct str at = STR_INIT, what = STR_INIT;

	words_add_time(&at, e->at);
	if (e->letter)
		str_addf(&what, " %s", e->letter);
	if (e->reply)
		str_addf(&what, " reply %ld", e->reply);
	if (e->demand)
		str_addf(&what, " %s", e->demand);
	if (e->target)
		str_addf(&what, " (%s)", e->target);
	if (e->detail)
		str_addf(&what, ": %s", e->detail);
	cli_print("%s%6" PRId64 "%s  %s  %s  %s%s%s%s\n", cli_style(cli, STYLE_DIM), e->seq,
		cli_style(cli, STYLE_NONE), at.p, cli_visible(e->actor), cli_style(cli, STYLE_BOLD),
		cli_visible(e->kind), cli_style(cli, STYLE_NONE), cli_visible(str_c(&what)));
	str_release(&at);
	str_release(&what);
}

static bool has_demand(const struct campaign *c, const char *id)
{
	for (size_t i = 0; i < c->demand_count; i++)
		if (strcmp(c->demands[i].id, id) == 0)
			return true;
	return false;
}

/* Nothing was found: is what the flags name not there at all? */
static int check_named(struct workspace *w, const struct wanted *want, struct err *err)
{
	struct outbox_letter letter = {0};
	struct reply reply = {0};
	int rc =
		want->letter ? outbox_find(w->store, OUTBOX_BY_REF, want->letter, &letter, err) : 1;

	outbox_letter_release(&letter);
	if (rc == 0)
		return err_set(err, ERR_INPUT, "there is no letter \"%s\"", want->letter);
	if (rc > 0 && want->reply)
		rc = reply_load(w->store, want->reply, &reply, err);
	reply_release(&reply);
	if (rc == 0)
		return err_set(err, ERR_INPUT,
			"there is no reply %ld; `openletter replies` lists them", want->reply);
	if (rc > 0 && want->demand && !has_demand(&w->campaign, want->demand))
		return err_set(err, ERR_INPUT,
			"there is no demand \"%s\" in campaign.cfg; `openletter status` lists them",
			want->demand);
	return rc < 0 ? -1 : 0;
}

/* References are written in capitals. Heap, or NULL. */
static char *as_reference(const char *text)
{
	char *ref = text ? mem_strdup(text) : NULL;

	for (char *p = ref; p && *p; p++)
		*p = (char)toupper((unsigned char)*p);
	return ref;
}

static int print_events(
	struct workspace *w, const struct cli *cli, const struct wanted *want, struct err *err)
{
	char *ref = as_reference(want->letter);
	struct event_filter filter = {.letter = ref,
		.demand = want->demand,
		.kind = want->kind,
		.reply = want->reply,
		.after = want->after,
		.last = want->all	  ? 0
			: want->last >= 0 ? want->last
					  : LAST_DEFAULT};
	struct event_iter *iter = NULL;
	struct event e;
	int64_t last = 0;
	long n = 0;
	int rc;

	/* The filter takes 0 as no limit. */
	rc = want->last == 0 && !want->all ? 0 : events_list(w->store, &filter, &iter, err);
	for (; iter && (rc = events_each(iter, &e, err)) > 0; n++)
		if (cli->json)
			json_print_line(event_json(&e));
		else
			print_text(cli, &e);
	events_iter_free(iter);
	free(ref);
	if (rc < 0 || (n == 0 && check_named(w, want, err) < 0))
		return -1;
	if (n == 0 && (want->all || want->last != 0))
		cli_note(cli,
			want->letter || want->demand || want->kind || want->reply || want->after
				? "there is no such event"
				: "nothing has happened yet");
	if (want->last < 0 && n == filter.last && (rc = events_last(w->store, &last, err)) == 0 &&
		last > n)
		cli_note(cli, "the last %ld events; --all shows every one", n);
	return rc;
}

static int verify(struct workspace *w, const struct cli *cli, struct err *err)
{
	struct events_check check;
	struct str finding = STR_INIT;
	int audit;

	if (events_verify(w->store, &check, err) < 0)
		return -1;
	audit = check.bad_seq ? 0 : events_audit(w->store, &finding, err);
	if (audit < 0)
		return -1;
	if (cli->json) {
		json_t *o = json_object();
		json_set_bool(o, "ok", check.bad_seq == 0 && audit == 0);
		json_set_count(o, "events", (size_t)check.count);
		json_set_number(o, "bad_seq", check.bad_seq);
		json_set_text(o, "reason", check.bad_seq ? check.reason : finding.p);
		json_set_text(o, "head", check.head);
		json_print_line(o);
	}
	if (check.bad_seq)
		return err_set(err, ERR_FAILED,
			"the log was tampered with: event %" PRId64
			" does not fit (%s); what comes before it is intact",
			check.bad_seq, check.reason);
	if (audit) {
		err_set(err, ERR_FAILED,
			"the store was tampered with: %s; the log itself is intact", finding.p);
		str_release(&finding);
		return -1;
	}
	if (!cli->json)
		cli_print("%" PRId64 " event%s, the chain holds; the last hash is\n%s\n",
			check.count, check.count == 1 ? "" : "s", check.head);
	return 0;
}

static int run_log(struct cli *cli, int argc, char **argv)
{
	struct wanted want = {.last = -1};
	const struct flag flags[] = {
		{"verify", 0, FLAG_BOOL, &want.verify, NULL, "check that nothing was changed"},
		{"all", 'a', FLAG_BOOL, &want.all, NULL, "every event, not only the last ones"},
		{"last", 'n', FLAG_NUMBER, &want.last, "N", "the last N events (default 1000)"},
		{"letter", 0, FLAG_TEXT, &want.letter, "REF", "only of this letter"},
		{"reply", 0, FLAG_NUMBER, &want.reply, "N", "only of this reply"},
		{"demand", 'd', FLAG_TEXT, &want.demand, "D", "only of this demand"},
		{"kind", 0, FLAG_TEXT, &want.kind, "KIND", "only of this kind: sent, judged, ..."},
		{"after", 0, FLAG_NUMBER, &want.after, "SEQ", "only after this event"},
	};
	struct workspace w = {0};
	struct err err;
	int status = cli_parse(cli, argc, argv, flags, sizeof flags / sizeof *flags, 0, 0);

	if (status >= 0)
		return status;
	status = workspace_load_settings(&w, cli);
	if (status < 0) {
		int rc = workspace_read_store(&w, &err);
		if (rc == 0)
			rc = want.verify ? verify(&w, cli, &err)
					 : print_events(&w, cli, &want, &err);
		status = rc < 0 ? cli_fail(cli, &err) : EXIT_DONE;
	}
	workspace_release(&w);
	return cli_finish(cli, status);
}

const struct command cmd_log = {
	.name = "log",
	.arguments = "",
	.summary = "Tell what happened, when and by whom, and prove that nothing was changed",
	.details = "Events are only ever added, and each carries a hash over itself and the one "
		   "before, "
		   "so that a change shows. --verify prints the last hash: note it somewhere else, "
		   "and "
		   "you can prove later that nothing before it was changed.",
	.run = run_log,
	.group = "Follow",
};
