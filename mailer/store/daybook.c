#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/utf8.h"
#include "store/core.h"
#include "store/counts.h"
#include "store/daybook.h"
#include "store/events.h"

enum { RESULT_TEXT_MAX = 2000, POST_EVERY_MS = 1000, INTENT = 'i', RESULT = 'r' };

void daybook_init(struct daybook *d)
{
	*d = (struct daybook){.lines = STR_INIT};
}

void daybook_release(struct daybook *d)
{
	str_release(&d->lines);
}

/* ---- lines: a letter for the kind, numbers of 8 bytes, texts with their lengths */

static void put_int(struct str *out, int64_t value)
{
	char bytes[8];

	for (size_t i = 0; i < sizeof bytes; i++)
		bytes[i] = (char)((uint64_t)value >> 8 * i);
	str_add(out, bytes, sizeof bytes);
}

/* The server's text, valid and of bounded length. -1 stands for none. */
static void put_text(struct str *out, const char *text)
{
	size_t n = text ? strnlen(text, RESULT_TEXT_MAX) : 0, start;

	put_int(out, text ? 0 : -1);
	if (text == NULL)
		return;
	start = out->len;
	utf8_add_repaired(out, text, n);
	int64_t len = (int64_t)(out->len - start);
	for (size_t i = 0; i < 8; i++)
		out->p[start - 8 + i] = (char)((uint64_t)len >> 8 * i);
}

void daybook_intend(struct daybook *d, int64_t id)
{
	str_addc(&d->lines, INTENT);
	put_int(&d->lines, id);
}

void daybook_result(struct daybook *d, int64_t id, const char *ref,
	const struct outbox_result *result, long attempts, int64_t at)
{
	struct str *out = &d->lines;

	str_addc(out, RESULT);
	put_int(out, id);
	put_int(out, result->state);
	put_int(out, attempts);
	put_int(out, result->state == OUTBOX_DEFERRED ? result->next_at : 0);
	put_int(out, result->code);
	put_int(out, at);
	put_text(out, ref);
	put_text(out, result->enhanced);
	put_text(out, result->text);
}

/* What is left of a row; `bad` when it is not what was written. */
struct reading {
	const unsigned char *p;
	size_t n;
	bool bad;
};

static int64_t take_int(struct reading *r)
{
	uint64_t value = 0;

	if (r->n < 8) {
		r->bad = true;
		r->n = 0;
		return 0;
	}
	for (size_t i = 0; i < 8; i++)
		value |= (uint64_t)r->p[i] << 8 * i;
	r->p += 8;
	r->n -= 8;
	return (int64_t)value;
}

static const char *take_text(struct reading *r, struct arena *arena)
{
	int64_t n = take_int(r);

	if (n < 0)
		return NULL;
	if ((uint64_t)n > r->n) {
		r->bad = true;
		return NULL;
	}
	const char *text = arena_strndup(arena, (const char *)r->p, (size_t)n);
	r->p += n;
	r->n -= (size_t)n;
	return text;
}

struct line {
	int64_t id;
	bool intent, last; /* last: none follows of this letter */
	struct outbox_result result;
	long attempts;
	int64_t at;
	const char *ref, *actor;
};

struct lines {
	struct line *all;
	size_t count, cap;
	struct arena arena; /* texts */
};

static void take_line(struct reading *r, struct line *l, struct arena *arena)
{
	unsigned char kind = *r->p++;

	r->n--;
	l->intent = kind == INTENT;
	l->id = take_int(r);
	if (l->intent)
		return;
	l->result.state = (enum outbox_state)take_int(r);
	l->attempts = (long)take_int(r);
	l->result.next_at = take_int(r);
	l->result.code = (int)take_int(r);
	l->at = take_int(r);
	l->ref = take_text(r, arena);
	l->result.enhanced = take_text(r, arena);
	l->result.text = take_text(r, arena);
	r->bad |= kind != RESULT || l->result.state >= OUTBOX_STATES ||
		  l->result.state == OUTBOX_SENDING;
}

