/* What mails do to letters: conversations move, bounces are marked, doubts end. */
#include "store/core.h"
#include "store/counts.h"
#include "store/events.h"
#include "store/outbox.h"

/*
 * Runs an UPDATE that gives back the reference; when a row was changed, it is counted and the event
 * logged.
 */
static int mark(struct store *store, const char *sql, const struct db_value *args, size_t n,
	const struct counts *counts, struct event *e, struct err *err)
{
	struct arena arena = {0};

	if (store_begin(store, err) < 0)
		return -1;
	if (core_letters(store, err) < 0)
		return store_fail(store);
	struct db_rows *rows = db_query(store->db, sql, args, n, err);
	int rc = rows ? db_next(rows, err) : -1;
	if (rc > 0)
		e->letter = core_text(rows, 0, &arena);
	db_end(rows);
	if (rc > 0)
		rc = counts_write(store, counts, err);
	if (rc == 0 && e->letter)
		rc = events_add(store, e, err);
	rc = store_end(store, rc, err);
	arena_release(&arena);
	return rc;
}

int outbox_converse(struct store *store, int64_t id, enum outbox_conversation conversation,
	long reply, int64_t at, struct err *err)
{
	struct event e = {.at = at,
		.kind = "conversation",
		.reply = reply,
		.detail = outbox_conversation_name(conversation)};
	const struct counts none = {0};

	return mark(store,
		"UPDATE letters SET conversation = $2 WHERE id = $1 AND conversation < $2"
		" RETURNING ref",
		DB_ARGS(db_int(id), db_int(conversation)), &none, &e, err);
}

int outbox_bounced(struct store *store, int64_t id, const char *status, const char *text,
	long reply, int64_t at, struct err *err)
{
	struct arena arena = {0};
	const struct counts none = {0};
	struct event e = {.at = at,
		.kind = "bounced",
		.reply = reply,
		.detail = arena_printf(&arena, "%s%s%s", status ? status : "",
			status && text ? " " : "", text ? text : "")};
	int rc = mark(store,
		"UPDATE letters SET bounced = 1, bounce_status = $2, bounce_text = $3, bounced_at "
		"= $4"
		" WHERE id = $1 AND bounced = 0 RETURNING ref",
		DB_ARGS(db_int(id), db_text(status), db_text(text), db_int(at)), &none, &e, err);

	arena_release(&arena);
	return rc;
}

int outbox_settle(struct store *store, int64_t id, const char *evidence, long reply, int64_t at,
	struct err *err)
{
	struct arena arena = {0};
	struct counts counts = {0};
	struct event e = {.at = at,
		.kind = "resolved",
		.reply = reply,
		.detail = arena_printf(&arena, "counts as sent: %.500s", evidence)};

	counts_move(&counts, OUTBOX_UNCERTAIN, OUTBOX_SENT, 1);
	int rc = mark(store,
		"UPDATE deliveries SET state = 2, sent_at = updated_at, updated_at = $2, next_at = "
		"0"
		" WHERE letter = $1 AND state = 5"
		" RETURNING (SELECT ref FROM letters WHERE id = letter)",
		DB_ARGS(db_int(id), db_int(at)), &counts, &e, err);

	arena_release(&arena);
	return rc;
}
