#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/utf8.h"
#include "store/sqlite.h"

enum {
	PARAMETERS_MAX = 90,
	KEPT_MAX = STATEMENT_SLOTS / 2, /* more are prepared anew each time */
};

struct db_rows {
	struct db *db;
	sqlite3_stmt *stmt;
	char *sql; /* NULL: not kept */
	bool busy;
	int parameters; /* highest $N */
	int place[PARAMETERS_MAX]; /* of $N, at N - 1 */
};

static void rows_free(struct db_rows *rows)
{
	sqlite3_finalize(rows->stmt);
	free(rows->sql);
	free(rows);
}

void sqlite_statements_free(struct db *db)
{
	for (size_t i = 0; i < STATEMENT_SLOTS; i++)
		if (db->kept[i])
			rows_free(db->kept[i]);
}

/* Where each $N stands: SQLite numbers parameters as they come. */
static void find_parameters(struct db_rows *rows)
{
	int n = sqlite3_bind_parameter_count(rows->stmt);

	for (int i = 1; i <= n; i++) {
		const char *name = sqlite3_bind_parameter_name(rows->stmt, i);
		long number;
		if (name == NULL || *name != '$' ||
			parse_long(name + 1, 1, PARAMETERS_MAX, &number) < 0)
			continue;
		rows->place[number - 1] = i;
		if (number > rows->parameters)
			rows->parameters = (int)number;
	}
}

static struct db_rows *prepare(struct db *db, const char *sql, bool keep, struct err *err)
{
	struct db_rows *rows = mem_alloc(sizeof *rows);
	int rc = sqlite3_prepare_v3(
		db->handle, sql, -1, keep ? SQLITE_PREPARE_PERSISTENT : 0, &rows->stmt, NULL);

	if (rc != SQLITE_OK) {
		sqlite_error(db, rc, err);
		free(rows);
		return NULL;
	}
	rows->db = db;
	find_parameters(rows);
	return rows;
}

static size_t text_hash(const char *text)
{
	uint64_t h = 14695981039346656037u; /* FNV-1a */

	for (; *text; text++)
		h = (h ^ (unsigned char)*text) * 1099511628211u;
	return (size_t)(h ^ h >> 32);
}

/* The statement for sql, free to use: a kept one, or a new one. NULL on failure. */
static struct db_rows *statement(struct db *db, const char *sql, struct err *err)
{
	struct db_rows **recent = &db->recent[((uintptr_t)sql >> 3) % STATEMENT_SLOTS];

	if (sqlite_check(db, err) < 0)
		return NULL;
	/* Most texts are literals, and found without reading them twice. */
	if (*recent && !(*recent)->busy && strcmp((*recent)->sql, sql) == 0) {
		(*recent)->busy = true;
		return *recent;
	}
	size_t i = text_hash(sql) % STATEMENT_SLOTS;
	while (db->kept[i] && strcmp(db->kept[i]->sql, sql) != 0)
		i = (i + 1) % STATEMENT_SLOTS;
	struct db_rows *rows = db->kept[i];
	if (rows == NULL) {
		bool keep = db->kept_count < KEPT_MAX;
		rows = prepare(db, sql, keep, err);
		if (rows && keep) {
			rows->sql = mem_strdup(sql);
			db->kept[i] = rows;
			db->kept_count++;
		}
	} else if (rows->busy) {
		rows = prepare(db, sql, false, err);
	}
	if (rows)
		rows->busy = true;
	if (rows && rows->sql)
		*recent = rows;
	return rows;
}

static int bind(struct db_rows *rows, const struct db_value *args, size_t n,
	sqlite3_destructor_type owner, struct err *err)
{
	int rc = SQLITE_OK;

	if ((int)n < rows->parameters)
		return err_set(err, ERR_FAILED, "a statement of the store lacks a parameter");
	for (size_t i = 0; i < n && rc == SQLITE_OK; i++) {
		int at = i < PARAMETERS_MAX ? rows->place[i] : 0;
		if (at == 0)
			continue;
		switch (args[i].type) {
		case DB_NULL:
			rc = sqlite3_bind_null(rows->stmt, at);
			break;
		case DB_INT:
			rc = sqlite3_bind_int64(rows->stmt, at, args[i].i);
			break;
		case DB_TEXT:
			rc = sqlite3_bind_text64(
				rows->stmt, at, args[i].p, args[i].n, owner, SQLITE_UTF8);
			break;
		case DB_BLOB:
			rc = args[i].n ? sqlite3_bind_blob64(
						 rows->stmt, at, args[i].p, args[i].n, owner)
				       : sqlite3_bind_zeroblob(rows->stmt, at, 0);
			break;
		}
	}
	return rc == SQLITE_OK ? 0 : sqlite_error(rows->db, rc, err);
}

struct db_rows *db_query(
	struct db *db, const char *sql, const struct db_value *args, size_t n, struct err *err)
{
	struct db_rows *rows = statement(db, sql, err);

	if (rows && bind(rows, args, n, SQLITE_TRANSIENT, err) < 0) {
		db_end(rows);
		return NULL;
	}
	return rows;
}

int db_run(struct db *db, const char *sql, const struct db_value *args, size_t n, struct err *err)
{
	struct db_rows *rows = statement(db, sql, err);
	int rc = rows ? bind(rows, args, n, SQLITE_STATIC, err) : -1;

	if (rc == 0)
		while ((rc = db_next(rows, err)) > 0)
			;
	db_end(rows);
	return rc;
}

int db_next(struct db_rows *rows, struct err *err)
{
	if (sqlite_check(rows->db, err) < 0)
		return -1;
	int rc = sqlite3_step(rows->stmt);
	if (rc == SQLITE_ROW)
		return 1;
	return rc == SQLITE_DONE ? 0 : sqlite_error(rows->db, rc, err);
}

void db_end(struct db_rows *rows)
{
	if (rows == NULL)
		return;
	if (rows->sql == NULL) {
		rows_free(rows);
		return;
	}
	sqlite3_reset(rows->stmt);
	sqlite3_clear_bindings(rows->stmt);
	rows->busy = false;
}

int64_t db_col_int(struct db_rows *rows, int col)
{
	return sqlite3_column_int64(rows->stmt, col);
}

const char *db_col_text(struct db_rows *rows, int col)
{
	return (const char *)sqlite3_column_text(rows->stmt, col);
}

const void *db_col_blob(struct db_rows *rows, int col, size_t *n_r)
{
	const void *p = sqlite3_column_blob(rows->stmt, col);

	*n_r = (size_t)sqlite3_column_bytes(rows->stmt, col);
	return p;
}

int db_get_int(struct db *db, const char *sql, const struct db_value *args, size_t n,
	int64_t *value_r, struct err *err)
{
	struct db_rows *rows = db_query(db, sql, args, n, err);
	int rc = rows ? db_next(rows, err) : -1;

	if (rc > 0) {
		rc = sqlite3_column_type(rows->stmt, 0) != SQLITE_NULL;
		*value_r = db_col_int(rows, 0);
	}
	db_end(rows);
	return rc;
}