static int read_lines(struct store *store, struct lines *lines, struct err *err)
{
	struct db_rows *rows =
		db_query(store->db, "SELECT actor, lines FROM daybook ORDER BY id", DB_NONE, err);
	int rc = rows ? 0 : -1;

	while (rows && (rc = db_next(rows, err)) > 0) {
		struct reading r = {0};
		const char *actor = core_text(rows, 0, &lines->arena);
		r.p = db_col_blob(rows, 1, &r.n);
		while (r.n > 0 && !r.bad) {
			mem_grow(&lines->all, &lines->cap, lines->count, sizeof *lines->all);
			struct line *l = &lines->all[lines->count++];
			*l = (struct line){.actor = actor};
			take_line(&r, l, &lines->arena);
		}
		if (r.bad) {
			rc = err_set(err, ERR_FAILED,
				"the store is damaged: what was noted while letters were sent "
				"cannot be read");
			break;
		}
	}
	db_end(rows);
	return rc;
}

/* ---- posting */

static int by_letter(const void *a, const void *b)
{
	const struct line *x = *(const struct line *const *)a, *y = *(const struct line *const *)b;

	if (x->id != y->id)
		return x->id < y->id ? -1 : 1;
	return x < y ? -1 : x > y;
}

/* Only the last line of a letter decides its state: most intents need not be written at all. */
static void mark_last(struct lines *lines)
{
	struct line **sorted = mem_array(lines->count, sizeof *sorted);

	for (size_t i = 0; i < lines->count; i++)
		sorted[i] = &lines->all[i];
	qsort(sorted, lines->count, sizeof *sorted, by_letter);
	for (size_t i = 0; i < lines->count; i++)
		sorted[i]->last = i + 1 == lines->count || sorted[i + 1]->id != sorted[i]->id;
	free(sorted);
}

/* "250 2.0.0 queued as 1234": what the server said, or NULL. */
static const char *server_words(const struct outbox_result *r, struct arena *arena)
{
	const char *enhanced = r->enhanced && *r->enhanced ? r->enhanced : NULL;
	const char *text = r->text && *r->text ? r->text : NULL;
	char code[16] = "";

	if (r->code)
		snprintf(code, sizeof code, "%d", r->code);
	if (*code == '\0' && enhanced == NULL && text == NULL)
		return NULL;
	return arena_printf(arena, "%s%s%s%s%s", code, *code && enhanced ? " " : "",
		enhanced ? enhanced : "", (*code || enhanced) && text ? " " : "", text ? text : "");
}

/* The row of a letter in the state `from` takes on a result: 1, or 0 when it is in another, -1. */
static int post_from(
	struct store *store, const struct line *l, enum outbox_state from, struct err *err)
{
	const struct outbox_result *r = &l->result;
	int64_t before = db_changes(store->db);

	if (db_run(store->db,
		    "UPDATE letters SET state = $2, attempts = $3, next_at = $4, code = $5,"
		    " enhanced = $6, text = $7, updated_at = $8,"
		    " sent_at = CASE WHEN $2 = 2 THEN $8 ELSE sent_at END"
		    " WHERE id = $1 AND state = $9",
		    DB_ARGS(db_int(l->id), db_int(r->state), db_int(l->attempts),
			    db_int(r->next_at), db_int(r->code), db_text(r->enhanced),
			    db_text(r->text), db_int(l->at), db_int(from)),
		    err) < 0)
		return -1;
	return db_changes(store->db) != before;
}

/* The row of a letter takes on a result: 1, or 0 when it stays as it is, -1. */
static int post_result(
	struct store *store, const struct line *l, struct counts *counts, struct err *err)
{
	/* Most letters waited for the first time, and have gone all the way since. */
	static const enum outbox_state from[] = {
		OUTBOX_QUEUED, OUTBOX_SENDING, OUTBOX_DEFERRED, OUTBOX_UNCERTAIN};
	enum outbox_state to = l->result.state;
	int rc = 0;

	for (size_t i = 0; i < sizeof from / sizeof *from && rc == 0; i++) {
		/* A letter that came into doubt meanwhile is settled by what the server said only.
		 */
		if (from[i] == OUTBOX_UNCERTAIN && to != OUTBOX_SENT && to != OUTBOX_REJECTED)
			break;
		rc = post_from(store, l, from[i], err);
		if (rc > 0)
			counts_move(counts, from[i], to, 1);
	}
	return rc;
}

/* The row of a letter that waits says that it is being sent. 0 or -1. */
static int post_intent(
	struct store *store, const struct line *l, struct counts *counts, struct err *err)
{
	static const enum outbox_state from[] = {OUTBOX_QUEUED, OUTBOX_DEFERRED};

	for (size_t i = 0; i < sizeof from / sizeof *from; i++) {
		int64_t before = db_changes(store->db);
		if (db_run(store->db, "UPDATE letters SET state = 1 WHERE id = $1 AND state = $2",
			    DB_ARGS(db_int(l->id), db_int(from[i])), err) < 0)
			return -1;
		if (db_changes(store->db) != before) {
			counts_move(counts, from[i], OUTBOX_SENDING, 1);
			return 0;
		}
	}
	return 0;
}

