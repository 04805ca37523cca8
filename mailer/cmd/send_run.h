/*
 * A run of `send`: its flags, whom it means, and what it would do, told before or instead.
 */
#ifndef CMD_SEND_RUN_H
#define CMD_SEND_RUN_H

#include "base/map.h"
#include "cmd/cli.h"
#include "cmd/send_forecast.h"
#include "cmd/send_queue.h"
#include "cmd/workspace.h"

/* The flags, and who --only picks. */
struct send_run {
	const struct cli *cli;
	struct workspace w;
	struct send_plan plan;
	bool yes, dry_run, new_edition, wait;
	long limit; /* 0: none */
	struct text_list only;
	const char *test;
	struct map picked; /* recipient keys */
};

/* Letters of the outbox that wait to be sent. */
struct send_waiting {
	size_t chosen; /* this run would send them */
	size_t suppressed; /* passed over for their address */
};

/* Whether a letter goes to one of those who are picked; ctx is the run. */
bool send_is_picked(void *ctx, const struct outbox_letter *row);

/* 0 or -1. */
int send_count_waiting(const struct send_run *r, const struct outbox_counts *counts,
	struct send_waiting *waiting_r, struct err *err);

/* How many letters the run would send: new ones and waiting ones, up to its limit. */
size_t send_count(const struct send_run *r, const struct send_waiting *waiting);

/* The forecast of n letters. */
struct send_forecast send_forecast_of(struct send_run *r, size_t n);

/* Tells every problem of the templates and merges, as `check` does. The exit status. */
int send_check_letters(struct send_run *r, bool warnings_too, struct err *err);

/* --dry-run: tells the plan; nothing is written. The exit status. */
int send_dry_run(struct send_run *r);

static inline const char *send_plural(size_t n)
{
	return n == 1 ? "" : "s";
}

#endif
