#include <stdlib.h>

#include "store/core.h"
#include "store/events.h"
#include "store/judgement.h"
#include "store/links.h"

static int judge(struct store *store, struct judgement *j, struct err *err)
{
	struct arena arena = {0};

	if (db_get_int(store->db,
		    "INSERT INTO judgements (demand, target, position, reply, quote, judge, at)"
		    " VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING id",
		    DB_ARGS(db_text(j->demand), db_text(j->target), db_text(j->position),
			    db_id(j->reply), db_text(j->quote), db_text(j->by), db_int(j->at)),
		    &j->id, err) < 0)
		return -1;
	struct event e = {.at = j->at,
		.actor = j->by,
		.kind = "judged",
		.reply = j->reply,
		.demand = j->demand,
		.target = j->target,
		.detail = j->quote ? arena_printf(&arena, "%s: \"%s\"", j->position, j->quote)
				   : j->position};
	int rc = events_add(store, &e, err);
	arena_release(&arena);
	return rc < 0 || j->reply == 0 ? rc : links_rebuild(store, j->reply, err);
}

int judgement_add(struct store *store, struct judgement *judgement, struct err *err)
{
	if (store_begin(store, err) < 0)
		return -1;
	return store_end(store, judge(store, judgement, err), err);
}

static void take_judgement(struct db_rows *rows, struct arena *arena, struct judgement *j)
{
	*j = (struct judgement){
		.id = db_col_int(rows, 0),
		.demand = core_text(rows, 1, arena),
		.target = core_text(rows, 2, arena),
		.position = core_text(rows, 3, arena),
		.reply = (long)db_col_int(rows, 4),
		.quote = core_text(rows, 5, arena),
		.by = core_text(rows, 6, arena),
		.at = db_col_int(rows, 7),
		.undone_at = db_col_int(rows, 8),
		.undone_by = core_text(rows, 9, arena),
	};
}

#define JUDGEMENT_COLUMNS                                                                          \
	"id, demand, target, position, reply, quote, judge, at, undone_at, undone_by"

static int judgement_load(
	struct store *store, int64_t id, struct arena *arena, struct judgement *j, struct err *err)
{
	struct db_rows *rows =
		db_query(store->db, "SELECT " JUDGEMENT_COLUMNS " FROM judgements WHERE id = $1",
			DB_ARGS(db_int(id)), err);
	int rc = rows ? db_next(rows, err) : -1;

	if (rc > 0)
		take_judgement(rows, arena, j);
	db_end(rows);
	return rc;
}

/* What stands can be taken back, once. */
static int undoable(int found, int64_t undone_at, const char *what, int64_t id, struct err *err)
{
	if (found < 0)
		return -1;
	if (found == 0)
		return err_set(err, ERR_INPUT, "there is no %s %lld", what, (long long)id);
	if (undone_at)
		return err_set(
			err, ERR_INPUT, "%s %lld was taken back before", what, (long long)id);
	return 0;
}

static int unjudge(struct store *store, int64_t id, const char *by, int64_t at, struct arena *arena,
	struct err *err)
{
	struct judgement j = {0};
	int found = judgement_load(store, id, arena, &j, err);

	if (undoable(found, j.undone_at, "judgement", id, err) < 0 ||
		db_run(store->db,
			"UPDATE judgements SET undone_at = $1, undone_by = $2 WHERE id = $3",
			DB_ARGS(db_int(at), db_text(by), db_int(id)), err) < 0)
		return -1;
	struct event e = {.at = at,
		.actor = by,
		.kind = "judgement-undone",
		.reply = j.reply,
		.demand = j.demand,
		.target = j.target,
		.detail = j.position};
	int rc = events_add(store, &e, err);
	return rc < 0 || j.reply == 0 ? rc : links_rebuild(store, j.reply, err);
}

int judgement_undo(struct store *store, int64_t id, const char *by, int64_t at, struct err *err)
{
	struct arena arena = {0};

	if (store_begin(store, err) < 0)
		return -1;
	int rc = store_end(store, unjudge(store, id, by, at, &arena, err), err);
	arena_release(&arena);
	return rc;
}

long judgement_list(struct store *store, const struct judgement_filter *filter, struct arena *arena,
	struct judgement **rows_r, struct err *err)
{
	static const struct judgement_filter all;
	const struct judgement_filter *f = filter ? filter : &all;
	struct judgement *list = NULL;
	struct str sql = STR_INIT;
	size_t n = 0, cap = 0;
	int rc = -1;

