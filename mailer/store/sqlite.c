#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/str.h"
#include "store/sqlite_checkpointer.h"
#include "store/sqlite.h"
#include "store/sqlite_wal.h"

enum {
	CHECKPOINT_PAGES = 1000,
	ASIDE_PAGES = 12000, /* of the journal while another thread makes the checkpoints */
};

static void note_checkpoint(struct db *db, int rc)
{
	if (sqlite_is_damage(rc) && db->checkpoint_rc == SQLITE_OK)
		db->checkpoint_rc = rc;
}

/* The other thread's, where there can be one: whether that is enough. */
static bool checkpoint_aside(struct db *db, int pages)
{
	bool full = pages >= ASIDE_PAGES;

	if (db->aside && db->checkpointer == NULL)
		db->checkpointer = checkpointer_start(db->path);
	if (db->checkpointer == NULL)
		return false;
	note_checkpoint(db,
		full ? checkpointer_wait(db->checkpointer) : checkpointer_result(db->checkpointer));
	if (db->checkpoint_rc != SQLITE_OK)
		return true;
	/* A journal begins anew when nothing is left to copy: what is left is for its owner. */
	if (full)
		return false;
	if (pages < db->asked || pages - db->asked >= CHECKPOINT_PAGES) {
		db->asked = pages;
		checkpointer_ask(db->checkpointer);
	}
	return true;
}

/* SQLite ignores what becomes of its own checkpoints; a failed sync must not be ignored. */
static int checkpoint(void *ctx, sqlite3 *handle, const char *name, int pages)
{
	struct db *db = ctx;

	if (pages >= CHECKPOINT_PAGES && !checkpoint_aside(db, pages))
		note_checkpoint(db, sqlite3_wal_checkpoint_v2(
					    handle, name, SQLITE_CHECKPOINT_PASSIVE, NULL, NULL));
	return SQLITE_OK;
}

void db_checkpoint_aside(struct db *db)
{
	db->aside = true;
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
		sqlite_error(db, rc, err);
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

void db_close(struct db *db)
{
	if (db == NULL)
		return;
	checkpointer_stop(db->checkpointer);
	if (db->handle)
		db_rollback(db);
	sqlite_statements_free(db);
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
	if (sqlite_check(db, err) < 0)
		return -1;
	int rc = sqlite3_exec(db->handle, sql, NULL, NULL, NULL);
	return rc == SQLITE_OK ? 0 : sqlite_error(db, rc, err);
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
		sqlite_error(db, db->checkpoint_rc, &later);
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

int64_t db_version(struct db *db)
{
	unsigned version = 0;

	sqlite3_file_control(db->handle, "main", SQLITE_FCNTL_DATA_VERSION, &version);
	return version;
}

int64_t db_changes(const struct db *db)
{
	return sqlite3_total_changes64(db->handle);
}
