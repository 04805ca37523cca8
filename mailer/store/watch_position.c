#include <stdlib.h>

#include "store/core.h"
#include "store/watch_position.h"

static const char *name_of(const struct watch_message *m)
{
	return m->name ? m->name : "";
}

/* The mailbox as it is kept: 1, 0, -1. */
static int mailbox_load(struct store *store, const char *source, const char *folder,
	struct watch_mailbox *mailbox_r, struct err *err)
{
	struct db_rows *rows = db_query(store->db,
		"SELECT id, uidvalidity, last_uid, modseq FROM mailboxes WHERE source = $1 AND "
		"folder = $2",
		DB_ARGS(db_text(source), db_text(folder)), err);
	int rc = rows ? db_next(rows, err) : -1;

	if (rc > 0)
		*mailbox_r = (struct watch_mailbox){.id = db_col_int(rows, 0),
			.uidvalidity = (uint32_t)db_col_int(rows, 1),
			.last_uid = (uint32_t)db_col_int(rows, 2),
			.modseq = (uint64_t)db_col_int(rows, 3)};
	db_end(rows);
	return rc;
}

int watch_mailbox_open(struct store *store, const char *source, const char *folder,
	struct watch_mailbox *mailbox_r, struct err *err)
{
	int rc = mailbox_load(store, source, folder, mailbox_r, err);

	if (rc != 0)
		return rc < 0 ? -1 : 0;
	if (store_begin(store, err) < 0)
		return -1;
	rc = db_run(store->db,
		"INSERT INTO mailboxes (source, folder) VALUES ($1, $2)"
		" ON CONFLICT (source, folder) DO NOTHING",
		DB_ARGS(db_text(source), db_text(folder)), err);
	if (rc == 0)
		rc = mailbox_load(store, source, folder, mailbox_r, err) > 0 ? 0 : -1;
	return store_end(store, rc, err);
}

int watch_mailbox_is(struct store *store, int64_t mailbox, const char *folder, struct err *err)
{
	int64_t ignored;

	return db_get_int(store->db, "SELECT 1 FROM mailboxes WHERE id = $1 AND folder = $2",
		DB_ARGS(db_int(mailbox), db_text(folder)), &ignored, err);
}

/* UIDs of another uidvalidity name other messages (RFC 9051 2.3.1.1). */
static int forget_others(struct store *store, const struct watch_mailbox *m, struct err *err)
{
	if (db_run(store->db, "DELETE FROM messages WHERE mailbox = $1 AND uidvalidity <> $2",
		    DB_ARGS(db_int(m->id), db_int(m->uidvalidity)), err) < 0)
		return -1;
	return db_run(store->db, "DELETE FROM plans WHERE mailbox = $1 AND uidvalidity <> $2",
		DB_ARGS(db_int(m->id), db_int(m->uidvalidity)), err);
}

int watch_mailbox_keep(struct store *store, const struct watch_mailbox *mailbox, struct err *err)
{
	int64_t before = 0;

	if (store_begin(store, err) < 0)
		return -1;
	int rc = db_get_int(store->db, "SELECT uidvalidity FROM mailboxes WHERE id = $1",
		DB_ARGS(db_int(mailbox->id)), &before, err);
	if (rc == 0)
		rc = err_set(err, ERR_FAILED, "there is no mailbox %lld in the store",
			(long long)mailbox->id);
	if (rc > 0)
		rc = before != mailbox->uidvalidity ? forget_others(store, mailbox, err) : 0;
	if (rc == 0)
		rc = db_run(store->db,
			"UPDATE mailboxes SET uidvalidity = $1, last_uid = $2, modseq = $3 WHERE "
			"id = $4",
			DB_ARGS(db_int(mailbox->uidvalidity), db_int(mailbox->last_uid),
				db_int((int64_t)mailbox->modseq), db_int(mailbox->id)),
			err);
	return store_end(store, rc, err);
}

int watch_names_seen(struct store *store, int64_t mailbox, const char *first, const char *last,
	struct map *names, struct err *err)
{
	int rc = -1;
	struct db_rows *rows = db_query(store->db,
		"SELECT name FROM messages WHERE mailbox = $1 AND uidvalidity = 0 AND uid = 0"
		" AND name >= $2 AND name <= $3",
		DB_ARGS(db_int(mailbox), db_text(first), db_text(last)), err);

