#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#include "base/clock.h"
#include "cmd/cli.h"
#include "cmd/commands.h"
#include "cmd/help.h"

/* In the order in which a campaign meets them; the groups are the headings of the overview. */
const struct command *const commands[] = {
	&cmd_init,
	&cmd_check,
	&cmd_preview,
	&cmd_render,
	&cmd_send,
	&cmd_resolve,
	&cmd_remind,
	&cmd_suppress,
	&cmd_watch,
	&cmd_replies,
	&cmd_read,
	&cmd_show,
	&cmd_file,
	&cmd_extend,
	&cmd_review,
	&cmd_status,
	&cmd_log,
	&cmd_publish,
	&cmd_report,
	&cmd_export,
	NULL,
};
const size_t command_count = sizeof commands / sizeof *commands - 1;

static void print_overview(void)
{
	const char *group = "";

	cli_print("openletter: joint letters, sent once, and their answers filed against each "
		  "demand\n\n"
		  "usage: openletter COMMAND [FLAG...] [ARGUMENT...]\n");
	for (size_t i = 0; i < command_count; i++) {
		if (strcmp(group, commands[i]->group) != 0) {
			group = commands[i]->group;
			cli_print("\n%s\n", group);
		}
		cli_print("  %-10s %s\n", commands[i]->name, commands[i]->summary);
	}
	cli_print("\nopenletter COMMAND --help tells about one command.\n");
}

static const struct command *find_command(const char *name)
{
	for (size_t i = 0; i < command_count; i++)
		if (strcmp(commands[i]->name, name) == 0)
			return commands[i];
	return NULL;
}

static int unknown_command(const char *name)
{
	const char *names[64], *near;
	size_t n = 0;

	if (*name == '-') {
		fprintf(stderr, "openletter: no command follows %s; openletter --help lists them\n",
			cli_visible(name));
		return EXIT_INPUT;
	}
	for (size_t i = 0; i < command_count && i < 63; i++)
		names[n++] = commands[i]->name;
	names[n++] = "help";
	near = name_nearest(name, names, n);
	fprintf(stderr, "openletter: there is no command \"%s\"%s%s%s\n", cli_visible(name),
		near ? "; did you mean \"" : "; openletter --help lists them", near ? near : "",
		near ? "\"?" : "");
	return EXIT_INPUT;
}

/*
 * A core file of this process could hold a password or the addresses of people. The limit is 1, not
 * 0: a program that is given cores through a pipe gets them at 0 as well, and none at 1
 * (fs/coredump.c of Linux).
 */
static void no_core_files(void)
{
	struct rlimit none = {1, 1}, now;

	if (getrlimit(RLIMIT_CORE, &now) == 0 && now.rlim_max < 1)
		none.rlim_cur = none.rlim_max = 0;
	setrlimit(RLIMIT_CORE, &none);
}

/* Common options may come before the command, as git has it: the command is moved to the front. */
static void command_first(int argc, char **argv)
{
	for (int i = 1; i < argc; i++) {
		char *word = argv[i];
		if (word[0] != '-') {
			memmove(argv + 2, argv + 1, (size_t)(i - 1) * sizeof *argv);
			argv[1] = word;
			return;
		}
		/* "-C DIR", "-qC DIR" */
		if (strcmp(word + 1 + strspn(word + 1, "qvh"), "C") == 0 ||
			strcmp(word, "--dir") == 0 || strcmp(word, "--color") == 0)
			i++;
	}
}

/* No command: --help and --version, among whatever other flags. */
static int run_flags(struct cli *cli, int argc, char **argv)
{
	for (int i = 1; i < argc; i++) {
		if (strcmp(argv[i], "--version") == 0) {
			help_print_version();
			return cli_finish(cli, EXIT_DONE);
		}
		if (strcmp(argv[i], "--help") == 0 || strcmp(argv[i], "-h") == 0) {
			print_overview();
			return cli_finish(cli, EXIT_DONE);
		}
	}
	if (argc > 1)
		return unknown_command(argv[1]);
	print_overview();
	return cli_finish(cli, EXIT_INPUT);
}

/* "help send" is "send --help"; without a command, or with "help", the overview. */
static int run_help(struct cli *cli, int argc, char **argv)
{
	static char as_flag[] = "--help";
	char *words[] = {NULL, as_flag, NULL};

	for (int i = 2; i < argc; i++) {
		if (argv[i][0] == '-')
			continue;
		if (words[0]) {
			fprintf(stderr, "openletter help: there are too many arguments; usage: "
					"openletter help [COMMAND]\n");
			return EXIT_INPUT;
		}
		words[0] = argv[i];
	}
	if (words[0] == NULL || strcmp(words[0], "help") == 0) {
		print_overview();
		return cli_finish(cli, EXIT_DONE);
	}
	cli->command = find_command(words[0]);
	return cli->command ? cli->command->run(cli, 2, words) : unknown_command(words[0]);
}

int main(int argc, char **argv)
{
	static const struct command self = {.name = "", .arguments = "", .summary = ""};
	struct cli cli = {.command = &self, .dir = "."};
	struct err err;

	no_core_files();
	/* A reader that goes away is noticed when standard output is flushed. */
	signal(SIGPIPE, SIG_IGN);
	if (clock_init(&err) < 0)
		return cli_fail(&cli, &err);
	command_first(argc, argv);
	if (argc < 2 || argv[1][0] == '-')
		return run_flags(&cli, argc, argv);
	if (strcmp(argv[1], "help") == 0)
		return run_help(&cli, argc, argv);
	cli.command = find_command(argv[1]);
	if (cli.command == NULL)
		return unknown_command(argv[1]);
	int status = cli.command->run(&cli, argc - 1, argv + 1);
	free(cli.arguments.items);
	return status;
}
