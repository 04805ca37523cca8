#include <inttypes.h>
#include <stdlib.h>

#include "store/core.h"
#include "store/counts.h"
#include "store/events.h"
#include "store/outbox.h"
#include "store/queue.h"

static int no_such_letter(int64_t id, struct err *err)
{
	return err_set(err, ERR_FAILED, "there is no letter number %" PRId64, id);
}

/* The state of a letter: 1, or -1 when there is none. */
static int state_of(struct store *store, int64_t id, enum outbox_state *state_r, struct err *err)
{
	int64_t state = 0;
	int rc = db_get_int(store->db, "SELECT state FROM deliveries WHERE letter = $1",
		DB_ARGS(db_int(id)), &state, err);

	if (rc == 0)
		return no_such_letter(id, err);
	*state_r = (enum outbox_state)state;
	return rc;
}

/* Where a letter stands, by the claim on it or its row; its reference may be in the arena. 0 or -1.
 */
static int stand_of(struct store *store, int64_t id, struct queue_claim *stand_r,
	struct arena *arena, struct err *err)
{
	const struct queue_claim *claim = queue_claim(store, id);

	if (claim) {
		*stand_r = *claim;
		return 0;
	}
	if (core_letters(store, err) < 0)
		return -1;
	struct db_rows *rows = db_query(store->db,
		"SELECT l.ref, d.state, d.attempts FROM letters l JOIN deliveries d"
		" ON d.letter = l.id WHERE l.id = $1",
		DB_ARGS(db_int(id)), err);
	int rc = rows ? db_next(rows, err) : -1;
	if (rc > 0)
		*stand_r = (struct queue_claim){.id = id,
			.ref = core_text(rows, 0, arena),
			.state = (enum outbox_state)db_col_int(rows, 1),
			.attempts = (long)db_col_int(rows, 2)};
	db_end(rows);
	return rc == 0 ? no_such_letter(id, err) : rc < 0 ? -1 : 0;
}

static bool waits(enum outbox_state state)
{
	return state == OUTBOX_QUEUED || state == OUTBOX_DEFERRED;
}

static int check_waits(struct store *store, int64_t id, struct arena *arena, struct err *err)
{
	struct queue_claim stand = {0};

	if (stand_of(store, id, &stand, arena, err) < 0)
		return -1;
	if (waits(stand.state))
		return 0;
	return err_set(err, ERR_FAILED, "letter number %" PRId64 " cannot be sent: it is %s by now",
		id, outbox_state_name(stand.state));
}

/* All are looked at before one is written. */
static int intend(struct store *store, const int64_t *ids, size_t n, struct err *err)
{
	struct arena arena = {0};
	int rc = 0;

	for (size_t i = 0; i < n && rc == 0; i++)
		rc = check_waits(store, ids[i], &arena, err);
	for (size_t i = 0; i < n && rc == 0; i++) {
		daybook_intend(&store->daybook, ids[i]);
		queue_intended(store, ids[i]);
	}
	arena_release(&arena);
	return rc;
}

int outbox_intend(struct store *store, const int64_t *ids, size_t n, struct err *err)
{
	if (store_begin(store, err) < 0)
		return -1;
	return store_end(store, intend(store, ids, n, err), err);
}

static int check_transition(
	enum outbox_state from, enum outbox_state to, int64_t id, struct err *err)
{
	bool intended = from == OUTBOX_SENDING;
	bool needs_intent = to == OUTBOX_SENT || to == OUTBOX_UNCERTAIN;

	if (to < OUTBOX_STATES && to != OUTBOX_SENDING &&
		(intended || (waits(from) && !needs_intent)))
		return 0;
	return err_set(err, ERR_FAILED,
		"letter number %" PRId64 " cannot become %s: it is %s, and no intent was stated",
		id, outbox_state_name(to), outbox_state_name(from));
}

static int record(struct store *store, int64_t id, const struct outbox_result *r, int64_t at,
	long *attempt_r, struct err *err)
{
	struct queue_claim stand = {0};
	struct arena arena = {0};
	int rc = stand_of(store, id, &stand, &arena, err);

	if (rc == 0)
		rc = check_transition(stand.state, r->state, id, err);
	if (rc == 0) {
		*attempt_r = stand.attempts + !r->no_attempt;
		daybook_result(&store->daybook, id, stand.ref, r, *attempt_r, at);
	}
	arena_release(&arena);
	return rc;
}

int outbox_result(struct store *store, int64_t id, const struct outbox_result *result, int64_t at,
	long *attempt_r, struct err *err)
{
	long attempt = 0;

	if (store_begin(store, err) < 0)
		return -1;
	int rc = store_end(
		store, record(store, id, result, at, attempt_r ? attempt_r : &attempt, err), err);
	if (rc == 0)
		queue_unclaim(store, id, result->state == OUTBOX_QUEUED);
	if (result->state == OUTBOX_DEFERRED)
		queue_deferred(store);
	return rc;
}

#define DOUBT_TEXT                                                                                 \
	"the program or the line ended after the letter was handed over and before the answer"

