/*
 * Which letter comes next: a window of rows in order, read ahead, and the set of claimed letters.
 */
#include <stdlib.h>

#include "store/core.h"
#include "store/letter_row.h"
#include "store/outbox.h"
#include "store/queue.h"

enum { WINDOW = 512, READS_MAX = 3 };

struct claim {
	struct queue_claim stand;
	bool known; /* stand is how things are */
};

struct store_queue {
	struct outbox_letter window[WINDOW]; /* queued letters by number; id 0: handed out */
	size_t first, count; /* before first, all were handed out */
	int64_t upto; /* the number that the window ends with */
	int64_t due_at, due_id; /* of the last deferred letter that was looked at */
	int64_t quiet_until; /* no letter that was deferred is due before this time */
	struct claim *claimed; /* few: those that are on connections; unordered */
	size_t claimed_count, claimed_cap;
};

static struct store_queue *queue_of(struct store *store)
{
	if (store->queue == NULL)
		store->queue = mem_alloc(sizeof *store->queue);
	return store->queue;
}

void store_queue_free(struct store_queue *queue)
{
	if (queue == NULL)
		return;
	for (size_t i = 0; i < WINDOW; i++)
		outbox_letter_release(&queue->window[i]);
	for (size_t i = 0; i < queue->claimed_count; i++)
		free(queue->claimed[i].stand.ref);
	free(queue->claimed);
	free(queue);
}

static struct claim *find_claim(struct store_queue *q, int64_t id)
{
	for (size_t i = 0; q && i < q->claimed_count; i++)
		if (q->claimed[i].stand.id == id)
			return &q->claimed[i];
	return NULL;
}

static void claim(struct store_queue *q, const struct outbox_letter *l)
{
	mem_grow(&q->claimed, &q->claimed_cap, q->claimed_count, sizeof *q->claimed);
	q->claimed[q->claimed_count++] = (struct claim){.stand = {.id = l->id,
								.ref = mem_strdup(l->ref),
								.state = l->state,
								.attempts = l->attempts},
		.known = true};
}

const struct queue_claim *queue_claim(struct store *store, int64_t id)
{
	const struct claim *c = find_claim(store->queue, id);

	return c && c->known ? &c->stand : NULL;
}

void queue_intended(struct store *store, int64_t id)
{
	struct claim *c = find_claim(store->queue, id);

	if (c)
		c->stand.state = OUTBOX_SENDING;
}

void queue_forget_intents(struct store *store)
{
	struct store_queue *q = store->queue;

	for (size_t i = 0; q && i < q->claimed_count; i++)
		q->claimed[i].known = false;
}

void queue_unclaim(struct store *store, int64_t id, bool again)
{
	struct store_queue *q = store->queue;

	if (q == NULL)
		return;
	struct claim *c = find_claim(q, id);
	if (c) {
		free(c->stand.ref);
		*c = q->claimed[--q->claimed_count];
	}
	/* A letter that is queued again has its turn by its number: read the window anew. */
	if (again && id <= q->upto) {
		q->count = 0;
		q->upto = id - 1;
	}
}

void queue_deferred(struct store *store)
{
	if (store->queue)
		store->queue->quiet_until = 0;
}

void outbox_unclaim(struct store *store, int64_t id)
{
	queue_unclaim(store, id, true);
}

/*
 * Reads the queued letters behind the window's end. How many there are, or -1. Those that are
 * claimed are left out: they would still be there when their claim has ended and they are sent.
 */
static int read_ahead(struct store *store, struct store_queue *q, struct err *err)
{
	int seen = 0;

	if (core_letters(store, err) < 0)
		return -1;
	struct db_rows *rows = db_query(store->db,
		"SELECT " LETTER_ROW_COLUMNS LETTER_ROW_FROM
		" WHERE d.state = 0 AND d.letter > $1 ORDER BY d.letter LIMIT $2",
		DB_ARGS(db_int(q->upto), db_int((int64_t)(WINDOW + q->claimed_count))), err);
	int rc = rows ? 0 : -1;

	q->first = q->count = 0;
	/* A person may have moved letters in another process: from time to time all is read anew.
	 */
	q->quiet_until = 0;
	while (rows && q->count < WINDOW && (rc = db_next(rows, err)) > 0) {
		seen++;
		q->upto = db_col_int(rows, 0);
		if (find_claim(q, q->upto) == NULL)
			letter_row_take(rows, &q->window[q->count++]);
	}
	db_end(rows);
	return rc < 0 ? -1 : seen;
}

/* Swaps contents, so that the window keeps an arena to reuse. */
static void hand_out(struct store_queue *q, struct outbox_letter *from, struct outbox_letter *to)
{
	struct outbox_letter handed = *from;

	*from = *to;
	from->id = 0;
	*to = handed;
	claim(q, to);
}

/* The first letter of the window that is wanted: 1 or 0. */
static int from_window(struct store_queue *q,
	bool (*want)(void *ctx, const struct outbox_letter *letter), void *ctx,
	struct outbox_letter *letter_r)
{
	while (q->first < q->count && q->window[q->first].id == 0)
		q->first++;
	for (size_t i = q->first; i < q->count; i++) {
		struct outbox_letter *l = &q->window[i];
		if (l->id && (want == NULL || want(ctx, l))) {
			hand_out(q, l, letter_r);
			return 1;
		}
	}
	return 0;
}

/* Of the queued letters. A call reads a few windows at most, so that it is short: the next call
 * goes on where it stopped, and begins again at the end. */
