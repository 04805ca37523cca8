#include <stdlib.h>
#include <string.h>

#include "store/judgement.h"
#include "cmd/commands.h"
#include "cmd/judging.h"
#include "cmd/keys.h"
#include "cmd/mail_text.h"
#include "cmd/person.h"
#include "cmd/review.h"

/* One walk. */
struct walk {
	const struct cli *cli;
	struct workspace w;
	struct keys keys;
	struct arena arena;
	struct review_item *items;
	size_t count, at;
	size_t *judged; /* places of items, in the order in which they were judged; heap */
	size_t judged_count, judged_cap;
	char *quote; /* typed for the item at hand; heap, or NULL */
	const char *by, *demand;
	bool done;
};

/* Reply by reply, and its demands in the order of the settings. */
static int in_order(const void *a, const void *b)
{
	const struct review_item *p = a, *q = b;

	if (p->reply != q->reply)
		return p->reply < q->reply ? -1 : 1;
	if (p->place != q->place)
		return p->place < q->place ? -1 : 1;
	return strcmp(p->target, q->target);
}

static int load_items(struct walk *k, struct err *err)
{
	struct reply_link *links;
	long n = reply_links(k->w.store, &k->arena, &links, err);

	if (n < 0)
		return -1;
	k->items = arena_array(&k->arena, (size_t)n, sizeof *k->items);
	for (long i = 0; i < n; i++) {
		const struct reply_link *l = &links[i];
		const struct demand *d = demand_find(k->w.demands, k->w.demand_count, l->demand);
		if (l->pending && (k->demand == NULL || strcmp(k->demand, l->demand) == 0))
			k->items[k->count++] = (struct review_item){l->reply, l->demand, l->target,
				d ? (size_t)(d - k->w.demands) : k->w.demand_count};
	}
	if (k->count)
		qsort(k->items, k->count, sizeof *k->items, in_order);
	return 0;
}

/* Whether it still waits: another person may have judged it meanwhile. 1, 0, -1. */
static int still_waits(
	struct walk *k, const struct review_item *item, const struct reply *reply, struct err *err)
{
	struct judgement_filter filter = {
		.demand = item->demand, .target = item->target, .reply = item->reply};
	struct arena scratch = {0};
	struct judgement *rows;
	long n = judgement_list(k->w.store, &filter, &scratch, &rows, err);

	arena_release(&scratch);
	if (n < 0)
		return -1;
	return n == 0 && review_passage(reply, item->demand) != NULL;
}

static void forget_quote(struct walk *k)
{
	free(k->quote);
	k->quote = NULL;
}

static int judge(
	struct walk *k, const struct reply *reply, enum demand_position position, struct err *err)
{
	const struct review_item *item = &k->items[k->at];
	const struct reply_demand *passage = review_passage(reply, item->demand);
	struct judging j = {.reply = item->reply,
		.demands = (const char *const[]){item->demand},
		.demand_count = 1,
		.has_position = true,
		.position = position,
		.target = item->target,
		.quote = k->quote  ? k->quote
			 : passage ? passage->quote
				   : NULL,
		.by = k->by,
		.at = clock_now()};
	struct judged done;
	int rc = judging_apply(k->w.store, &j, &done, err);

	judged_release(&done);
	if (rc < 0)
		return -1;
	cli_print("  %s at %s is %s\n", cli_visible(item->demand), cli_visible(item->target),
		demand_position_name(position));
	mem_grow(&k->judged, &k->judged_cap, k->judged_count, sizeof *k->judged);
	k->judged[k->judged_count++] = k->at++;
	forget_quote(k);
	return 0;
}

static int undo(struct walk *k, struct err *err)
{
	const char *what;

	if (k->judged_count == 0) {
		cli_print("  nothing was judged yet\n");
		return 0;
	}
	size_t place = k->judged[k->judged_count - 1];
	if (judging_undo(k->w.store, k->items[place].reply, NULL, k->by, clock_now(), &k->arena,
		    &what, err) < 0)
		return -1;
	cli_print("  %s\n", cli_visible(what));
	k->judged_count--;
	k->at = place;
	forget_quote(k);
	return 0;
}

static int accept_promise(struct walk *k, const struct reply *reply, struct err *err)
{
	const struct review_item *item = &k->items[k->at];
	struct deadline_row row = {.date = reply->promised_date,
		.demand = item->demand,
		.target = item->target,
		.basis = demand_basis_name(DEMAND_GRANTED),
		.by = k->by,
		.reply = reply->number,
		.at = clock_now()};

	if (reply->promised_date == NULL) {
		cli_print("  it promises no date that was found\n");
		return 0;
	}
	if (deadline_add(k->w.store, &row, err) < 0)
		return -1;
	cli_print(
		"  %s at %s is due on %s; openletter extend %s --target ... --undo takes it back\n",
		cli_visible(item->demand), cli_visible(item->target),
		cli_visible(reply->promised_date), cli_visible(item->demand));
	return 0;
}