/* The numbers of the letters that a statement gives, in *ids_r (heap); their count, or -1. */
static long numbers(struct store *store, const char *sql, int64_t **ids_r, struct err *err)
{
	struct db_rows *rows = db_query(store->db, sql, DB_NONE, err);
	size_t n = 0, cap = 0;
	int rc = rows ? 0 : -1;

	*ids_r = NULL;
	while (rows && (rc = db_next(rows, err)) > 0) {
		mem_grow(ids_r, &cap, n, sizeof **ids_r);
		(*ids_r)[n++] = db_col_int(rows, 0);
	}
	db_end(rows);
	return rc < 0 ? -1 : (long)n;
}

static long recover(struct store *store, int64_t at, struct err *err)
{
	struct outbox_result doubt = {.state = OUTBOX_UNCERTAIN, .text = DOUBT_TEXT};
	int64_t *ids;

	if (core_letters(store, err) < 0)
		return -1;
	long n = numbers(
		store, "SELECT letter FROM deliveries WHERE state = 1 ORDER BY letter", &ids, err);

	for (long i = 0; i < n; i++)
		if (outbox_result(store, ids[i], &doubt, at, NULL, err) < 0)
			n = -1;
	free(ids);
	return n;
}

long outbox_recover(struct store *store, int64_t at, struct err *err)
{
	if (store_begin(store, err) < 0)
		return -1;
	long n = recover(store, at, err);
	return store_end(store, n < 0 ? -1 : 0, err) < 0 ? -1 : n;
}

/* Every letter that may have left is in doubt: how many, or -1. */
static int64_t doubt_all(struct store *store, int64_t at, struct err *err)
{
	static const enum outbox_state from[] = {OUTBOX_QUEUED, OUTBOX_SENDING, OUTBOX_DEFERRED};
	struct counts counts = {0};
	int64_t before = db_changes(store->db);

	for (size_t i = 0; i < sizeof from / sizeof *from; i++) {
		int64_t already = db_changes(store->db);
		if (db_run(store->db,
			    "UPDATE deliveries SET state = 5, updated_at = $1, code = 0, enhanced "
			    "= "
			    "NULL, text ="
			    " 'an old copy of the store was put back: it may have been sent since'"
			    " WHERE state = $2",
			    DB_ARGS(db_int(at), db_int(from[i])), err) < 0)
			return -1;
		counts_move(&counts, from[i], OUTBOX_UNCERTAIN, db_changes(store->db) - already);
	}
	int64_t n = db_changes(store->db) - before;
	return counts_write(store, &counts, err) < 0 ? -1 : n;
}

long outbox_doubt(struct store *store, int64_t at, struct err *err)
{
	struct event e = {.at = at,
		.kind = "restored",
		.detail = "an old copy of the store was put back; letters that may have left since "
			  "are uncertain"};

	if (store_begin(store, err) < 0)
		return -1;
	int64_t n = core_letters(store, err) < 0 ? -1 : doubt_all(store, at, err);
	int rc = n < 0 ? -1 : events_add(store, &e, err);
	return store_end(store, rc, err) < 0 ? -1 : (long)n;
}

static int resolve(struct store *store, int64_t id, bool sent, int64_t at, struct arena *arena,
	struct err *err)
{
	enum outbox_state state = OUTBOX_QUEUED;
	enum outbox_state wanted = sent ? OUTBOX_SENT : OUTBOX_QUEUED;
	struct counts counts = {0};

	if (core_letters(store, err) < 0 || state_of(store, id, &state, err) < 0)
		return -1;
	if (state != OUTBOX_UNCERTAIN && (sent || state != OUTBOX_REJECTED))
		return err_set(err, ERR_INPUT, "the letter is %s; only %s can be resolved so",
			outbox_state_name(state),
			sent ? "an uncertain one" : "an uncertain or rejected one");
	struct db_rows *rows = db_query(store->db,
		"UPDATE deliveries SET state = $2, updated_at = $3, next_at = 0,"
		" attempts = CASE WHEN $2 = 0 THEN 0 ELSE attempts END,"
		" sent_at = CASE WHEN $2 = 2 THEN $3 ELSE sent_at END WHERE letter = $1"
		" RETURNING (SELECT ref FROM letters WHERE id = letter)",
		DB_ARGS(db_int(id), db_int(wanted), db_int(at)), err);
	int rc = rows ? db_next(rows, err) : -1;
	struct event e = {.at = at,
		.kind = "resolved",
		.letter = rc > 0 ? core_text(rows, 0, arena) : NULL,
		.detail = sent ? "counts as sent" : "is sent again"};
	db_end(rows);
	counts_move(&counts, state, wanted, 1);
	return rc < 0 || counts_write(store, &counts, err) < 0 ? -1 : events_add(store, &e, err);
}

int outbox_resolve(struct store *store, int64_t id, bool sent, int64_t at, struct err *err)
{
	struct arena arena = {0};

	if (store_begin(store, err) < 0)
		return -1;
	int rc = store_end(store, resolve(store, id, sent, at, &arena, err), err);
	arena_release(&arena);
	if (rc == 0)
		queue_unclaim(store, id, !sent);
	return rc;
}

int outbox_post(struct store *store, struct err *err)
{
	return daybook_post(store, err);
}
