#include <stdlib.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/hash.h"
#include "base/str.h"
#include "campaign/address.h"
#include "store/events.h"
#include "cmd/send_deliver.h"
#include "cmd/send_test.h"

/* The first letter, or that to `who`, with identifiers that nobody will meet again. */
static int compose(struct workspace *w, const struct cli *cli, const char *address, const char *who,
	struct letter *letter, struct letter_id *id, struct err *err)
{
	struct campaign *c = &w->campaign;
	uint8_t secret[STORE_SECRET_SIZE];
	struct problems problems = {0};
	size_t *rows = NULL;
	int status = EXIT_DONE;

	letter_nth(c, 0, id);
	if (who && campaign_pick(c, who, &rows) > 0)
		id->recipient = rows[0];
	free(rows);
	id->number = 1;
	id->test_to = address;
	random_bytes(secret, sizeof secret);
	struct composer *composer =
		composer_new(c, LETTER_FIRST, clock_now(), secret, sizeof secret, &problems);
	if (composer && composer_write(composer, id, letter, err) < 0)
		letter_problem(err, &problems);
	if (composer)
		composer_free(composer);
	if (problems.errors || composer == NULL)
		status = cli_problems(cli, &problems);
	problems_release(&problems);
	return status;
}

/* A store of its own, gone afterwards: no state of a letter comes from a test. */
static int queue(struct workspace *w, const char *address, const struct letter *l, struct err *err)
{
	struct outbox_letter row = {
		.ref = l->ref,
		.key = l->key,
		.kind = "first",
		.signatory_row = -1,
		.recipient_key = address,
		.email = address,
		.org = address,
		.number = 1,
		.message_id = l->message_id,
		.token = l->token,
		.subject = l->subject,
		.envelope_from = l->envelope_from,
		.size = l->bytes.len,
		.sha256 = l->sha256,
	};

	if (store_open("", STORE_EMPTY, &w->store, err) < 0)
		return -1;
	return outbox_add(w->store, &row, NULL, err);
}

/* The log tells of the test, where there is one already. The letter is gone: failing is a note. */
static void note(struct workspace *w, const struct cli *cli, const char *address)
{
	struct str detail = STR_INIT;
	struct event e = {.actor = "send", .kind = "test"};
	struct err err;

	store_close(w->store);
	w->store = NULL;
	if (!file_exists(w->store_path))
		return;
	str_addf(&detail, "a test letter went to %s", address);
	e.detail = str_c(&detail);
	if (workspace_open_store(w, STORE_WRITE, &err) < 0 || events_add(w->store, &e, &err) < 0)
		cli_note(cli, "the log cannot tell of it: %s", err.text);
	str_release(&detail);
}

int send_test(struct workspace *w, const struct cli *cli, const char *to, const char *who)
{
	struct address address = {0};
	struct letter letter = {0};
	struct letter_id id;
	struct send_options options = {.test = &letter};
	const char *why;
	struct err err;
	int status;

	if (address_parse(to, &address, &why) < 0) {
		err_set(&err, ERR_INPUT, "--test %s: %s", to, why);
		address_release(&address);
		return cli_fail(cli, &err);
	}
	status = compose(w, cli, address.email, who, &letter, &id, &err);
	if (status == EXIT_DONE && queue(w, address.email, &letter, &err) < 0)
		status = cli_fail(cli, &err);
	if (status == EXIT_DONE)
		status = send_deliver(w, cli, &options);
	if (status == EXIT_DONE) {
		cli_note(
			cli, "a test letter went to %s, and does not count as sent", address.email);
		note(w, cli, address.email);
	}
	letter_release(&letter);
	address_release(&address);
	return status;
}