static void ask_quote(struct walk *k)
{
	struct str line;

	cli_print("  the words: ");
	fflush(stdout);
	if (keys_line(&k->keys, &line) && line.len) {
		forget_quote(k);
		k->quote = mem_strdup(line.p);
	}
	str_release(&line);
}

/* The position that a key stands for; false when it stands for none. */
static bool position_of(int key, enum demand_position *position_r)
{
	static const char keys[DEMAND_POSITIONS] = {[DEMAND_OPEN] = 'o',
		[DEMAND_PARTIAL] = 'p',
		[DEMAND_ANSWERED] = 'a',
		[DEMAND_REFUSED] = 'r',
		[DEMAND_REDIRECTED] = 'd',
		[DEMAND_WITHDRAWN] = 'w'};

	for (int i = 0; i < DEMAND_POSITIONS; i++)
		if (keys[i] == key) {
			*position_r = (enum demand_position)i;
			return true;
		}
	return false;
}

/* Does what a key says. 1: show the item at hand anew; 0: ask for another key; -1. */
static int obey(struct walk *k, int key, const struct reply *reply, struct err *err)
{
	enum demand_position position;

	if (position_of(key, &position))
		return judge(k, reply, position, err) < 0 ? -1 : 1;
	switch (key) {
	case KEYS_END:
	case 'q':
		k->done = true;
		return 1;
	case 's':
		k->at++;
		forget_quote(k);
		return 1;
	case 'b':
		k->at -= k->at > 0;
		forget_quote(k);
		return 1;
	case 'u':
		return undo(k, err) < 0 ? -1 : 1;
	case 'e':
		return accept_promise(k, reply, err);
	case 't':
		mail_print(k->cli, reply);
		return 0;
	case '"':
		ask_quote(k);
		return 0;
	default:
		review_show_help(k->cli);
		return 0;
	}
}

/* One item, until a key leads to another. */
static int walk_item(struct walk *k, struct reply *reply, struct err *err)
{
	struct review_item *item = &k->items[k->at];
	int rc = reply_load(k->w.store, item->reply, reply, err);

	if (rc > 0)
		rc = still_waits(k, item, reply, err);
	if (rc <= 0) {
		k->at++;
		return rc;
	}
	review_show(k->cli, &k->w, item, reply, k->at, k->count);
	do {
		cli_print("\n[a p r d w o, s skip, u undo, q quit, ? help] ");
		fflush(stdout);
		int key = keys_read(&k->keys);
		cli_print("%c\n", key > ' ' && key < 127 ? key : ' ');
		rc = obey(k, key, reply, err);
	} while (rc == 0);
	return rc < 0 ? -1 : 0;
}

static int walk_all(struct walk *k, struct err *err)
{
	struct reply reply = {0};
	int rc = load_items(k, err);

	if (rc == 0 && k->count == 0)
		cli_print("Nothing waits to be judged.\n");
	if (rc == 0 && k->count) {
		keys_open(&k->keys);
		while (rc == 0 && !k->done && k->at < k->count)
			rc = walk_item(k, &reply, err);
		keys_close(&k->keys);
		if (rc == 0)
			cli_print("%zu judged, %zu left\n", k->judged_count,
				k->count - k->judged_count);
	}
	reply_release(&reply);
	return rc;
}

static int run_review(struct cli *cli, int argc, char **argv)
{
	struct walk k = {.cli = cli};
	const char *by = NULL;
	const struct flag flags[] = {
		{"demand", 'd', FLAG_TEXT, &k.demand, "D", "only what answers this demand"},
		{"by", 0, FLAG_TEXT, &by, "NAME", "who judges; default: your login name"},
	};
	struct err err;
	int status = cli_parse(cli, argc, argv, flags, sizeof flags / sizeof *flags, 0, 0);

	if (status >= 0)
		return status;
	k.by = person_name(by);
	status = workspace_load_settings(&k.w, cli);
	if (status < 0) {
		int rc = 0;
		if (k.demand && demand_find(k.w.demands, k.w.demand_count, k.demand) == NULL)
			rc = err_set(&err, ERR_INPUT, "there is no demand \"%s\" in campaign.cfg",
				k.demand);
		if (rc == 0)
			rc = workspace_open_store(&k.w, STORE_CREATE, &err);
		if (rc == 0) {
			store_set_actor(k.w.store, k.by);
			rc = walk_all(&k, &err);
		}
		status = rc < 0 ? cli_fail(cli, &err) : EXIT_DONE;
	}
	forget_quote(&k);
	free(k.judged);
	arena_release(&k.arena);
	workspace_release(&k.w);
	return cli_finish(cli, status);
}

const struct command cmd_review = {
	.name = "review",
	.arguments = "",
	.summary = "Walk through the replies that wait to be judged, a key for each position",
	.details =
		"Shows each reply that answers a demand, with the passage that was found and why, "
		"and the demand; a key judges it, and the next one comes. Every judgement is kept "
		"at once; u takes back the last, again and again. ? lists the keys. Without a "
		"terminal, keys are read from standard input.",
	.run = run_review,
	.group = "Follow",
};
