#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/file.h"
#include "base/hash.h"
#include "base/mem.h"
#include "store/create.h"
#include "store/generation.h"
#include "store/schema.h"

int create_tables(struct db *db, struct err *err)
{
	struct str id = STR_INIT;
	uint8_t random[(GENERATION_ID_SIZE - 1) / 2];
	char pragma[96], zeros[SHA256_HEX];

	random_bytes(random, sizeof random);
	add_hex(&id, random, sizeof random);
	snprintf(zeros, sizeof zeros, "%064d", 0);
	snprintf(pragma, sizeof pragma, "PRAGMA application_id = %d; PRAGMA user_version = %d",
		SCHEMA_APPLICATION, SCHEMA_VERSION);
	int rc = db_begin(db, err);
	if (rc == 0) {
		rc = db_script(db, schema_sql, err);
		if (rc == 0)
			rc = schema_add_parts(db, err);
		if (rc == 0)
			rc = db_script(db, pragma, err);
		if (rc == 0)
			rc = db_run(db, "INSERT INTO head VALUES (1, $1, 0, 0, $2)",
				DB_ARGS(db_text(id.p), db_text(zeros)), err);
		if (rc == 0)
			rc = db_commit(db, err);
		else
			db_rollback(db);
	}
	str_release(&id);
	return rc;
}

static int fill(const char *path, struct err *err)
{
	struct db *db;
	int fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);

	if (fd < 0)
		return err_errno(err, ERR_FAILED, "%s cannot be made", path);
	close(fd);
	if (db_open(path, DB_WRITE, &db, err) < 0)
		return -1;
	int rc = db_script(db, "PRAGMA synchronous = FULL; PRAGMA journal_mode = WAL", err);
	if (rc == 0)
		rc = create_tables(db, err);
	/* Closing moves everything from the journal into the file, and syncs it. */
	db_close(db);
	return rc;
}

static void remove_all(const char *path)
{
	static const char *const suffixes[] = {"", "-wal", "-shm", "-journal"};
	struct str name = STR_INIT;

	for (size_t i = 0; i < sizeof suffixes / sizeof *suffixes; i++) {
		str_reset(&name);
		str_addf(&name, "%s%s", path, suffixes[i]);
		unlink(name.p);
	}
	str_release(&name);
}

/* Gives the finished file its name, if no other process was faster. */
static int publish(const char *made, const char *path, struct err *err)
{
	struct str wal = STR_INIT;

	str_addf(&wal, "%s-wal", made);
	bool unfinished = file_exists(wal.p);
	str_release(&wal);
	if (unfinished)
		return err_set(err, ERR_TEMPORARY,
			"%s could not be made: the disk is full or fails; make room and run again",
			path);
	if (link(made, path) == 0 || errno == EEXIST)
		return 0;
	/* File systems without links. */
	if (!file_exists(path) && rename(made, path) == 0)
		return 0;
	return err_errno(err, ERR_FAILED, "%s cannot be made", path);
}

int create_store(const char *path, struct err *err)
{
	struct str made = STR_INIT;
	uint8_t random[6];

	random_bytes(random, sizeof random);
	str_addf(&made, "%s.new-", path);
	add_hex(&made, random, sizeof random);
	int rc = fill(made.p, err);
	if (rc == 0)
		rc = publish(made.p, path, err);
	remove_all(made.p);
	if (rc == 0) {
		char *dir = mem_strndup(path, (size_t)(path_base(path) - path));
		rc = dir_sync(*dir ? dir : ".", err);
		free(dir);
	}
	str_release(&made);
	return rc;
}
