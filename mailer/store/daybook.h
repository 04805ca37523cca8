/*
 * The daybook: what a sender states, as it states it, before it is posted to the rows of letters.
 *
 * An intent and an outcome a letter are due before and after its final dot, each durable. To change
 * the letter's row and its indexes twice, and to log it, writes a dozen pages a commit; here they
 * are one line each at the end of a table. Posting moves many of them at once into the rows and the
 * log of events, in one transaction, and empties the table. It is done every second while letters
 * leave, before anything here looks at a letter's state, and whenever a store is opened: so nobody
 * else knows of it. What a killed sender left is posted by whoever opens the store next.
 *
 * Only the holder of the lock "send" writes into it. Internal to store/.
 */
#ifndef STORE_DAYBOOK_H
#define STORE_DAYBOOK_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "base/str.h"
#include "store/outbox.h"

/* Zero-initialised is closed: daybook_init(). */
struct daybook {
	struct str lines; /* of the open transaction */
	bool numbered; /* the open transaction wrote a row, which bears its number */
	bool unposted; /* this store wrote lines that it has not posted */
	int64_t since; /* the first of them; monotonic milliseconds */
};

/*
 * A row's id is the number of the commit that wrote it, so that such a commit need not write it
 * elsewhere. For a SELECT from head: the number of the last commit.
 */
#define DAYBOOK_GENERATION                                                                         \
	"CASE WHEN generation < coalesce((SELECT max(id) FROM daybook), 0)"                        \
	" THEN (SELECT max(id) FROM daybook) ELSE generation END"

void daybook_init(struct daybook *d);
void daybook_release(struct daybook *d);

/* Lines for the open transaction. attempts: those of the letter, with this one. */
void daybook_intend(struct daybook *d, int64_t id);
void daybook_result(struct daybook *d, int64_t id, const char *ref,
	const struct outbox_result *result, long attempts, int64_t at);

/* At the end of a transaction: writes its lines, and posts them when the last time is long ago. */
int daybook_write(struct store *store, struct err *err);

/* The transaction is rolled back. */
void daybook_drop(struct daybook *d);

/*
 * Posts what is there, in the open transaction or in one of its own. Nothing where nothing can be
 * written: in a store opened to read, and between store_view_begin() and store_view_end().
 */
int daybook_post(struct store *store, struct err *err);

/*
 * For a store that was opened to read: posts by opening it to write for a moment. Where that cannot
 * be done, what is read is as of the last posting.
 */
int daybook_post_for(struct store *reader, struct err *err);

#endif
