#include <errno.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/str.h"
#include "base/utf8.h"
#include "store/db.h"
#include "store/holder.h"
#include "store/sqlite_wal.h"

enum {
	PARAMETERS_MAX = 64,
	STATEMENTS_MAX = 256, /* kept prepared; more are prepared anew each time */
	CHECKPOINT_PAGES = 1000,
};

struct db_rows {
	struct db *db;
	sqlite3_stmt *stmt;
	char *sql; /* NULL: not kept */
	bool busy;
	int parameters; /* highest $N */
	int place[PARAMETERS_MAX]; /* of $N, at N - 1 */
};

struct db {
	sqlite3 *handle;
	char *path;
	struct db_rows *kept[STATEMENTS_MAX]; /* open addressing by a hash of the text */
	size_t kept_count;
	struct db_rows *recent[STATEMENTS_MAX]; /* kept ones, by the address of the text */
	bool is_broken;
	struct err broken; /* why every call fails */
	int checkpoint_rc;
	int wait_ms;
};

static bool is_io_error(int rc)
{
	/* Running out of memory inside of the I/O layer says nothing about the disk. */
	if (rc == SQLITE_IOERR_NOMEM)
		return false;
	return (rc & 0xff) == SQLITE_IOERR || (rc & 0xff) == SQLITE_CORRUPT ||
	       (rc & 0xff) == SQLITE_NOTADB;
}

static int busy_error(struct db *db, struct err *err)
{
	long pid = holder_pid(db->path);
	char who[64] = "another process";

	if (pid > 0)
		snprintf(who, sizeof who, "process %ld", pid);
	return err_set(err, ERR_TEMPORARY,
		"%s: %s is writing to it, and did not end within %g s; run again when it has ended",
		db->path, who, db->wait_ms / 1000.0);
}

/* Fills err for the result code of a call that failed. Returns -1. */
static int db_error(struct db *db, int rc, struct err *err)
{
	const char *why = db->handle ? sqlite3_errmsg(db->handle) : sqlite3_errstr(rc);
	int os = db->handle ? sqlite3_system_errno(db->handle) : 0;
	struct err own;

	if (err == NULL)
		err = &own;
	switch (rc & 0xff) {
	case SQLITE_BUSY:
	case SQLITE_LOCKED:
	case SQLITE_PROTOCOL:
		return busy_error(db, err);
	case SQLITE_FULL:
		return err_set(err, ERR_TEMPORARY,
			"%s: the disk is full, nothing was written; make room and run again",
			db->path);
	case SQLITE_NOMEM:
		return err_set(err, ERR_FAILED, "%s: out of memory; run again", db->path);
	case SQLITE_READONLY:
	case SQLITE_PERM:
	case SQLITE_CANTOPEN:
		errno = os ? os : EACCES;
		return err_errno(err, ERR_FAILED, "%s cannot be %s", db->path,
			(rc & 0xff) == SQLITE_READONLY ? "written" : "opened");
	default:
		break;
	}
	if (!is_io_error(rc) && rc != SQLITE_IOERR_NOMEM)
		return err_set(err, ERR_FAILED, "%s: %s", db->path, why);
	if (rc == SQLITE_IOERR_NOMEM)
		return err_set(err, ERR_FAILED, "%s: out of memory; run again", db->path);
	switch (rc & 0xff) {
	case SQLITE_IOERR:
		errno = os ? os : EIO;
		err_errno(err, ERR_FAILED,
			"%s: the disk failed (%s); stopped, because what it holds is uncertain "
			"now. "
			"Check the disk, then run again",
			db->path, why);
		break;
	case SQLITE_NOTADB:
		err_set(err, ERR_FAILED,
			"%s is no store of openletter; move it away, or name another one in "
			"campaign.cfg",
			db->path);
		break;
	default:
		err_set(err, ERR_FAILED,
			"%s is damaged (%s); keep a copy, and restore the newest intact one",
			db->path, why);
	}
	db->is_broken = true;
	db->broken = *err;
	return -1;
}

static int check_broken(struct db *db, struct err *err)
{
	if (!db->is_broken)
		return 0;
	if (err)
		*err = db->broken;
	return -1;
}

/* SQLite ignores what becomes of its own checkpoints; a failed sync must not be ignored. */
static int checkpoint(void *ctx, sqlite3 *handle, const char *name, int pages)
{
	struct db *db = ctx;

	if (pages >= CHECKPOINT_PAGES) {
		int rc = sqlite3_wal_checkpoint_v2(
			handle, name, SQLITE_CHECKPOINT_PASSIVE, NULL, NULL);
		if (is_io_error(rc) && db->checkpoint_rc == SQLITE_OK)
			db->checkpoint_rc = rc;
	}
	return SQLITE_OK;
}

/*
 * Whether a store is only to be looked at: in a folder that we may not write to, SQLite cannot make
 * the file that readers share with writers. Without a journal nobody is writing either, and nobody
 * of our rights will begin to.
 */
static bool is_still(const char *path)
{
	struct str name = STR_INIT;
	const char *slash = strrchr(path, '/');
	bool still;

	if (slash)
		str_add(&name, path, (size_t)(slash - path) + 1);
	else
		str_addc(&name, '.');
	still = access(name.p, W_OK) < 0 && access(path, W_OK) < 0;
	str_reset(&name);
	str_addf(&name, "%s-wal", path);
	still = still && access(name.p, F_OK) < 0;
	str_release(&name);
	return still;
}

