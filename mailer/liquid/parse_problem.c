/* What is wrong with a template, and where. */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/utf8.h"
#include "liquid/parser.h"

uint32_t parse_at(const struct parser *p, const char *at)
{
	return (uint32_t)(at - p->t->unit->text);
}

/* Problems come mostly in the order of the text, so lines are counted on from the last one. */
static void place(struct parser *p, const char *at, size_t *line_r, size_t *column_r)
{
	const struct unit *u = p->t->unit;

	if (p->placed == NULL || at < p->placed) {
		p->placed = u->text;
		p->placed_line = 1;
	}
	while ((p->placed = memchr(p->placed, '\n', (size_t)(at - p->placed))) != NULL) {
		p->placed++;
		p->placed_line++;
	}
	p->placed = at;
	const char *line = at;
	while (line > u->text && line[-1] != '\n' && at - line < 4096)
		line--;
	*line_r = p->placed_line + (u->first_line ? u->first_line - 1 : 0);
	*column_r = utf8_length(line, (size_t)(at - line)) + 1;
}

static void add_problem(struct parser *p, const char *at, bool warning, const char *fmt, va_list ap)
{
	char text[1024];
	size_t line, column;

	vsnprintf(text, sizeof text, fmt, ap);
	if (!warning && ++p->errors > PROBLEMS_MAX)
		p->fatal = true;
	if (p->problems == NULL)
		return;
	place(p, at, &line, &column);
	struct str shown = STR_INIT;
	utf8_add_visible(&shown, text, strlen(text), false);
	if (warning)
		problems_warn(p->problems, p->t->unit->file, line, column, "%s", str_c(&shown));
	else
		problems_add(p->problems, p->t->unit->file, line, column, "%s", str_c(&shown));
	str_release(&shown);
}

void parse_problem(struct parser *p, const char *at, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	add_problem(p, at, false, fmt, ap);
	va_end(ap);
}

void parse_warning(struct parser *p, const char *at, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	add_problem(p, at, true, fmt, ap);
	va_end(ap);
}

static const char *nearest_tag(const char *name)
{
	static const char *const others[] = {"else", "elsif", "when", "endif", "endunless",
		"endcase", "endfor", "endcapture", "endtablerow", "endifchanged", "endcomment",
		"endraw", "enddoc"};
	const char *names[64];
	size_t n = 0;

	for (const struct tag *t = tags_simple; t->name; t++)
		names[n++] = t->name;
	for (const struct tag *t = tags_block; t->name; t++)
		names[n++] = t->name;
	for (size_t i = 0; i < sizeof others / sizeof *others; i++)
		names[n++] = others[i];
	return name_nearest(name, names, n);
}

static size_t line_of(struct parser *p, const char *at)
{
	size_t line, column;

	place(p, at, &line, &column);
	return line;
}

static void unknown_tag(struct parser *p, const struct piece *piece, const char *name)
{
	const char *near = nearest_tag(name);

	if (near)
		parse_problem(
			p, piece->start, "there is no tag `%s`; did you mean `%s`?", name, near);
	else
		parse_problem(p, piece->start,
			"there is no tag `%s`; openletter-templates(7) lists them", name);
}

bool parse_unexpected(struct parser *p, const struct piece *piece)
{
	const struct open_block *open = p->open_count ? &p->open[p->open_count - 1] : NULL;
	char name[80];

	snprintf(name, sizeof name, "%.*s", (int)(piece->name_len < 70 ? piece->name_len : 70),
		piece->name);
	if (str_starts(name, "end")) {
		for (size_t i = p->open_count; i-- > 0;) {
			if (strlen(name + 3) != p->open[i].len ||
				memcmp(name + 3, p->open[i].name, p->open[i].len) != 0)
				continue;
			parse_problem(p, open->start,
				"`%.*s` is never closed: `%s` of line %zu comes before `end%.*s`",
				(int)open->len, open->name, name, line_of(p, piece->start),
				(int)open->len, open->name);
			p->pending = *piece;
			p->has_pending = true;
			return true;
		}
		const char *near = nearest_tag(name);
		if (near && strcmp(near, name) != 0)
			unknown_tag(p, piece, name);
		else if (open)
			parse_problem(p, piece->start,
				"`%s` closes nothing here; the open block is `%.*s` of line %zu",
				name, (int)open->len, open->name, line_of(p, open->start));
		else
			parse_problem(p, piece->start, "`%s` closes nothing here", name);
		return false;
	}
	if (strcmp(name, "else") == 0 || strcmp(name, "elsif") == 0 || strcmp(name, "when") == 0) {
		if (open)
			parse_problem(p, piece->start, "`%s` cannot stand in `%.*s` of line %zu",
				name, (int)open->len, open->name, line_of(p, open->start));
		else
			parse_problem(p, piece->start, "`%s` stands outside of any block", name);
		return false;
	}
	unknown_tag(p, piece, name);
	return false;
}
