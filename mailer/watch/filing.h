/*
 * Filing: a mail's bytes -> archive, reading, letters, demands, one transaction.
 *
 * Mails are fed in one after another and kept back until filing_commit(), which writes all of them,
 * what was noted about where they came from, and what is to be done on the server, at once.
 * Whatever happens before it returned, no mail is filed; afterwards, each is, once: the same bytes
 * again are recognised by their hash.
 */
#ifndef WATCH_FILING_H
#define WATCH_FILING_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/stat.h>

#include "base/err.h"
#include "base/str.h"
#include "store/replies.h"
#include "store/store.h"
#include "store/watch_position.h"
#include "reply/worker.h"
#include "watch/match.h"
#include "demand/demand.h"

enum {
	FILING_BATCH = 800, /* mails that wait; one commit takes the older half of them */
	FILING_BATCH_BYTES = 3 << 20,
	FILING_READ_MAX = 8 << 20, /* bytes of a mail that are read; all of them are kept */
};

struct filing_settings {
	struct store *store;
	struct worker *worker;
	const char *archive; /* path of the Maildir */
	struct match_settings match;
	int stop_fd; /* readable when the watch is to end; 0 or less: none */
	/*
	 * Appends the folder of the server for a demand that a mail answers (its first letter's
	 * reference and organisation are given). NULL: the server is never changed.
	 */
	int (*folder)(void *ctx, const struct demand *demand, const char *ref, const char *org,
		struct str *out, struct err *err);
	/* Called after a commit for each mail that was new, in order; NULL: nobody is told. */
	void (*filed)(void *ctx, const struct reply *reply);
	void (*told)(void *ctx); /* called after the last of them; may be NULL */
	bool commands; /* a command is to be run for each mail that is new: watch_command_add() */
	void *ctx;
};

struct filing;

/* Settings are copied; what they point to is borrowed. */
int filing_new(const struct filing_settings *settings, struct filing **filing_r, struct err *err);
void filing_free(struct filing *f); /* NULL is fine; what was not committed is forgotten */

/*
 * One mail: begin, its bytes in any pieces, then end or drop. origin is copied. complete: false
 * when the rest was left on the server, being too long.
 */
int filing_begin(struct filing *f, const struct watch_message *origin, struct err *err);
/* The mail is an open file that stays open until then: see archive_begin_file(). */
int filing_begin_file(struct filing *f, const struct watch_message *origin, int fd,
	const struct stat *st, struct err *err);
int filing_feed(struct filing *f, const void *bytes, size_t n, struct err *err);
int filing_end(struct filing *f, bool complete, struct err *err);
void filing_drop(struct filing *f);

/* A message that is that reply, without its bytes: it waits for the commit as others do. */
void filing_known(struct filing *f, const struct watch_message *origin, long reply);

/* Whether so much waits that it should be committed: filing_commit_older(). */
bool filing_is_full(const struct filing *f);

/* Whether anything waits. */
bool filing_waits(const struct filing *f);

/*
 * Writes everything that waits. mailbox (or NULL) is kept in the same transaction. A mail that the
 * store refuses is kept as one that could not be read, and stops nothing. On -1 nothing was filed,
 * and nothing waits any more: the mails are to be read in again.
 */
int filing_commit(struct filing *f, const struct watch_mailbox *mailbox, struct err *err);

/*
 * Writes the older half of what waits, while the worker reads the others. mailbox is one that
 * stands where it will when all is written: its last_uid is lowered below what still waits. -1 as
 * of filing_commit().
 */
int filing_commit_older(struct filing *f, struct watch_mailbox *mailbox, struct err *err);

/* Forgets what waits. */
void filing_forget(struct filing *f);

#endif
