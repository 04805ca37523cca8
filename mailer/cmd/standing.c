#include <stdlib.h>
#include <string.h>

#include "store/judgement.h"
#include "store/replies.h"
#include "cmd/standing.h"

/* Numbers of replies at one place, growing. */
struct numbers {
	long *items;
	size_t count, cap;
};

static void place_key(struct str *key, size_t demand, const char *target)
{
	str_reset(key);
	str_addf(key, "%zu:%s", demand, target);
}

/* The place of a demand in the settings; false when they do not have it any more. */
static bool demand_place(const struct standings *s, const char *id, size_t *place_r)
{
	const struct demand *d = demand_find(s->demands, s->demand_count, id);

	if (d)
		*place_r = (size_t)(d - s->demands);
	return d != NULL;
}

static void note_target(struct standings *s, const char *target)
{
	if (!map_put(&s->seen, target, strlen(target), 1))
		return;
	mem_grow(&s->special, &s->special_cap, s->special_count, sizeof *s->special);
	s->special[s->special_count++] = arena_strdup(&s->arena, target);
}

static int load_judgements(struct standings *s, struct store *store, struct err *err)
{
	struct arena scratch = {0};
	struct str key = STR_INIT;
	struct judgement *rows;
	long n = judgement_list(store, NULL, &scratch, &rows, err);

	/* Oldest first: what is put last stands. */
	for (long i = 0; i < n; i++) {
		enum demand_position position;
		size_t place;
		if (!demand_place(s, rows[i].demand, &place) ||
			demand_position_parse(rows[i].position, &position) < 0)
			continue;
		place_key(&key, place, rows[i].target);
		map_put(&s->positions, key.p, key.len, position);
		note_target(s, rows[i].target);
	}
	str_release(&key);
	arena_release(&scratch);
	return n < 0 ? -1 : 0;
}

static int load_ledger(struct standings *s, struct store *store, struct err *err)
{
	struct deadline_row *rows;
	long n = deadline_list(store, false, &s->arena, &rows, err);

	s->ledger = arena_array(&s->arena, n > 0 ? (size_t)n : 0, sizeof *s->ledger);
	for (long i = 0; i < n; i++) {
		struct demand_deadline *d = &s->ledger[s->ledger_count];
		*d = (struct demand_deadline){.demand = rows[i].demand, .target = rows[i].target};
		if (date_parse(rows[i].date, &d->date) < 0 ||
			demand_basis_parse(rows[i].basis, &d->basis) < 0)
			continue;
		s->ledger_count++;
		if (d->target)
			note_target(s, d->target);
	}
	return n < 0 ? -1 : 0;
}

static void add_number(struct standings *s, struct map *map, const struct str *key, long number)
{
	intptr_t value;
	struct numbers *list;

	if (map_get(map, key->p, key->len, &value)) {
		list = (struct numbers *)value;
	} else {
		list = arena_alloc(&s->arena, sizeof *list);
		map_put(map, key->p, key->len, (intptr_t)list);
	}
	if (list->count == list->cap) {
		long *grown = arena_array(&s->arena, list->cap ? 2 * list->cap : 2, sizeof *grown);
		if (list->count)
			memcpy(grown, list->items, list->count * sizeof *grown);
		list->cap = list->cap ? 2 * list->cap : 2;
		list->items = grown;
	}
	list->items[list->count++] = number;
}

static int load_replies(struct standings *s, struct store *store, struct err *err)
{
	struct arena scratch = {0};
	struct str key = STR_INIT;
	struct reply_link *links;
	long n = reply_links(store, &scratch, &links, err);

	for (long i = 0; i < n; i++) {
		size_t place;
		if (!demand_place(s, links[i].demand, &place))
			continue;
		place_key(&key, place, links[i].target);
		add_number(s, &s->replies, &key, links[i].reply);
		if (links[i].pending)
			add_number(s, &s->waiting, &key, links[i].reply);
		note_target(s, links[i].target);
	}
	str_release(&key);
	arena_release(&scratch);
	return n < 0 ? -1 : 0;
}

int standings_load(struct standings *s, struct store *store, const struct demand *demands, size_t n,
	int64_t now, struct err *err)
{
	*s = (struct standings){.demands = demands, .demand_count = n, .now = now};
	if (load_judgements(s, store, err) < 0 || load_ledger(s, store, err) < 0)
		return -1;
	return load_replies(s, store, err);
}

void standings_release(struct standings *s)
{
	map_release(&s->positions);
	map_release(&s->replies);
	map_release(&s->waiting);
	map_release(&s->seen);
	free(s->special);
	arena_release(&s->arena);
	*s = (struct standings){0};
}

static size_t numbers_at(const struct map *map, const struct str *key, const long **items_r)
{
	intptr_t value;

	*items_r = NULL;
	if (!map_get(map, key->p, key->len, &value))
		return 0;
	const struct numbers *list = (const struct numbers *)value;
	*items_r = list->items;
	return list->count;
}

void standing_at(const struct standings *s, size_t demand, const char *target, struct standing *r)
{
	const struct demand *d = &s->demands[demand];
	struct str key = STR_INIT;
	intptr_t position;

	*r = (struct standing){.position = DEMAND_OPEN};
	place_key(&key, demand, target);
	if (map_get(&s->positions, key.p, key.len, &position))
		r->position = (enum demand_position)position;
	r->reply_count = numbers_at(&s->replies, &key, &r->replies);
	r->waiting_count = numbers_at(&s->waiting, &key, &r->waiting);
	r->pending = r->waiting_count > 0;
	r->has_deadline = demand_deadline_of(d, target, s->ledger, s->ledger_count, &r->deadline);
	r->overdue = demand_overdue(r->position, r->has_deadline, r->deadline, s->now);
	if (r->overdue)
		r->days_overdue = demand_days_overdue(r->deadline, s->now);
	str_release(&key);
}
