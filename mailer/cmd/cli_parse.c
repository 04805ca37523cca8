#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "cmd/cli.h"
#include "cmd/help.h"

enum { FLAGS_MAX = 40 };

/* The common flags, set on the cli; kept apart so that a command's table holds only its own. */
struct common {
	bool help, version;
	const char *color;
	struct flag flags[7];
};

static void common_init(struct common *c, struct cli *cli)
{
	const struct flag flags[] = {
		{"dir", 'C', FLAG_DIR, &cli->dir, "DIR",
			"the campaign folder (default: the current one); a second one is relative "
			"to the first"},
		{"json", '\0', FLAG_BOOL, &cli->json, NULL, "results as JSON, an object a line"},
		{"quiet", 'q', FLAG_BOOL, &cli->quiet, NULL, "only results and errors"},
		{"verbose", 'v', FLAG_BOOL, &cli->verbose, NULL, "more about what is done"},
		{"color", '\0', FLAG_TEXT, &c->color, "WHEN", "auto, always or never"},
		{"help", 'h', FLAG_BOOL, &c->help, NULL, "this text"},
		{"version", '\0', FLAG_BOOL, &c->version, NULL, "which openletter this is"},
	};

	_Static_assert(sizeof flags == sizeof c->flags, "one room for each common flag");
	*c = (struct common){.color = "auto"};
	memcpy(c->flags, flags, sizeof flags);
}