	while (rows && (rc = db_next(rows, err)) > 0) {
		const char *name = db_col_text(rows, 0);
		map_put(names, name, strlen(name), 1);
	}
	db_end(rows);
	return rc;
}

/*
 * Inserts a row that is new nearly always, or updates the one that is there. As one statement, it
 * would make SQLite keep a copy of each page that it changes.
 */
static int put(struct store *store, const char *insert, const char *update,
	const struct db_value *args, size_t n, struct err *err)
{
	int64_t before = db_changes(store->db);

	if (db_run(store->db, insert, args, n, err) < 0)
		return -1;
	return db_changes(store->db) != before ? 0 : db_run(store->db, update, args, n, err);
}

/* An object that is another mail now (a server that breaks its promise) is that one from now on. */
static int note_object(
	struct store *store, const struct watch_message *message, long reply, struct err *err)
{
	return put(store,
		"INSERT INTO objects (source, object, reply) VALUES"
		" ((SELECT source FROM mailboxes WHERE id = $3), $1, $2)"
		" ON CONFLICT (source, object) DO NOTHING",
		"UPDATE objects SET reply = $2 WHERE object = $1 AND source ="
		" (SELECT source FROM mailboxes WHERE id = $3)",
		DB_ARGS(db_text(message->object), db_int(reply), db_int(message->mailbox)), err);
}

int watch_note(
	struct store *store, const struct watch_message *message, long reply, struct err *err)
{
	if (store_begin(store, err) < 0)
		return -1;
	int rc = put(store,
		"INSERT INTO messages (mailbox, uidvalidity, uid, name, reply) VALUES ($1, $2, $3, "
		"$4, $5) ON CONFLICT (mailbox, uidvalidity, uid, name) DO NOTHING",
		"UPDATE messages SET reply = $5 WHERE mailbox = $1 AND uidvalidity = $2"
		" AND uid = $3 AND name = $4",
		DB_ARGS(db_int(message->mailbox), db_int(message->uidvalidity),
			db_int(message->uid), db_text(name_of(message)), db_int(reply)),
		err);
	if (rc == 0 && message->object)
		rc = note_object(store, message, reply, err);
	return store_end(store, rc, err);
}

int watch_object_find(
	struct store *store, int64_t mailbox, const char *object, long *reply_r, struct err *err)
{
	int64_t reply = 0;
	int rc = db_get_int(store->db,
		"SELECT reply FROM objects WHERE object = $1 AND source ="
		" (SELECT source FROM mailboxes WHERE id = $2)",
		DB_ARGS(db_text(object), db_int(mailbox)), &reply, err);

	if (rc > 0)
		*reply_r = (long)reply;
	return rc;
}

int watch_command_add(struct store *store, long reply, struct err *err)
{
	if (store_begin(store, err) < 0)
		return -1;
	int rc = db_run(store->db,
		"INSERT INTO commands (reply) VALUES ($1) ON CONFLICT (reply) DO NOTHING",
		DB_ARGS(db_int(reply)), err);
	return store_end(store, rc, err);
}

long watch_commands(struct store *store, struct arena *arena, long **replies_r, struct err *err)
{
	int64_t count = 0;
	size_t n = 0;
	int rc = db_get_int(store->db, "SELECT count(*) FROM commands", DB_NONE, &count, err);

	if (rc < 0)
		return -1;
	*replies_r = arena_array(arena, (size_t)count, sizeof **replies_r);
	if (count == 0)
		return 0;
	struct db_rows *rows = db_query(store->db,
		"SELECT reply FROM commands ORDER BY reply LIMIT $1", DB_ARGS(db_int(count)), err);
	rc = rows ? 0 : -1;
	while (rows && (rc = db_next(rows, err)) > 0)
		(*replies_r)[n++] = (long)db_col_int(rows, 0);
	db_end(rows);
	return rc < 0 ? -1 : (long)n;
}

