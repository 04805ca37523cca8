/*
 * What a reply belongs to, row by row and by revision: 0 is what the machine found, each filing by
 * a person is one more, and taking one back returns to the one before. Filing and class of revision
 * 0 are those of the reply until there is another one, which then keeps them in `filings`. Internal
 * to store/.
 */
#ifndef STORE_REPLY_ROWS_H
#define STORE_REPLY_ROWS_H

#include "store/db.h"
#include "store/replies.h"

struct reply_revision {
	long reply;
	int64_t number; /* set by reply_revision_add() */
	enum reply_filing filing;
	const char *class;
	int64_t at;
	const struct reply_letter *letters;
	size_t letter_count;
	const struct reply_demand *demands;
	size_t demand_count;
};

/* Adds the letters and demands of a revision: of the first one, nothing else needs to be kept. */
int reply_revision_rows(
	struct store *store, const struct reply_revision *revision, struct err *err);

/* Adds a revision, which becomes the current one. */
int reply_revision_add(struct store *store, struct reply_revision *revision, struct err *err);

/* Drops the current revision and returns to the one before: 1, 0 (it is the first), -1. */
int reply_revision_drop(struct store *store, long reply, struct err *err);

/*
 * What the sender wrote, as a copy: a text of its own in column own; or else a piece of the whole
 * text in column text, from byte to byte in columns place and place + 1. NULL where there is none.
 */
char *reply_rows_written(struct db_rows *rows, int text, int own, int place, struct arena *arena);

/* Loads letters and demands of the current revision into a loaded reply. */
int reply_rows_load(struct store *store, struct reply *reply, struct err *err);

#endif
