/*
 * What `send` tells while it runs and at its end: outcomes, progress, the sum.
 */
#ifndef CMD_SEND_TELL_H
#define CMD_SEND_TELL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "store/outbox.h"
#include "send/sender.h"
#include "cmd/cli.h"
#include "cmd/send_queue.h"

struct send_tell {
	const struct cli *cli;
	bool progress; /* a progress line on a terminal */
	bool line_shown; /* it stands there now */
	size_t to_send; /* letters of this run, as far as is known */
	int64_t started, next_line, next_flush; /* monotonic milliseconds */
	size_t done;
};

void send_tell_init(struct send_tell *t, const struct cli *cli, size_t to_send);

/* A letter's outcome: a JSON line, or words for what is not simply sent. */
void send_tell_outcome(struct send_tell *t, const struct outbox_letter *row,
	const struct outbox_result *result, long attempt, int64_t at);

/* Progress: on a terminal all the time, elsewhere once a minute. */
void send_tell_tick(struct send_tell *t, const struct sender_report *report);

/* Takes the progress line away, before other words. */
void send_tell_clear(struct send_tell *t);

/* The sum over the campaign: a JSON line or words. */
void send_tell_summary(const struct cli *cli, const struct outbox_counts *counts);

/* The same where there was nothing to do, and says so. */
void send_tell_nothing(const struct cli *cli, const struct outbox_counts *counts);

/*
 * What differs between the folder and the edition, and what that means for the letters that wait.
 */
void send_tell_changes(const struct cli *cli, const struct send_plan *plan,
	const char *recipients_file, bool new_edition, size_t waiting);

#endif
