/*
 * What people decided: positions of demands, and the deadline ledger. Append-only; taking one back
 * marks it, nothing is removed.
 *
 * Rows as they are kept. What follows from them (which position stands, which deadline is in force)
 * are the rules of demand/.
 */
#ifndef STORE_JUDGEMENT_H
#define STORE_JUDGEMENT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "base/mem.h"
#include "store/store.h"

/* A person's word on a demand at a target. */
struct judgement {
	int64_t id; /* set by judgement_add() */
	const char *demand, *target;
	const char
		*position; /* "open", "partial", "answered", "refused", "redirected", "withdrawn" */
	long reply; /* 0 when no reply is named */
	const char *quote; /* the words that it rests on; NULL when there are none */
	const char *by;
	int64_t at;
	int64_t undone_at; /* 0: it stands */
	const char *undone_by;
};

/* Adds one; event "judged". */
int judgement_add(struct store *store, struct judgement *judgement, struct err *err);

/* Takes back what stands; event "judgement-undone". ERR_INPUT when it was taken back before. */
int judgement_undo(struct store *store, int64_t id, const char *by, int64_t at, struct err *err);

/* Which rows: NULL and 0 are any; undone ones only when asked for. */
struct judgement_filter {
	const char *demand, *target;
	long reply;
	bool with_undone;
};

/* Rows in the order in which they were made, in *rows_r (of the arena); the count, or -1. */
long judgement_list(struct store *store, const struct judgement_filter *filter, struct arena *arena,
	struct judgement **rows_r, struct err *err);

/* One entry of the deadline ledger. */
struct deadline_row {
	int64_t id; /* set by deadline_add() */
	const char *date; /* "2025-10-31" */
	const char *demand; /* NULL: every demand */
	const char *target; /* NULL: every target */
	const char *basis; /* "initial", "asked", "granted", "refused" */
	const char *by, *note; /* note NULL when there is none */
	long reply; /* 0 when none is named */
	int64_t at;
	int64_t undone_at;
};

/* Adds one; event "deadline". */
int deadline_add(struct store *store, struct deadline_row *row, struct err *err);
int deadline_undo(struct store *store, int64_t id, const char *by, int64_t at, struct err *err);

/* All rows that stand (with_undone: all), oldest first; the count, or -1. */
long deadline_list(struct store *store, bool with_undone, struct arena *arena,
	struct deadline_row **rows_r, struct err *err);

#endif