static void usage_error(const struct cli *cli, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

static void usage_error(const struct cli *cli, const char *fmt, ...)
{
	struct str raw = STR_INIT;
	va_list ap;

	va_start(ap, fmt);
	str_vaddf(&raw, fmt, ap);
	va_end(ap);
	fprintf(stderr, "openletter %s: %s\n", cli->command->name, cli_visible(raw.p));
	str_release(&raw);
}

static const struct flag *find_flag(
	const struct flag *const *all, size_t n, const char *name, size_t len)
{
	for (size_t i = 0; i < n; i++)
		if ((len == 1 && all[i]->letter == *name) ||
			(strlen(all[i]->name) == len && memcmp(all[i]->name, name, len) == 0))
			return all[i];
	return NULL;
}

static void unknown_flag(const struct cli *cli, const struct flag *const *all, size_t n,
	const char *name, int dashes)
{
	const char *names[FLAGS_MAX], *near = NULL;

	for (size_t i = 0; i < n; i++)
		names[i] = all[i]->name;
	if (dashes == 2)
		near = name_nearest(name, names, n);
	if (near)
		usage_error(cli, "there is no flag --%s; did you mean --%s?", name, near);
	else
		usage_error(cli, "there is no flag %.*s%s; see openletter %s --help", dashes, "--",
			name, cli->command->name);
}

/* Goes from one folder into another; the name of where that ends lasts as long as the program. */
static const char *enter(const char *from, const char *dir)
{
	static char *reached;
	char *next = path_join(from, dir);

	free(reached);
	reached = next;
	return next;
}

/* Sets a flag; text is its argument, NULL for a FLAG_BOOL. 0, or -1 after a message. */
static int set_flag(const struct cli *cli, const struct flag *f, const char *text)
{
	struct text_list *list = f->value;

	switch (f->kind) {
	case FLAG_BOOL:
		*(bool *)f->value = true;
		return 0;
	case FLAG_TEXT:
		*(const char **)f->value = text;
		return 0;
	case FLAG_DIR:
		*(const char **)f->value = enter(*(const char **)f->value, text);
		return 0;
	case FLAG_NUMBER:
		if (parse_long(text, 0, 1000000000, f->value) == 0)
			return 0;
		usage_error(cli, "--%s is \"%s\", expected a number", f->name, text);
		return -1;
	case FLAG_LIST:
		mem_grow(&list->items, &list->cap, list->count, sizeof *list->items);
		list->items[list->count++] = text;
		return 0;
	}
	return -1;
}

/* The argument of a flag: what stands in its own word, else the next one. NULL after a message. */
static const char *flag_argument(
	const struct cli *cli, const struct flag *f, const char *own, int argc, char **argv, int *i)
{
	if (own)
		return own;
	if (*i + 1 < argc)
		return argv[++*i];
	usage_error(cli, "--%s needs an argument: %s", f->name, f->argument);
	return NULL;
}

/* "--name", "--name=ARGUMENT", "--name ARGUMENT". */
static int take_long(const struct cli *cli, const struct flag *const *all, size_t n, int argc,
	char **argv, int *i)
{
	const char *name = argv[*i] + 2, *equals = strchr(name, '='), *text;
	size_t len = equals ? (size_t)(equals - name) : strlen(name);
	const struct flag *f = len == 1 ? NULL : find_flag(all, n, name, len);

	if (f == NULL) {
		char *copy = mem_strndup(name, len);
		unknown_flag(cli, all, n, copy, 2);
		free(copy);
		return -1;
	}
	if (f->kind == FLAG_BOOL && equals) {
		usage_error(cli, "--%s takes no argument", f->name);
		return -1;
	}
	if (f->kind == FLAG_BOOL)
		return set_flag(cli, f, NULL);
	text = flag_argument(cli, f, equals ? equals + 1 : NULL, argc, argv, i);
	return text ? set_flag(cli, f, text) : -1;
}

/* "-q", "-qv" for "-q -v", "-oDIR", "-qo DIR". */
static int take_short(const struct cli *cli, const struct flag *const *all, size_t n, int argc,
	char **argv, int *i)
{
	for (const char *p = argv[*i] + 1; *p; p++) {
		const struct flag *f = find_flag(all, n, p, 1);
		if (f == NULL) {
			char *copy = mem_strndup(p, 1);
			unknown_flag(cli, all, n, copy, 1);
			free(copy);
			return -1;
		}
		if (f->kind != FLAG_BOOL) {
			const char *text =
				flag_argument(cli, f, p[1] ? p + 1 : NULL, argc, argv, i);
			return text ? set_flag(cli, f, text) : -1;
		}
		set_flag(cli, f, NULL);
	}
	return 0;
}

/* One word that begins with '-'. *i is advanced over an argument of its own. 0, or -1 after a
 * message. */
static int take_flag(const struct cli *cli, const struct flag *const *all, size_t n, int argc,
	char **argv, int *i)
{
	return (argv[*i][1] == '-' ? take_long : take_short)(cli, all, n, argc, argv, i);
}

static bool color_wanted(const char *when)
{
	const char *no = getenv("NO_COLOR"), *term = getenv("TERM");

	if (strcmp(when, "always") == 0)
		return true;
	return strcmp(when, "auto") == 0 && isatty(STDOUT_FILENO) && !(no && *no) &&
	       !(term && strcmp(term, "dumb") == 0);
}

static void log_sink(void *ctx, enum log_level level, const char *line)
{
	const struct cli *cli = ctx;

	if (level == LOG_WARN || (level == LOG_INFO && !cli->quiet) || cli->verbose)
		fprintf(stderr, "openletter: %s\n", line);
}

static bool color_known(const char *when)
{
	return strcmp(when, "auto") == 0 || strcmp(when, "always") == 0 ||
	       strcmp(when, "never") == 0;
}

/* Takes the flags out of argv; what is left is in cli->arguments. -1 after messages. */
static int take_words(
	struct cli *cli, const struct flag *const *all, size_t n, int argc, char **argv)
{
	struct text_list *a = &cli->arguments;
	bool plain = false;
	int status = 0;

	for (int i = 1; i < argc; i++) {
		if (!plain && strcmp(argv[i], "--") == 0) {
			plain = true;
		} else if (!plain && argv[i][0] == '-' && argv[i][1]) {
			if (take_flag(cli, all, n, argc, argv, &i) < 0)
				status = -1;
		} else {
			mem_grow(&a->items, &a->cap, a->count, sizeof *a->items);
			a->items[a->count++] = argv[i];
		}
	}
	return status;
}

static int check_arguments(const struct cli *cli, int min, int max)
{
	bool few = cli->arguments.count < (size_t)min;

	if (!few && (max < 0 || cli->arguments.count <= (size_t)max))
		return 0;
	usage_error(cli, "%s; usage: openletter %s%s%s",
		few ? "something is missing" : "there are too many arguments", cli->command->name,
		*cli->command->arguments ? " " : "", cli->command->arguments);
	return -1;
}

/* Gives --help and --version: the exit status, or -1. */
static int answer(const struct cli *cli, const struct common *common, const struct flag *flags,
	size_t flag_count)
{
	if (common->help)
		help_print(cli->command, flags, flag_count, common->flags,
			sizeof common->flags / sizeof *common->flags);
	else if (common->version)
		help_print_version();
	else
		return -1;
	return cli_finish(cli, EXIT_DONE);
}

/* The command does not go on, so nobody else frees what its lists hold. */
static void release_lists(const struct flag *flags, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (flags[i].kind == FLAG_LIST) {
			struct text_list *list = flags[i].value;
			free(list->items);
			*list = (struct text_list){0};
		}
}

int cli_parse(struct cli *cli, int argc, char **argv, const struct flag *flags, size_t flag_count,
	int min, int max)
{
	struct common common;
	const struct flag *all[FLAGS_MAX];
	size_t n = 0;
	bool failed;
	int status;

	common_init(&common, cli);
	for (size_t i = 0; i < flag_count; i++)
		all[n++] = &flags[i];
	for (size_t i = 0; i < sizeof common.flags / sizeof *common.flags; i++)
		all[n++] = &common.flags[i];
	failed = take_words(cli, all, n, argc, argv) < 0;
	status = answer(cli, &common, flags, flag_count);
	if (status < 0 && !color_known(common.color)) {
		usage_error(cli, "--color is \"%s\", expected auto, always or never", common.color);
		failed = true;
	}
	if (status < 0 && (failed || check_arguments(cli, min, max) < 0))
		status = EXIT_INPUT;
	cli->color = color_wanted(common.color);
	log_set_sink(log_sink, cli);
	if (status >= 0)
		release_lists(flags, flag_count);
	return status;
}
