/* What --help and --version print, made from a command's description and its tables of flags. */
#ifndef CMD_HELP_H
#define CMD_HELP_H

#include <stddef.h>

#include "cmd/cli.h"

/*
 * Prints a command's usage, what it is for, its own n flags and the common ones, in lines of the
 * terminal's width (at most 100 columns). In details an empty line ends a paragraph; line ends
 * within one are spaces.
 */
void help_print(const struct command *cmd, const struct flag *flags, size_t n,
	const struct flag *common, size_t common_count);

/* Prints the program's name and version. */
void help_print_version(void);

#endif
