#include "cmd/help.h"
#include "cmd/words.h"

enum {
	WIDTH_MAX = 100, /* longer lines are hard to read */
	FLAG_WIDTH = 30, /* of "  -o, --output DIR", with a space after it */
	FLAG_INDENT = 4, /* of what a flag does, in a window too narrow for two columns */
	TWO_COLUMNS = FLAG_WIDTH + 30,
};

static size_t width(void)
{
	size_t n = words_width();

	return n < WIDTH_MAX ? n : WIDTH_MAX;
}

static void print_flag(const struct flag *f)
{
	struct str left = STR_INIT, right = STR_INIT;
	bool beside = width() >= TWO_COLUMNS;

	if (f->letter)
		str_addf(&left, "  -%c, ", f->letter);
	else
		str_adds(&left, "      ");
	str_addf(
		&left, "--%s%s%s", f->name, f->argument ? " " : "", f->argument ? f->argument : "");
	if (beside) {
		words_add_wrapped(&right, f->help, FLAG_WIDTH + 1, width());
		cli_print("%-*s %s", FLAG_WIDTH, left.p, right.p + FLAG_WIDTH + 1);
	} else {
		words_add_wrapped(&right, f->help, FLAG_INDENT + 4, width());
		cli_print("%s\n%s", left.p, right.p);
	}
	str_release(&left);
	str_release(&right);
}

static void print_flags(const char *heading, const struct flag *flags, size_t n)
{
	if (n)
		cli_print("\n%s:\n", heading);
	for (size_t i = 0; i < n; i++)
		print_flag(&flags[i]);
}

/* The line ends within paragraphs are where the source broke them: not those of this terminal. */
static void print_text(const char *text)
{
	struct str flowing = STR_INIT, wrapped = STR_INIT;

	for (const char *p = text; *p; p++) {
		if (*p == '\n' && p[1] == '\n') {
			str_adds(&flowing, "\n\n");
			p++;
		} else {
			str_addc(&flowing, *p == '\n' ? ' ' : *p);
		}
	}
	words_add_wrapped(&wrapped, flowing.p, 0, width());
	cli_print("\n%s", wrapped.p);
	str_release(&flowing);
	str_release(&wrapped);
}

void help_print(const struct command *cmd, const struct flag *flags, size_t n,
	const struct flag *common, size_t common_count)
{
	struct str summary = STR_INIT;

	cli_print("usage: openletter %s%s%s%s\n", cmd->name, n ? " [FLAG...]" : "",
		*cmd->arguments ? " " : "", cmd->arguments);
	str_addf(&summary, "%s.", cmd->summary);
	print_text(summary.p);
	if (cmd->details)
		print_text(cmd->details);
	print_flags("Flags", flags, n);
	print_flags("Common flags", common, common_count);
	str_release(&summary);
}

void help_print_version(void)
{
	cli_print("openletter %s\n", OPENLETTER_VERSION);
}
