#include <stdio.h>
#include <string.h>

#include "store/judgement.h"
#include "cmd/judging_undo.h"

static void undo_name(char name[32], long reply)
{
	snprintf(name, 32, "undo-reply-%ld", reply);
}

int judging_keep_undo(struct store *store, long reply, const char *line, struct err *err)
{
	struct str all = STR_INIT;
	char name[32];
	const char *from;

	undo_name(name, reply);
	int rc = store_meta_get(store, name, &all, err);
	str_addf(&all, "%s\n", line);
	from = all.p;
	while (rc >= 0 && all.len - (size_t)(from - all.p) > STORE_META_MAX) {
		const char *end = strchr(from, '\n');
		from = end ? end + 1 : all.p + all.len;
	}
	if (rc >= 0 && *line)
		rc = store_meta_set(store, name, from, all.len - (size_t)(from - all.p), err);
	str_release(&all);
	return rc < 0 ? -1 : 0;
}

/* Takes back one judgement, unless that was done before; words goes on with it. */
static int undo_judgement(struct store *store, const struct judgement *rows, long n, int64_t id,
	const char *by, int64_t at, struct str *words, struct err *err)
{
	for (long i = 0; i < n; i++) {
		if (rows[i].id != id || rows[i].undone_at)
			continue;
		if (judgement_undo(store, id, by, at, err) < 0)
			return -1;
		str_addf(words, "%s%s at %s is no longer judged %s by it", words->len ? "; " : "",
			rows[i].demand, rows[i].target, rows[i].position);
	}
	return 0;
}

/* Takes back what a line of the undo list names. */
static int undo_line(struct store *store, long reply, const char *line, const char *by, int64_t at,
	struct arena *arena, struct str *words, struct err *err)
{
	struct judgement_filter filter = {.reply = reply, .with_undone = true};
	struct judgement *rows;
	long n = judgement_list(store, &filter, arena, &rows, err);
	bool filed = false;

	if (n < 0)
		return -1;
	for (const char *p = line; *p && *p != '\n';) {
		char word[24] = "";
		size_t len = strcspn(p, " \n");
		long id;
		snprintf(word, sizeof word, "%.*s", (int)len, p);
		filed = filed || strcmp(word, "f") == 0;
		if (*word == 'j' && parse_long(word + 1, 1, INT64_MAX, &id) == 0 &&
			undo_judgement(store, rows, n, id, by, at, words, err) < 0)
			return -1;
		p += len;
		p += strspn(p, " ");
	}
	if (!filed)
		return 0;
	if (reply_unfile(store, reply, at, err) < 0)
		return -1;
	str_addf(words, "%sit is filed as it was before", words->len ? "; " : "");
	return 0;
}

/* The last run on this reply. */
static int undo_last(struct store *store, long reply, const char *by, int64_t at,
	struct arena *arena, struct str *words, struct err *err)
{
	struct str all = STR_INIT;
	char name[32];
	int rc;

	undo_name(name, reply);
	rc = store_meta_get(store, name, &all, err);
	if (rc >= 0 && all.len == 0)
		rc = err_set(err, ERR_INPUT,
			"nobody has filed or judged reply %ld, so that there is nothing to take "
			"back",
			reply);
	if (rc > 0) {
		size_t last = all.len - 1;
		while (last > 0 && all.p[last - 1] != '\n')
			last--;
		rc = undo_line(store, reply, all.p + last, by, at, arena, words, err);
		if (rc == 0)
			rc = store_meta_set(store, name, all.p, last, err);
	}
	str_release(&all);
	return rc;
}

/* The last judgement that stands on one demand by this reply. */
static int undo_demand(struct store *store, long reply, const char *demand, const char *by,
	int64_t at, struct arena *arena, struct str *words, struct err *err)
{
	struct judgement_filter filter = {.reply = reply, .demand = demand};
	struct judgement *rows;
	long n = judgement_list(store, &filter, arena, &rows, err);

	if (n == 0)
		return err_set(
			err, ERR_INPUT, "reply %ld stands for no judgement on %s", reply, demand);
	return n < 0 ? -1 : undo_judgement(store, rows, n, rows[n - 1].id, by, at, words, err);
}

int judging_undo(struct store *store, long reply, const char *demand, const char *by, int64_t at,
	struct arena *arena, const char **what_r, struct err *err)
{
	struct str words = STR_INIT;

	if (store_begin(store, err) < 0)
		return -1;
	int rc = demand ? undo_demand(store, reply, demand, by, at, arena, &words, err)
			: undo_last(store, reply, by, at, arena, &words, err);
	if (rc < 0)
		store_rollback(store);
	else
		rc = store_commit(store, err);
	*what_r = arena_strdup(arena, str_c(&words));
	str_release(&words);
	return rc;
}
