#include <stdlib.h>

#include "base/map.h"
#include "store/core.h"
#include "store/targets.h"

int targets_count(struct store *store, size_t *count_r, struct err *err)
{
	int64_t n = 0;

	if (db_get_int(store->db, "SELECT n FROM letter_counts WHERE state = -2", DB_NONE, &n,
		    err) < 0)
		return -1;
	*count_r = (size_t)n;
	return 0;
}

/* The furthest conversation of its letters, by an index of those that have any. */
static int furthest(struct store *store, struct target_row *row, struct err *err)
{
	int64_t conversation = 0;
	int rc = db_get_int(store->db,
		"SELECT conversation FROM letters WHERE org = $1 AND conversation > 0"
		" ORDER BY conversation DESC LIMIT 1",
		DB_ARGS(db_text(row->org)), &conversation, err);

	row->conversation = rc > 0 ? (enum outbox_conversation)conversation : OUTBOX_SILENT;
	return rc < 0 ? -1 : 0;
}

int targets_find(struct store *store, const char *org, struct arena *arena,
	struct target_row *row_r, struct err *err)
{
	int64_t first = 0;
	int rc = db_get_int(store->db, "SELECT id FROM letters WHERE org = $1 ORDER BY id LIMIT 1",
		DB_ARGS(db_text(org)), &first, err);

	if (rc <= 0)
		return rc;
	*row_r = (struct target_row){.org = arena_strdup(arena, org), .first_letter = first};
	return furthest(store, row_r, err) < 0 ? -1 : 1;
}

int targets_resolve(struct store *store, const char *name, struct arena *arena, const char **org_r,
	struct err *err)
{
	static const char *const sql[] = {
		"SELECT org FROM letters WHERE org = $1 LIMIT 1",
		"SELECT org FROM letters WHERE recipient_key = lower($1) LIMIT 1",
		"SELECT org FROM letters WHERE org = $1 COLLATE NOCASE LIMIT 1",
	};
	int rc = 0;

	for (size_t i = 0; i < sizeof sql / sizeof *sql && rc == 0; i++) {
		struct db_rows *rows = db_query(store->db, sql[i], DB_ARGS(db_text(name)), err);
		rc = rows ? db_next(rows, err) : -1;
		if (rc > 0)
			*org_r = core_text(rows, 0, arena);
		db_end(rows);
	}
	return rc;
}

static int by_first_letter(const void *a, const void *b)
{
	const struct target_row *p = a, *q = b;

	return p->first_letter < q->first_letter ? -1 : p->first_letter > q->first_letter;
}

/* Each by one step in the index of organisations: letters of the same one are skipped. */
static long skip_through(
	struct store *store, struct arena *arena, struct target_row **list_r, struct err *err)
{
	struct target_row *list = NULL;
	size_t n = 0, cap = 0;
	int rc;

	for (;;) {
		struct db_rows *rows = db_query(store->db,
			n ? "SELECT org, id FROM letters WHERE org > $1 ORDER BY org, id LIMIT 1"
			  : "SELECT org, id FROM letters ORDER BY org, id LIMIT 1",
			DB_ARGS(db_text(n ? list[n - 1].org : NULL)), err);
		rc = rows ? db_next(rows, err) : -1;
		if (rc > 0) {
			mem_grow(&list, &cap, n, sizeof *list);
			list[n] = (struct target_row){.org = core_text(rows, 0, arena),
				.first_letter = db_col_int(rows, 1)};
		}
		db_end(rows);
		if (rc <= 0 || (rc = furthest(store, &list[n++], err)) < 0)
			break;
	}
	*list_r = list;
	return rc < 0 ? -1 : (long)n;
}

/* Moves a heap list of n into the arena, at most max. */
static long hand_over(struct target_row *list, long n, size_t max, struct arena *arena,
	struct target_row **rows_r)
{
	if (n > 0 && (size_t)n > max)
		n = (long)max;
	*rows_r = arena_array(arena, n > 0 ? (size_t)n : 0, sizeof *list);
	if (n > 0)
		memcpy(*rows_r, list, (size_t)n * sizeof *list);
	free(list);
	return n;
}

long targets_list(struct store *store, size_t max, struct arena *arena, struct target_row **rows_r,
	struct err *err)
{
	struct target_row *list = NULL;
	long n = skip_through(store, arena, &list, err);

	if (n > 0)
		qsort(list, (size_t)n, sizeof *list, by_first_letter);
	return hand_over(list, n, max, arena, rows_r);
}

long targets_first(struct store *store, size_t letters, size_t max, struct arena *arena,
	struct target_row **rows_r, struct err *err)
{
	struct target_row *list = NULL;
	struct map seen = {0};
	size_t n = 0, cap = 0;
	int rc = -1;
	struct db_rows *rows =
		db_query(store->db, "SELECT org, id FROM letters ORDER BY id LIMIT $1",
			DB_ARGS(db_int((int64_t)letters)), err);

	while (rows && n < max && (rc = db_next(rows, err)) > 0) {
		const char *org = db_col_text(rows, 0);
		if (!map_put(&seen, org, strlen(org), 1))
			continue;
		mem_grow(&list, &cap, n, sizeof *list);
		list[n] = (struct target_row){
			.org = arena_strdup(arena, org), .first_letter = db_col_int(rows, 1)};
		if ((rc = furthest(store, &list[n++], err)) < 0)
			break;
	}
	db_end(rows);
	map_release(&seen);
	return hand_over(list, rc < 0 ? -1 : (long)n, max, arena, rows_r);
}

long targets_after(struct store *store, int64_t after, size_t max, struct arena *arena,
	struct target_row **rows_r, struct err *err)
{
	struct target_row *list = mem_array(max ? max : 1, sizeof *list);
	size_t n = 0;
	int rc = -1;
	struct db_rows *rows = db_query(store->db,
		"SELECT org, id FROM letters l WHERE id > $1 AND NOT EXISTS"
		" (SELECT 1 FROM letters e WHERE e.org = l.org AND e.id < l.id)"
		" ORDER BY id LIMIT $2",
		DB_ARGS(db_int(after), db_int((int64_t)max)), err);

	while (rows && (rc = db_next(rows, err)) > 0) {
		list[n] = (struct target_row){
			.org = core_text(rows, 0, arena), .first_letter = db_col_int(rows, 1)};
		if ((rc = furthest(store, &list[n++], err)) < 0)
			break;
	}
	db_end(rows);
	return hand_over(list, rc < 0 ? -1 : (long)n, max, arena, rows_r);
}
