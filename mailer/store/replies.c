#include <stdlib.h>

#include "store/core.h"
#include "store/events.h"
#include "store/links.h"
#include "store/replies.h"
#include "store/reply_rows.h"

static const char *const filing_names[] = {
	"filed", "suggested", "contested", "unverified", "unsorted"};
static const char *const publication_names[] = {
	"received", "under-review", "published", "redacted", "withheld"};

const char *reply_filing_name(enum reply_filing filing)
{
	return filing <= REPLY_UNSORTED ? filing_names[filing] : "unknown";
}

const char *reply_publication_name(enum reply_publication publication)
{
	return publication <= REPLY_WITHHELD ? publication_names[publication] : "unknown";
}

void reply_release(struct reply *reply)
{
	arena_release(&reply->arena);
	*reply = (struct reply){0};
}

int reply_find_by_sha256(struct store *store, const char *sha256, long *number_r, struct err *err)
{
	int64_t number = 0;
	int rc = db_get_int(store->db, "SELECT number FROM replies WHERE sha256 = $1",
		DB_ARGS(db_text(sha256)), &number, err);

	if (rc > 0)
		*number_r = (long)number;
	return rc;
}

/* Whether it stands at demands: as links_rebuild() has it, for a reply that is new. */
static bool has_links(const struct reply *r)
{
	return r->letter_count > 0 && r->demand_count > 0 &&
	       (r->filing == REPLY_FILED || r->filing == REPLY_CONTESTED ||
		       r->filing == REPLY_UNVERIFIED);
}

static bool is_pending(const struct reply *r)
{
	return has_links(r) && r->filing != REPLY_CONTESTED && strcmp(r->class, "reply") == 0;
}

/* Where what the sender wrote stands in the whole text, as one piece; false when it does not. */
static bool find_within(const struct reply *r, size_t *start_r, size_t *end_r)
{
	size_t n = r->reply_text ? strlen(r->reply_text) : 0;

	if (r->text == NULL || n == 0)
		return false;
	bool first = strncmp(r->text, r->reply_text, n) == 0;
	const char *at = first ? r->text : strstr(r->text, r->reply_text);
	if (at == NULL)
		return false;
	*start_r = (size_t)(at - r->text);
	*end_r = *start_r + n;
	return true;
}

/* The number of the next reply, and whether the mail's Message-ID is known already. 0 or -1. */
static int look_ahead(struct store *store, struct reply *r, struct err *err)
{
	struct db_rows *rows = db_query(store->db,
		"SELECT (SELECT max(number) FROM replies),"
		" EXISTS (SELECT 1 FROM replies WHERE message_id = $1)",
		DB_ARGS(db_text(r->message_id)), err);
	int rc = rows ? db_next(rows, err) : -1;

	if (rc > 0) {
		r->number = (long)db_col_int(rows, 0) + 1;
		r->same_id = db_col_int(rows, 1) != 0;
	}
	db_end(rows);
	return rc < 0 ? -1 : 0;
}

/*
 * The row is written once: it holds the texts, and each change would write them again. 1, or 0 when
 * the bytes are known. Gives nothing back, since SQLite keeps a copy of each page that a statement
 * which does changes.
 */
static int insert(struct store *store, struct reply *r, struct err *err)
{
	size_t start = 0, end = 0;
	bool within = find_within(r, &start, &end);
	struct db_value none = db_text(NULL);
	int64_t before = db_changes(store->db);

	if (look_ahead(store, r, err) < 0)
		return -1;
	if (db_run(store->db,
		    "INSERT INTO replies (number, sha256, message_id, date, from_name, from_email,"
		    " subject, class, filing, archive_name, size, received_at, text, reply_text,"
		    " reply_start, reply_end, promised_date, bounce_recipient, bounce_action,"
		    " bounce_status, bounce_diagnostic, quarantined, same_id, publication, pending)"
		    " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, "
		    "$16,"
		    " $17, $18, $19, $20, $21, $22, $23, $24, $25) ON CONFLICT (sha256) DO NOTHING",
		    DB_ARGS(db_int(r->number), db_text(r->sha256), db_text(r->message_id),
			    db_int(r->date), db_text(r->from_name), db_text(r->from_email),
			    db_text(r->subject), db_text(r->class), db_int(r->filing),
			    db_text(r->archive_name), db_int((int64_t)r->size),
			    db_int(r->received_at), db_text(r->text),
			    within ? none : db_text(r->reply_text),
			    within ? db_int((int64_t)start) : none,
			    within ? db_int((int64_t)end) : none, db_text(r->promised_date),
			    db_text(r->bounce_recipient), db_text(r->bounce_action),
			    db_text(r->bounce_status), db_text(r->bounce_diagnostic),
			    db_int(r->quarantined), db_int(r->same_id), db_int(r->publication),
			    db_int(is_pending(r))),
		    err) < 0)
		return -1;
	return db_changes(store->db) != before;
}

