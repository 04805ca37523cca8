#include <limits.h>
#include <string.h>

#include "base/file.h"
#include "base/utf8.h"
#include "store/publication.h"
#include "cmd/commands.h"
#include "cmd/json_out.h"
#include "cmd/person.h"
#include "cmd/workspace.h"

/* What is decided about which reply. */
struct decision {
	long number;
	enum reply_publication state;
	const char *redacted_file, *by;
	struct str text; /* the redacted one */
};

static int read_redacted(struct decision *d, struct err *err)
{
	size_t bad;

	if (file_read(d->redacted_file, PUBLICATION_TEXT_MAX, &d->text, err) < 0)
		return -1;
	if (memchr(str_c(&d->text), '\0', d->text.len))
		return err_set(err, ERR_INPUT, "%s holds a NUL byte, expected plain text",
			cli_visible(d->redacted_file));
	if (!utf8_valid(str_c(&d->text), d->text.len, &bad)) {
		size_t line, column;
		utf8_place(d->text.p, d->text.len, bad, &line, &column);
		return err_set(err, ERR_INPUT, "%s:%zu:%zu: is not UTF-8",
			cli_visible(d->redacted_file), line, column);
	}
	if (strspn(str_c(&d->text), " \t\r\n") == d->text.len)
		return err_set(err, ERR_INPUT,
			"%s is empty, expected the text that the public may read; to publish "
			"nothing use --withhold",
			cli_visible(d->redacted_file));
	return 0;
}

/* Whether the reply is in a state in which somebody can answer for it. */
static int check_reply(
	const struct cli *cli, const struct decision *d, const struct reply *reply, struct err *err)
{
	long n = d->number;

	if (d->state == REPLY_WITHHELD)
		return 0;
	if (reply->letter_count == 0)
		return err_set(err, ERR_INPUT,
			"reply %ld belongs to no letter, so it has no page; file it first: "
			"openletter file %ld --letter REF",
			n, n);
	if (reply->filing == REPLY_SUGGESTED || reply->filing == REPLY_CONTESTED)
		return err_set(err, ERR_INPUT,
			"reply %ld is %s: where it belongs is for a person to say first: "
			"openletter file %ld --letter %s",
			n, reply_filing_name(reply->filing), n, cli_visible(reply->letters[0].ref));
	if (d->state == REPLY_PUBLISHED &&
		(reply->reply_text == NULL ||
			strspn(reply->reply_text, " \t\r\n") == strlen(reply->reply_text)))
		return err_set(err, ERR_INPUT,
			"reply %ld has no text that could be read; publish one of your own with "
			"--redacted FILE",
			n);
	if (reply->filing == REPLY_UNVERIFIED)
		cli_note(cli,
			"reply %ld came from a sender that nothing is known of; it will be shown "
			"as the answer of %s",
			n, cli_visible(reply->letters[0].org));
	return 0;
}

static void print_decision(
	const struct cli *cli, const struct decision *d, const struct reply *reply, int64_t at)
{
	const char *target = reply->letter_count ? reply->letters[0].org : NULL;

	if (cli->json) {
		json_t *o = json_object();
		json_set_number(o, "reply", d->number);
		json_set_text(o, "publication", reply_publication_name(d->state));
		json_set_text(o, "target", target);
		json_set_text(o, "by", d->by);
		json_set_time(o, "at", at);
		json_print_line(o);
	} else if (!cli->quiet) {
		if (d->state == REPLY_WITHHELD)
			cli_print("reply %ld is withheld; the next `openletter report` removes "
				  "its page\n",
				d->number);
		else
			cli_print("reply %ld of %s is %s; the next `openletter report` shows it\n",
				d->number, cli_visible(target), reply_publication_name(d->state));
	}
}

static int decide(struct workspace *w, const struct cli *cli, struct decision *d, struct err *err)
{
	struct reply reply = {0};
	int64_t at = clock_now();
	int result;

	if (!file_exists(w->store_path))
		return err_set(err, ERR_INPUT, "there is no reply %ld: nothing was read in yet",
			d->number);
	if (workspace_open_store(w, STORE_WRITE, err) < 0)
		return -1;
	store_set_actor(w->store, d->by);
	result = reply_load(w->store, d->number, &reply, err);
	if (result == 0)
		result = err_set(err, ERR_INPUT,
			"there is no reply %ld; `openletter replies` lists them", d->number);
	if (result > 0)
		result = check_reply(cli, d, &reply, err);
	if (result == 0)
		result = reply_publish(w->store, d->number, d->state,
			d->state == REPLY_REDACTED ? str_c(&d->text) : NULL, d->by, at, err);
	if (result == 0)
		print_decision(cli, d, &reply, at);
	reply_release(&reply);
	return result;
}

/* -1 to go on, else the exit status. */
static int read_arguments(const struct cli *cli, struct decision *d, const char *redacted,
	bool withhold, struct err *err)
{
	const char *number = cli->arguments.items[0];
	int result = 0;

	d->redacted_file = redacted;
	d->state = withhold ? REPLY_WITHHELD : redacted ? REPLY_REDACTED : REPLY_PUBLISHED;
	if (withhold && redacted)
		result = err_set(err, ERR_INPUT, "--redacted and --withhold contradict each other");
	else if (parse_long(number, 1, LONG_MAX, &d->number) < 0)
		result = err_set(err, ERR_INPUT,
			"\"%s\" is no number of a reply; `openletter replies` lists them",
			cli_visible(number));
	else if (redacted)
		result = read_redacted(d, err);
	return result < 0 ? cli_fail(cli, err) : -1;
}

static int run_publish(struct cli *cli, int argc, char **argv)
{
	const char *redacted = NULL, *by = NULL;
	bool withhold = false;
	const struct flag flags[] = {
		{"redacted", 0, FLAG_TEXT, &redacted, "FILE",
			"publish the text of FILE in place of the reply's own"},
		{"withhold", 0, FLAG_BOOL, &withhold, NULL,
			"publish nothing of it, also not later"},
		{"by", 0, FLAG_TEXT, &by, "NAME", "who decided; default: your login name"},
	};
	struct decision d = {.text = STR_INIT};
	struct workspace w = {0};
	struct err err;
	int status = cli_parse(cli, argc, argv, flags, sizeof flags / sizeof *flags, 1, 1);

	if (status >= 0)
		return status;
	status = read_arguments(cli, &d, redacted, withhold, &err);
	d.by = person_name(by);
	if (status < 0)
		status = workspace_load(&w, cli, false);
	if (status < 0)
		status = decide(&w, cli, &d, &err) < 0 ? cli_fail(cli, &err) : EXIT_DONE;
	workspace_release(&w);
	str_release(&d.text);
	return cli_finish(cli, status);
}

const struct command cmd_publish = {
	.name = "publish",
	.arguments = "REPLY",
	.summary = "Let the public read a reply, as it is or redacted, or withhold it",
	.details =
		"Nothing of a reply is public until this is run for it. With --redacted only the "
		"text of FILE is published: not the subject, and no words of the mail that the "
		"text does not repeat. Addresses of people are removed in any case. The decision "
		"can be changed by another; the mail in the archive stays what it is, and every "
		"decision is in the log. Pages change with the next `openletter report`.",
	.run = run_publish,
	.group = "Publish",
};
