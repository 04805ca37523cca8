#include <limits.h>
#include <string.h>
#include <strings.h>

#include "base/str.h"
#include "campaign/config_number.h"
#include "campaign/config_scan.h"

struct scan {
	struct config_text *text;
	char *p; /* the text, NUL-terminated */
	size_t at;
	struct arena *arena;
	struct problems *problems;
	size_t settings;
	bool secret; /* in the value of a password, which no message repeats */
	/* The last text that spans lines: its quote may be the culprit. */
	size_t long_text, long_text_end;
};

static int syntax_error(struct scan *s, size_t at, const char *expected)
{
	static const char *const smart[] = {"\xE2\x80\x9C", "\xE2\x80\x9D", "\xE2\x80\x9E",
		"\xE2\x80\x98", "\xE2\x80\x99", "\xC2\xAB"};
	size_t n = strcspn(s->p + at, " \t\r\n;,=:(){}[]\"");

	for (size_t i = 0; i < sizeof smart / sizeof *smart; i++)
		if (strncmp(s->p + at, smart[i], strlen(smart[i])) == 0)
			expected = "straight quotes (\") around a text";
	if (n == 0 && s->p[at])
		n = 1;
	if (n > 60)
		for (n = 60; n > 1 && ((unsigned char)s->p[at + n] & 0xC0) == 0x80;)
			n--;
	if (s->long_text_end && at >= s->long_text_end &&
		strchr(s->p + s->long_text_end, '\n') >= s->p + at) {
		config_text_problem(s->text, s->long_text, s->problems,
			"a text that begins here and goes on for lines, expected its closing "
			"quote sooner");
		return -1;
	}
	if (s->p[at] == '\0')
		config_text_problem(s->text, at ? at - 1 : 0, s->problems,
			"the end of the file, expected %s", expected);
	else if (s->secret)
		config_text_problem(s->text, at, s->problems,
			"found a password that is written in another way, expected %s", expected);
	else
		config_text_problem(s->text, at, s->problems, "found %.*s, expected %s", (int)n,
			s->p + at, expected);
	return -1;
}

/* The end of the file comes too late to show where a bracket is missing. */
static int never_closed(
	struct scan *s, const struct setting *v, const char *what, const char *bracket)
{
	config_text_problem(s->text, v->value_at, s->problems,
		"a %s that is never closed, expected %s before the end of the file", what, bracket);
	return -1;
}

/* Skips blanks and comments. -1 when a comment is not closed. */
static int skip_blanks(struct scan *s)
{
	for (;;) {
		const char *p = s->p + s->at, *end;
		if (*p && strchr(" \t\r\n\f", *p)) {
			s->at++;
		} else if (*p == '#' || (p[0] == '/' && p[1] == '/')) {
			s->at += strcspn(p, "\n");
		} else if (p[0] == '/' && p[1] == '*') {
			end = strstr(p + 2, "*/");
			if (end == NULL) {
				config_text_problem(s->text, s->at, s->problems,
					"a comment that is never closed, expected */");
				return -1;
			}
			s->at = (size_t)(end - s->p) + 2;
		} else {
			return 0;
		}
	}
}

static void blank_out(struct scan *s, size_t from, size_t to)
{
	for (size_t i = from; i < to; i++)
		if (s->p[i] != '\n')
			s->p[i] = ' ';
}

static size_t name_length(const char *p)
{
	size_t n = 0;

	if (!((*p >= 'A' && *p <= 'Z') || (*p >= 'a' && *p <= 'z') || *p == '*'))
		return 0;
	while (ascii_is_alnum((unsigned char)p[n]) || (p[n] && strchr("-_*", p[n])))
		n++;
	return n;
}

