#include <stdio.h>
#include <stdlib.h>

#include "base/clock.h"
#include "store/core.h"
#include "store/events.h"
#include "store/schema.h"

enum {
	NUMBER_SIZE = 20, /* of the longest 64-bit number, with its sign, without a NUL */
	EVENT_BYTES = 400, /* that most events are hashed from */
};

#define EVENT_COLUMNS "seq, at, actor, kind, letter, reply, demand, target, detail, hash"

/* The parameters of a row of them: $10 to $19, $20 to $29, and so on; those before are not used. */
enum { COLUMN_COUNT = 10, FIRST_PARAMETER = 10 };
#define ROW(n)                                                                                     \
	"($" #n "0, $" #n "1, $" #n "2, $" #n "3, $" #n "4, $" #n "5, $" #n "6, $" #n "7, $" #n    \
	"8, $" #n "9)"
#define AND_ROW(n) ", " ROW(n)
#define INSERT_ONE "INSERT INTO events (" EVENT_COLUMNS ") VALUES " ROW(1)
#define INSERT_GROUP                                                                               \
	INSERT_ONE AND_ROW(2) AND_ROW(3) AND_ROW(4) AND_ROW(5) AND_ROW(6) AND_ROW(7) AND_ROW(8)

/* An event a letter: printf would cost more than the hash. */
static const char *number_text(int64_t value, char text[NUMBER_SIZE], size_t *n_r)
{
	char *p = text + NUMBER_SIZE;
	uint64_t left = value < 0 ? -(uint64_t)value : (uint64_t)value;

	do
		*--p = (char)('0' + left % 10);
	while ((left /= 10) != 0);
	if (value < 0)
		*--p = '-';
	*n_r = (size_t)(text + NUMBER_SIZE - p);
	return p;
}

static void feed_bytes(struct str *out, const char *text, size_t n)
{
	char digits[NUMBER_SIZE];
	size_t len;
	const char *number = number_text((int64_t)n, digits, &len);

	str_add(out, number, len);
	str_addc(out, ':');
	str_add(out, text, n);
	str_addc(out, ',');
}

static void feed_text(struct str *out, const char *text)
{
	if (text == NULL)
		str_adds(out, "-,");
	else
		feed_bytes(out, text, strlen(text));
}

static void feed_int(struct str *out, int64_t value)
{
	char digits[NUMBER_SIZE];
	size_t len;
	const char *number = number_text(value, digits, &len);

	feed_bytes(out, number, len);
}

/* Each field with its length in front, so that no text can be moved from one into the next. */
static void event_hash(const struct event *e, const char *previous, char hash_r[SHA256_HEX])
{
	struct str text = STR_INIT;

	str_reserve(&text, EVENT_BYTES);
	feed_text(&text, previous);
	feed_int(&text, e->seq);
	feed_int(&text, e->at);
	feed_text(&text, e->actor);
	feed_text(&text, e->kind);
	feed_text(&text, e->letter);
	feed_int(&text, e->reply);
	feed_text(&text, e->demand);
	feed_text(&text, e->target);
	feed_text(&text, e->detail);
	sha256_hex(text.p, text.len, hash_r);
	str_release(&text);
}

static void columns_of(const struct event *e, struct db_value columns_r[COLUMN_COUNT])
{
	const struct db_value columns[COLUMN_COUNT] = {db_int(e->seq), db_int(e->at),
		db_text(e->actor), db_text(e->kind), db_text(e->letter), db_id(e->reply),
		db_text(e->demand), db_text(e->target), db_text(e->detail), db_text(e->hash)};

	memcpy(columns_r, columns, sizeof columns);
}

/* The event as the next one in the chain, of which last is the end. */
static void join_chain(const struct store *store, struct event *e, const struct event *last)
{
	if (e->at == 0)
		e->at = clock_now();
	if (e->actor == NULL)
		e->actor = store->actor;
	e->seq = (last ? last->seq : store->head.event_seq) + 1;
	event_hash(e, last ? last->hash : store->head.event_hash, e->hash);
}

/* One, or EVENTS_AT_ONCE of them. */
static int append(struct store *store, const struct event *events, size_t n, struct err *err)
{
	struct event chained[EVENTS_AT_ONCE];
	struct db_value args[FIRST_PARAMETER - 1 + EVENTS_AT_ONCE * COLUMN_COUNT] = {0};
	struct db_value *columns = args + FIRST_PARAMETER - 1;

	if (store_head(store, err) < 0)
		return -1;
	for (size_t i = 0; i < n; i++) {
		chained[i] = events[i];
		join_chain(store, &chained[i], i ? &chained[i - 1] : NULL);
		columns_of(&chained[i], columns + i * COLUMN_COUNT);
	}
	if (db_run(store->db, n == 1 ? INSERT_ONE : INSERT_GROUP, args,
		    FIRST_PARAMETER - 1 + n * COLUMN_COUNT, err) < 0)
		return -1;
	store->head.event_seq = chained[n - 1].seq;
	memcpy(store->head.event_hash, chained[n - 1].hash, SHA256_HEX);
	return 0;
}

int events_add(struct store *store, const struct event *event, struct err *err)
{
	if (store_begin(store, err) < 0)
		return -1;
	return store_end(store, append(store, event, 1, err), err);
}

int events_add_group(struct store *store, const struct event *events, size_t n, struct err *err)
{
	int rc = 0;

	if (store_begin(store, err) < 0)
		return -1;
	if (n == EVENTS_AT_ONCE)
		rc = append(store, events, n, err);
	else
		for (size_t i = 0; i < n && rc == 0; i++)
			rc = append(store, &events[i], 1, err);
	return store_end(store, rc, err);
}