	str_adds(&sql, "SELECT " JUDGEMENT_COLUMNS " FROM judgements WHERE 1 = 1");
	str_adds(&sql, f->demand ? " AND demand = $1" : "");
	str_adds(&sql, f->target ? " AND target = $2" : "");
	str_adds(&sql, f->reply ? " AND reply = $3" : "");
	str_adds(&sql, f->with_undone ? "" : " AND undone_at = 0");
	str_adds(&sql, " ORDER BY id");
	struct db_rows *rows = db_query(store->db, sql.p,
		DB_ARGS(db_text(f->demand), db_text(f->target), db_int(f->reply)), err);
	while (rows && (rc = db_next(rows, err)) > 0) {
		mem_grow(&list, &cap, n, sizeof *list);
		take_judgement(rows, arena, &list[n++]);
	}
	db_end(rows);
	str_release(&sql);
	*rows_r = arena_array(arena, n, sizeof *list);
	if (n)
		memcpy(*rows_r, list, n * sizeof *list);
	free(list);
	return rc < 0 ? -1 : (long)n;
}

static int grant(struct store *store, struct deadline_row *row, struct err *err)
{
	struct arena arena = {0};

	if (db_get_int(store->db,
		    "INSERT INTO deadlines (date, demand, target, basis, judge, note, reply, at)"
		    " VALUES ($1, $2, $3, $4, $5, $6, $7, $8) RETURNING id",
		    DB_ARGS(db_text(row->date), db_text(row->demand), db_text(row->target),
			    db_text(row->basis), db_text(row->by), db_text(row->note),
			    db_id(row->reply), db_int(row->at)),
		    &row->id, err) < 0)
		return -1;
	struct event e = {.at = row->at,
		.actor = row->by,
		.kind = "deadline",
		.reply = row->reply,
		.demand = row->demand,
		.target = row->target,
		.detail = arena_printf(&arena, "%s: %s%s%s", row->basis, row->date,
			row->note ? "; " : "", row->note ? row->note : "")};
	int rc = events_add(store, &e, err);
	arena_release(&arena);
	return rc;
}

int deadline_add(struct store *store, struct deadline_row *row, struct err *err)
{
	if (store_begin(store, err) < 0)
		return -1;
	return store_end(store, grant(store, row, err), err);
}

#define DEADLINE_COLUMNS "id, date, demand, target, basis, judge, note, reply, at, undone_at"

static void take_deadline(struct db_rows *rows, struct arena *arena, struct deadline_row *row)
{
	*row = (struct deadline_row){
		.id = db_col_int(rows, 0),
		.date = core_text(rows, 1, arena),
		.demand = core_text(rows, 2, arena),
		.target = core_text(rows, 3, arena),
		.basis = core_text(rows, 4, arena),
		.by = core_text(rows, 5, arena),
		.note = core_text(rows, 6, arena),
		.reply = (long)db_col_int(rows, 7),
		.at = db_col_int(rows, 8),
		.undone_at = db_col_int(rows, 9),
	};
}

static int revoke(struct store *store, int64_t id, const char *by, int64_t at, struct arena *arena,
	struct err *err)
{
	struct deadline_row row = {0};
	struct db_rows *rows =
		db_query(store->db, "SELECT " DEADLINE_COLUMNS " FROM deadlines WHERE id = $1",
			DB_ARGS(db_int(id)), err);
	int found = rows ? db_next(rows, err) : -1;

	if (found > 0)
		take_deadline(rows, arena, &row);
	db_end(rows);
	if (undoable(found, row.undone_at, "deadline", id, err) < 0 ||
		db_run(store->db,
			"UPDATE deadlines SET undone_at = $1, undone_by = $2 WHERE id = $3",
			DB_ARGS(db_int(at), db_text(by), db_int(id)), err) < 0)
		return -1;
	struct event e = {.at = at,
		.actor = by,
		.kind = "deadline-undone",
		.reply = row.reply,
		.demand = row.demand,
		.target = row.target,
		.detail = arena_printf(arena, "%s: %s", row.basis, row.date)};
	return events_add(store, &e, err);
}

int deadline_undo(struct store *store, int64_t id, const char *by, int64_t at, struct err *err)
{
	struct arena arena = {0};

	if (store_begin(store, err) < 0)
		return -1;
	int rc = store_end(store, revoke(store, id, by, at, &arena, err), err);
	arena_release(&arena);
	return rc;
}

long deadline_list(struct store *store, bool with_undone, struct arena *arena,
	struct deadline_row **rows_r, struct err *err)
{
	struct deadline_row *list = NULL;
	size_t n = 0, cap = 0;
	int rc = -1;
	struct db_rows *rows = db_query(store->db,
		"SELECT " DEADLINE_COLUMNS
		" FROM deadlines WHERE undone_at = 0 OR $1 = 1 ORDER BY id",
		DB_ARGS(db_int(with_undone)), err);

	while (rows && (rc = db_next(rows, err)) > 0) {
		mem_grow(&list, &cap, n, sizeof *list);
		take_deadline(rows, arena, &list[n++]);
	}
	db_end(rows);
	*rows_r = arena_array(arena, n, sizeof *list);
	if (n)
		memcpy(*rows_r, list, n * sizeof *list);
	free(list);
	return rc < 0 ? -1 : (long)n;
}
