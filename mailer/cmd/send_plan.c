#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/sightings.h"
#include "store/suppress.h"
#include "cmd/send_queue.h"

static int load_suppressed(struct send_plan *plan, struct workspace *w, struct err *err)
{
	struct suppression *rows;
	struct arena arena = {0};
	long n = suppress_list(w->store, &arena, &rows, err);

	for (long i = 0; i < n; i++)
		map_put(&plan->suppressed_keys, rows[i].key, strlen(rows[i].key), 1);
	arena_release(&arena);
	return n < 0 ? -1 : 0;
}

/* Attachments and partials are known only once letters are made: those of the edition are read. */
static int read_frozen_files(struct send_plan *plan, struct workspace *w, struct err *err)
{
	struct campaign *c = &w->campaign;
	const struct campaign_file *file;
	const char **names;
	struct err gone;
	long n = edition_names(w->store, plan->edition, &plan->arena, &names, err);

	for (long i = 0; i < n; i++)
		if (campaign_file(c, names[i]) == NULL)
			campaign_files_read(&c->files, &c->source, names[i], &file, &gone);
	return n < 0 ? -1 : 0;
}

static int compare(struct send_plan *plan, struct workspace *w, struct err *err)
{
	struct campaign *c = &w->campaign;
	struct str settings = STR_INIT;
	long n;

	if (read_frozen_files(plan, w, err) < 0)
		return -1;
	struct edition_file *files = workspace_files(c);
	campaign_add_frozen_settings(c, &settings);
	n = edition_changes(w->store, plan->edition, files, c->files.count, CAMPAIGN_FILE,
		str_c(&settings), &plan->arena, &plan->changed, err);
	str_release(&settings);
	free(files);
	if (n < 0)
		return -1;
	plan->changed_count = (size_t)n;
	for (long i = 0; i < n; i++) {
		if (strcmp(plan->changed[i], c->recipients_file) == 0)
			plan->list_changed = true;
		else
			plan->text_changed = true;
	}
	return 0;
}

/* One more letter that is not in the outbox. */
static void add_fresh(
	struct send_plan *plan, struct campaign *c, size_t row, const struct map *picked)
{
	char *key = campaign_recipient_key(c, row);
	bool suppressed = map_get(&plan->suppressed_keys, key, strlen(key), NULL);

	plan->fresh++;
	plan->suppressed += suppressed;
	plan->chosen +=
		!suppressed && (picked->head == NULL || map_get(picked, key, strlen(key), NULL));
	free(key);
}

/* What the lists make, and letters that wait: by their keys, marked with where they come from. */
enum { LISTED, WAITING };

static int sight_keys(
	struct send_plan *plan, struct workspace *w, struct sightings *keys, struct err *err)
{
	static const enum outbox_state waiting[] = {OUTBOX_QUEUED, OUTBOX_DEFERRED};
	struct outbox_letter row = {0};
	int rc = 0;

	for (size_t n = 0; n < plan->letters; n++) {
		struct letter_id id;
		letter_nth(&w->campaign, n, &id);
		char *key = letter_key(&w->campaign, &id);
		sightings_add(keys, sightings_hash(keys, key, strlen(key)), 0, LISTED);
		free(key);
	}
	for (size_t i = 0; rc >= 0 && i < sizeof waiting / sizeof *waiting; i++) {
		struct outbox_filter filter = {
			.kind = "first", .by_state = true, .state = waiting[i]};
		struct outbox_iter *iter = NULL;
		rc = outbox_list(w->store, &filter, &iter, err);
		while (rc >= 0 && (rc = outbox_each(iter, &row, err)) > 0)
			sightings_add(keys, sightings_hash(keys, row.key, strlen(row.key)),
				(uint32_t)row.id, WAITING);
		outbox_iter_free(iter);
	}
	outbox_letter_release(&row);
	return rc < 0 ? -1 : 0;
}

/* The addresses of some letters, by their numbers. */
static int name_gone(
	struct send_plan *plan, struct workspace *w, const uint32_t *ids, size_t n, struct err *err)
{
	struct outbox_letter row = {0};
	struct str names = STR_INIT;
	int rc = 0;

