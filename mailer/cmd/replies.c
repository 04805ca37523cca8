#include <string.h>

#include "store/targets.h"
#include "cmd/commands.h"
#include "cmd/mail_text.h"
#include "cmd/reply_json.h"
#include "cmd/workspace.h"

struct wanted {
	bool unsorted, pending;
	const char *demand, *class, *filing, *target, *letter;
	long after;
};

static const char *const classes[] = {"reply", "auto-reply", "bounce", "delay", "receipt",
	"complaint", "reaction", "challenge", "unrelated", NULL};

static int parse_filing(const char *name, enum reply_filing *filing_r, struct err *err)
{
	for (int i = 0; i <= REPLY_UNSORTED; i++)
		if (strcmp(name, reply_filing_name((enum reply_filing)i)) == 0) {
			*filing_r = (enum reply_filing)i;
			return 0;
		}
	return err_set(err, ERR_INPUT,
		"--filing is \"%s\", expected filed, suggested, contested, unverified or unsorted",
		name);
}

static int check_class(const char *name, struct err *err)
{
	size_t n = 0;

	for (; classes[n]; n++)
		if (strcmp(classes[n], name) == 0)
			return 0;
	const char *near = name_nearest(name, classes, n);
	return err_set(err, ERR_INPUT, "--class is \"%s\", expected %s%s%s", name,
		near ? "one of the classes; did you mean \""
		     : "reply, auto-reply, bounce, delay, receipt, complaint, reaction, challenge "
		       "or unrelated",
		near ? near : "", near ? "\"?" : "");
}

static int find_letter(struct workspace *w, const char *ref, int64_t *id_r, struct err *err)
{
	struct outbox_letter letter = {0};
	int rc = outbox_find(w->store, OUTBOX_BY_REF, ref, &letter, err);

	if (rc == 0)
		rc = err_set(err, ERR_INPUT, "there is no letter %s", ref);
	*id_r = letter.id;
	outbox_letter_release(&letter);
	return rc < 0 ? -1 : 0;
}

/* What the flags ask for; what they name must exist. */
static int make_filter(struct workspace *w, const struct wanted *want, struct arena *arena,
	struct reply_filter *f, struct err *err)
{
	*f = (struct reply_filter){.class = want->class,
		.by_filing = want->unsorted,
		.filing = REPLY_UNSORTED,
		.demand = want->demand,
		.pending = want->pending,
		.after = want->after};
	if (want->demand && demand_find(w->demands, w->demand_count, want->demand) == NULL)
		return err_set(err, ERR_INPUT,
			"there is no demand \"%s\" in campaign.cfg; `openletter status` lists them",
			want->demand);
	if (want->class && check_class(want->class, err) < 0)
		return -1;
	if (want->filing) {
		if (want->unsorted)
			return err_set(
				err, ERR_INPUT, "--unsorted and --filing contradict each other");
		f->by_filing = true;
		if (parse_filing(want->filing, &f->filing, err) < 0)
			return -1;
	}
	if (want->letter && find_letter(w, want->letter, &f->letter, err) < 0)
		return -1;
	if (want->target) {
		int rc = targets_resolve(w->store, want->target, arena, &f->target, err);
		if (rc <= 0)
			return rc < 0 ? -1
				      : err_set(err, ERR_INPUT, "no letter was queued to \"%s\"",
						want->target);
	}
	return 0;
}

static int print_one(struct workspace *w, const struct cli *cli, long number, struct err *err)
{
	struct reply reply = {0};
	struct str line = STR_INIT;
	int rc = reply_load(w->store, number, &reply, err);

	if (rc > 0 && cli->json) {
		reply_json_add(&line, &reply);
		cli_print("%s", line.p);
	} else if (rc > 0) {
		mail_print_line(cli, &reply);
	}
	reply_release(&reply);
	str_release(&line);
	return rc < 0 ? -1 : 0;
}

/* An empty list, and whether it is for want of mails or by the flags. */
static int tell_none(struct workspace *w, const struct cli *cli, struct err *err)
{
	struct reply_counts counts;

	if (reply_count(w->store, &counts, err) < 0)
		return -1;
	if (counts.total)
		cli_note(cli, "none of the %zu mail%s that were read in is so", counts.total,
			counts.total == 1 ? "" : "s");
	else
		cli_note(cli, "no mail was read in yet; `openletter watch` does it");
	return 0;
}

static int list(struct workspace *w, const struct cli *cli, const struct wanted *want,
	struct arena *arena, struct err *err)
{
	struct reply_filter filter;
	long *numbers;

	if (workspace_read_store(w, err) < 0 || make_filter(w, want, arena, &filter, err) < 0)
		return -1;
	long n = reply_list(w->store, &filter, arena, &numbers, err);
	for (long i = 0; i < n; i++)
		if (print_one(w, cli, numbers[i], err) < 0)
			return -1;
	if (n == 0 && !cli->json)
		return tell_none(w, cli, err);
	return n < 0 ? -1 : 0;
}

static int run_replies(struct cli *cli, int argc, char **argv)
{
	struct wanted want = {0};
	const struct flag flags[] = {
		{"unsorted", 0, FLAG_BOOL, &want.unsorted, NULL, "only what matched no letter"},
		{"pending", 0, FLAG_BOOL, &want.pending, NULL, "only what waits to be judged"},
		{"demand", 'd', FLAG_TEXT, &want.demand, "D", "only what answers this demand"},
		{"letter", 0, FLAG_TEXT, &want.letter, "REF", "only what belongs to this letter"},
		{"target", 't', FLAG_TEXT, &want.target, "ORG",
			"only what belongs to letters to this organisation"},
		{"class", 0, FLAG_TEXT, &want.class, "CLASS",
			"reply, auto-reply, bounce, delay, receipt, ..."},
		{"filing", 0, FLAG_TEXT, &want.filing, "HOW",
			"filed, suggested, contested, unverified, unsorted"},
		{"after", 0, FLAG_NUMBER, &want.after, "N", "only numbers above N"},
	};
	struct workspace w = {0};
	struct arena arena = {0};
	struct err err;
	int status = cli_parse(cli, argc, argv, flags, sizeof flags / sizeof *flags, 0, 0);

	if (status >= 0)
		return status;
	status = workspace_load_settings(&w, cli);
	if (status < 0)
		status = list(&w, cli, &want, &arena, &err) < 0 ? cli_fail(cli, &err) : EXIT_DONE;
	arena_release(&arena);
	workspace_release(&w);
	return cli_finish(cli, status);
}

const struct command cmd_replies = {
	.name = "replies",
	.arguments = "",
	.summary = "List the mails that were read in, and where each is filed",
	.details = "Each mail has a number, by which show, file and publish know it. Several flags "
		   "together narrow the list. --pending is the list of work: replies that answer a "
		   "demand and that nobody has judged; `openletter review` walks through it.",
	.run = run_replies,
	.group = "Follow",
};
