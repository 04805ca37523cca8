#include <stdlib.h>

#include "store/core.h"
#include "store/schema.h"

/* FNV-1a, mixed; never 0. Two keys may share one: then the table is asked. */
static uint64_t key_hash(const char *key)
{
	uint64_t h = 14695981039346656037u;

	for (; *key; key++)
		h = (h ^ (unsigned char)*key) * 1099511628211u;
	h ^= h >> 32;
	h *= 0x9e3779b97f4a7c15u;
	return h ? h : 1;
}

static size_t place(const struct bulk *b, uint64_t hash)
{
	size_t i = (size_t)(hash >> 20) & (b->cap - 1);

	while (b->hashes[i] && b->hashes[i] != hash)
		i = (i + 1) & (b->cap - 1);
	return i;
}

static void grow(struct bulk *b)
{
	struct bulk old = *b;

	b->cap = old.cap ? 2 * old.cap : 8192;
	b->hashes = mem_array(b->cap, sizeof *b->hashes);
	for (size_t i = 0; i < old.cap; i++)
		if (old.hashes[i])
			b->hashes[place(b, old.hashes[i])] = old.hashes[i];
	free(old.hashes);
}

/* Whether it was new. */
static bool remember(struct bulk *b, const char *key)
{
	uint64_t hash = key_hash(key);

	if (4 * (b->count + 1) > 3 * b->cap)
		grow(b);
	size_t i = place(b, hash);
	if (b->hashes[i])
		return false;
	b->hashes[i] = hash;
	b->count++;
	return true;
}

bool bulk_may_have(const struct bulk *b, const char *key)
{
	return b->state != BULK_ON || b->blind || b->hashes[place(b, key_hash(key))] != 0;
}

void bulk_forget(struct bulk *b)
{
	free(b->hashes);
	*b = (struct bulk){0};
}

static int remember_all(struct store *store, struct err *err)
{
	struct db_rows *rows = db_query(store->db, "SELECT key FROM letters", DB_NONE, err);
	int rc = rows ? 0 : -1;

	while (rows && (rc = db_next(rows, err)) > 0)
		remember(&store->bulk, db_col_text(rows, 0));
	db_end(rows);
	return rc;
}

/* Takes indexes and triggers off. */
static int begin(struct store *store, bool blind, struct err *err)
{
	int rc = blind ? 0 : remember_all(store, err);

	store->bulk.blind = blind;
	for (const struct schema_part *p = schema_letters; rc == 0 && p->name; p++) {
		struct str sql = STR_INIT;
		str_addf(&sql, "DROP %s %s", p->kind, p->name);
		rc = db_script(store->db, sql.p, err);
		str_release(&sql);
	}
	if (rc == 0)
		store->bulk.state = BULK_ON;
	return rc;
}

/* Whether this transaction began with an empty outbox. */
static int look(struct store *store, struct err *err)
{
	int64_t one;
	int rc = db_get_int(store->db, "SELECT 1 FROM letters LIMIT 1", DB_NONE, &one, err);

	store->bulk.state = rc == 0 ? BULK_COUNTING : BULK_NEVER;
	return rc < 0 ? -1 : 0;
}

int bulk_add(struct store *store, const char *key, bool is_new, struct err *err)
{
	struct bulk *b = &store->bulk;

	if (b->state == BULK_UNKNOWN && look(store, err) < 0)
		return -1;
	if (b->state == BULK_COUNTING && b->added >= BULK_FROM) {
		/* Tables cannot be altered while one is being read. */
		if (!db_is_idle(store->db))
			b->state = BULK_NEVER;
		else if (begin(store, is_new, err) < 0)
			return -1;
	}
	if (b->state == BULK_ON && b->blind && !is_new && bulk_end(store, err) < 0)
		return -1;
	if (b->state == BULK_COUNTING)
		b->added++;
	if (b->state != BULK_ON)
		return !is_new;
	return b->blind ? 0 : !remember(b, key);
}

int bulk_end(struct store *store, struct err *err)
{
	int rc;

	if (store->bulk.state != BULK_ON)
		return 0;
	bulk_forget(&store->bulk);
	store->bulk.state = BULK_NEVER;
	rc = schema_add_parts(store->db, err);
	if (rc < 0)
		err_prefix(err, "the letters cannot be kept");
	/* In an outbox that was empty, all letters wait. */
	if (rc == 0)
		rc = db_script(store->db,
			"UPDATE letter_counts SET n = (SELECT count(*) FROM letters) WHERE state = "
			"0;UPDATE letter_counts SET n = (SELECT count(*) FROM (SELECT DISTINCT org "
			"FROM letters) AS orgs) WHERE state = -2",
			err);
	if (rc < 0)
		store->doomed = true;
	return rc;
}
