/*
 * What a run of send would do, in words: from whom and to whom, what it would freeze, how fast, and
 * until when. Told by --dry-run, and before the question on a terminal.
 */
#ifndef CMD_SEND_FORECAST_H
#define CMD_SEND_FORECAST_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "base/map.h"
#include "base/str.h"
#include "cmd/send_queue.h"
#include "cmd/workspace.h"

struct send_forecast {
	struct workspace *w; /* loaded, its store open */
	const struct send_plan *plan;
	const struct map *picked; /* recipient keys; empty: all */
	size_t letters; /* of this run */
	bool freezes; /* a new edition */
};

/* Appends a line for the sender and one for the first recipients, safe for a terminal, and one when
 * a deadline is past. 0 or -1. */
int send_forecast_people(const struct send_forecast *f, struct str *out, struct err *err);

/*
 * Appends a line for the templates that nobody has looked at as they are now, if there are any.
 * Mistakes in them are not told.
 */
void send_forecast_unseen(const struct send_forecast *f, struct str *out);

/* Appends lines for what is frozen, the pace, and when the last letter would leave. 0 or -1. */
int send_forecast_course(const struct send_forecast *f, struct str *out, struct err *err);

#endif