/* What the mail does to one letter. */
static int act_on_letter(
	struct store *store, const struct reply *r, const struct reply_letter *l, struct err *err)
{
	if (l->moves_to != OUTBOX_SILENT && !l->moved &&
		outbox_converse(store, l->letter, l->moves_to, r->number, r->received_at, err) < 0)
		return -1;
	if (l->proves &&
		outbox_settle(store, l->letter, l->evidence, r->number, r->received_at, err) < 0)
		return -1;
	if (!l->bounces)
		return 0;
	return outbox_bounced(store, l->letter, r->bounce_status, r->bounce_diagnostic, r->number,
		r->received_at, err);
}

static int log_received(struct store *store, const struct reply *r, struct err *err)
{
	struct arena arena = {0};
	struct event e = {.at = r->received_at,
		.kind = "received",
		.reply = r->number,
		.letter =
			r->letter_count && r->filing != REPLY_SUGGESTED ? r->letters[0].ref : NULL,
		.detail = arena_printf(&arena, "%s from %s, %s%s%s%s; SHA-256 %s", r->class,
			r->from_email ? r->from_email : "an unknown sender",
			reply_filing_name(r->filing), r->letter_count ? ": " : "",
			r->letter_count && r->letters[0].evidence ? r->letters[0].evidence : "",
			r->quarantined ? " (could not be read)" : "", r->sha256)};
	int rc = events_add(store, &e, err);

	arena_release(&arena);
	return rc;
}

/* What belongs to a row that was inserted. */
static int add_rest(struct store *store, const struct reply *r, struct err *err)
{
	struct reply_revision filing = {
		.reply = r->number,
		.filing = r->filing,
		.class = r->class,
		.at = r->received_at,
		.letters = r->letters,
		.letter_count = r->letter_count,
		.demands = r->demands,
		.demand_count = r->demand_count,
	};

	if (reply_revision_rows(store, &filing, err) < 0 || log_received(store, r, err) < 0)
		return -1;
	for (size_t i = 0; i < r->letter_count; i++)
		if (act_on_letter(store, r, &r->letters[i], err) < 0)
			return -1;
	return has_links(r) ? links_add(store, r, is_pending(r), err) : 0;
}

int reply_add(struct store *store, struct reply *reply, bool *added_r, struct err *err)
{
	if (store_begin(store, err) < 0)
		return -1;
	int rc = insert(store, reply, err);
	bool added = rc > 0;
	if (rc == 0)
		rc = reply_find_by_sha256(store, reply->sha256, &reply->number, err);
	else if (rc > 0)
		rc = add_rest(store, reply, err);
	if (store_end(store, rc, err) < 0)
		return -1;
	if (added_r)
		*added_r = added;
	return 0;
}

#define REPLY_COLUMNS                                                                              \
	"sha256, message_id, date, from_name, from_email, subject, class, filing, archive_name,"   \
	" size, received_at, text, reply_text, promised_date, bounce_recipient, bounce_action,"    \
	" bounce_status, bounce_diagnostic, quarantined, same_id, publication, reply_start,"       \
	" reply_end"

static void take(struct db_rows *rows, struct reply *r)
{
	struct arena *a = &r->arena;

	r->sha256 = core_text(rows, 0, a);
	r->message_id = core_text(rows, 1, a);
	r->date = db_col_int(rows, 2);
	r->from_name = core_text(rows, 3, a);
	r->from_email = core_text(rows, 4, a);
	r->subject = core_text(rows, 5, a);
	r->class = core_text(rows, 6, a);
	r->filing = (enum reply_filing)db_col_int(rows, 7);
	r->archive_name = core_text(rows, 8, a);
	r->size = (size_t)db_col_int(rows, 9);
	r->received_at = db_col_int(rows, 10);
	r->text = core_text(rows, 11, a);
	r->reply_text = reply_rows_written(rows, 11, 12, 21, a);
	r->promised_date = core_text(rows, 13, a);
	r->bounce_recipient = core_text(rows, 14, a);
	r->bounce_action = core_text(rows, 15, a);
	r->bounce_status = core_text(rows, 16, a);
	r->bounce_diagnostic = core_text(rows, 17, a);
	r->quarantined = db_col_int(rows, 18) != 0;
	r->same_id = db_col_int(rows, 19) != 0;
	r->publication = (enum reply_publication)db_col_int(rows, 20);
}

int reply_load(struct store *store, long number, struct reply *reply_r, struct err *err)
{
	reply_release(reply_r);
	struct db_rows *rows =
		db_query(store->db, "SELECT " REPLY_COLUMNS " FROM replies WHERE number = $1",
			DB_ARGS(db_int(number)), err);
	int rc = rows ? db_next(rows, err) : -1;
	if (rc > 0) {
		reply_r->number = number;
		take(rows, reply_r);
	}
	db_end(rows);
	if (rc > 0 && reply_rows_load(store, reply_r, err) < 0)
		rc = -1;
	return rc;
}

