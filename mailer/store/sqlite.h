/*
 * What the files of the SQLite driver share: db.h is what it does for others. Internal to the
 * driver.
 */
#ifndef STORE_SQLITE_H
#define STORE_SQLITE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "store/db.h"

enum { STATEMENT_SLOTS = 256 }; /* at most half of them are in use */

struct db {
	struct sqlite3 *handle;
	char *path;
	/* Prepared statements: by a hash of the text, with open addressing; and by its address. */
	struct db_rows *kept[STATEMENT_SLOTS], *recent[STATEMENT_SLOTS];
	size_t kept_count;
	bool is_broken;
	struct err broken; /* why every call fails */
	int checkpoint_rc;
	bool aside; /* checkpoints are for another thread */
	struct checkpointer *checkpointer; /* NULL until the first */
	int asked; /* pages of the journal when it was asked last */
	int wait_ms;
};

/*
 * Whether a result code says that what the disk holds is uncertain: a failed read, write or sync,
 * or damage.
 */
bool sqlite_is_damage(int rc);

/* Fills err (NULL is fine) for the result code of a call that failed. After damage the database is
 * broken. Returns -1. */
int sqlite_error(struct db *db, int rc, struct err *err);

/* -1 when the database is broken. */
static inline int sqlite_check(const struct db *db, struct err *err)
{
	if (!db->is_broken)
		return 0;
	if (err)
		*err = db->broken;
	return -1;
}

/* Finishes every statement that is kept. */
void sqlite_statements_free(struct db *db);

#endif