/* One text in quotes. */
static int scan_quoted(struct scan *s, struct setting *v)
{
	size_t open = s->at++;
	bool lines = false;

	for (;; s->at++) {
		char c = s->p[s->at];
		if (c == '\0') {
			config_text_problem(s->text, open, s->problems,
				"a text that is never closed, expected a quote (\") at its end");
			return -1;
		}
		lines |= c == '\n';
		if (c == '"')
			break;
		if (c != '\\')
			continue;
		v->literal = false;
		const char *e = s->p + s->at + 1;
		if ((*e == 'x' || *e == 'X') && e[1] == '0' && e[2] == '0') {
			config_text_problem(s->text, s->at, s->problems,
				"a NUL character in a text, expected none (it would cut the text)");
			v->broken = true;
		}
		if (*e == '"' || *e == '\\')
			s->at++;
	}
	s->at++;
	if (lines) {
		s->long_text = open;
		s->long_text_end = s->at;
	}
	return 0;
}

/* A text, or several in a row, which libconfig joins. */
static int scan_text(struct scan *s, struct setting *v)
{
	v->kind = SETTING_TEXT;
	v->literal = true;
	for (size_t parts = 0; s->p[s->at] == '"'; parts++) {
		v->literal &= parts == 0;
		if (scan_quoted(s, v) < 0)
			return -1;
		v->value_end = s->at;
		if (skip_blanks(s) < 0)
			return -1;
	}
	return 0;
}

static int scan_number(struct scan *s, struct setting *v)
{
	const char *p = s->p + s->at;
	struct config_number number = config_number_read(p);
	size_t n = number.length;

	v->kind = number.fraction ? SETTING_FRACTION : SETTING_NUMBER;
	v->number = number.value;
	if (n == 0)
		return syntax_error(s, s->at, "a number");
	if (!number.fits) {
		config_text_problem(s->text, s->at, s->problems,
			"the number %.*s, expected one that is not larger than %d",
			s->secret ? 0
			: n > 60  ? 60
				  : (int)n,
			p, INT_MAX);
		v->broken = true;
		s->p[s->at] = '0';
		blank_out(s, s->at + 1, s->at + n);
	}
	/* libconfig would take what follows as the next name or number: 12abc, 2025-10-10. */
	if (s->p[s->at + n] && !strchr(" \t\r\n\f;,)]}#/", s->p[s->at + n]))
		return syntax_error(s, s->at, "a number, or a text in quotes");
	s->at += n;
	v->value_end = s->at;
	return 0;
}

static int scan_value(struct scan *s, struct setting *v, size_t depth, bool simple);

static struct setting *add_member(struct scan *s, struct setting *group, struct setting **last)
{
	struct setting *m = arena_alloc(s->arena, sizeof *m);

	if (*last)
		(*last)->next = m;
	else
		group->first = m;
	*last = m;
	group->count++;
	return m;
}

/* "( value, ... )" or "[ scalar, ... ]", at its opening. */
static int scan_list(struct scan *s, struct setting *list, size_t depth, char close)
{
	struct setting *last = NULL;
	size_t comma = 0;

	list->kind = SETTING_LIST;
	s->at++;
	for (;;) {
		if (skip_blanks(s) < 0)
			return -1;
		if (s->p[s->at] == close) {
			if (last && comma)
				blank_out(s, comma, comma + 1);
			list->value_end = ++s->at;
			return 0;
		}
		if (s->p[s->at] == '\0')
			return never_closed(s, list, "list", close == ')' ? ")" : "]");
		if (last && !comma)
			return syntax_error(s, s->at,
				close == ')' ? "a comma or ) after a value of the list"
					     : "a comma or ] after a value of the list");
		struct setting *m = add_member(s, list, &last);
		if (scan_value(s, m, depth + 1, close == ']') < 0 || skip_blanks(s) < 0)
			return -1;
		m->name_at = m->value_at;
		if (close == ']' && m->kind != list->first->kind)
			return syntax_error(s, m->value_at, "values of one kind in [ ]");
		comma = s->p[s->at] == ',' ? s->at++ : 0;
	}
}

