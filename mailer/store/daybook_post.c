#include <stdlib.h>

#include "store/core.h"
#include "store/counts.h"
#include "store/daybook_line.h"
#include "store/daybook_post.h"
#include "store/events.h"

struct line {
	struct daybook_line line;
	bool last; /* none follows of this letter */
	const char *actor;
};

struct lines {
	struct line *all;
	size_t count, cap;
	struct arena arena; /* texts */
};

static int read_lines(struct store *store, struct lines *lines, struct err *err)
{
	struct db_rows *rows =
		db_query(store->db, "SELECT actor, lines FROM daybook ORDER BY id", DB_NONE, err);
	int rc = rows ? 0 : -1;

	while (rows && (rc = db_next(rows, err)) > 0) {
		struct daybook_reading r = {0};
		const char *actor = core_text(rows, 0, &lines->arena);
		r.p = db_col_blob(rows, 1, &r.n);
		while (r.n > 0 && !r.bad) {
			mem_grow(&lines->all, &lines->cap, lines->count, sizeof *lines->all);
			struct line *l = &lines->all[lines->count++];
			l->actor = actor;
			daybook_line_take(&r, &l->line, &lines->arena);
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

/* The numbers of letters mixed, so that neighbours do not crowd. */
static size_t slot_of(int64_t id, size_t slots)
{
	return (size_t)((uint64_t)id * 0x9e3779b97f4a7c15u >> 20) & (slots - 1);
}

/* Only the last line of a letter decides its state: most intents need not be written at all. */
static void mark_last(struct lines *lines)
{
	size_t slots = 16;

	while (slots < 2 * lines->count)
		slots *= 2;
	struct line **last = mem_array(slots, sizeof(struct line *));
	for (size_t i = 0; i < lines->count; i++) {
		struct line *l = &lines->all[i];
		size_t at = slot_of(l->line.id, slots);
		while (last[at] && last[at]->line.id != l->line.id)
			at = (at + 1) & (slots - 1);
		if (last[at])
			last[at]->last = false;
		last[at] = l;
		l->last = true;
	}
	free(last);
}

/* "250 2.0.0 queued as 1234": what the server said; or NULL. */
static const char *server_words(
	const struct outbox_result *r, struct str *words, struct arena *arena)
{
	const char *const texts[] = {r->enhanced, r->text};

	str_reset(words);
	if (r->code > 0)
		str_add_number(words, (size_t)r->code);
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		if (texts[i] == NULL || *texts[i] == '\0')
			continue;
		if (words->len)
			str_addc(words, ' ');
		str_adds(words, texts[i]);
	}
	return words->len ? arena_strndup(arena, words->p, words->len) : NULL;
}

/* The row of a letter in the state `from` takes on a result: 1, or 0 when it is in another, -1. */
static int post_from(
	struct store *store, const struct daybook_line *l, enum outbox_state from, struct err *err)
{
	const struct outbox_result *r = &l->result;
	int64_t before = db_changes(store->db);

	if (db_run(store->db,
		    "UPDATE deliveries SET state = $2, attempts = $3, next_at = $4, code = $5,"
		    " enhanced = $6, text = $7, updated_at = $8,"
		    " sent_at = CASE WHEN $2 = 2 THEN $8 ELSE sent_at END"
		    " WHERE letter = $1 AND state = $9",
		    DB_ARGS(db_int(l->id), db_int(r->state), db_int(l->attempts),
			    db_int(r->next_at), db_int(r->code), db_text(r->enhanced),
			    db_text(r->text), db_int(l->at), db_int(from)),
		    err) < 0)
		return -1;
	return db_changes(store->db) != before;
}

/* The row of a letter takes on a result: 1, or 0 when it stays as it is, -1. */
static int post_result(
	struct store *store, const struct daybook_line *l, struct counts *counts, struct err *err)
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
	struct store *store, const struct daybook_line *l, struct counts *counts, struct err *err)
{
	static const enum outbox_state from[] = {OUTBOX_QUEUED, OUTBOX_DEFERRED};

	for (size_t i = 0; i < sizeof from / sizeof *from; i++) {
		int64_t before = db_changes(store->db);
		if (db_run(store->db,
			    "UPDATE deliveries SET state = 1 WHERE letter = $1 AND state = $2",
			    DB_ARGS(db_int(l->id), db_int(from[i])), err) < 0)
			return -1;
		if (db_changes(store->db) != before) {
			counts_move(counts, from[i], OUTBOX_SENDING, 1);
			return 0;
		}
	}
	return 0;
}

/* One posting. */
struct posting {
	struct store *store;
	struct lines lines;
	struct counts counts;
	struct str words; /* a buffer */
	struct event events[EVENTS_AT_ONCE]; /* that are not in the log yet */
	size_t event_count;
};

static int log_events(struct posting *p, struct err *err)
{
	size_t n = p->event_count;

	p->event_count = 0;
	return n ? events_add_group(p->store, p->events, n, err) : 0;
}

static int post_line(struct posting *p, const struct line *posted, struct err *err)
{
	const struct daybook_line *l = &posted->line;
	int rc = 1;

	if (l->intent)
		return posted->last ? post_intent(p->store, l, &p->counts, err) : 0;
	if (posted->last)
		rc = post_result(p->store, l, &p->counts, err);
	if (rc <= 0)
		return rc;
	p->events[p->event_count++] = (struct event){.at = l->at,
		.kind = outbox_state_name(l->result.state),
		.letter = l->ref,
		.actor = posted->actor,
		.detail = server_words(&l->result, &p->words, &p->lines.arena)};
	return p->event_count == EVENTS_AT_ONCE ? log_events(p, err) : 0;
}

int daybook_post_rows(struct store *store, struct err *err)
{
	struct posting p = {.store = store, .words = STR_INIT};
	/* Before the rows go that may bear the number of the last commit. */
	int rc = store_head(store, err);

	if (rc == 0)
		rc = read_lines(store, &p.lines, err);
	if (rc == 0 && p.lines.count)
		mark_last(&p.lines);
	for (size_t i = 0; rc == 0 && i < p.lines.count; i++)
		rc = post_line(&p, &p.lines.all[i], err);
	if (rc == 0)
		rc = log_events(&p, err);
	if (rc == 0)
		rc = counts_write(store, &p.counts, err);
	if (rc == 0)
		rc = db_run(store->db, "DELETE FROM daybook", DB_NONE, err);
	str_release(&p.words);
	arena_release(&p.lines.arena);
	free(p.lines.all);
	return rc;
}
