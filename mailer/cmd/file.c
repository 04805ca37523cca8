#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/file.h"
#include "store/targets.h"
#include "cmd/commands.h"
#include "cmd/judging.h"
#include "cmd/person.h"
#include "cmd/reply_json.h"
#include "cmd/workspace.h"

struct request {
	struct judging judging;
	struct text_list letters, demands;
	const char *as, *target;
	bool undo;
	struct arena arena;
};

static int read_position(struct request *r, struct err *err)
{
	if (r->as == NULL)
		return 0;
	r->judging.has_position = true;
	if (demand_position_parse(r->as, &r->judging.position) == 0)
		return 0;
	const char *near = name_nearest(r->as, demand_position_names, DEMAND_POSITIONS);
	return err_set(err, ERR_INPUT,
		"--as is \"%s\", expected open, partial, answered, refused, redirected or "
		"withdrawn%s%s%s",
		r->as, near ? "; did you mean \"" : "", near ? near : "", near ? "\"?" : "");
}

static int check_demands(
	const struct workspace *w, const struct text_list *demands, struct err *err)
{
	const char **ids = mem_array(w->demand_count + 1, sizeof *ids);
	int rc = 0;

	for (size_t i = 0; i < w->demand_count; i++)
		ids[i] = w->demands[i].id;
	for (size_t i = 0; i < demands->count && rc == 0; i++) {
		const char *id = demands->items[i], *near;
		if (demand_find(w->demands, w->demand_count, id))
			continue;
		near = name_nearest(id, ids, w->demand_count);
		rc = err_set(err, ERR_INPUT, "there is no demand \"%s\" in campaign.cfg%s%s%s", id,
			near ? "; did you mean \"" : "", near ? near : "", near ? "\"?" : "");
	}
	free(ids);
	return rc;
}

/* "all" stands for every demand that the reply is filed to. */
static void take_all(struct request *r)
{
	struct text_list *demands = &r->demands;
	size_t kept = 0;

	for (size_t i = 0; i < demands->count; i++)
		if (strcasecmp(demands->items[i], "all") == 0)
			r->judging.every_demand = true;
		else
			demands->items[kept++] = demands->items[i];
	demands->count = kept;
}

static int read_request(
	const struct cli *cli, struct request *r, const struct workspace *w, struct err *err)
{
	struct judging *j = &r->judging;

	if (parse_long(cli->arguments.items[0], 1, 1L << 60, &j->reply) < 0)
		return err_set(err, ERR_INPUT,
			"\"%s\" is no number of a reply; `openletter replies` lists them",
			cli->arguments.items[0]);
	take_all(r);
	if (r->undo && (r->letters.count || r->as || j->quote || r->demands.count > 1))
		return err_set(err, ERR_INPUT,
			"--undo takes back what was done last; it goes with one --demand at most");
	if (j->every_demand && (r->as == NULL || r->demands.count))
		return err_set(err, ERR_INPUT,
			"--demand all stands for those that the reply is filed to; it goes with "
			"--as, and with no other --demand");
	if (j->unrelated && (r->undo || r->letters.count || r->demands.count || j->every_demand ||
				    r->as || r->target))
		return err_set(err, ERR_INPUT,
			"--unrelated says that a mail has nothing to do with the campaign; it goes "
			"with no other flag than --by");
	if (!r->undo && !r->letters.count && !r->demands.count && !r->as && !j->unrelated)
		return err_set(err, ERR_INPUT,
			"say what is to be filed: --letter REF, --demand D, --as POSITION, "
			"--unrelated, or --undo");
	if (j->quote && r->as == NULL)
		return err_set(err, ERR_INPUT,
			"--quote gives the words that a judgement rests on; it goes with --as");
	if (j->quote && j->quote[strspn(j->quote, " \t\r\n")] == '\0')
		return err_set(err, ERR_INPUT, "--quote is empty, expected words of the reply");
	if (read_position(r, err) < 0 || check_demands(w, &r->demands, err) < 0)
		return -1;
	j->demands = r->demands.items;
	j->demand_count = r->demands.count;
	return 0;
}

/* References to ids, and the organisation as it is kept. */
static int resolve_names(struct request *r, struct store *store, struct err *err)
{
	struct judging *j = &r->judging;
	int64_t *ids = arena_array(&r->arena, r->letters.count, sizeof *ids);
	struct outbox_letter letter = {0};
	int rc = 1;

	for (size_t i = 0; i < r->letters.count && rc > 0; i++) {
		rc = outbox_find(store, OUTBOX_BY_REF, r->letters.items[i], &letter, err);
		if (rc == 0)
			rc = err_set(err, ERR_INPUT, "there is no letter %s", r->letters.items[i]);
		ids[i] = letter.id;
	}
	outbox_letter_release(&letter);
	j->letters = ids;
	j->letter_count = r->letters.count;
	if (rc > 0 && r->target) {
		rc = targets_resolve(store, r->target, &r->arena, &j->target, err);
		if (rc == 0)
			rc = err_set(err, ERR_INPUT, "no letter was queued to \"%s\"", r->target);
	}
	return rc < 0 ? -1 : 0;
}

static int print_json(struct store *store, long number, struct err *err)
{
	struct reply reply = {0};
	struct str line = STR_INIT;
	int rc = reply_load(store, number, &reply, err);

	if (rc > 0) {
		reply_json_add(&line, &reply);
		cli_print("%s", line.p);
	}
	reply_release(&reply);
	str_release(&line);
	return rc < 0 ? -1 : 0;
}

