/* What `watch` says of each mail: a line for a person or as JSON, and the command `on_reply`. */
#ifndef CMD_WATCH_TELL_H
#define CMD_WATCH_TELL_H

#include <stdbool.h>
#include <stddef.h>

#include "store/replies.h"
#include "store/store.h"
#include "cmd/cli.h"

struct watch_tell {
	const struct cli *cli;
	struct store *store;
	const char *dir; /* the campaign folder: on_reply runs there */
	const char *on_reply; /* NULL: no command */
	bool (*stop)(void); /* whether no further command is to be begun; NULL: never */
	size_t count, filed, waiting; /* mails of this run; waiting: for a person */
	bool failed; /* standard output could not be written */
};

/* Tells of one reply. Failures are told on standard error and change nothing. */
void watch_tell(struct watch_tell *t, const struct reply *reply);

/*
 * Runs the command for replies that were filed when it could not be run any more (the program was
 * ended). One that was just running then is run once more. Without a command they are forgotten.
 */
void watch_tell_late(struct watch_tell *t);

/* Writes out what was told so far. */
void watch_tell_end(struct watch_tell *t);

#endif
