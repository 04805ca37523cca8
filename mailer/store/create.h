/*
 * Making a new store. Internal to store/.
 */
#ifndef STORE_CREATE_H
#define STORE_CREATE_H

#include "base/err.h"
#include "store/db.h"

/*
 * Makes the database file (0600) at path, whole or not at all: it is made under another name and
 * linked. One that appeared meanwhile is left as it is.
 */
int create_store(const char *path, struct err *err);

/* Makes all tables in an empty database. */
int create_tables(struct db *db, struct err *err);

#endif
