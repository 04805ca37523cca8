#include <inttypes.h>
#include <string.h>

#include "store/judgement.h"
#include "cmd/judging_undo.h"

/* One run of it. */
struct work {
	struct store *store;
	const struct judging *j;
	struct judged *done;
	struct reply reply;
	struct str undo; /* what judging_undo() needs: "f" and "j12" of this run */
};

static void list_add(struct arena *arena, const char ***list, size_t *n, const char *text)
{
	for (size_t i = 0; i < *n; i++)
		if (strcmp((*list)[i], text) == 0)
			return;
	/* Few: an array of one more each time. */
	const char **grown = arena_array(arena, *n + 1, sizeof *grown);
	for (size_t i = 0; i < *n; i++)
		grown[i] = (*list)[i];
	grown[(*n)++] = arena_strdup(arena, text);
	*list = grown;
}

static int check_letters(const struct work *w, struct err *err)
{
	const struct reply *r = &w->reply;

	if (w->j->letter_count)
		return 0;
	if (r->letter_count == 0)
		return err_set(err, ERR_INPUT,
			"reply %ld belongs to no letter yet; say to which: --letter REF",
			r->number);
	if (r->filing == REPLY_CONTESTED)
		return err_set(err, ERR_INPUT,
			"reply %ld speaks for several letters (%s, %s ...); say to which it "
			"belongs: --letter REF",
			r->number, r->letters[0].ref, r->letters[r->letter_count > 1 ? 1 : 0].ref);
	return 0;
}

/* The demands that are meant. */
static int choose_demands(struct work *w, struct err *err)
{
	const struct judging *j = w->j;
	struct judged *done = w->done;

	for (size_t i = 0; i < j->demand_count; i++)
		list_add(&done->arena, &done->demands, &done->demand_count, j->demands[i]);
	if (!(j->has_position || j->every_demand) || done->demand_count)
		return 0;
	for (size_t i = 0; j->every_demand && i < w->reply.demand_count; i++)
		list_add(&done->arena, &done->demands, &done->demand_count,
			w->reply.demands[i].demand);
	if (done->demand_count)
		return 0;
	if (w->reply.demand_count != 1)
		return err_set(err, ERR_INPUT,
			"reply %ld is filed to %zu demands; say which one is %s: --demand D, or "
			"--demand all",
			w->reply.number, w->reply.demand_count, demand_position_name(j->position));
	list_add(&done->arena, &done->demands, &done->demand_count, w->reply.demands[0].demand);
	return 0;
}

/* The end of words where they stand at `at`, else NULL; blanks count as equal, however many. */
static const char *match_words(const char *at, const char *words)
{
	for (;; at++, words++) {
		if (strchr(" \t\r\n", *words)) { /* the end too */
			size_t gap = strspn(at, " \t\r\n");
			words += strspn(words, " \t\r\n");
			if (*words == '\0')
				return at;
			if (gap == 0)
				return NULL;
			at += gap;
		}
		if (*at != *words)
			return NULL;
	}
}

/* Where words stand in a text, whatever white space is between them. */
static bool find_words(const char *text, const char *words, size_t *start_r, size_t *end_r)
{
	words += strspn(words, " \t\r\n");
	for (const char *from = text; *words && *from; from++) {
		const char *end = match_words(from, words);
		if (end) {
			*start_r = (size_t)(from - text);
			*end_r = (size_t)(end - text);
			return true;
		}
	}
	return false;
}

/* The entry for a demand in the new filing: what the mail had for it, with the person's quote. */
static struct reply_demand entry_for(struct work *w, const char *demand)
{
	struct reply_demand d = {.demand = demand, .reason = "a person said so"};
	const char *quote = w->j->quote;

	for (size_t i = 0; i < w->reply.demand_count; i++)
		if (strcmp(w->reply.demands[i].demand, demand) == 0)
			d = w->reply.demands[i];
	if (quote) {
		d.quote = quote;
		d.start = d.end = 0;
		w->done->quote_found =
			w->reply.text && find_words(w->reply.text, quote, &d.start, &d.end);
	}
	return d;
}

static bool is_filed_to(const struct reply *r, const char *demand)
{
	for (size_t i = 0; i < r->demand_count; i++)
		if (strcmp(r->demands[i].demand, demand) == 0)
			return true;
	return false;
}

/* The demands of the new filing, in *count_r. */
static struct reply_demand *merge_demands(struct work *w, size_t *count_r)
{
	struct reply *r = &w->reply;
	struct judged *done = w->done;
	struct reply_demand *all =
		arena_array(&done->arena, r->demand_count + done->demand_count, sizeof *all);
	bool keep = w->j->has_position || done->demand_count == 0;
	size_t n = 0;

