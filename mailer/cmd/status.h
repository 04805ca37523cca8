/* The campaign at a glance: what `status` found, for its two ways of telling it. */
#ifndef CMD_STATUS_H
#define CMD_STATUS_H

#include <stdbool.h>
#include <stddef.h>

#include "store/replies.h"
#include "store/targets.h"
#include "cmd/cli.h"
#include "cmd/standing.h"
#include "cmd/workspace.h"

struct status {
	const struct cli *cli;
	struct workspace w;
	struct arena arena;
	struct standings standings;
	struct outbox_counts letters;
	struct reply_counts replies;
	struct target_row *targets; /* as many as are told of */
	size_t target_count;
	size_t target_total; /* as many as there are */
	bool all; /* tell of every target */
	int64_t now;
};

/* One object on one line, to standard output. */
void status_print_json(struct status *s);

/* For people: what waits for one first, then counts, then the table. 0 or -1. */
int status_print_text(struct status *s, struct err *err);

/* The part of it that waits for a person (status_waiting.c). 0 or -1. */
int status_print_waiting(struct status *s, struct err *err);

/* The table of demands by target (status_table.c). */
void status_print_table(struct status *s);

#endif
