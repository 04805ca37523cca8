/*
 * The tables of a store. Internal to store/.
 */
#ifndef STORE_SCHEMA_H
#define STORE_SCHEMA_H

enum {
	SCHEMA_APPLICATION = 0x6f6c7472, /* "oltr", in the file's header */
	SCHEMA_VERSION = 1,
};

/* Statements that make everything in an empty database but the row `head`. */
extern const char schema_sql[];

#endif
