/*
 * What the modules of this folder share: the open store and its transaction. Internal to store/.
 */
#ifndef STORE_CORE_H
#define STORE_CORE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/hash.h"
#include "base/mem.h"
#include "store/bulk.h"
#include "store/daybook.h"
#include "store/db.h"
#include "store/generation.h"
#include "store/store.h"

enum { STORE_NESTING_MAX = 16 };

/*
 * The row `head`: read at the first need in a transaction, written at its end. It is kept for the
 * next one, unless somebody else has committed by then.
 */
struct store_head {
	bool loaded;
	int64_t version; /* db_version() when this was the row */
	int64_t generation; /* commits so far */
	int64_t event_seq; /* the last event, 0 for none */
	char event_hash[SHA256_HEX];
};

struct store_held {
	char *what;
	int fd;
};

struct store_queue;

struct store {
	struct db *db;
	char *path; /* NULL in memory */
	enum store_mode mode;
	char *actor;

	int depth;
	bool doomed;
	int64_t changes[STORE_NESTING_MAX]; /* db_changes() when each level began */
	struct store_head head;
	struct generation generation;

	struct store_held *held;
	size_t held_count, held_cap;

	struct bulk bulk;
	struct daybook daybook;
	struct store_queue *queue; /* outbox_next()'s; made when first needed */
	int64_t list_id; /* the row of `lists` that this transaction looked up last, and its hash */
	char list_sha256[SHA256_HEX];
};

/*
 * Ends the innermost level after a failure. The outer ones are doomed only when something was
 * written within this one. Returns -1.
 */
int store_fail(struct store *store);

/* Ends the innermost level by the result of its work: store_commit(), or store_fail(). */
int store_end(struct store *store, int rc, struct err *err);

/* The head within a transaction. 0 or -1. */
int store_head(struct store *store, struct err *err);

/* Before letters are read or changed: all that is known of them is in their rows. 0 or -1. */
int core_letters(struct store *store, struct err *err);

/* The number in `lists` of a list's hash, which is added when it is new: 0 for none, or -1. */
int64_t core_list(struct store *store, const char *sha256, struct err *err);

/* Frees what outbox_next() keeps. */
void store_queue_free(struct store_queue *queue);

/* A column as a copy in an arena; NULL for NULL. */
char *core_text(struct db_rows *rows, int col, struct arena *arena);

#endif