/* The path of a store that stays as it is, as a URI of SQLite's. */
static void add_still_uri(struct str *out, const char *path)
{
	str_adds(out, "file:");
	for (const char *p = path; *p; p++)
		str_addf(out, *p == '%' || *p == '?' || *p == '#' ? "%%%02X" : "%c",
			(unsigned char)*p);
	str_adds(out, "?immutable=1");
}

int db_open(const char *path, enum db_mode mode, struct db **db_r, struct err *err)
{
	struct db *db = mem_alloc(sizeof *db);
	struct str uri = STR_INIT;
	int flags = SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE |
		    (mode == DB_READ ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE);

	/* Nobody asks how much it allocates, and counting takes a lock each time. After the first
	 * store was opened this is refused, and changes nothing. */
	sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
	db->path = mem_strdup(mode == DB_MEMORY ? "the store in memory" : path);
	if (mode == DB_MEMORY)
		flags |= SQLITE_OPEN_CREATE;
	if (mode == DB_READ && is_still(path)) {
		add_still_uri(&uri, path);
		flags |= SQLITE_OPEN_URI;
	}
	int rc = sqlite3_open_v2(mode == DB_MEMORY ? ":memory:"
				 : uri.len	   ? uri.p
						   : path,
		&db->handle, flags, sqlite_wal_layer());
	str_release(&uri);
	if (rc != SQLITE_OK) {
		db_error(db, rc, err);
		db_close(db);
		return -1;
	}
	sqlite3_wal_hook(db->handle, checkpoint, db);
	sqlite3_db_config(db->handle, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
	sqlite3_db_config(db->handle, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
	sqlite3_limit(db->handle, SQLITE_LIMIT_ATTACHED, 0);
	*db_r = db;
	return 0;
}

static void rows_free(struct db_rows *rows)
{
	sqlite3_finalize(rows->stmt);
	free(rows->sql);
	free(rows);
}

void db_close(struct db *db)
{
	if (db == NULL)
		return;
	if (db->handle)
		db_rollback(db);
	for (size_t i = 0; i < STATEMENTS_MAX; i++)
		if (db->kept[i])
			rows_free(db->kept[i]);
	/* An iterator that outlives its store is the caller's mistake; the handle then waits for
	 * it. */
	sqlite3_close_v2(db->handle);
	free(db->path);
	free(db);
}

void db_set_wait(struct db *db, int ms)
{
	db->wait_ms = ms;
	sqlite3_busy_timeout(db->handle, ms);
}

int db_script(struct db *db, const char *sql, struct err *err)
{
	if (check_broken(db, err) < 0)
		return -1;
	int rc = sqlite3_exec(db->handle, sql, NULL, NULL, NULL);
	return rc == SQLITE_OK ? 0 : db_error(db, rc, err);
}

int db_begin(struct db *db, struct err *err)
{
	return db_run(db, "BEGIN IMMEDIATE", DB_NONE, err);
}

int db_commit(struct db *db, struct err *err)
{
	int rc = db_run(db, "COMMIT", DB_NONE, err);

	if (rc < 0)
		db_rollback(db);
	/* What was committed is in the journal, synced; what the checkpoint did is not known. */
	if (db->checkpoint_rc != SQLITE_OK && !db->is_broken) {
		struct err later;
		db_error(db, db->checkpoint_rc, &later);
	}
	return rc;
}

void db_rollback(struct db *db)
{
	if (!sqlite3_get_autocommit(db->handle))
		sqlite3_exec(db->handle, "ROLLBACK", NULL, NULL, NULL);
}

int db_snapshot(struct db *db, struct err *err)
{
	return db_run(db, "BEGIN", DB_NONE, err);
}

bool db_in_transaction(const struct db *db)
{
	return !sqlite3_get_autocommit(db->handle);
}

bool db_is_idle(const struct db *db)
{
	sqlite3_stmt *stmt = NULL;

	while ((stmt = sqlite3_next_stmt(db->handle, stmt)))
		if (sqlite3_stmt_busy(stmt))
			return false;
	return true;
}

int64_t db_changes(const struct db *db)
{
	return sqlite3_total_changes64(db->handle);
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
		db_error(db, rc, err);
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
	struct db_rows **recent = &db->recent[((uintptr_t)sql >> 3) % STATEMENTS_MAX];

	if (check_broken(db, err) < 0)
		return NULL;
	/* Most texts are literals, and found without reading them twice. */
	if (*recent && !(*recent)->busy && strcmp((*recent)->sql, sql) == 0) {
		(*recent)->busy = true;
		return *recent;
	}
	size_t i = text_hash(sql) % STATEMENTS_MAX;
	while (db->kept[i] && strcmp(db->kept[i]->sql, sql) != 0)
		i = (i + 1) % STATEMENTS_MAX;
	struct db_rows *rows = db->kept[i];
	if (rows == NULL) {
		bool keep = db->kept_count < STATEMENTS_MAX / 2;
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
	return rc == SQLITE_OK ? 0 : db_error(rows->db, rc, err);
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
	if (check_broken(rows->db, err) < 0)
		return -1;
	int rc = sqlite3_step(rows->stmt);
	if (rc == SQLITE_ROW)
		return 1;
	return rc == SQLITE_DONE ? 0 : db_error(rows->db, rc, err);
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