static int print_done(struct store *store, const struct cli *cli, const struct request *r,
	const struct judged *done, struct err *err)
{
	struct reply reply = {0};
	int rc = reply_load(store, r->judging.reply, &reply, err);

	if (rc > 0 && r->judging.unrelated)
		cli_print("reply %ld has nothing to do with the campaign\n", reply.number);
	if (rc > 0 && done->filed)
		for (size_t i = 0; i < reply.letter_count; i++)
			cli_print("reply %ld belongs to %s to %s\n", reply.number,
				cli_visible(reply.letters[i].ref),
				cli_visible(reply.letters[i].org));
	for (size_t t = 0; rc > 0 && t < done->target_count; t++)
		for (size_t d = 0; d < done->demand_count; d++)
			cli_print("%s at %s is %s\n", cli_visible(done->demands[d]),
				cli_visible(done->targets[t]),
				demand_position_name(r->judging.position));
	if (rc > 0 && done->filed && !r->judging.has_position)
		for (size_t d = 0; d < reply.demand_count; d++)
			cli_print("reply %ld answers %s, and waits to be judged\n", reply.number,
				cli_visible(reply.demands[d].demand));
	if (rc > 0 && r->judging.quote && !done->quote_found)
		cli_note(cli,
			"the quoted words do not stand in the text of reply %ld as it was read; "
			"they are kept as you gave them",
			reply.number);
	reply_release(&reply);
	return rc < 0 ? -1 : 0;
}

static int undo(struct store *store, const struct cli *cli, struct request *r, struct err *err)
{
	const char *what, *demand = r->demands.count ? r->demands.items[0] : NULL;

	if (judging_undo(store, r->judging.reply, demand, r->judging.by, r->judging.at, &r->arena,
		    &what, err) < 0)
		return -1;
	if (cli->json)
		return print_json(store, r->judging.reply, err);
	if (!cli->quiet)
		cli_print("reply %ld: %s\n", r->judging.reply, cli_visible(what));
	return 0;
}

static int apply(struct store *store, const struct cli *cli, struct request *r, struct err *err)
{
	struct judged done = {0};
	int rc = resolve_names(r, store, err);

	if (rc == 0)
		rc = judging_apply(store, &r->judging, &done, err);
	if (rc == 0 && cli->json)
		rc = print_json(store, r->judging.reply, err);
	else if (rc == 0 && !cli->quiet)
		rc = print_done(store, cli, r, &done, err);
	judged_release(&done);
	return rc;
}

static int work(struct workspace *w, const struct cli *cli, struct request *r, struct err *err)
{
	if (read_request(cli, r, w, err) < 0)
		return -1;
	if (!file_exists(w->store_path))
		return err_set(err, ERR_INPUT, "there is no reply %ld: nothing was read in yet",
			r->judging.reply);
	if (workspace_open_store(w, STORE_WRITE, err) < 0)
		return -1;
	store_set_actor(w->store, r->judging.by);
	return r->undo ? undo(w->store, cli, r, err) : apply(w->store, cli, r, err);
}

static int run_file(struct cli *cli, int argc, char **argv)
{
	struct request r = {.judging.at = clock_now()};
	const char *by = NULL;
	const struct flag flags[] = {
		{"letter", 0, FLAG_LIST, &r.letters, "REF",
			"it belongs to this letter, and to no other; may repeat"},
		{"demand", 'd', FLAG_LIST, &r.demands, "D",
			"it answers this demand; may repeat; all: those that it is filed to"},
		{"as", 0, FLAG_TEXT, &r.as, "POSITION",
			"judge: open, partial, answered, refused, redirected, withdrawn"},
		{"quote", 0, FLAG_TEXT, &r.judging.quote, "TEXT",
			"the words that the judgement rests on"},
		{"target", 't', FLAG_TEXT, &r.target, "ORG",
			"judge at this organisation only, where it belongs to letters to several"},
		{"by", 0, FLAG_TEXT, &by, "NAME", "who judges; default: your login name"},
		{"unrelated", 0, FLAG_BOOL, &r.judging.unrelated, NULL,
			"an unsorted or suggested mail has nothing to do with the campaign"},
		{"undo", 0, FLAG_BOOL, &r.undo, NULL,
			"take back what was done last with this reply"},
	};
	struct workspace w = {0};
	struct err err;
	int status = cli_parse(cli, argc, argv, flags, sizeof flags / sizeof *flags, 1, 1);

	if (status >= 0)
		return status;
	r.judging.by = person_name(by);
	status = workspace_load_settings(&w, cli);
	if (status < 0)
		status = work(&w, cli, &r, &err) < 0 ? cli_fail(cli, &err) : EXIT_DONE;
	arena_release(&r.arena);
	free(r.letters.items);
	free(r.demands.items);
	workspace_release(&w);
	return cli_finish(cli, status);
}

const struct command cmd_file = {
	.name = "file",
	.arguments = "REPLY",
	.summary = "Say where a reply belongs, and what it means for a demand",
	.details =
		"A machine files replies with evidence; only a person says that a demand was "
		"answered. With --letter the reply belongs to that letter alone, whatever was "
		"found. With --demand alone it answers these demands and no others, and waits to "
		"be judged. With --as the position of the demand moves, at each organisation that "
		"the reply belongs to; other demands that it was filed to go on waiting.\n\n"
		"Nothing is lost: --undo takes back the last step, again and again to the first.",
	.run = run_file,
	.group = "Follow",
};