static void filter_sql(const struct reply_filter *f, struct str *sql)
{
	str_adds(sql, "SELECT r.number FROM replies r WHERE r.number > $5");
	str_adds(sql, f->class ? " AND r.class = $1" : "");
	if (f->by_filing)
		str_addf(sql, " AND r.filing = %d%s", (int)f->filing,
			f->filing == REPLY_FILED ? "" : " AND r.filing <> 0");
	if (f->demand)
		str_adds(sql, " AND EXISTS (SELECT 1 FROM reply_demands d WHERE d.reply = r.number"
			      " AND d.revision = r.revision AND d.demand = $2)");
	if (f->letter)
		str_adds(sql, " AND EXISTS (SELECT 1 FROM reply_letters b WHERE b.reply = r.number"
			      " AND b.revision = r.revision AND b.letter = $3)");
	if (f->target)
		str_adds(sql,
			" AND EXISTS (SELECT 1 FROM reply_letters b JOIN letters l ON l.id = "
			"b.letter WHERE b.reply = r.number AND b.revision = r.revision AND l.org = "
			"$4)");
	str_adds(sql, f->pending ? " AND r.pending = 1" : "");
	str_adds(sql, " ORDER BY r.number");
}

/* Numbers in the first column, moved into the arena; the count, or -1. Ends rows. */
static long take_numbers(
	struct db_rows *rows, struct arena *arena, long **numbers_r, struct err *err)
{
	long *list = NULL;
	size_t n = 0, cap = 0;
	int rc = -1;

	while (rows && (rc = db_next(rows, err)) > 0) {
		mem_grow(&list, &cap, n, sizeof *list);
		list[n++] = (long)db_col_int(rows, 0);
	}
	db_end(rows);
	*numbers_r = arena_array(arena, n, sizeof *list);
	if (n)
		memcpy(*numbers_r, list, n * sizeof *list);
	free(list);
	return rc < 0 ? -1 : (long)n;
}

long reply_list(struct store *store, const struct reply_filter *filter, struct arena *arena,
	long **numbers_r, struct err *err)
{
	static const struct reply_filter all;
	const struct reply_filter *f = filter ? filter : &all;
	struct str sql = STR_INIT;

	filter_sql(f, &sql);
	struct db_rows *rows = db_query(store->db, sql.p,
		DB_ARGS(db_text(f->class), db_text(f->demand), db_int(f->letter),
			db_text(f->target), db_int(f->after)),
		err);
	str_release(&sql);
	return take_numbers(rows, arena, numbers_r, err);
}

long reply_promises(struct store *store, const char *from, struct arena *arena, long **numbers_r,
	struct err *err)
{
	struct db_rows *rows = db_query(store->db,
		"SELECT r.number FROM replies r WHERE r.promised_date >= $1 AND r.filing IN (0, 3)"
		" AND NOT EXISTS (SELECT 1 FROM deadlines d WHERE d.reply = r.number)"
		" ORDER BY r.number",
		DB_ARGS(db_text(from)), err);

	return take_numbers(rows, arena, numbers_r, err);
}

static void count_row(struct db_rows *rows, struct reply_counts *c)
{
	const char *class = db_col_text(rows, 0);
	enum reply_filing filing = (enum reply_filing)db_col_int(rows, 1);
	size_t n = (size_t)db_col_int(rows, 4);

	c->total += n;
	c->reply += class && strcmp(class, "reply") == 0 ? n : 0;
	c->auto_reply += class && strcmp(class, "auto-reply") == 0 ? n : 0;
	c->bounce += class && strcmp(class, "bounce") == 0 ? n : 0;
	c->suggested += filing == REPLY_SUGGESTED ? n : 0;
	c->contested += filing == REPLY_CONTESTED ? n : 0;
	c->unverified += filing == REPLY_UNVERIFIED ? n : 0;
	c->unsorted += filing == REPLY_UNSORTED ? n : 0;
	c->quarantined += db_col_int(rows, 2) ? n : 0;
	c->pending += db_col_int(rows, 3) ? n : 0;
}

int reply_count(struct store *store, struct reply_counts *counts_r, struct err *err)
{
	struct db_rows *rows = db_query(store->db,
		"SELECT class, filing, quarantined, pending, count(*) FROM replies"
		" GROUP BY class, filing, quarantined, pending",
		DB_NONE, err);
	int rc = rows ? 0 : -1;

	*counts_r = (struct reply_counts){0};
	while (rows && (rc = db_next(rows, err)) > 0)
		count_row(rows, counts_r);
	db_end(rows);
	return rc;
}
