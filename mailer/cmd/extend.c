#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "store/targets.h"
#include "cmd/commands.h"
#include "cmd/extend_effect.h"
#include "cmd/extend_entries.h"
#include "cmd/extend_until.h"
#include "cmd/json_out.h"
#include "cmd/listed.h"
#include "cmd/person.h"
#include "cmd/words.h"
#include "cmd/workspace.h"

struct request {
	const struct cli *cli;
	struct workspace w;
	const char *demand; /* NULL: every one */
	const char *until, *target, *note, *by, *holidays;
	bool asked, granted, refused, undo;
	long reply, accept, decline;
	struct date date;
	int64_t now;
	struct arena arena;
	struct extend_entries entries;
};

static int check_flags(struct request *r, struct err *err)
{
	if (r->asked + r->granted + r->refused > 1)
		return err_set(
			err, ERR_INPUT, "--asked, --granted and --refused contradict each other");
	if (r->undo && (r->until || r->accept || r->reply || r->note || r->asked || r->granted ||
			       r->refused))
		return err_set(err, ERR_INPUT,
			"--undo takes back the last entry; it goes with --target only");
	if (r->accept && r->decline && !r->refused)
		return err_set(err, ERR_INPUT, "--accept and --decline contradict each other");
	if (r->accept && r->until)
		return err_set(err, ERR_INPUT,
			"--accept takes the date that the reply promises; --until contradicts it");
	if (!r->undo && !r->accept && !r->until)
		return err_set(err, ERR_INPUT,
			"until when? --until 2025-10-31, or +10d, +2w, +10wd (working days) from "
			"today");
	if (r->cli->arguments.count == 0 && !r->accept)
		return err_set(err, ERR_INPUT, "which demand? its id, or \"all\"");
	return 0;
}

static int check_demand(struct request *r, struct err *err)
{
	const char *id = r->cli->arguments.count ? r->cli->arguments.items[0] : NULL;

	if (id == NULL)
		return 0;
	if (demand_find(r->w.demands, r->w.demand_count, id)) {
		r->demand = id;
		return 0;
	}
	if (strcasecmp(id, "all") == 0)
		return 0;
	return err_set(err, ERR_INPUT,
		"there is no demand \"%s\" in campaign.cfg; expected one of its ids, or \"all\"",
		id);
}

static int unknown_target(struct request *r, struct err *err)
{
	const char **listed;
	size_t n = listed_targets(&r->w, &r->arena, &listed);
	const char *near = name_nearest(r->target, listed, n);

	return err_set(err, ERR_INPUT, "no letter goes to \"%s\"%s%s%s", r->target,
		near ? "; did you mean \"" : ", expected an organisation of the list",
		near ? near : "", near ? "\"?" : "");
}

/* The target as it is kept: one that a letter was queued to, or one of the list. */
static int resolve_target(struct request *r, struct err *err)
{
	const char *org, **listed;
	int rc;

	if (r->target == NULL)
		return 0;
	rc = targets_resolve(r->w.store, r->target, &r->arena, &org, err);
	if (rc < 0)
		return -1;
	if (rc == 0) {
		size_t n = listed_targets(&r->w, &r->arena, &listed);
		for (size_t i = 0; i < n && rc == 0; i++)
			if (strcasecmp(listed[i], r->target) == 0) {
				org = listed[i];
				rc = 1;
			}
	}
	if (rc == 0)
		return unknown_target(r, err);
	r->target = org;
	return 0;
}

static void print_row_json(const struct deadline_row *row, bool undone)
{
	json_t *o = json_object();

	json_set_number(o, "id", row->id);
	json_set_text(o, "demand", row->demand);
	json_set_text(o, "target", row->target);
	json_set_text(o, "date", row->date);
	json_set_text(o, "basis", row->basis);
	json_set_text(o, "by", row->by);
	json_set_text(o, "note", row->note);
	json_set_number(o, "reply", row->reply);
	json_set_time(o, "at", row->at);
	json_set_bool(o, "undone", undone);
	json_print_line(o);
}

static void print_row(const struct request *r, const struct deadline_row *row, bool undone)
{
	struct str text = STR_INIT;

	if (r->cli->json) {
		print_row_json(row, undone);
	} else if (!r->cli->quiet) {
		struct date d = {0};
		extend_add_scope(&text, row->demand, row->target);
		str_adds(&text, ": ");
		if (date_parse(row->date, &d) == 0)
			words_add_day(&text, d);
		cli_print("%s, %s%s\n", cli_visible(text.p), row->basis,
			undone ? ", is taken back" : "");
	}
	str_release(&text);
}

static const char *basis_of(const struct request *r)
{
	return demand_basis_name(r->asked     ? DEMAND_ASKED
				 : r->refused ? DEMAND_NOT_GRANTED
					      : DEMAND_GRANTED);
}

