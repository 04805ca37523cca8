#include <inttypes.h>
#include <stdio.h>

#include "base/clock.h"
#include "store/core.h"
#include "store/events.h"
#include "store/letter_row.h"
#include "store/outbox.h"

static const char *const state_names[OUTBOX_STATES] = {
	"queued", "sending", "sent", "deferred", "rejected", "uncertain"};
static const char *const conversation_names[] = {"silent", "auto-acknowledged", "replied"};

const char *outbox_state_name(enum outbox_state state)
{
	return state < OUTBOX_STATES ? state_names[state] : "unknown";
}

const char *outbox_conversation_name(enum outbox_conversation conversation)
{
	return conversation <= OUTBOX_REPLIED ? conversation_names[conversation] : "unknown";
}

void outbox_letter_release(struct outbox_letter *letter)
{
	arena_release(&letter->arena);
	*letter = (struct outbox_letter){0};
}

int64_t core_list(struct store *store, const char *sha256, struct err *err)
{
	int64_t id = 0;

	if (sha256 == NULL || *sha256 == '\0')
		return 0;
	if (store->list_id && strcmp(store->list_sha256, sha256) == 0)
		return store->list_id;
	int rc = db_get_int(store->db, "SELECT id FROM lists WHERE sha256 = $1",
		DB_ARGS(db_text(sha256)), &id, err);
	if (rc < 0)
		return -1;
	if (rc == 0 && db_get_int(store->db, "INSERT INTO lists (sha256) VALUES ($1) RETURNING id",
			       DB_ARGS(db_text(sha256)), &id, err) < 0)
		return -1;
	store->list_id = id;
	snprintf(store->list_sha256, sizeof store->list_sha256, "%s", sha256);
	return id;
}

static const char *or_empty(const char *text)
{
	return text ? text : "";
}

/* The part behind the last @, in lower case; "" when there is none. */
static void domain_of(const char *key, char *domain_r, size_t size)
{
	const char *at = strrchr(or_empty(key), '@');
	size_t n = 0;

	for (const char *p = at ? at + 1 : ""; *p && n + 1 < size; p++)
		domain_r[n++] = (char)ascii_lower((unsigned char)*p);
	domain_r[n] = '\0';
}

/* Says which of the unique fields another letter has already. */
static int clash(struct store *store, const struct outbox_letter *l, struct err *err)
{
	static const struct {
		const char *sql, *what;
	} fields[] = {
		{"SELECT id FROM letters WHERE ref = $1", "reference"},
		{"SELECT id FROM letters WHERE message_id = $1", "Message-ID"},
		{"SELECT id FROM letters WHERE token = $1", "token"},
		{"SELECT id FROM letters WHERE id = $1", "number"},
	};
	const char *texts[] = {l->ref, l->message_id, l->token, NULL};
	struct err ignored;
	int64_t id;

	for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) {
		struct db_value value = texts[i] ? db_text(texts[i]) : db_int(l->number);
		if (db_get_int(store->db, fields[i].sql, &value, 1, &id, &ignored) > 0)
			return err_set(err, ERR_FAILED,
				"letter %s to %s cannot be queued: letter number %" PRId64
				" has the same %s",
				l->ref, l->email, id, fields[i].what);
	}
	return -1;
}

#define ADD_SQL                                                                                    \
	"INSERT INTO letters (id, ref, key, edition, list, kind, level, recipient_row,"            \
	" signatory_row, recipient_key, domain, email, name, org, signatory, message_id, token,"   \
	" subject, envelope_from, size, sha256, created_at)"                                       \
	" VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17,"     \
	" $18, $19, $20, $21, $22)"
#define ADD_DELIVERY_SQL                                                                           \
	"INSERT INTO deliveries (letter, updated_at)"                                              \
	" VALUES (coalesce($1, (SELECT max(id) FROM letters)), $2)"

static int insert(struct store *store, const struct outbox_letter *l, int64_t list, struct err *err)
{
	char domain[256];
	int64_t now = clock_now();

	domain_of(l->recipient_key ? l->recipient_key : l->email, domain, sizeof domain);
	if (db_run(store->db, ADD_SQL,
		    DB_ARGS(db_id(l->number), db_text(l->ref), db_text(l->key), db_int(l->edition),
			    db_id(list), db_text(l->kind ? l->kind : "first"), db_int(l->level),
			    db_int(l->recipient_row), db_int(l->signatory_row),
			    db_text(or_empty(l->recipient_key)), db_text(domain),
			    db_text(or_empty(l->email)), db_text(l->name),
			    db_text(or_empty(l->org)), db_text(l->signatory),
			    db_text(l->message_id), db_text(l->token), db_text(l->subject),
			    db_text(l->envelope_from), db_int((int64_t)l->size),
			    db_text(or_empty(l->sha256)), db_int(now)),
		    err) < 0)
		return -1;
	return db_run(store->db, ADD_DELIVERY_SQL, DB_ARGS(db_id(l->number), db_int(now)), err);
}