struct event_iter {
	struct db_rows *rows;
};

static void take(struct db_rows *rows, struct event *e)
{
	const char *hash = db_col_text(rows, 9);

	*e = (struct event){
		.seq = db_col_int(rows, 0),
		.at = db_col_int(rows, 1),
		.actor = db_col_text(rows, 2),
		.kind = db_col_text(rows, 3),
		.letter = db_col_text(rows, 4),
		.reply = db_col_int(rows, 5),
		.demand = db_col_text(rows, 6),
		.target = db_col_text(rows, 7),
		.detail = db_col_text(rows, 8),
	};
	snprintf(e->hash, sizeof e->hash, "%s", hash ? hash : "");
}

/* The query of a filter; the parameters are always the same six. */
static void filter_sql(const struct event_filter *f, struct str *sql)
{
	str_adds(sql, "SELECT " EVENT_COLUMNS " FROM events WHERE seq > $5");
	if (f->letter)
		str_adds(sql, " AND letter = $1");
	if (f->demand)
		str_adds(sql, " AND demand = $2");
	if (f->kind)
		str_adds(sql, " AND kind = $3");
	/* Said, so that the index of the rare kinds can be used. */
	if (f->kind && strcmp(f->kind, "sent") != 0 && strcmp(f->kind, "deferred") != 0 &&
		strcmp(f->kind, "received") != 0)
		str_adds(sql, " AND " SCHEMA_IS_RARE("kind"));
	if (f->reply)
		str_adds(sql, " AND reply = $4");
	str_adds(sql, " ORDER BY seq");
	if (f->last) {
		str_adds(sql, " DESC LIMIT $6) AS latest ORDER BY seq");
		struct str whole = STR_INIT;
		str_addf(&whole, "SELECT * FROM (%s", sql->p);
		str_release(sql);
		*sql = whole;
	}
}

int events_list(struct store *store, const struct event_filter *filter, struct event_iter **iter_r,
	struct err *err)
{
	static const struct event_filter all;
	const struct event_filter *f = filter ? filter : &all;
	struct str sql = STR_INIT;

	filter_sql(f, &sql);
	struct db_rows *rows = db_query(store->db, sql.p,
		DB_ARGS(db_text(f->letter), db_text(f->demand), db_text(f->kind), db_int(f->reply),
			db_int(f->after), db_int(f->last)),
		err);
	str_release(&sql);
	if (rows == NULL)
		return -1;
	*iter_r = mem_alloc(sizeof **iter_r);
	(*iter_r)->rows = rows;
	return 0;
}

int events_each(struct event_iter *iter, struct event *event_r, struct err *err)
{
	int rc = db_next(iter->rows, err);

	if (rc > 0)
		take(iter->rows, event_r);
	return rc;
}

void events_iter_free(struct event_iter *iter)
{
	if (iter == NULL)
		return;
	db_end(iter->rows);
	free(iter);
}

int events_last(struct store *store, int64_t *seq_r, struct err *err)
{
	*seq_r = 0;
	return db_get_int(store->db, "SELECT event_seq FROM head WHERE id = 1", DB_NONE, seq_r,
		       err) < 0
		       ? -1
		       : 0;
}

/* Why a row does not follow the one before, or NULL. */
static const char *misfit(const struct event *e, int64_t seq, const char *previous)
{
	char hash[SHA256_HEX];

	if (e->seq != seq)
		return "an event is missing before it";
	event_hash(e, previous, hash);
	return strcmp(hash, e->hash) == 0 ? NULL : "it was changed, or one before it was";
}

/* Compares the end of the chain with what was noted of it. */
static int verify_end(struct store *store, struct events_check *check, struct err *err)
{
	struct db_rows *rows = db_query(
		store->db, "SELECT event_seq, event_hash FROM head WHERE id = 1", DB_NONE, err);
	int rc = rows ? db_next(rows, err) : -1;

	if (rc > 0 && check->bad_seq == 0) {
		int64_t noted = db_col_int(rows, 0);
		const char *hash = db_col_text(rows, 1);
		if (noted != check->count) {
			check->bad_seq = (noted < check->count ? noted : check->count) + 1;
			check->reason = noted > check->count
						? "the last events are missing"
						: "events were added behind the noted end";
		} else if (strcmp(hash ? hash : "", check->head) != 0) {
			check->bad_seq = check->count ? check->count : 1;
			check->reason = "the chain does not end in the noted hash";
		}
	} else if (rc == 0) {
		check->bad_seq = 1;
		check->reason = "the noted end of the chain is missing";
		rc = 1;
	}
	db_end(rows);
	return rc < 0 ? -1 : 0;
}

static int verify(struct store *store, struct events_check *check_r, struct err *err)
{
	struct event_iter *iter;
	struct event e;
	int rc;

	if (events_list(store, NULL, &iter, err) < 0)
		return -1;
	while ((rc = events_each(iter, &e, err)) > 0) {
		if (check_r->bad_seq == 0) {
			check_r->reason = misfit(&e, check_r->count + 1, check_r->head);
			if (check_r->reason)
				check_r->bad_seq =
					check_r->count + 1 < e.seq ? check_r->count + 1 : e.seq;
		}
		check_r->count++;
		memcpy(check_r->head, e.hash, sizeof e.hash);
	}
	events_iter_free(iter);
	return rc < 0 ? -1 : verify_end(store, check_r, err);
}

int events_verify(struct store *store, struct events_check *check_r, struct err *err)
{
	*check_r = (struct events_check){0};
	snprintf(check_r->head, sizeof check_r->head, "%064d", 0);
	if (store_view_begin(store, err) < 0)
		return -1;
	int rc = verify(store, check_r, err);
	store_view_end(store);
	return rc;
}
