/*
 * What every command shares: its description, its flags, where it prints, and how it ends.
 *
 * A command is one file with one function and one struct command. The flags it takes are a table;
 * from it come the parsing, the usage errors (with the nearest flag named) and --help.
 */
#ifndef CMD_CLI_H
#define CMD_CLI_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "base/err.h"
#include "base/str.h"

/* Exit statuses (see the table in the README). */
enum exit_status {
	EXIT_DONE = 0,
	EXIT_FAILED = 1,
	EXIT_INPUT = 2,
	EXIT_ATTENTION = 3, /* done, but something waits for a person */
	EXIT_TEMPORARY = 75,
};

enum flag_kind { FLAG_BOOL, FLAG_TEXT, FLAG_NUMBER, FLAG_LIST, FLAG_DIR };

struct text_list {
	const char **items;
	size_t count, cap;
};

/*
 * One flag. value points to what it sets: bool, const char * (NULL when absent), long, or struct
 * text_list (a flag that may repeat); FLAG_DIR: const char *, each relative to the one before, as
 * git has it. argument is its name in --help ("FILE"); NULL for FLAG_BOOL.
 */
struct flag {
	const char *name; /* without dashes */
	char letter; /* '\0' when there is no short form */
	enum flag_kind kind;
	void *value;
	const char *argument;
	const char *help;
};

struct cli;

struct command {
	const char *name;
	const char *arguments; /* "[WHO...]", "" when it takes none */
	const char *summary; /* one line for the list of commands */
	const char *details; /* paragraphs for --help, or NULL */
	int (*run)(struct cli *cli, int argc, char **argv);
	const char *group; /* heading in the list of commands */
};

/* The run of one command. */
struct cli {
	const struct command *command;
	const char *dir; /* -C, "." by default */
	bool json, quiet, verbose, color;
	struct text_list arguments; /* what is left after the flags; borrowed from argv */
};

/*
 * Parses argv (argv[0] is the command) by the flags given and the common ones (-C, --json, -q, -v,
 * --color, --help) and leaves the other arguments in cli->arguments. Returns -1 to go on, else the
 * exit status to return at once (--help was printed, or usage errors were). min and max bound the
 * number of arguments; max -1 is any.
 */
int cli_parse(struct cli *cli, int argc, char **argv, const struct flag *flags, size_t flag_count,
	int min, int max);

/* Ends a command on an error: "openletter: TEXT" on standard error (a text that begins with
 * FILE:LINE:COLUMN: stands alone), and the exit status of its kind. */
int cli_fail(const struct cli *cli, const struct err *err);

/* Prints every problem as FILE:LINE:COLUMN: TEXT; EXIT_INPUT if one is an error, else EXIT_DONE. */
int cli_problems(const struct cli *cli, const struct problems *problems);

/* A message for the person on standard error, unless -q. */
void cli_note(const struct cli *cli, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/*
 * Writes to standard output and checks it. Text from outside must have gone through cli_visible()
 * or utf8_add_visible(). cli_finish flushes: a closed or full standard output becomes EXIT_FAILED,
 * with a message, and changes no state.
 */
void cli_print(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
int cli_finish(const struct cli *cli, int status);

/* Foreign text made safe for a terminal, in one of a few static buffers: for one printf's
 * arguments. */
const char *cli_visible(const char *text);

/* Colour escape sequences, "" when colour is off. */
enum style { STYLE_NONE, STYLE_BOLD, STYLE_DIM, STYLE_RED, STYLE_GREEN, STYLE_YELLOW, STYLE_BLUE };
const char *cli_style(const struct cli *cli, enum style style);

/* Asks a yes/no question on the terminal. False without a terminal on standard input. */
bool cli_confirm(const char *question);

/* The table of commands, in main.c. */
extern const struct command *const commands[];
extern const size_t command_count;

#endif
