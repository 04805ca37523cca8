#include <errno.h>
#include <sqlite3.h>
#include <stdio.h>

#include "store/holder.h"
#include "store/sqlite.h"

bool sqlite_is_damage(int rc)
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

/* From now on nothing is read from the database or written to it. */
static int damage_error(struct db *db, int rc, const char *why, int os, struct err *err)
{
	switch (rc & 0xff) {
	case SQLITE_IOERR:
		errno = os ? os : EIO;
		err_errno(err, ERR_FAILED,
			"%s: the disk failed (%s); stopped, because what it holds is uncertain "
			"now. Check the disk, then run again",
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

/* The file that readers share with writers could not be made: nothing was written. */
static bool lacks_room(int rc, int os)
{
	return (rc == SQLITE_IOERR_SHMOPEN || rc == SQLITE_IOERR_SHMSIZE ||
		       rc == SQLITE_IOERR_SHMMAP) &&
	       (os == ENOSPC || os == EDQUOT);
}

int sqlite_error(struct db *db, int rc, struct err *err)
{
	const char *why = db->handle ? sqlite3_errmsg(db->handle) : sqlite3_errstr(rc);
	int os = db->handle ? sqlite3_system_errno(db->handle) : 0;
	struct err own;

	if (err == NULL)
		err = &own;
	if (lacks_room(rc, os))
		rc = SQLITE_FULL;
	if (sqlite_is_damage(rc))
		return damage_error(db, rc, why, os, err);
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
	case SQLITE_IOERR: /* any other is damage */
		return err_set(err, ERR_FAILED, "%s: out of memory; run again", db->path);
	case SQLITE_READONLY:
	case SQLITE_PERM:
	case SQLITE_CANTOPEN:
		errno = os ? os : EACCES;
		return err_errno(err, ERR_FAILED, "%s cannot be %s", db->path,
			(rc & 0xff) == SQLITE_READONLY ? "written" : "opened");
	default:
		return err_set(err, ERR_FAILED, "%s: %s", db->path, why);
	}
}
