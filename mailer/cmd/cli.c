#include <errno.h>
#include <poll.h>
#include <stdarg.h>
#include <string.h>
#include <unistd.h>

#include "base/utf8.h"
#include "cmd/cli.h"

/* Whether a message begins with FILE:LINE:COLUMN: */
static bool has_place(const char *text)
{
	const char *p = strstr(text, ": ");

	for (int numbers = 0; p != NULL && numbers < 2; numbers++) {
		const char *digits = p;
		while (digits > text && digits[-1] >= '0' && digits[-1] <= '9')
			digits--;
		if (digits == p || digits < text + 2 || digits[-1] != ':')
			return false;
		p = digits - 1;
	}
	return p != NULL;
}

int cli_fail(const struct cli *cli, const struct err *err)
{
	struct str line = STR_INIT;

	(void)cli;
	utf8_add_visible(&line, err->text, strlen(err->text), true);
	fflush(stdout);
	fprintf(stderr, "%s%s\n", has_place(err->text) ? "" : "openletter: ", str_c(&line));
	str_release(&line);
	return err->kind ? (int)err->kind : EXIT_FAILED;
}

int cli_problems(const struct cli *cli, const struct problems *problems)
{
	struct str line = STR_INIT;

	fflush(stdout);
	for (size_t i = 0; i < problems->count; i++) {
		const struct problem *p = &problems->items[i];
		if (p->warning && cli->quiet)
			continue;
		str_reset(&line);
		utf8_add_visible(&line, p->file, strlen(p->file), false);
		if (p->line)
			str_addf(&line, ":%zu:%zu", p->line, p->column);
		str_adds(&line, p->warning ? ": warning: " : ": ");
		utf8_add_visible(&line, p->text, strlen(p->text), false);
		fprintf(stderr, "%s\n", line.p);
	}
	if (problems->count >= PROBLEMS_MAX)
		fprintf(stderr, "openletter: only the first %d problems are shown\n", PROBLEMS_MAX);
	str_release(&line);
	return problems->errors ? EXIT_INPUT : EXIT_DONE;
}

void cli_note(const struct cli *cli, const char *fmt, ...)
{
	struct str raw = STR_INIT;
	va_list ap;

	if (cli->quiet)
		return;
	va_start(ap, fmt);
	str_vaddf(&raw, fmt, ap);
	va_end(ap);
	fflush(stdout);
	fprintf(stderr, "openletter: %s\n", cli_visible(str_c(&raw)));
	str_release(&raw);
}

void cli_print(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vprintf(fmt, ap);
	va_end(ap);
}

/* Whether standard output is a pipe that nobody reads any more. errno tells that only for the write
 * that failed, which may be long past. */
static bool reader_is_gone(void)
{
	struct pollfd out = {.fd = STDOUT_FILENO, .events = POLLOUT};

	return errno == EPIPE || (poll(&out, 1, 0) > 0 && (out.revents & POLLERR));
}

int cli_finish(const struct cli *cli, int status)
{
	if (fflush(stdout) == 0 && !ferror(stdout))
		return status;
	/* A reader that has seen enough ("| head") is no failure worth words. */
	if (!reader_is_gone())
		fprintf(stderr,
			"openletter%s%s: standard output could not be written; what was done is "
			"kept\n",
			*cli->command->name ? " " : "", cli->command->name);
	return status == EXIT_DONE ? EXIT_FAILED : status;
}

const char *cli_visible(const char *text)
{
	enum { BUFFERS = 16 };
	static struct str buffers[BUFFERS];
	static unsigned turn;
	struct str *s = &buffers[turn++ % BUFFERS];

	if (s->max == 0)
		str_init(s);
	str_reset(s);
	if (text)
		utf8_add_visible(s, text, strlen(text), false);
	return str_c(s);
}

const char *cli_style(const struct cli *cli, enum style style)
{
	static const char *const codes[] = {
		"\x1b[0m", "\x1b[1m", "\x1b[2m", "\x1b[31m", "\x1b[32m", "\x1b[33m", "\x1b[34m"};

	return cli->color ? codes[style] : "";
}

bool cli_confirm(const char *question)
{
	char line[16];

	if (!isatty(STDIN_FILENO))
		return false;
	fflush(stdout);
	fprintf(stderr, "%s [y/N] ", question);
	return fgets(line, sizeof line, stdin) && (*line == 'y' || *line == 'Y');
}