	for (size_t i = 0; keep && i < r->demand_count; i++)
		all[n++] = r->demands[i];
	for (size_t i = 0; i < done->demand_count; i++) {
		struct reply_demand d = entry_for(w, done->demands[i]);
		if (!keep || !is_filed_to(r, d.demand))
			all[n++] = d;
	}
	*count_r = n;
	return all;
}

/* Files it where that changes something. */
static int file(struct work *w, struct err *err)
{
	const struct judging *j = w->j;
	bool changes = w->reply.filing != REPLY_FILED || j->letter_count || !j->has_position;
	size_t count;
	struct reply_demand *demands = merge_demands(w, &count);

	for (size_t i = 0; i < w->done->demand_count; i++)
		changes = changes || !is_filed_to(&w->reply, w->done->demands[i]);
	if (!changes)
		return 0;
	if (reply_file(w->store, j->reply, j->letters, j->letter_count, demands, count, j->at,
		    err) < 0)
		return -1;
	str_adds(&w->undo, "f ");
	w->done->filed = true;
	/* As it is filed now. */
	return reply_load(w->store, j->reply, &w->reply, err) < 0 ? -1 : 0;
}

static bool is_named(const struct judging *j, int64_t letter)
{
	for (size_t i = 0; i < j->letter_count; i++)
		if (j->letters[i] == letter)
			return true;
	return j->letter_count == 0;
}

static int choose_targets(struct work *w, struct err *err)
{
	struct judged *done = w->done;

	for (size_t i = 0; i < w->reply.letter_count; i++) {
		const struct reply_letter *l = &w->reply.letters[i];
		if (is_named(w->j, l->letter) &&
			(w->j->target == NULL || strcmp(w->j->target, l->org) == 0))
			list_add(&done->arena, &done->targets, &done->target_count, l->org);
	}
	if (done->target_count)
		return 0;
	return err_set(err, ERR_INPUT, "reply %ld belongs to no letter to %s", w->j->reply,
		w->j->target ? w->j->target : "anybody");
}

static int judge(struct work *w, struct err *err)
{
	if (choose_targets(w, err) < 0)
		return -1;
	for (size_t t = 0; t < w->done->target_count; t++)
		for (size_t d = 0; d < w->done->demand_count; d++) {
			struct judgement row = {.demand = w->done->demands[d],
				.target = w->done->targets[t],
				.position = demand_position_name(w->j->position),
				.reply = w->j->reply,
				.quote = w->j->quote,
				.by = w->j->by,
				.at = w->j->at};
			if (judgement_add(w->store, &row, err) < 0)
				return -1;
			str_addf(&w->undo, "j%" PRId64 " ", row.id);
		}
	return 0;
}

static int dismiss(struct work *w, struct err *err)
{
	if (reply_dismiss(w->store, w->j->reply, w->j->at, err) < 0)
		return -1;
	str_adds(&w->undo, "f ");
	return judging_keep_undo(w->store, w->j->reply, str_c(&w->undo), err);
}

static int apply(struct work *w, struct err *err)
{
	int rc = reply_load(w->store, w->j->reply, &w->reply, err);

	if (rc == 0)
		return err_set(err, ERR_INPUT,
			"there is no reply %ld; `openletter replies` lists them", w->j->reply);
	if (rc > 0 && w->j->unrelated)
		return dismiss(w, err);
	if (rc < 0 || check_letters(w, err) < 0 || choose_demands(w, err) < 0 || file(w, err) < 0)
		return -1;
	if (w->j->has_position && judge(w, err) < 0)
		return -1;
	return judging_keep_undo(w->store, w->j->reply, str_c(&w->undo), err);
}

int judging_apply(
	struct store *store, const struct judging *j, struct judged *judged_r, struct err *err)
{
	struct work w = {.store = store, .j = j, .done = judged_r, .undo = STR_INIT};

	*judged_r = (struct judged){0};
	if (store_begin(store, err) < 0)
		return -1;
	int rc = apply(&w, err);
	if (rc < 0)
		store_rollback(store);
	else
		rc = store_commit(store, err);
	/* A mail that was filed already shows whether it holds the words, too. */
	if (rc == 0 && j->quote && w.reply.text) {
		size_t start, end;
		judged_r->quote_found = find_words(w.reply.text, j->quote, &start, &end);
	}
	reply_release(&w.reply);
	str_release(&w.undo);
	return rc;
}

void judged_release(struct judged *judged)
{
	arena_release(&judged->arena);
	*judged = (struct judged){0};
}
