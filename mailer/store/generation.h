/*
 * The number of commits, noted beside the database, so that an old copy put back in its place is
 * noticed: what was sent since then would be sent again.
 *
 * The note is written after each commit, and synced when the store is closed: after a power loss it
 * may lag behind the database, never run ahead of it. Internal to store/.
 */
#ifndef STORE_GENERATION_H
#define STORE_GENERATION_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"

enum { GENERATION_ID_SIZE = 33 }; /* 32 hexadecimal digits and the NUL */

struct generation {
	int fd; /* -1: nothing is noted */
	bool writing;
	bool found; /* a note, when it was opened: */
	char found_id[GENERATION_ID_SIZE];
	int64_t found_number;
	char id[GENERATION_ID_SIZE];
	bool held; /* nothing is noted before generation_accept() */
	int64_t held_number;
};

/*
 * Reads the note beside the database at path, before the database's number is read: a commit of
 * another process between the two would else look like an old copy. When writing, it is kept open.
 */
int generation_open(struct generation *g, const char *path, bool writing, struct err *err);

/*
 * Compares it with the database's id and number. A database that is older than the note, or another
 * one, is an error when writing, else a warning (base/log.h). `accept` takes it as it is, but
 * leaves the note until generation_accept(): whoever opens the database before finds an old copy
 * still.
 */
int generation_check(struct generation *g, const char *path, const char *id, int64_t number,
	bool accept, struct err *err);

/*
 * When there is no database at path: 0, or -1 where the note says that there was one with something
 * in it, so that a new one would write to everybody again.
 */
int generation_check_missing(const char *path, struct err *err);

/* Notes a number; a failure only weakens the check, so it is not told. */
void generation_note(struct generation *g, int64_t number);

/* Notes an old copy, with what was committed to it since, as the database. */
void generation_accept(struct generation *g);

void generation_close(struct generation *g);

#endif