static const struct setting *find_name(const struct setting *group, const char *name, size_t n)
{
	for (const struct setting *m = group->first; m; m = m->next)
		if (strlen(m->name) == n && memcmp(m->name, name, n) == 0)
			return m;
	return NULL;
}

/* One "name = value;" at its name. */
static int scan_setting(struct scan *s, struct setting *group, struct setting **last, size_t depth)
{
	size_t name_at = s->at, n = name_length(s->p + name_at);
	struct setting second = {0}, *m = &second;

	if (n == 0)
		return syntax_error(s, s->at, "the name of a setting");
	const struct setting *same = find_name(group, s->p + name_at, n);
	if (same == NULL) {
		m = add_member(s, group, last);
		m->name = arena_strndup(s->arena, s->p + name_at, n);
	}
	m->name_at = name_at;
	s->at += n;
	if (skip_blanks(s) < 0)
		return -1;
	if (s->p[s->at] != '=' && s->p[s->at] != ':')
		return syntax_error(s, s->at,
			s->p[s->at] == '"' ? "= and a value after the name of a setting (inside a "
					     "text, a quote is written \\\")"
					   : "= and a value after the name of a setting");
	s->at++;
	s->secret = n == 8 && memcmp(s->p + name_at, "password", n) == 0;
	if (skip_blanks(s) < 0 || scan_value(s, m, depth, false) < 0 || skip_blanks(s) < 0)
		return -1;
	s->secret = false;
	if (s->p[s->at] == ';' || s->p[s->at] == ',')
		s->at++;
	if (same) {
		const struct config_line *first = config_text_line(s->text, same->name_at);
		config_text_problem(s->text, name_at, s->problems,
			"the setting \"%s\" a second time, expected it once (it is in %s, line "
			"%u)",
			same->name, first->file, (unsigned)first->line);
		blank_out(s, name_at, s->at);
	}
	return 0;
}

static int scan_group(struct scan *s, struct setting *group, size_t depth, char close)
{
	struct setting *last = NULL;

	group->kind = SETTING_GROUP;
	for (;;) {
		if (skip_blanks(s) < 0)
			return -1;
		if (s->p[s->at] == close)
			break;
		if (s->p[s->at] == '\0')
			return never_closed(s, group, "group", "}");
		if (scan_setting(s, group, &last, depth) < 0)
			return -1;
	}
	if (close)
		s->at++;
	group->value_end = s->at;
	return 0;
}

static int scan_value(struct scan *s, struct setting *v, size_t depth, bool simple)
{
	const char *p = s->p + s->at;
	size_t n = name_length(p);

	v->value_at = s->at;
	if (depth > CONFIG_DEPTH_MAX)
		return syntax_error(s, s->at, "groups and lists that are not nested so deep");
	if (++s->settings > CONFIG_SETTINGS_MAX)
		return syntax_error(s, s->at, "fewer settings than 10000");
	if (*p == '"')
		return scan_text(s, v);
	if (config_number_begins(p))
		return scan_number(s, v);
	if ((n == 4 && strncasecmp(p, "true", n) == 0) ||
		(n == 5 && strncasecmp(p, "false", n) == 0)) {
		v->kind = SETTING_FLAG;
		v->flag = n == 4;
		s->at += n;
		v->value_end = s->at;
		return 0;
	}
	if (!simple && *p == '(')
		return scan_list(s, v, depth, ')');
	if (!simple && *p == '[')
		return scan_list(s, v, depth, ']');
	if (!simple && *p == '{') {
		s->at++;
		return scan_group(s, v, depth + 1, '}');
	}
	return syntax_error(s, s->at, "a text in quotes, a number, true or false");
}

int config_scan(struct config_text *text, struct arena *arena, struct setting *root,
	struct problems *problems)
{
	struct scan s = {.text = text, .p = text->text.p, .arena = arena, .problems = problems};

	return scan_group(&s, root, 0, '\0');
}
