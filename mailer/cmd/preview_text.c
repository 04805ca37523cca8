/* preview, on a terminal. */
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/utf8.h"
#include "cmd/preview.h"

enum { RULE_WIDTH = 78, LABEL_WIDTH = 12, SUBJECT_LONG = 78, LETTER_LARGE = 10 << 20 };

void preview_add_size(struct str *out, size_t bytes)
{
	if (bytes < 1000)
		str_addf(out, "%zu byte%s", bytes, bytes == 1 ? "" : "s");
	else if (bytes < 1000000)
		str_addf(out, "%.*f KB", bytes < 10000, (double)bytes / 1000);
	else
		str_addf(out, "%.*f MB", bytes < 10000000, (double)bytes / 1000000);
}

const char *preview_warning(const struct letter *l, size_t i, struct arena *arena)
{
	const char *found[4];
	size_t n = 0;

	if (utf8_length(l->subject, strlen(l->subject)) > SUBJECT_LONG)
		found[n++] = "the subject is longer than 78 characters; many programs cut it";
	if (l->bytes.len > LETTER_LARGE)
		found[n++] = arena_printf(arena,
			"the letter has %.0f MB; many servers refuse more than 10",
			(double)l->bytes.len / 1e6);
	if (l->smtputf8)
		found[n++] = "an address has characters before the @ that many servers cannot take";
	if (strstr(l->text, "{{") || strstr(l->text, "{%"))
		found[n++] = "there are template marks ({{ or {%) in the text";
	return i < n ? found[i] : NULL;
}

static void add_label(const struct cli *cli, struct str *out, const char *label)
{
	str_addf(out, "%s%-*s%s", cli_style(cli, STYLE_BOLD), LABEL_WIDTH, label,
		cli_style(cli, STYLE_NONE));
}

/* A header with what continues it indented below. Nothing for NULL. */
static void add_line(const struct cli *cli, struct str *out, const char *label, const char *value)
{
	if (value == NULL)
		return;
	add_label(cli, out, label);
	utf8_add_visible(out, value, strlen(value), false);
	str_addc(out, '\n');
}

static void add_rule(const struct preview *p, const struct preview_letter *item,
	const struct letter *l, struct str *out)
{
	struct str title = STR_INIT;
	size_t width;

	str_addf(&title, "%zu of %zu, ", item->position, p->total);
	utf8_add_visible(&title, l->ref, strlen(l->ref), false);
	width = utf8_width(title.p, title.len);
	str_addf(out, "%s── %s ", cli_style(p->cli, STYLE_BLUE), title.p);
	for (size_t i = width + 4; i < RULE_WIDTH; i++)
		str_adds(out, "─");
	str_addf(out, "%s\n", cli_style(p->cli, STYLE_NONE));
	str_release(&title);
}

static void add_files(const struct cli *cli, struct str *out, const struct letter *l)
{
	for (size_t i = 0; i < l->attachment_count; i++) {
		const struct letter_file *f = &l->attachments[i];
		add_label(cli, out, f->is_inline ? "Image:" : "Attached:");
		utf8_add_visible(out, f->name, strlen(f->name), false);
		str_addf(out, " (%.*s, ", (int)strcspn(f->type, ";"), f->type);
		preview_add_size(out, f->size);
		str_adds(out, ")\n");
	}
}

/* Who else gets it without being seen: what only the envelope tells. */
static void add_headers(const struct preview *p, const struct letter *l, struct str *out)
{
	const struct cli *cli = p->cli;
	struct str date = STR_INIT, size = STR_INIT;

	clock_add_rfc5322(&date, p->date);
	preview_add_size(&size, l->bytes.len);
	str_addf(&size, ", %s", l->html ? "text and HTML" : "text");
	add_line(cli, out, "From:", l->from);
	add_line(cli, out, "Sender:", l->sender);
	add_line(cli, out, "To:", l->to);
	add_line(cli, out, "Cc:", l->cc);
	add_line(cli, out, "Bcc:", l->bcc);
	add_line(cli, out, "Reply-To:", l->reply_to);
	add_line(cli, out, "Subject:", l->subject);
	add_line(cli, out, "Date:", date.p);
	add_line(cli, out, "Language:", l->language);
	add_files(cli, out, l);
	add_line(cli, out, "Size:", size.p);
	str_release(&date);
	str_release(&size);
}

void preview_add_text(const struct preview *p, const struct preview_letter *item,
	const struct letter *l, struct str *out)
{
	struct arena arena = {0};
	const char *warning;

	add_rule(p, item, l, out);
	for (size_t i = 0; (warning = preview_warning(l, i, &arena)) != NULL; i++)
		str_addf(out, "%sWarning: %s%s\n", cli_style(p->cli, STYLE_YELLOW), warning,
			cli_style(p->cli, STYLE_NONE));
	add_headers(p, l, out);
	str_addc(out, '\n');
	utf8_add_visible(out, l->text, strlen(l->text), true);
	str_addc(out, '\n');
	arena_release(&arena);
}

/* ---- the pager ---- */

void pager_init(struct pager *p, const struct cli *cli)
{
	struct winsize size;

	*p = (struct pager){0};
	str_init(&p->held);
	if (cli && isatty(STDOUT_FILENO) && ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0)
		p->height = size.ws_row;
	if (p->height == 0)
		p->to = stdout;
}

/* The person's own choice of program, run as git and man do: by the shell. */
static FILE *start_pager(void)
{
	const char *command = getenv("PAGER");
	FILE *to;

	if (command == NULL)
		command = "less";
	if (*command == '\0' || strcmp(command, "cat") == 0)
		return stdout;
	fflush(stdout);
	/* Colours pass, and a screen's worth does not wait for a key. */
	setenv("LESS", "FRX", 0);
	to = popen(command, "w");
	return to ? to : stdout;
}

static void put(struct pager *p, const char *text, size_t n)
{
	if (n && fwrite(text, 1, n, p->to) != n)
		p->gone = true;
	/* Somebody who closed the pager has seen enough: no letter more is made. */
	if (p->to != stdout && (fflush(p->to) != 0 || ferror(p->to)))
		p->gone = true;
}

void pager_write(struct pager *p, const struct str *text)
{
	if (p->to) {
		put(p, str_c(text), text->len);
		return;
	}
	for (size_t i = 0; i < text->len; i++)
		p->lines += text->p[i] == '\n';
	str_add(&p->held, str_c(text), text->len);
	if (p->lines < p->height)
		return;
	p->to = start_pager();
	put(p, str_c(&p->held), p->held.len);
	str_reset(&p->held);
}

void pager_finish(struct pager *p)
{
	if (p->to == NULL)
		p->to = stdout;
	put(p, str_c(&p->held), p->held.len);
	if (p->to != stdout)
		pclose(p->to);
	str_release(&p->held);
}