static int post_line(struct store *store, const struct line *l, struct counts *counts,
	struct arena *arena, struct err *err)
{
	struct event e = {.at = l->at,
		.kind = outbox_state_name(l->result.state),
		.letter = l->ref,
		.actor = l->actor};
	int rc = 1;

	if (l->intent && !l->last)
		return 0;
	if (l->intent)
		return post_intent(store, l, counts, err);
	if (l->last)
		rc = post_result(store, l, counts, err);
	if (rc <= 0)
		return rc;
	e.detail = server_words(&l->result, arena);
	return events_add(store, &e, err);
}

static int post_all(struct store *store, struct err *err)
{
	struct lines lines = {0};
	struct arena arena = {0};
	struct counts counts = {0};
	/* Before the rows go that may bear the number of the last commit. */
	int rc = store_head(store, err);

	if (rc == 0)
		rc = read_lines(store, &lines, err);

	if (rc == 0 && lines.count)
		mark_last(&lines);
	for (size_t i = 0; rc == 0 && i < lines.count; i++) {
		rc = post_line(store, &lines.all[i], &counts, &arena, err);
		arena_reset(&arena);
	}
	if (rc == 0)
		rc = counts_write(store, &counts, err);
	if (rc == 0)
		rc = db_run(store->db, "DELETE FROM daybook", DB_NONE, err);
	arena_release(&arena);
	arena_release(&lines.arena);
	free(lines.all);
	return rc;
}

static int write_lines(struct store *store, struct err *err)
{
	struct daybook *d = &store->daybook;

	if (d->lines.len == 0)
		return 0;
	if (d->lines.full)
		return err_set(err, ERR_FAILED, "too many letters in one transaction");
	if (store_head(store, err) < 0 ||
		db_run(store->db, "INSERT INTO daybook (id, actor, lines) VALUES ($1, $2, $3)",
			DB_ARGS(db_int(store->head.generation + 1), db_text(store->actor),
				db_blob(d->lines.p, d->lines.len)),
			err) < 0)
		return -1;
	d->numbered = true;
	if (!d->unposted)
		d->since = clock_monotonic_ms();
	d->unposted = true;
	str_reset(&d->lines);
	return 0;
}

int daybook_write(struct store *store, struct err *err)
{
	struct daybook *d = &store->daybook;

	if (write_lines(store, err) < 0)
		return -1;
	if (!d->unposted || clock_monotonic_ms() - d->since < POST_EVERY_MS)
		return 0;
	return daybook_post(store, err);
}

void daybook_drop(struct daybook *d)
{
	str_reset(&d->lines);
	d->numbered = false;
}

/* 1: there is something to post; 0; -1. */
static int look(struct store *store, struct err *err)
{
	int64_t one;

	if (store->daybook.unposted || store->daybook.lines.len)
		return 1;
	return db_get_int(store->db, "SELECT 1 FROM daybook LIMIT 1", DB_NONE, &one, err);
}

/* What is posted stays, whatever becomes of the inner levels of a transaction. */
static void disown(struct store *store, int64_t changes)
{
	for (int i = 1; i < store->depth; i++)
		store->changes[i] += changes;
}

int daybook_post(struct store *store, struct err *err)
{
	int64_t before = db_changes(store->db);
	int rc;

	if (store->mode == STORE_READ || (store->depth == 0 && db_in_transaction(store->db)))
		return 0;
	rc = look(store, err);
	if (rc <= 0)
		return rc;
	if (store_begin(store, err) < 0)
		return -1;
	rc = write_lines(store, err);
	if (rc == 0)
		rc = post_all(store, err);
	store->daybook.unposted = rc < 0;
	rc = store_end(store, rc, err);
	if (rc == 0)
		disown(store, db_changes(store->db) - before);
	return rc;
}

int daybook_post_for(struct store *reader, struct err *err)
{
	struct store *store;
	struct err ignored;
	int64_t one;
	int rc = db_get_int(reader->db, "SELECT 1 FROM daybook LIMIT 1", DB_NONE, &one, err);

	/* Opening it to write posts what is there. */
	if (rc > 0 && store_open(reader->path, STORE_WRITE, &store, &ignored) == 0)
		store_close(store);
	return rc < 0 ? -1 : 0;
}
