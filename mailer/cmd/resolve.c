#include <stdlib.h>

#include "base/clock.h"
#include "base/mem.h"
#include "cmd/commands.h"
#include "cmd/json_out.h"
#include "cmd/person.h"
#include "cmd/restored.h"
#include "cmd/workspace.h"

struct decision {
	bool sent, resend, restored;
	const char *by;
};

static void print_result(const struct cli *cli, const struct outbox_letter *l, bool sent)
{
	if (cli->json) {
		json_t *o = json_object();
		json_set_text(o, "ref", l->ref);
		json_set_text(o, "email", l->email);
		json_set_text(o, "state", sent ? "sent" : "queued");
		json_print_line(o);
	} else {
		cli_note(cli, sent ? "%s to %s counts as sent" : "%s to %s is queued again", l->ref,
			l->email);
	}
}

static int resolve_one(struct workspace *w, struct outbox_letter *letter_r, const char *ref,
	bool sent, int64_t now, struct err *err)
{
	int rc = outbox_find(w->store, OUTBOX_BY_REF, ref, letter_r, err);

	if (rc == 0)
		rc = err_set(err, ERR_INPUT, "there is no letter %s", ref);
	if (rc > 0 && outbox_resolve(w->store, letter_r->id, sent, now, err) < 0)
		rc = err_prefix(err, "%s", letter_r->ref);
	return rc < 0 ? -1 : 0;
}

/* All of the letters or none; they are told of when it is done. */
static int resolve_all(
	struct workspace *w, const struct cli *cli, const struct decision *d, struct err *err)
{
	size_t n = cli->arguments.count;
	struct outbox_letter *letters = mem_array(n, sizeof *letters);
	int64_t now = clock_now();
	int rc = store_begin(w->store, err);

	for (size_t i = 0; i < n && rc == 0; i++) {
		rc = resolve_one(w, &letters[i], cli->arguments.items[i], d->sent, now, err);
		if (rc < 0)
			store_rollback(w->store);
	}
	if (rc == 0)
		rc = store_commit(w->store, err);
	for (size_t i = 0; i < n; i++) {
		if (rc == 0)
			print_result(cli, &letters[i], d->sent);
		outbox_letter_release(&letters[i]);
	}
	free(letters);
	return rc;
}

static int resolve(struct workspace *w, const struct cli *cli, const struct decision *d)
{
	struct err err;
	int status = workspace_load_settings(w, cli);

	if (status >= 0)
		return status;
	if (workspace_open_store(w, STORE_WRITE, &err) < 0)
		return cli_fail(cli, &err);
	store_set_actor(w->store, d->by);
	return resolve_all(w, cli, d, &err) < 0 ? cli_fail(cli, &err) : EXIT_DONE;
}

static int check_usage(const struct cli *cli, const struct decision *d, struct err *err)
{
	if (d->sent + d->resend + d->restored != 1)
		return err_set(err, ERR_INPUT,
			"say what became of the letter: --sent (it arrived) or --resend (send it "
			"again)");
	if (!d->restored && cli->arguments.count == 0)
		return err_set(err, ERR_INPUT,
			"which letter? `openletter status` names those that are uncertain");
	if (d->restored && cli->arguments.count)
		return err_set(err, ERR_INPUT, "--restored is about the whole store, not a letter");
	return 0;
}

static int run_resolve(struct cli *cli, int argc, char **argv)
{
	struct decision d = {0};
	const char *by = NULL;
	const struct flag flags[] = {
		{"sent", 0, FLAG_BOOL, &d.sent, NULL, "it was sent: never send it again"},
		{"resend", 0, FLAG_BOOL, &d.resend, NULL,
			"it was not: the next send sends the same bytes again"},
		{"restored", 0, FLAG_BOOL, &d.restored, NULL,
			"an old copy of the store was put back: go on with it"},
		{"by", 0, FLAG_TEXT, &by, "NAME", "who decided; default: your login name"},
	};
	struct workspace w = {0};
	struct err err;
	int status = cli_parse(cli, argc, argv, flags, sizeof flags / sizeof *flags, 0, -1);

	if (status >= 0)
		return status;
	d.by = person_name(by);
	if (check_usage(cli, &d, &err) < 0)
		return cli_finish(cli, cli_fail(cli, &err));
	status = d.restored ? restored_accept(&w, cli, d.by) : resolve(&w, cli, &d);
	workspace_release(&w);
	return cli_finish(cli, status);
}

const struct command cmd_resolve = {
	.name = "resolve",
	.arguments = "LETTER...",
	.summary = "Decide about letters that may or may not have been sent",
	.details = "A letter is uncertain when the line, the program or the machine ended after "
		   "its last "
		   "byte had left and before the server's answer was kept. Look into the server's "
		   "log or "
		   "the Sent folder, or ask the recipient, then say --sent or --resend. --resend "
		   "is for "
		   "rejected letters too. Several letters are decided together or not at all.\n\n"
		   "--restored: campaign.db is an old copy, and the newer one is lost. Letters "
		   "that it has "
		   "as queued may have been sent since, and so may those that it has not and that "
		   "the lists make now, and reminders that would be due: all of them become "
		   "uncertain.",
	.run = run_resolve,
	.group = "Send",
};
