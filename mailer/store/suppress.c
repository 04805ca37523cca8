#include <stdlib.h>

#include "store/core.h"
#include "store/events.h"
#include "store/suppress.h"

static int add(struct store *store, const struct suppression *s, bool *added_r, struct err *err)
{
	int there = suppress_has(store, s->key, err);

	*added_r = there == 0;
	if (there != 0)
		return there < 0 ? -1 : 0;
	if (db_run(store->db,
		    "INSERT INTO suppressed (key, email, reason, judge, at) VALUES ($1, $2, $3, "
		    "$4, $5)",
		    DB_ARGS(db_text(s->key), db_text(s->email), db_text(s->reason), db_text(s->by),
			    db_int(s->at)),
		    err) < 0)
		return -1;
	struct arena arena = {0};
	struct event e = {.at = s->at,
		.actor = s->by,
		.kind = "suppressed",
		.detail =
			s->reason ? arena_printf(&arena, "%s: %s", s->email, s->reason) : s->email};
	int rc = events_add(store, &e, err);
	arena_release(&arena);
	return rc;
}

int suppress_add(struct store *store, const struct suppression *s, bool *added_r, struct err *err)
{
	bool added;

	if (store_begin(store, err) < 0)
		return -1;
	return store_end(store, add(store, s, added_r ? added_r : &added, err), err);
}

int suppress_remove(
	struct store *store, const char *key, const char *by, int64_t at, struct err *err)
{
	if (store_begin(store, err) < 0)
		return -1;
	int there = suppress_has(store, key, err), rc = there < 0 ? -1 : 0;
	if (there > 0) {
		struct event e = {.at = at, .actor = by, .kind = "unsuppressed", .detail = key};
		rc = db_run(store->db, "DELETE FROM suppressed WHERE key = $1",
			DB_ARGS(db_text(key)), err);
		if (rc == 0)
			rc = events_add(store, &e, err);
	}
	return store_end(store, rc, err) < 0 ? -1 : there;
}

int suppress_has(struct store *store, const char *key, struct err *err)
{
	int64_t one;

	return db_get_int(store->db, "SELECT 1 FROM suppressed WHERE key = $1",
		DB_ARGS(db_text(key)), &one, err);
}

int suppress_stamp(struct store *store, int64_t *stamp_r, struct err *err)
{
	return db_get_int(store->db,
		       "SELECT count(*) * 4294967296 + coalesce(max(at), 0) FROM suppressed",
		       DB_NONE, stamp_r, err) < 0
		       ? -1
		       : 0;
}

long suppress_list(
	struct store *store, struct arena *arena, struct suppression **rows_r, struct err *err)
{
	struct suppression *list = NULL;
	size_t n = 0, cap = 0;
	int rc = -1;
	struct db_rows *rows = db_query(store->db,
		"SELECT key, email, reason, judge, at FROM suppressed ORDER BY key", DB_NONE, err);

	while (rows && (rc = db_next(rows, err)) > 0) {
		mem_grow(&list, &cap, n, sizeof *list);
		list[n++] = (struct suppression){.key = core_text(rows, 0, arena),
			.email = core_text(rows, 1, arena),
			.reason = core_text(rows, 2, arena),
			.by = core_text(rows, 3, arena),
			.at = db_col_int(rows, 4)};
	}
	db_end(rows);
	*rows_r = arena_array(arena, n, sizeof *list);
	if (n)
		memcpy(*rows_r, list, n * sizeof *list);
	free(list);
	return rc < 0 ? -1 : (long)n;
}