int watch_command_done(struct store *store, long reply, struct err *err)
{
	if (store_begin(store, err) < 0)
		return -1;
	int rc = db_run(
		store->db, "DELETE FROM commands WHERE reply = $1", DB_ARGS(db_int(reply)), err);
	return store_end(store, rc, err);
}

int watch_plan_add(struct store *store, const struct watch_message *message, long reply,
	enum watch_action action, const char *folder, struct err *err)
{
	if (store_begin(store, err) < 0)
		return -1;
	int rc = db_run(store->db,
		"INSERT INTO plans (mailbox, uidvalidity, uid, name, reply, action, folder)"
		" VALUES ($1, $2, $3, $4, $5, $6, $7)"
		" ON CONFLICT (mailbox, uidvalidity, uid, name, action, folder) DO NOTHING",
		DB_ARGS(db_int(message->mailbox), db_int(message->uidvalidity),
			db_int(message->uid), db_text(name_of(message)), db_int(reply),
			db_int(action), db_text(folder)),
		err);
	return store_end(store, rc, err);
}

long watch_plans(struct store *store, int64_t mailbox, size_t max, struct arena *arena,
	struct watch_plan **plans_r, struct err *err)
{
	struct watch_plan *list = NULL;
	size_t n = 0, cap = 0;
	int rc = -1;
	struct db_rows *rows = db_query(store->db,
		"SELECT id, uidvalidity, uid, name, reply, action, folder, tries FROM plans"
		" WHERE mailbox = $1 AND done_at = 0 ORDER BY uid, name, action, id LIMIT $2",
		DB_ARGS(db_int(mailbox), db_int(max < INT32_MAX ? (int64_t)max : INT32_MAX)), err);

	while (rows && (rc = db_next(rows, err)) > 0) {
		mem_grow(&list, &cap, n, sizeof *list);
		list[n++] = (struct watch_plan){
			.id = db_col_int(rows, 0),
			.message = {.mailbox = mailbox,
				.uidvalidity = (uint32_t)db_col_int(rows, 1),
				.uid = (uint32_t)db_col_int(rows, 2),
				.name = core_text(rows, 3, arena)},
			.reply = (long)db_col_int(rows, 4),
			.action = (enum watch_action)db_col_int(rows, 5),
			.folder = core_text(rows, 6, arena),
			.tries = (long)db_col_int(rows, 7),
		};
	}
	db_end(rows);
	*plans_r = arena_array(arena, n, sizeof *list);
	if (n)
		memcpy(*plans_r, list, n * sizeof *list);
	free(list);
	return rc < 0 ? -1 : (long)n;
}

int watch_plan_done(struct store *store, int64_t id, const char *note, int64_t at, struct err *err)
{
	if (store_begin(store, err) < 0)
		return -1;
	/* A time of 0 would mean "not done". */
	int rc = db_run(store->db,
		"UPDATE plans SET done_at = $1, note = $2, tries = tries + 1 WHERE id = $3",
		DB_ARGS(db_int(at ? at : 1), db_text(note), db_int(id)), err);
	return store_end(store, rc, err);
}

int watch_plan_failed(struct store *store, int64_t id, const char *note, struct err *err)
{
	if (store_begin(store, err) < 0)
		return -1;
	int rc = db_run(store->db, "UPDATE plans SET note = $1, tries = tries + 1 WHERE id = $2",
		DB_ARGS(db_text(note), db_int(id)), err);
	return store_end(store, rc, err);
}

int watch_plans_gone(struct store *store, const struct watch_message *first, uint32_t last_uid,
	int64_t at, struct err *err)
{
	if (store_begin(store, err) < 0)
		return -1;
	int rc = db_run(store->db,
		"UPDATE plans SET done_at = $1, note = $2 WHERE mailbox = $3 AND uidvalidity = $4"
		" AND uid >= $5 AND uid <= $6 AND done_at = 0",
		DB_ARGS(db_int(at ? at : 1), db_text(WATCH_GONE), db_int(first->mailbox),
			db_int(first->uidvalidity), db_int(first->uid), db_int(last_uid)),
		err);
	return store_end(store, rc, err);
}
