/*
 * Where each demand stands at each target: judgements, deadlines and replies put together by the
 * rules of demand/.
 *
 * What people and mails did is loaded once; a demand at a target is worked out when it is asked
 * for, so that a campaign with a million silent targets costs no more than their number.
 */
#ifndef CMD_STANDING_H
#define CMD_STANDING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/map.h"
#include "base/mem.h"
#include "store/store.h"
#include "demand/demand.h"

/* One demand at one target. */
struct standing {
	enum demand_position position;
	bool pending; /* a reply waits to be judged */
	bool has_deadline, overdue;
	struct date deadline; /* in force */
	long days_overdue;
	const long *replies; /* filed to it, in order */
	size_t reply_count;
	const long *waiting; /* those of them that wait to be judged */
	size_t waiting_count;
};

/* Zero-initialised is empty. */
struct standings {
	struct arena arena;
	const struct demand *demands; /* borrowed */
	size_t demand_count;
	int64_t now;
	struct demand_deadline *ledger;
	size_t ledger_count;
	struct map positions, replies, waiting; /* "3:target" of a demand's place and a target */
	struct map seen; /* targets that anything is known of; see below */
	const char **special; /* the same in a list: all others stand as nothing had happened */
	size_t special_count, special_cap;
};

/* Loads what the store knows. 0 or -1. Release in either case. */
int standings_load(struct standings *s, struct store *store, const struct demand *demands, size_t n,
	int64_t now, struct err *err);
void standings_release(struct standings *s);

/* A demand (by its place) at a target. The arrays belong to s. */
void standing_at(const struct standings *s, size_t demand, const char *target, struct standing *r);

#endif
