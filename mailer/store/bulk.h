/*
 * Many letters into an empty outbox: their indexes are made once, at the end.
 *
 * A million letters that each go into seven indexes take minutes; indexes that are built from a
 * full table take seconds. So when a transaction that found no letter has added BULK_FROM of them,
 * those indexes and the triggers are taken off, and bulk_end(), which the commit calls, puts
 * everything back. A rollback puts it back by itself. Meanwhile keys are remembered by their
 * hashes, unless the caller knows that each is new: then nothing is, so that a million letters take
 * no memory, and whoever asks for a key ends the bulk.
 * Internal to store/.
 */
#ifndef STORE_BULK_H
#define STORE_BULK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

enum { BULK_FROM = 2000 };

struct store;

struct bulk {
	enum { BULK_UNKNOWN, BULK_NEVER, BULK_COUNTING, BULK_ON } state; /* of this transaction */
	size_t added;
	bool blind; /* some keys were not remembered */
	uint64_t *hashes; /* of keys, open addressing; 0 is free */
	size_t count, cap; /* cap is a power of two */
};

/*
 * Before a letter with this key is added, in a transaction: 1 when the key has to be looked up, 0
 * when it is surely new (is_new: the caller says so), -1. The key counts as added.
 */
int bulk_add(struct store *store, const char *key, bool is_new, struct err *err);

/* Whether a letter with this key may be there; false only when there is surely none. */
bool bulk_may_have(const struct bulk *bulk, const char *key);

/* Puts indexes, triggers and counts back. -1 also when two letters share what must be unique. */
int bulk_end(struct store *store, struct err *err);

/* At the end of a transaction; frees. */
void bulk_forget(struct bulk *bulk);

#endif
