#include <string.h>
#include <unistd.h>

#include "base/utf8.h"
#include "cmd/commands.h"
#include "cmd/mail_text.h"
#include "cmd/reply_json.h"
#include "cmd/show.h"

void show_bytes(const char *bytes, size_t n)
{
	struct str visible = STR_INIT;

	if (!isatty(STDOUT_FILENO)) {
		fwrite(bytes, 1, n, stdout);
		return;
	}
	utf8_add_visible(&visible, bytes, n, true);
	fwrite(str_c(&visible), 1, visible.len, stdout);
	str_release(&visible);
}

static int print_reply(struct show *s, const struct reply *r, struct err *err)
{
	struct str text = STR_INIT;
	int rc = 0;

	if (s->eml) {
		rc = mail_archived(s->w.campaign.dir, r, &text, err);
		if (rc == 0)
			show_bytes(str_c(&text), text.len);
	} else if (s->text) {
		show_bytes(r->text ? r->text : "", r->text ? strlen(r->text) : 0);
	} else if (s->cli->json) {
		reply_json_add(&text, r);
		cli_print("%s", text.p);
	} else {
		mail_print(s->cli, r);
	}
	str_release(&text);
	return rc < 0 ? -1 : 1;
}

static int show_reply(struct show *s, struct err *err)
{
	struct reply reply = {0};
	long number;

	if (parse_long(s->what, 1, 1L << 60, &number) < 0)
		return 0;
	int rc = reply_load(s->w.store, number, &reply, err);
	if (rc > 0)
		rc = print_reply(s, &reply, err);
	reply_release(&reply);
	return rc;
}

struct kinds {
	bool letter, reply, demand;
};

static int show(struct show *s, struct kinds k, struct err *err)
{
	bool any = !k.letter && !k.reply && !k.demand;
	bool reply_only = s->eml || s->text;
	int rc = 0;

	if (workspace_read_store(&s->w, err) < 0)
		return -1;
	if (k.reply || (any && reply_only))
		rc = show_reply(s, err);
	if (rc == 0 && (k.letter || (any && !reply_only)))
		rc = show_letter(s, err);
	if (rc == 0 && (k.demand || (any && !reply_only)))
		rc = show_demand(s, err);
	if (rc == 0 && any && !reply_only)
		rc = show_reply(s, err);
	if (rc != 0)
		return rc < 0 ? -1 : 0;
	return err_set(err, ERR_INPUT,
		"there is no %s \"%s\"; `openletter status` names demands and letters that need "
		"you, `openletter replies` the replies",
		k.letter		? "letter"
		: k.reply || reply_only ? "reply"
		: k.demand		? "demand"
					: "letter, reply or demand",
		s->what);
}

static int run_show(struct cli *cli, int argc, char **argv)
{
	struct show s = {.cli = cli};
	struct kinds k = {0};
	const struct flag flags[] = {
		{"eml", 0, FLAG_BOOL, &s.eml, NULL,
			"a reply as it came, byte for byte, from the archive"},
		{"text", 0, FLAG_BOOL, &s.text, NULL,
			"a reply's text alone, to redact it for `publish --redacted`"},
		{"target", 't', FLAG_TEXT, &s.target, "ORG", "a demand at this organisation only"},
		{"letter", 0, FLAG_BOOL, &k.letter, NULL, "WHAT is a letter"},
		{"reply", 0, FLAG_BOOL, &k.reply, NULL, "WHAT is a reply"},
		{"demand", 'd', FLAG_BOOL, &k.demand, NULL, "WHAT is a demand"},
	};
	struct err err;
	int status = cli_parse(cli, argc, argv, flags, sizeof flags / sizeof *flags, 1, 1);

	if (status >= 0)
		return status;
	s.what = cli->arguments.items[0];
	status = workspace_load_settings(&s.w, cli);
	if (status < 0)
		status = show(&s, k, &err) < 0 ? cli_fail(cli, &err) : EXIT_DONE;
	workspace_release(&s.w);
	return cli_finish(cli, status);
}

const struct command cmd_show = {
	.name = "show",
	.arguments = "WHAT",
	.summary = "Show a letter (its exact bytes), a reply, or a demand's whole history",
	.details =
		"WHAT is a letter's reference, the number of a reply, or the id of a demand.\n\n"
		"A letter is made again from what was frozen and checked against the hash in the "
		"journal: what is printed is what was sent. What became of it is told on standard "
		"error. A reply is shown readable; --eml gives the bytes from the archive, checked "
		"likewise. A demand is told from the first letter to the last judgement, with "
		"dates and evidence.",
	.run = run_show,
	.group = "Follow",
};
