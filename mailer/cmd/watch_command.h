/*
 * A command that is told of something on its standard input. No shell reads its line, and nothing
 * of a mail is among its arguments.
 */
#ifndef CMD_WATCH_COMMAND_H
#define CMD_WATCH_COMMAND_H

#include <stddef.h>

#include "base/err.h"

enum { WATCH_COMMAND_SECONDS = 30 };

/*
 * Runs `line`, taken apart by argv_split(), in the folder dir, with n bytes on its standard input.
 * Its output goes to standard error. It is ended after WATCH_COMMAND_SECONDS. -1 when it cannot be
 * run, fails, or takes too long.
 */
int watch_command_run(
	const char *line, const char *dir, const void *input, size_t n, struct err *err);

#endif
