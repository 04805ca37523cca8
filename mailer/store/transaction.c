#include <stdio.h>

#include "store/core.h"
#include "store/queue.h"

int store_begin(struct store *store, struct err *err)
{
	if (store->mode == STORE_READ)
		return err_set(err, ERR_FAILED, "%s was opened to read, and cannot be written",
			store->path);
	if (store->depth == STORE_NESTING_MAX)
		return err_set(err, ERR_FAILED, "transactions are nested too deeply");
	if (store->depth == 0) {
		if (db_begin(store->db, err) < 0)
			return -1;
		store->doomed = false;
		store->head.loaded &= db_version(store->db) == store->head.version;
		store->list_id = 0;
	}
	store->changes[store->depth++] = db_changes(store->db);
	return 0;
}

int store_view_begin(struct store *store, struct err *err)
{
	return db_in_transaction(store->db) ? 0 : db_snapshot(store->db, err);
}

void store_view_end(struct store *store)
{
	if (store->depth == 0)
		db_rollback(store->db);
}

int store_head(struct store *store, struct err *err)
{
	struct store_head *head = &store->head;

	if (head->loaded)
		return 0;
	struct db_rows *rows = db_query(store->db,
		"SELECT " DAYBOOK_GENERATION ", event_seq, event_hash FROM head WHERE id = 1",
		DB_NONE, err);
	int rc = rows ? db_next(rows, err) : -1;
	if (rc > 0) {
		const char *hash = db_col_text(rows, 2);
		head->generation = db_col_int(rows, 0);
		head->event_seq = db_col_int(rows, 1);
		snprintf(head->event_hash, sizeof head->event_hash, "%s", hash ? hash : "");
		head->version = db_version(store->db);
		head->loaded = true;
	}
	db_end(rows);
	if (rc == 0)
		return err_set(err, ERR_FAILED, "the store is damaged: it lacks its first row");
	return rc < 0 ? -1 : 0;
}

/*
 * Numbers the commit that is about to be made, and keeps the end of the chain. Where nothing but a
 * line of the daybook was written, that line bears the number.
 */
static int head_write(struct store *store, struct err *err)
{
	struct store_head *head = &store->head;

	if (store_head(store, err) < 0)
		return -1;
	head->generation++;
	if (store->daybook.numbered && db_changes(store->db) == store->changes[0] + 1)
		return 0;
	return db_run(store->db,
		"UPDATE head SET generation = $1, event_seq = $2, event_hash = $3 WHERE id = 1",
		DB_ARGS(db_int(head->generation), db_int(head->event_seq),
			db_text(head->event_hash)),
		err);
}

static int commit_outermost(struct store *store, struct err *err)
{
	bool changed = db_changes(store->db) != store->changes[0];

	store->depth = 0;
	/* After some failures SQLite has rolled back by itself. */
	if (store->doomed || !db_in_transaction(store->db)) {
		db_rollback(store->db);
		return err_set(err, ERR_FAILED,
			"nothing was written, because a part of it failed and was rolled back");
	}
	if (!changed) {
		db_rollback(store->db);
		return 0;
	}
	if (bulk_end(store, err) < 0 || head_write(store, err) < 0) {
		db_rollback(store->db);
		return -1;
	}
	if (db_commit(store->db, err) < 0)
		return -1;
	store->head.version = db_version(store->db);
	generation_note(&store->generation, store->head.generation);
	return 0;
}

static void forget_transaction(struct store *store)
{
	bulk_forget(&store->bulk);
	daybook_drop(&store->daybook);
}

/* What it wrote is not there: what is known by it is not true. */
static void forget_written(struct store *store)
{
	queue_forget_intents(store);
	store->head.loaded = false;
}

int store_commit(struct store *store, struct err *err)
{
	if (store->depth == 0)
		return err_set(err, ERR_FAILED, "a commit without a transaction");
	if (store->depth == 1) {
		if (!store->doomed && daybook_write(store, err) < 0) {
			store_rollback(store);
			return -1;
		}
		int rc = commit_outermost(store, err);
		forget_transaction(store);
		if (rc < 0)
			forget_written(store);
		return rc;
	}
	store->depth--;
	return 0;
}

void store_rollback(struct store *store)
{
	if (store->depth == 0)
		return;
	store->doomed = true;
	if (--store->depth == 0) {
		db_rollback(store->db);
		forget_transaction(store);
		forget_written(store);
	}
}

int store_fail(struct store *store)
{
	if (store->depth > 1 && db_changes(store->db) == store->changes[store->depth - 1])
		store->depth--;
	else
		store_rollback(store);
	return -1;
}

int store_end(struct store *store, int rc, struct err *err)
{
	return rc < 0 ? store_fail(store) : store_commit(store, err);
}

int core_letters(struct store *store, struct err *err)
{
	return bulk_end(store, err) < 0 ? -1 : daybook_post(store, err);
}

char *core_text(struct db_rows *rows, int col, struct arena *arena)
{
	const char *text = db_col_text(rows, col);

	return text ? arena_strdup(arena, text) : NULL;
}
