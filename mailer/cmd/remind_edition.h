/*
 * The edition that reminders are made of: the files that were frozen with the letter, so that lists
 * and the letter stay what they were; only the reminder's own template (and its language variants)
 * are the folder's, since people write it later.
 */
#ifndef CMD_REMIND_EDITION_H
#define CMD_REMIND_EDITION_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "cmd/workspace.h"

/* It must not move between remind_edition_load() and remind_edition_release(). */
struct remind_edition {
	struct workspace *w;
	int64_t date; /* of its reminders */
	struct edition before; /* the current one */
	struct source folder, source; /* the folder; both together */
	bool own_settings; /* the frozen settings know no reminder: the folder's do */
	struct campaign campaign; /* read from source */
};

/*
 * Reads it, and makes a reminder for every recipient once: every problem goes to problems, and
 * every file that a reminder needs is among the campaign's then. Nothing is written. 0 or -1 (with
 * err set when problems holds no error). Release in either case.
 */
int remind_edition_load(struct remind_edition *e, struct workspace *w, int64_t date,
	struct problems *problems, struct err *err);
void remind_edition_release(struct remind_edition *e);

/* Freezes it; *id_r is its number. 0 or -1. */
int remind_edition_freeze(struct remind_edition *e, int64_t *id_r, struct err *err);

#endif
