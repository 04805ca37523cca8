#include <stdlib.h>

#include "store/core.h"
#include "store/reply_rows.h"

static int add_letters(struct store *store, const struct reply_revision *r, struct err *err)
{
	for (size_t i = 0; i < r->letter_count; i++) {
		const struct reply_letter *l = &r->letters[i];
		if (db_run(store->db,
			    "INSERT INTO reply_letters (reply, revision, rank, letter, rung, "
			    "evidence,"
			    " moves_to, bounces) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
			    DB_ARGS(db_int(r->reply), db_int(r->number), db_int((int64_t)i),
				    db_int(l->letter), db_int(l->rung), db_text(l->evidence),
				    db_int(l->moves_to), db_int(l->bounces)),
			    err) < 0)
			return -1;
	}
	return 0;
}

static int add_demands(struct store *store, const struct reply_revision *r, struct err *err)
{
	for (size_t i = 0; i < r->demand_count; i++) {
		const struct reply_demand *d = &r->demands[i];
		if (db_run(store->db,
			    "INSERT INTO reply_demands (reply, revision, rank, demand, start_at,"
			    " end_at, quote, reason) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
			    DB_ARGS(db_int(r->reply), db_int(r->number), db_int((int64_t)i),
				    db_text(d->demand), db_int((int64_t)d->start),
				    db_int((int64_t)d->end), db_text(d->quote), db_text(d->reason)),
			    err) < 0)
			return -1;
	}
	return 0;
}

int reply_revision_rows(struct store *store, const struct reply_revision *r, struct err *err)
{
	return add_letters(store, r, err) < 0 ? -1 : add_demands(store, r, err);
}

/* The highest revision of a reply, of which the row is there. */
static int last_revision(struct store *store, long reply, int64_t *last_r, struct err *err)
{
	return db_get_int(store->db, "SELECT max(revision) FROM filings WHERE reply = $1",
		DB_ARGS(db_int(reply)), last_r, err);
}

/* What the machine had found, before a person's filing takes its place. */
static int keep_first(struct store *store, long reply, struct err *err)
{
	return db_run(store->db,
		"INSERT INTO filings (reply, revision, filing, class, at, actor)"
		" SELECT number, 0, filing, class, received_at, coalesce((SELECT actor FROM events"
		" WHERE events.reply = number AND kind = 'received' ORDER BY seq LIMIT 1), '')"
		" FROM replies WHERE number = $1",
		DB_ARGS(db_int(reply)), err);
}

int reply_revision_add(struct store *store, struct reply_revision *r, struct err *err)
{
	int64_t last = 0;
	int rc = last_revision(store, r->reply, &last, err);

	if (rc == 0)
		rc = keep_first(store, r->reply, err);
	if (rc < 0)
		return -1;
	r->number = last + 1;
	if (db_run(store->db,
		    "INSERT INTO filings (reply, revision, filing, class, at, actor)"
		    " VALUES ($1, $2, $3, $4, $5, $6)",
		    DB_ARGS(db_int(r->reply), db_int(r->number), db_int(r->filing),
			    db_text(r->class), db_int(r->at), db_text(store->actor)),
		    err) < 0 ||
		reply_revision_rows(store, r, err) < 0)
		return -1;
	return db_run(store->db,
		"UPDATE replies SET revision = $2, filing = $3, class = $4 WHERE number = $1",
		DB_ARGS(db_int(r->reply), db_int(r->number), db_int(r->filing), db_text(r->class)),
		err);
}

