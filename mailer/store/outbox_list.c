#include <stdlib.h>

#include "store/core.h"
#include "store/letter_row.h"
#include "store/outbox.h"

struct outbox_iter {
	struct db_rows *rows;
};

/* Appends the condition; states are written out, so that the partial indexes can be used. */
static void filter_sql(const struct outbox_filter *f, struct str *sql)
{
	str_adds(sql, " WHERE 1 = 1");
	if (f->recipient_key)
		str_adds(sql, " AND l.recipient_key = $1");
	if (f->domain)
		str_adds(sql, " AND l.domain = $2");
	if (f->org)
		str_adds(sql, " AND l.org = $3");
	if (f->kind)
		str_adds(sql, " AND l.kind = $4");
	if (f->by_state)
		str_addf(sql, " AND d.state = %d", (int)f->state);
	if (f->only_bounced)
		str_adds(sql, " AND l.bounced = 1");
	if (f->reply)
		str_adds(sql, " AND l.id IN (SELECT rl.letter FROM reply_letters rl JOIN replies r"
			      " ON r.number = rl.reply AND r.revision = rl.revision WHERE r.number "
			      "= $5)");
}

static struct db_rows *run(
	struct store *store, const char *sql, const struct outbox_filter *f, struct err *err)
{
	if (core_letters(store, err) < 0)
		return NULL;
	return db_query(store->db, sql,
		DB_ARGS(db_text(f->recipient_key), db_text(f->domain), db_text(f->org),
			db_text(f->kind), db_int(f->reply)),
		err);
}

static const struct outbox_filter everything;

int outbox_list(struct store *store, const struct outbox_filter *filter,
	struct outbox_iter **iter_r, struct err *err)
{
	const struct outbox_filter *f = filter ? filter : &everything;
	struct str sql = STR_INIT;

	str_adds(&sql, "SELECT " LETTER_ROW_COLUMNS LETTER_ROW_FROM);
	filter_sql(f, &sql);
	/* The same number; named so that the index of a state gives it in order. */
	str_adds(&sql, f->by_state ? " ORDER BY d.letter" : " ORDER BY l.id");
	struct db_rows *rows = run(store, sql.p, f, err);
	str_release(&sql);
	if (rows == NULL)
		return -1;
	*iter_r = mem_alloc(sizeof **iter_r);
	(*iter_r)->rows = rows;
	return 0;
}

int outbox_each(struct outbox_iter *iter, struct outbox_letter *letter_r, struct err *err)
{
	int rc = db_next(iter->rows, err);

	if (rc > 0)
		letter_row_take(iter->rows, letter_r);
	return rc;
}

void outbox_iter_free(struct outbox_iter *iter)
{
	if (iter == NULL)
		return;
	db_end(iter->rows);
	free(iter);
}

long outbox_filter_count(struct store *store, const struct outbox_filter *filter, struct err *err)
{
	const struct outbox_filter *f = filter ? filter : &everything;
	struct str sql = STR_INIT;
	long count = -1;

	str_adds(&sql, "SELECT count(*) FROM letters l");
	if (f->by_state)
		str_adds(&sql, " JOIN deliveries d ON d.letter = l.id");
	filter_sql(f, &sql);
	struct db_rows *rows = run(store, sql.p, f, err);
	str_release(&sql);
	if (rows && db_next(rows, err) > 0)
		count = (long)db_col_int(rows, 0);
	db_end(rows);
	return count;
}
