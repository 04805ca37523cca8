/*
 * Addresses that are never written to again.
 *
 * Keys are address_key() of an address: the caller makes them, so that two spellings are one.
 */
#ifndef STORE_SUPPRESS_H
#define STORE_SUPPRESS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "base/mem.h"
#include "store/store.h"

struct suppression {
	const char *key, *email; /* email as it was given */
	const char *reason; /* NULL when there is none */
	const char *by;
	int64_t at;
};

/* Adds one; *added_r (may be NULL) is false when it was there. Event "suppressed". */
int suppress_add(struct store *store, const struct suppression *s, bool *added_r, struct err *err);

/* Removes one: 1, 0 (was not there), -1. Event "unsuppressed". */
int suppress_remove(
	struct store *store, const char *key, const char *by, int64_t at, struct err *err);

/* Whether the address is suppressed: 1, 0, -1. */
int suppress_has(struct store *store, const char *key, struct err *err);

/* A number that changes with the list. */
int suppress_stamp(struct store *store, int64_t *stamp_r, struct err *err);

/* All, by key, in *rows_r (of the arena); the count, or -1. */
long suppress_list(
	struct store *store, struct arena *arena, struct suppression **rows_r, struct err *err);

#endif