int reply_revision_drop(struct store *store, long reply, struct err *err)
{
	static const char *const sql[] = {
		"DELETE FROM reply_letters WHERE reply = $1 AND revision = $2",
		"DELETE FROM reply_demands WHERE reply = $1 AND revision = $2",
		"DELETE FROM filings WHERE reply = $1 AND revision = $2",
		"UPDATE replies SET revision = f.revision, filing = f.filing, class = f.class"
		" FROM filings f WHERE f.reply = $1 AND replies.number = $1 AND f.revision = $2 - "
		"1",
	};
	int64_t current = 0;
	int rc = last_revision(store, reply, &current, err);

	if (rc <= 0 || current == 0)
		return rc < 0 ? -1 : 0;
	for (size_t i = 0; i < sizeof sql / sizeof *sql; i++)
		if (db_run(store->db, sql[i], DB_ARGS(db_int(reply), db_int(current)), err) < 0)
			return -1;
	return 1;
}

char *reply_rows_written(struct db_rows *rows, int text, int own, int place, struct arena *arena)
{
	int64_t start = db_col_int(rows, place), end = db_col_int(rows, place + 1);
	const char *whole = db_col_text(rows, text);

	/* Without a piece both places are NULL, which reads as 0. */
	if (whole == NULL || end == 0 || start < 0 || start > end || (uint64_t)end > strlen(whole))
		return core_text(rows, own, arena);
	return arena_strndup(arena, whole + start, (size_t)(end - start));
}

static int load_letters(struct store *store, struct reply *r, struct err *err)
{
	size_t cap = 0;
	struct reply_letter *list = NULL;
	struct db_rows *rows = db_query(store->db,
		"SELECT b.letter, l.ref, l.org, b.rung, b.evidence, b.moves_to, b.bounces FROM "
		"replies r JOIN reply_letters b ON b.reply = r.number AND b.revision = r.revision "
		"JOIN letters l ON l.id = b.letter WHERE r.number = $1 ORDER BY b.rank",
		DB_ARGS(db_int(r->number)), err);
	int rc = rows ? 0 : -1;

	while (rows && (rc = db_next(rows, err)) > 0) {
		mem_grow(&list, &cap, r->letter_count, sizeof *list);
		list[r->letter_count++] = (struct reply_letter){
			.letter = db_col_int(rows, 0),
			.ref = core_text(rows, 1, &r->arena),
			.org = core_text(rows, 2, &r->arena),
			.rung = (int)db_col_int(rows, 3),
			.evidence = core_text(rows, 4, &r->arena),
			.moves_to = (enum outbox_conversation)db_col_int(rows, 5),
			.bounces = db_col_int(rows, 6) != 0,
		};
	}
	db_end(rows);
	r->letters = arena_array(&r->arena, r->letter_count, sizeof *list);
	if (r->letter_count)
		memcpy(r->letters, list, r->letter_count * sizeof *list);
	free(list);
	return rc;
}

static int load_demands(struct store *store, struct reply *r, struct err *err)
{
	size_t cap = 0;
	struct reply_demand *list = NULL;
	struct db_rows *rows = db_query(store->db,
		"SELECT d.demand, d.start_at, d.end_at, d.quote, d.reason FROM replies r JOIN "
		"reply_demands d ON d.reply = r.number AND d.revision = r.revision WHERE r.number "
		"= $1 ORDER BY d.rank",
		DB_ARGS(db_int(r->number)), err);
	int rc = rows ? 0 : -1;

	while (rows && (rc = db_next(rows, err)) > 0) {
		mem_grow(&list, &cap, r->demand_count, sizeof *list);
		list[r->demand_count++] = (struct reply_demand){
			.demand = core_text(rows, 0, &r->arena),
			.start = (size_t)db_col_int(rows, 1),
			.end = (size_t)db_col_int(rows, 2),
			.quote = core_text(rows, 3, &r->arena),
			.reason = core_text(rows, 4, &r->arena),
		};
	}
	db_end(rows);
	r->demands = arena_array(&r->arena, r->demand_count, sizeof *list);
	if (r->demand_count)
		memcpy(r->demands, list, r->demand_count * sizeof *list);
	free(list);
	return rc;
}

int reply_rows_load(struct store *store, struct reply *reply, struct err *err)
{
	return load_letters(store, reply, err) < 0 ? -1 : load_demands(store, reply, err);
}