static int add_entries(struct request *r, struct err *err)
{
	struct reply reply = {0};
	long number = r->accept ? r->accept : r->reply;
	int rc = 1;

	if (number) {
		rc = reply_load(r->w.store, number, &reply, err);
		if (rc == 0)
			rc = err_set(err, ERR_INPUT,
				"there is no reply %ld; `openletter replies` lists them", number);
	}
	if (rc > 0)
		rc = r->accept ? extend_accept(&r->entries, &reply, err)
			       : extend_enter(&r->entries, r->reply, err);
	reply_release(&reply);
	return rc;
}

/* What the new date does is told, where it moves the deadline. */
static int tell_effect(const struct request *r,
	int (*tell)(const struct extend_effect *, struct err *), struct err *err)
{
	const struct extend_effect effect = {r->cli, r->w.store, r->w.demands, r->w.demand_count,
		r->demand, r->target, r->date, r->now};

	return r->until && !r->asked && !r->refused ? tell(&effect, err) : 0;
}

static int work(struct request *r, struct err *err)
{
	int rc;

	if (check_flags(r, err) < 0 || check_demand(r, err) < 0 ||
		(r->until && extend_until(r->cli, r->w.campaign.dir, r->holidays, r->until, r->now,
				     &r->date, err) < 0))
		return -1;
	if (workspace_open_store(&r->w, STORE_CREATE, err) < 0)
		return -1;
	store_set_actor(r->w.store, r->by);
	if (resolve_target(r, err) < 0 || store_begin(r->w.store, err) < 0)
		return -1;
	r->entries = (struct extend_entries){.store = r->w.store,
		.demand = r->demand,
		.target = r->target,
		.date = r->date,
		.basis = basis_of(r),
		.by = r->by,
		.note = r->note,
		.now = r->now,
		.arena = &r->arena};
	rc = tell_effect(r, extend_effect_before, err);
	if (rc == 0)
		rc = r->undo ? extend_take_back(&r->entries, err) : add_entries(r, err);
	if (rc < 0)
		store_rollback(r->w.store);
	else
		rc = store_commit(r->w.store, err);
	for (size_t i = 0; rc == 0 && i < r->entries.count; i++)
		print_row(r, &r->entries.rows[i], r->undo);
	if (rc == 0 && r->entries.count == 0)
		cli_note(r->cli, "this is in the ledger already");
	return rc == 0 ? tell_effect(r, extend_effect_after, err) : rc;
}

static int run_extend(struct cli *cli, int argc, char **argv)
{
	struct request r = {.cli = cli, .now = clock_now()};
	const struct flag flags[] = {
		{"until", 0, FLAG_TEXT, &r.until, "DATE",
			"2025-10-31, or from today: +10d, +2w, +10wd (working days)"},
		{"target", 't', FLAG_TEXT, &r.target, "ORG", "for this organisation only"},
		{"granted", 0, FLAG_BOOL, &r.granted, NULL, "the deadline moves (the default)"},
		{"asked", 0, FLAG_BOOL, &r.asked, NULL, "they asked for it: nothing moves"},
		{"refused", 0, FLAG_BOOL, &r.refused, NULL, "it was refused: nothing moves"},
		{"reply", 0, FLAG_NUMBER, &r.reply, "N", "the reply that it rests on"},
		{"accept", 0, FLAG_NUMBER, &r.accept, "N",
			"take the date that reply N promises, for what it answers"},
		{"decline", 0, FLAG_NUMBER, &r.decline, "N",
			"note that the date that reply N promises is not granted"},
		{"note", 0, FLAG_TEXT, &r.note, "TEXT", "why, for the history"},
		{"holidays", 0, FLAG_TEXT, &r.holidays, "FILE",
			"days that are no working days; default: holidays.txt, if there is one"},
		{"by", 0, FLAG_TEXT, &r.by, "NAME", "who decided; default: your login name"},
		{"undo", 0, FLAG_BOOL, &r.undo, NULL, "take back the last entry of this scope"},
	};
	struct err err;
	int status = cli_parse(cli, argc, argv, flags, sizeof flags / sizeof *flags, 0, 1);

	if (status >= 0)
		return status;
	r.by = person_name(r.by);
	if (r.decline && !r.accept) {
		r.accept = r.decline;
		r.refused = true;
	}
	status = workspace_load_settings(&r.w, cli);
	if (status < 0)
		status = work(&r, &err) < 0 ? cli_fail(cli, &err) : EXIT_DONE;
	arena_release(&r.arena);
	free(r.entries.rows);
	workspace_release(&r.w);
	return cli_finish(cli, status);
}

const struct command cmd_extend = {
	.name = "extend",
	.arguments = "DEMAND",
	.summary = "Move a deadline, or note that time was asked for or refused",
	.details = "DEMAND is a demand's id, or \"all\". Entries are only added: the one in force "
		   "is the "
		   "last of the most specific that apply (demand and target before demand before "
		   "target "
		   "before all). --asked and --refused tell the story and move nothing. A date is "
		   "due at "
		   "its end in the campaign's time zone.\n\n"
		   "A date that a reply promises is only a suggestion, until --accept makes it an "
		   "entry.",
	.run = run_extend,
	.group = "Follow",
};
