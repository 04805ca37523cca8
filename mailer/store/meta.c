#include "store/core.h"

int store_meta_get(struct store *store, const char *name, struct str *value_r, struct err *err)
{
	struct db_rows *rows = db_query(
		store->db, "SELECT value FROM meta WHERE name = $1", DB_ARGS(db_text(name)), err);
	int rc = rows ? db_next(rows, err) : -1;

	if (rc > 0) {
		size_t n;
		const void *p = db_col_blob(rows, 0, &n);
		str_add(value_r, p, n);
	}
	db_end(rows);
	return rc;
}

int store_meta_set(
	struct store *store, const char *name, const void *value, size_t n, struct err *err)
{
	if (n > STORE_META_MAX)
		return err_set(err, ERR_INPUT, "%s is longer than %d bytes", name, STORE_META_MAX);
	if (store_begin(store, err) < 0)
		return -1;
	int rc = db_run(store->db,
		"INSERT INTO meta (name, value) VALUES ($1, $2)"
		" ON CONFLICT (name) DO UPDATE SET value = excluded.value",
		DB_ARGS(db_text(name), db_blob(value, n)), err);
	return store_end(store, rc, err);
}

int store_secret(
	struct store *store, uint8_t key_r[STORE_SECRET_SIZE], bool create, struct err *err)
{
	struct str value = STR_INIT;
	int rc = store_meta_get(store, "secret", &value, err);

	if (rc > 0 && value.len != STORE_SECRET_SIZE)
		rc = err_set(err, ERR_FAILED, "the campaign's secret in the store is damaged");
	if (rc > 0)
		memcpy(key_r, value.p, STORE_SECRET_SIZE);
	str_wipe(&value);
	if (rc != 0 || !create)
		return rc;
	if (store_begin(store, err) < 0)
		return -1;
	/* Another process may have made one before this transaction began. */
	rc = store_secret(store, key_r, false, err);
	if (rc == 0) {
		random_bytes(key_r, STORE_SECRET_SIZE);
		rc = store_meta_set(store, "secret", key_r, STORE_SECRET_SIZE, err);
	}
	return store_end(store, rc, err) < 0 ? -1 : 1;
}
