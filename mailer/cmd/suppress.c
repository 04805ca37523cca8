#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "campaign/address.h"
#include "store/suppress.h"
#include "cmd/commands.h"
#include "cmd/json_out.h"
#include "cmd/person.h"
#include "cmd/words.h"
#include "cmd/workspace.h"

static void print_row(const struct cli *cli, const struct suppression *s)
{
	struct str when = STR_INIT;

	if (cli->json) {
		json_t *o = json_object();
		json_set_text(o, "email", s->email);
		json_set_text(o, "reason", s->reason);
		json_set_text(o, "by", s->by);
		json_set_time(o, "at", s->at);
		json_print_line(o);
	} else {
		words_add_day(&when, date_at(s->at));
		cli_print("%s  %s  %s%s%s\n", cli_visible(s->email), when.p, cli_visible(s->by),
			s->reason ? ": " : "", cli_visible(s->reason));
	}
	str_release(&when);
}

static int list(struct workspace *w, const struct cli *cli, struct err *err)
{
	struct arena arena = {0};
	struct suppression *rows;

	if (workspace_read_store(w, err) < 0)
		return -1;
	long n = suppress_list(w->store, &arena, &rows, err);
	for (long i = 0; i < n; i++)
		print_row(cli, &rows[i]);
	if (n == 0 && !cli->json)
		cli_note(cli, "no address is suppressed");
	arena_release(&arena);
	return n < 0 ? -1 : 0;
}

/* The row of an address that was just suppressed, as it is kept. */
static int print_kept(struct workspace *w, const struct cli *cli, const char *key, struct err *err)
{
	struct arena arena = {0};
	struct suppression *rows;
	long n = suppress_list(w->store, &arena, &rows, err);

	for (long i = 0; i < n; i++)
		if (strcmp(rows[i].key, key) == 0)
			print_row(cli, &rows[i]);
	arena_release(&arena);
	return n < 0 ? -1 : 0;
}

static int change(struct workspace *w, const struct cli *cli, const char *key, const char *email,
	bool remove, const char *reason, const char *by, struct err *err)
{
	int64_t now = clock_now();
	bool added;

	if (remove) {
		int was = suppress_remove(w->store, key, by, now, err);
		if (was >= 0)
			cli_note(cli, was ? "%s can be written to again" : "%s was not suppressed",
				email);
		return was < 0 ? -1 : 0;
	}
	struct suppression s = {.key = key, .email = email, .reason = reason, .by = by, .at = now};
	if (suppress_add(w->store, &s, &added, err) < 0)
		return -1;
	cli_note(cli,
		added ? "%s is never written to again" : "%s was suppressed already, and stays so",
		email);
	return cli->json ? print_kept(w, cli, key, err) : 0;
}

/* All addresses are read before one is changed. */
static int check_all(const struct cli *cli, struct err *err)
{
	for (size_t i = 0; i < cli->arguments.count; i++) {
		const char *text = cli->arguments.items[i], *why;
		struct address a;
		if (address_parse(text, &a, &why) < 0)
			return err_set(err, ERR_INPUT, "\"%s\" is no mail address: %s", text, why);
		address_release(&a);
	}
	return 0;
}

static int change_all(struct workspace *w, const struct cli *cli, bool remove, const char *reason,
	const char *by, struct err *err)
{
	int rc = 0;

	if (check_all(cli, err) < 0 || workspace_open_store(w, STORE_CREATE, err) < 0)
		return -1;
	store_set_actor(w->store, by);
	for (size_t i = 0; i < cli->arguments.count && rc == 0; i++) {
		char *key = address_key(cli->arguments.items[i]);
		rc = change(w, cli, key, cli->arguments.items[i], remove, reason, by, err);
		free(key);
	}
	return rc;
}

static int run_suppress(struct cli *cli, int argc, char **argv)
{
	bool remove = false;
	const char *reason = NULL, *by = NULL;
	const struct flag flags[] = {
		{"remove", 0, FLAG_BOOL, &remove, NULL, "allow it again"},
		{"reason", 0, FLAG_TEXT, &reason, "TEXT", "why, for the log"},
		{"by", 0, FLAG_TEXT, &by, "NAME", "who decided; default: your login name"},
	};
	struct workspace w = {0};
	struct err err;
	int status = cli_parse(cli, argc, argv, flags, sizeof flags / sizeof *flags, 0, -1);
	int rc = 0;

	if (status >= 0)
		return status;
	status = workspace_load_settings(&w, cli);
	if (status < 0) {
		if (cli->arguments.count)
			rc = change_all(&w, cli, remove, reason, person_name(by), &err);
		else if (remove)
			rc = err_set(&err, ERR_INPUT, "--remove needs an address");
		else
			rc = list(&w, cli, &err);
		status = rc < 0 ? cli_fail(cli, &err) : EXIT_DONE;
	}
	workspace_release(&w);
	return cli_finish(cli, status);
}

const struct command cmd_suppress = {
	.name = "suppress",
	.arguments = "[ADDRESS...]",
	.summary = "Never write to an address again; without one, list those addresses",
	.details =
		"send and remind skip suppressed addresses and count them. Every change is in the "
		"log. Nor does a letter that names one as Cc or Bcc go there. An address is the "
		"same in any case and with its domain in either form.",
	.run = run_suppress,
	.group = "Send",
};
