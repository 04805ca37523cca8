/*
 * The rules of demands: which position stands, which deadline is in force, what is overdue.
 *
 * Pure: rows in, answers out; no store, no clock (callers pass `now`). Rows come from the store
 * (store/judgement.h) and the settings; they are borrowed.
 */
#ifndef DEMAND_DEMAND_H
#define DEMAND_DEMAND_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/clock.h"

/* A numbered demand of the campaign. Strings are borrowed. */
struct demand {
	const char *id, *title, *text;
	size_t number; /* from 1 */
	bool has_deadline; /* its own, else the campaign's; what it was at first */
	struct date deadline;
};

/* The demand with this id, or NULL. */
const struct demand *demand_find(const struct demand *demands, size_t n, const char *id);

/* Position, the third layer: only people move it. */
enum demand_position {
	DEMAND_OPEN,
	DEMAND_PARTIAL,
	DEMAND_ANSWERED,
	DEMAND_REFUSED,
	DEMAND_REDIRECTED, /* "ask somebody else" */
	DEMAND_WITHDRAWN, /* the organisations no longer make it */
	DEMAND_POSITIONS,
};

/* "open", ...: the names in JSON, in the store and on the command line. */
const char *demand_position_name(enum demand_position position);
/* 0 or -1. */
int demand_position_parse(const char *name, enum demand_position *position_r);
/* All names, NULL at the end. */
extern const char *const demand_position_names[];

/* Whether an answer is still waited for: open and partial are, refused and the others are not. */
bool demand_position_waits(enum demand_position position);

/* A judgement that stands. */
struct demand_judgement {
	const char *demand, *target;
	enum demand_position position;
};

/* The position of a demand at a target: the last judgement (rows are oldest first), else open. */
enum demand_position demand_position_of(
	const char *demand, const char *target, const struct demand_judgement *rows, size_t n);

enum demand_basis {
	DEMAND_INITIAL, /* set by the organisations */
	DEMAND_ASKED, /* the other side asked for it: moves nothing */
	DEMAND_GRANTED,
	DEMAND_NOT_GRANTED, /* asked for, and refused: moves nothing */
	DEMAND_BASES,
};
const char *demand_basis_name(enum demand_basis basis);
int demand_basis_parse(const char *name, enum demand_basis *basis_r);

/* An entry of the deadline ledger. demand or target NULL: all. */
struct demand_deadline {
	const char *demand, *target;
	struct date date;
	enum demand_basis basis;
};

/*
 * The deadline in force for a demand at a target. Of the entries that are granted or initial and
 * apply, the most specific wins (demand and target, then demand, then target, then all), of equally
 * specific ones the last (rows are oldest first); else the demand's own. False when there is none.
 */
bool demand_deadline_of(const struct demand *demand, const char *target,
	const struct demand_deadline *rows, size_t n, struct date *date_r);

/*
 * Whether an answer is waited for and the deadline has passed at `now`: a date is due at its end in
 * the process's time zone.
 */
bool demand_overdue(
	enum demand_position position, bool has_deadline, struct date deadline, int64_t now);

/* Whole days since the deadline's day, at least 1 once it is over; 0 before. */
long demand_days_overdue(struct date deadline, int64_t now);

#endif