static int add(struct store *store, const struct outbox_letter *l, bool *added_r, struct err *err)
{
	int64_t id;
	int there = bulk_add(store, l->key, l->is_new, err);

	if (there > 0)
		there = db_get_int(store->db, "SELECT id FROM letters WHERE key = $1",
			DB_ARGS(db_text(l->key)), &id, err);

	*added_r = there == 0;
	if (there != 0)
		return there < 0 ? -1 : 0;
	int64_t list = core_list(store, l->list_blob, err);
	if (list < 0)
		return -1;
	if (insert(store, l, list, err) == 0)
		return 0;
	/* A broken constraint is told in the reader's words, anything else as it is. */
	clash(store, l, err);
	return -1;
}

int outbox_add(
	struct store *store, const struct outbox_letter *letter, bool *added_r, struct err *err)
{
	bool added;

	if (store_begin(store, err) < 0)
		return -1;
	return store_end(store, add(store, letter, added_r ? added_r : &added, err), err);
}

int outbox_log_queued(struct store *store, int64_t edition, size_t added, struct err *err)
{
	struct arena arena = {0};
	struct event e = {.kind = "queued",
		.detail = arena_printf(&arena, "%zu letter%s of edition %" PRId64, added,
			added == 1 ? "" : "s", edition)};
	int rc = events_add(store, &e, err);

	arena_release(&arena);
	return rc;
}

int outbox_last_number(struct store *store, long *number_r, struct err *err)
{
	int64_t number = 0;
	int rc = db_get_int(store->db, "SELECT max(id) FROM letters", DB_NONE, &number, err);

	*number_r = rc > 0 ? (long)number : 0;
	return rc < 0 ? -1 : 0;
}

int outbox_count(struct store *store, struct outbox_counts *counts_r, struct err *err)
{
	*counts_r = (struct outbox_counts){0};
	if (core_letters(store, err) < 0)
		return -1;
	struct db_rows *rows =
		db_query(store->db, "SELECT state, n FROM letter_counts", DB_NONE, err);
	int rc = rows ? 0 : -1;
	while (rows && (rc = db_next(rows, err)) > 0) {
		int64_t state = db_col_int(rows, 0);
		size_t n = (size_t)db_col_int(rows, 1);
		if (state == -1) {
			counts_r->bounced = n;
		} else if (state >= 0 && state < OUTBOX_STATES) {
			counts_r->by_state[state] = n;
			counts_r->total += n;
		}
	}
	db_end(rows);
	return rc;
}

int outbox_find(struct store *store, enum outbox_field by, const char *value,
	struct outbox_letter *letter_r, struct err *err)
{
	static const char *const sql[] = {
		[OUTBOX_BY_ID] = "SELECT " LETTER_ROW_COLUMNS LETTER_ROW_FROM " WHERE l.id = $1",
		[OUTBOX_BY_REF] = "SELECT " LETTER_ROW_COLUMNS LETTER_ROW_FROM " WHERE l.ref = $1",
		[OUTBOX_BY_KEY] = "SELECT " LETTER_ROW_COLUMNS LETTER_ROW_FROM " WHERE l.key = $1",
		[OUTBOX_BY_MESSAGE_ID] =
			"SELECT " LETTER_ROW_COLUMNS LETTER_ROW_FROM " WHERE l.message_id = $1",
		[OUTBOX_BY_TOKEN] =
			"SELECT " LETTER_ROW_COLUMNS LETTER_ROW_FROM " WHERE l.token = $1",
	};
	struct db_value key = db_text(value);
	long id;

	if (by == OUTBOX_BY_ID) {
		if (parse_long(value, 1, INT64_MAX, &id) < 0)
			return 0;
		key = db_int(id);
	}
	/* While many are added, most keys are known to be new without a look. */
	if (by == OUTBOX_BY_KEY && !bulk_may_have(&store->bulk, value))
		return 0;
	if (core_letters(store, err) < 0)
		return -1;
	struct db_rows *rows = db_query(store->db, sql[by], &key, 1, err);
	int rc = rows ? db_next(rows, err) : -1;
	if (rc > 0)
		letter_row_take(rows, letter_r);
	db_end(rows);
	return rc;
}
