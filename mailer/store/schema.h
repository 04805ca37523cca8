/*
 * The tables of a store. Internal to store/.
 */
#ifndef STORE_SCHEMA_H
#define STORE_SCHEMA_H

#include "store/db.h"

enum {
	SCHEMA_APPLICATION = 0x6f6c7472, /* "oltr", in the file's header */
	SCHEMA_VERSION = 4,
	SCHEMA_PIECES = 2, /* the first with blobs in pieces */
};

/* Statements that make everything in an empty database but the row `head` and schema_letters. */
extern const char schema_sql[];

/*
 * From the form before. 1 had no daybook, and kept every blob in one piece; 2 kept deliveries in
 * the rows of letters, counted those that move by a trigger, and its daybook did not number the
 * commits; 3 told rare kinds of events by an IN. schema_letters must be made after 3.
 */
extern const char schema_upgrade_2[], schema_upgrade_3[], schema_upgrade_4[];

/*
 * Events of kinds that do not come by the million: what the index events_rare holds. SQLite uses it
 * only where a query says the same. (For an IN of three it would build a table for every event that
 * is added, which takes as long as adding it.)
 */
#define SCHEMA_IS_RARE(kind) kind " <> 'sent' AND " kind " <> 'deferred' AND " kind " <> 'received'"

/* Indexes and triggers of letters that are taken off while a million are added. */
struct schema_part {
	const char *kind, *name, *sql;
};
extern const struct schema_part schema_letters[]; /* a NULL name at the end */

/* Makes them. 0 or -1. */
int schema_add_parts(struct db *db, struct err *err);

#endif