static int next_queued(struct store *store,
	bool (*want)(void *ctx, const struct outbox_letter *letter), void *ctx,
	struct outbox_letter *letter_r, struct err *err)
{
	struct store_queue *q = queue_of(store);
	bool wrapped = false;

	for (int reads = 0; !from_window(q, want, ctx, letter_r); reads++) {
		int n = reads < READS_MAX ? read_ahead(store, q, err) : 0;
		if (n < 0)
			return -1;
		if (n == 0) {
			if (wrapped || reads == READS_MAX)
				return 0;
			wrapped = true;
			q->upto = 0;
		}
	}
	return 1;
}

/* Notes until when there is nothing to look for: 0 or -1. */
static int note_quiet(struct store *store, struct store_queue *q, struct err *err)
{
	int rc = outbox_next_due(store, &q->quiet_until, err);

	if (rc == 0)
		q->quiet_until = INT64_MAX;
	return rc < 0 ? -1 : 0;
}

/* Some of the deferred ones that are due, behind the one that was looked at last: 1, 0, -1. */
static int look_at_due(struct store *store, int64_t now,
	bool (*want)(void *ctx, const struct outbox_letter *letter), void *ctx,
	struct outbox_letter *letter_r, size_t *seen_r, size_t limit, struct err *err)
{
	struct store_queue *q = queue_of(store);

	*seen_r = 0;
	if (core_letters(store, err) < 0)
		return -1;
	struct db_rows *rows = db_query(store->db,
		"SELECT " LETTER_ROW_COLUMNS LETTER_ROW_FROM
		" WHERE d.state = 3 AND d.next_at <= $1 AND (d.next_at, d.letter) > ($2, $3)"
		" ORDER BY d.next_at, d.letter LIMIT $4",
		DB_ARGS(db_int(now), db_int(q->due_at), db_int(q->due_id), db_int((int64_t)limit)),
		err);
	int rc = rows ? 0 : -1;
	while (rows && (rc = db_next(rows, err)) > 0) {
		++*seen_r;
		q->due_id = db_col_int(rows, 0);
		if (find_claim(q, q->due_id)) {
			q->due_at = db_col_int(rows, LETTER_ROW_NEXT_AT);
			continue;
		}
		letter_row_take(rows, letter_r);
		q->due_at = letter_r->next_at;
		if (want == NULL || want(ctx, letter_r)) {
			claim(q, letter_r);
			break;
		}
	}
	db_end(rows);
	return rc;
}

/* Of the deferred ones that are due. */
static int next_deferred(struct store *store, int64_t now,
	bool (*want)(void *ctx, const struct outbox_letter *letter), void *ctx,
	struct outbox_letter *letter_r, struct err *err)
{
	struct store_queue *q = queue_of(store);
	size_t seen, limit = q->claimed_count + WINDOW; /* so that some are not claimed */

	if (now < q->quiet_until)
		return 0;
	bool whole = q->due_at == 0;
	int rc = look_at_due(store, now, want, ctx, letter_r, &seen, limit, err);
	if (rc != 0 || seen == limit)
		return rc;
	/* At their end: begin again, where the beginning was not looked at just now. */
	q->due_at = q->due_id = 0;
	if (!whole) {
		rc = look_at_due(store, now, want, ctx, letter_r, &seen, limit, err);
		if (rc == 0 && seen < limit)
			q->due_at = q->due_id = 0;
	}
	return rc == 0 && seen == 0 ? note_quiet(store, q, err) : rc;
}

int outbox_next(struct store *store, int64_t now,
	bool (*want)(void *ctx, const struct outbox_letter *letter), void *ctx,
	struct outbox_letter *letter_r, struct err *err)
{
	int rc = next_deferred(store, now, want, ctx, letter_r, err);

	return rc ? rc : next_queued(store, want, ctx, letter_r, err);
}

int outbox_due_by(struct store *store, int64_t latest, struct err *err)
{
	if (store_begin(store, err) < 0)
		return -1;
	int rc = store_end(store,
		core_letters(store, err) < 0 ? -1
					     : db_run(store->db,
						       "UPDATE deliveries SET next_at = $1 WHERE "
						       "state = 3 AND next_at > $1",
						       DB_ARGS(db_int(latest)), err),
		err);
	if (rc == 0)
		queue_deferred(store);
	return rc;
}

int outbox_next_due(struct store *store, int64_t *at_r, struct err *err)
{
	if (core_letters(store, err) < 0)
		return -1;
	return db_get_int(store->db,
		"SELECT next_at FROM deliveries WHERE state = 3 ORDER BY next_at LIMIT 1", DB_NONE,
		at_r, err);
}

int outbox_next_due_after(struct store *store, int64_t now,
	bool (*want)(void *ctx, const struct outbox_letter *letter), void *ctx, int64_t *at_r,
	struct err *err)
{
	struct outbox_letter letter = {0};

	if (core_letters(store, err) < 0)
		return -1;
	struct db_rows *rows = db_query(store->db,
		"SELECT " LETTER_ROW_COLUMNS LETTER_ROW_FROM
		" WHERE d.state = 3 AND d.next_at > $1 ORDER BY d.next_at, d.letter",
		DB_ARGS(db_int(now)), err);
	int rc = rows ? 0 : -1;

	while (rows && (rc = db_next(rows, err)) > 0) {
		letter_row_take(rows, &letter);
		*at_r = letter.next_at;
		if (want == NULL || want(ctx, &letter))
			break;
	}
	db_end(rows);
	outbox_letter_release(&letter);
	return rc;
}
