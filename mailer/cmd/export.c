#include <string.h>

#include "cmd/commands.h"
#include "cmd/export.h"

int export_prepare(struct export *x, struct err *err)
{
	if (standings_load(&x->standings, x->w.store, x->w.demands, x->w.demand_count, clock_now(),
		    err) < 0)
		return -1;
	long n = targets_list(x->w.store, SIZE_MAX, &x->arena, &x->targets, err);
	x->target_count = n > 0 ? (size_t)n : 0;
	return n < 0 ? -1 : 0;
}

struct form {
	const char *name;
	int (*write)(struct export *x, struct err *err);
};

static const struct form forms[] = {
	{"csv", export_csv},
	{"json", export_json},
	{"mbox", export_mbox},
};

static const struct form *find_form(const char *name)
{
	for (size_t i = 0; i < sizeof forms / sizeof *forms; i++)
		if (strcmp(forms[i].name, name) == 0)
			return &forms[i];
	return NULL;
}

static int check_only(const struct export *x, const struct form *form, struct err *err)
{
	size_t n = 0;

	if (x->only == NULL)
		return 0;
	if (form->write != export_csv)
		return err_set(err, ERR_INPUT, "--only is for csv");
	for (; export_records[n]; n++)
		if (strcmp(export_records[n], x->only) == 0)
			return 0;
	const char *near = name_nearest(x->only, export_records, n);
	return err_set(err, ERR_INPUT,
		"--only is \"%s\", expected letter, reply, demand, judgement, deadline or "
		"event%s%s%s",
		x->only, near ? "; did you mean \"" : "", near ? near : "", near ? "\"?" : "");
}

static int work(struct export *x, struct err *err)
{
	const char *name = x->cli->arguments.items[0];
	const struct form *form = find_form(name);

	if (form == NULL)
		return err_set(
			err, ERR_INPUT, "\"%s\" is no form, expected csv, json or mbox", name);
	if (check_only(x, form, err) < 0 || workspace_read_store(&x->w, err) < 0 ||
		store_view_begin(x->w.store, err) < 0)
		return -1;
	int rc = form->write(x, err);
	store_view_end(x->w.store);
	return rc;
}

static int run_export(struct cli *cli, int argc, char **argv)
{
	struct export x = {.cli = cli};
	const struct flag flags[] = {
		{"only", 0, FLAG_TEXT, &x.only, "RECORD",
			"csv: only letter, reply, demand, judgement, deadline or event records"},
	};
	struct err err;
	int status = cli_parse(cli, argc, argv, flags, sizeof flags / sizeof *flags, 1, 1);

	if (status >= 0)
		return status;
	status = workspace_load_settings(&x.w, cli);
	if (status < 0)
		status = work(&x, &err) < 0 ? cli_fail(cli, &err) : EXIT_DONE;
	standings_release(&x.standings);
	arena_release(&x.arena);
	workspace_release(&x.w);
	return cli_finish(cli, status);
}

const struct command cmd_export = {
	.name = "export",
	.arguments = "csv|json|mbox",
	.summary = "Write all that is known for a spreadsheet, a program or a mail reader",
	.details =
		"csv: one table for all kinds of records; the first column says which, and --only "
		"keeps one. No cell can act as a formula: one that would gets an apostrophe in "
		"front. json: one object with the lists letters, replies, demands, judgements, "
		"deadlines, suppressed and events; the keys are those of the other commands' "
		"--json. mbox: every mail that was read in, byte for byte from the archive "
		"(mboxrd: \">\" before lines that begin with \"From \" or \">From \").\n\n"
		"It is not for the public: addresses of people are in it.",
	.run = run_export,
	.group = "Publish",
};
