/*
 * The store of a campaign: one database that knows what was frozen, sent, read and judged.
 *
 * Everything that both halves of the program share goes through it, and only through the modules of
 * this folder: editions (edition.h), letters (outbox.h), mails (replies.h), where the watcher
 * stands (watch_position.h), judgements and deadlines (judgement.h), suppressed addresses
 * (suppress.h) and the log of events (events.h). SQLite today: WAL, synchronous=FULL, so a commit
 * that returned survives a power loss. It knows nothing of templates, servers or mail syntax.
 *
 * Results: 0 or -1 with a sentence in err; functions that look for one thing return 1 (found),
 * 0 (there is none) or -1. A store that is held by another process for longer than STORE_WAIT_MS is
 * ERR_TEMPORARY and the sentence names the process. After an I/O error every call fails: what the
 * disk has can no longer be known (a second fsync proves nothing).
 *
 * A store belongs to one thread. Times are seconds since the epoch.
 */
#ifndef STORE_STORE_H
#define STORE_STORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/reader.h"
#include "base/str.h"

struct store;

enum store_mode {
	STORE_READ, /* nothing can be written; fails when there is no such file */
	STORE_WRITE, /* fails when there is no such file */
	STORE_CREATE, /* makes the file (0600) when there is none */
	STORE_EMPTY, /* an empty one in memory, gone when closed: stands in for one not yet made */
};

enum {
	STORE_WAIT_MS = 10000,
	STORE_SECRET_SIZE = 32,
	STORE_META_MAX = 4096, /* bytes of one meta value */
};

/*
 * Opens the store at path (a file; for STORE_EMPTY the one that is not there, or ""). Tells apart,
 * in words: no such file, no store of ours, made by a newer openletter. *store_r is closed with
 * store_close().
 */
int store_open(const char *path, enum store_mode mode, struct store **store_r, struct err *err);

/*
 * Opens an old copy that store_open() refuses, to write: for `resolve --restored` (see
 * outbox_doubt()). It goes on to be refused, whatever is committed to it, until
 * store_accept_restored(); from then on it is the store.
 */
int store_open_restored(const char *path, struct store **store_r, struct err *err);
void store_accept_restored(struct store *store);

/* Rolls an open transaction back, gives up the locks, frees. NULL is fine. */
void store_close(struct store *store);

/* Milliseconds to wait for another process (STORE_WAIT_MS at first). */
void store_set_wait(struct store *store, int ms);

/* For who commits much and has other things to do meanwhile: see db_checkpoint_aside(). */
void store_checkpoint_aside(struct store *store);

/* Who acts, for the log of events: "send", "watch", a person's name. Copied; "openletter" at first.
 */
void store_set_actor(struct store *store, const char *actor);

/*
 * One transaction: all of it or nothing, durable when store_commit() has returned 0. They nest:
 * only the outermost pair reaches the disk, and a rollback inside dooms the outer one (its commit
 * fails). Every function of this folder that writes opens its own when none is open, so a caller
 * begins one only to join several writes: many results and intents share one commit, and its one
 * sync. After a failed commit nothing of it happened; no rollback is needed.
 */
int store_begin(struct store *store, struct err *err);
int store_commit(struct store *store, struct err *err);
void store_rollback(struct store *store);

/*
 * Between the two, several reads see one moment, whatever another process commits meanwhile. Within
 * a transaction nothing is needed, and nothing is done.
 */
int store_view_begin(struct store *store, struct err *err);
void store_view_end(struct store *store);

/*
 * The campaign's secret. 1 with the bytes, or 0 when there is none yet and `create` is false. With
 * `create` a missing one is made at random and kept.
 */
int store_secret(
	struct store *store, uint8_t key_r[STORE_SECRET_SIZE], bool create, struct err *err);

/* Small facts by name (bytes, at most STORE_META_MAX). store_meta_get appends to value_r: 1, 0, -1.
 */
int store_meta_get(struct store *store, const char *name, struct str *value_r, struct err *err);
int store_meta_set(
	struct store *store, const char *name, const void *value, size_t n, struct err *err);

/*
 * Takes the lock `what` ("send", "watch") of this campaign for the life of the store: a file beside
 * the database ("campaign.db.send.lock", holds the process id), flock()ed, so it ends with the
 * process however that ends. Held by another: ERR_TEMPORARY, "... process 1234 ...", at once.
 * Nothing to do for a store in memory. A child that is forked later shares the lock: close it
 * there.
 */
int store_lock(struct store *store, const char *what, struct err *err);

/* Content by hash (SHA-256, hex): kept once however often it is put. */
int store_blob_put(
	struct store *store, const char *sha256, const void *bytes, size_t n, struct err *err);
/*
 * The same for content that is too large for memory: read from a file, and compared with its hash;
 * fails when that differs (a file that was changed meanwhile).
 */
int store_blob_copy(
	struct store *store, const char *sha256, const struct reader *from, struct err *err);

/*
 * Opens content to be read in pieces: 1, 0 (no such), -1. The reader is closed before the store is.
 * What it reads is not compared with the hash: who reads all of it does that.
 */
int store_blob_open(
	struct store *store, const char *sha256, struct reader *reader_r, struct err *err);
/* Appends the content: 1, 0 (no such), -1. */
int store_blob_get(struct store *store, const char *sha256, struct str *out, struct err *err);

#endif
