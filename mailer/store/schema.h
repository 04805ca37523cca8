/*
 * The tables of a store. Internal to store/.
 */
#ifndef STORE_SCHEMA_H
#define STORE_SCHEMA_H

#include "store/db.h"

enum {
	SCHEMA_APPLICATION = 0x6f6c7472, /* "oltr", in the file's header */
	SCHEMA_VERSION = 3,
	SCHEMA_PIECES = 2, /* the first with blobs in pieces */
};

/* Statements that make everything in an empty database but the row `head` and schema_letters. */
extern const char schema_sql[];

/*
 * From the form before. 1 had no daybook, and kept every blob in one piece; 2 kept deliveries in
 * the rows of letters, counted those that move by a trigger, and its daybook did not number the
 * commits. schema_letters must be made after 3.
 */
extern const char schema_upgrade_2[], schema_upgrade_3[];

/* Indexes and triggers of letters that are taken off while a million are added. */
struct schema_part {
	const char *kind, *name, *sql;
};
extern const struct schema_part schema_letters[]; /* a NULL name at the end */

/* Makes them. 0 or -1. */
int schema_add_parts(struct db *db, struct err *err);

#endif
