#include "base/clock.h"
#include "store/core.h"
#include "store/daybook.h"
#include "store/daybook_line.h"
#include "store/daybook_post.h"

enum { POST_EVERY_MS = 1000 };

void daybook_init(struct daybook *d)
{
	*d = (struct daybook){.lines = STR_INIT};
}

void daybook_release(struct daybook *d)
{
	str_release(&d->lines);
}

void daybook_intend(struct daybook *d, int64_t id)
{
	const struct daybook_line line = {.id = id, .intent = true};

	daybook_line_add(&d->lines, &line);
}

void daybook_result(struct daybook *d, int64_t id, const char *ref,
	const struct outbox_result *result, long attempts, int64_t at)
{
	const struct daybook_line line = {
		.id = id, .result = *result, .attempts = attempts, .at = at, .ref = ref};

	daybook_line_add(&d->lines, &line);
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
		rc = daybook_post_rows(store, err);
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