	for (size_t i = 0; rc >= 0 && i < n; i++) {
		char id[16];
		snprintf(id, sizeof id, "%" PRIu32, ids[i]);
		rc = outbox_find(w->store, OUTBOX_BY_ID, id, &row, err);
		if (rc > 0)
			str_addf(&names, "%s%s", names.len ? ", " : "", row.email);
	}
	if (plan->gone > n)
		str_adds(&names, ", ...");
	plan->gone_to = arena_strdup(&plan->arena, str_c(&names));
	str_release(&names);
	outbox_letter_release(&row);
	return rc < 0 ? -1 : 0;
}

/* Keeps the least of some numbers, in order. */
static size_t keep_least(uint32_t *ids, size_t n, size_t max, uint32_t id)
{
	size_t at = n;

	while (at && ids[at - 1] > id)
		at--;
	if (at == max)
		return n;
	if (n < max)
		n++;
	memmove(&ids[at + 1], &ids[at], (n - 1 - at) * sizeof *ids);
	ids[at] = id;
	return n;
}

/* Letters that wait although their recipient (or signatory) was taken out of the list. */
static int find_gone(struct send_plan *plan, struct workspace *w, struct err *err)
{
	enum { NAMED = 5 };
	struct sightings keys = {0};
	struct sighting item, listed = {.mark = WAITING};
	uint32_t ids[NAMED];
	size_t named = 0;
	int rc = sight_keys(plan, w, &keys, err);

	/* Of equal keys the listed one comes first: its number is 0. */
	while (rc == 0 && sightings_next(&keys, &item)) {
		if (item.mark == LISTED) {
			listed = item;
		} else if (listed.mark != LISTED || item.hash != listed.hash) {
			plan->gone++;
			named = keep_least(ids, named, NAMED, item.number);
		}
	}
	sightings_release(&keys);
	return rc < 0 ? -1 : name_gone(plan, w, ids, named, err);
}

/* Counts what the lists make and the outbox has not. */
static int count_fresh(
	struct send_plan *plan, struct workspace *w, const struct map *picked, struct err *err)
{
	const struct outbox_filter first = {.kind = "first"};
	long known = outbox_filter_count(w->store, &first, err);
	size_t matched = 0;
	struct outbox_letter row = {0};
	int found = 0;

	plan->letters = letter_count(&w->campaign);
	if (known < 0)
		return -1;
	/* All of an unchanged list is there: a million rows need no look. */
	if (plan->edition && !plan->list_changed && (size_t)known == plan->letters)
		return 0;
	if (known == 0 && picked->head == NULL && plan->suppressed_keys.head == NULL) {
		plan->fresh = plan->chosen = plan->letters;
		return 0;
	}
	for (size_t n = 0; found >= 0 && n < plan->letters; n++) {
		struct letter_id id;
		letter_nth(&w->campaign, n, &id);
		if (known > 0) {
			char *key = letter_key(&w->campaign, &id);
			found = outbox_find(w->store, OUTBOX_BY_KEY, key, &row, err);
			free(key);
		}
		if (found == 0) {
			add_fresh(plan, &w->campaign, id.recipient, picked);
		} else if (found > 0) {
			matched++;
		}
	}
	outbox_letter_release(&row);
	if (found < 0)
		return -1;
	return (size_t)known > matched ? find_gone(plan, w, err) : 0;
}

int send_plan_make(
	struct send_plan *plan, struct workspace *w, const struct map *picked, struct err *err)
{
	int found = edition_current(w->store, &plan->edition, err);

	if (found < 0)
		return -1;
	if (found == 0)
		plan->edition = 0;
	if (load_suppressed(plan, w, err) < 0 || (plan->edition && compare(plan, w, err) < 0))
		return -1;
	return count_fresh(plan, w, picked, err);
}

void send_plan_release(struct send_plan *plan)
{
	map_release(&plan->suppressed_keys);
	arena_release(&plan->arena);
	*plan = (struct send_plan){0};
}
