#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "campaign/address.h"
#include "campaign/settings.h"

#define COUNT(a) (sizeof(a) / sizeof *(a))

void settings_problem(
	const struct settings_reader *r, const struct setting *s, size_t at, const char *fmt, ...)
{
	struct str text = STR_INIT;
	va_list ap;

	va_start(ap, fmt);
	str_vaddf(&text, fmt, ap);
	va_end(ap);
	config_text_problem(&r->config->text,
		s->value_at + (s->kind == SETTING_TEXT && s->literal && at ? 1 + at : 0),
		r->problems, "%s", str_c(&text));
	str_release(&text);
}

struct setting_place settings_place(const struct settings_reader *r, const struct setting *s)
{
	const struct config_line *line = config_text_line(&r->config->text, s->value_at);
	const char *start = r->config->text.text.p + line->offset;

	return (struct setting_place){
		.file = line->file,
		.line = line->line,
		.column = line->column + utf8_length(start, s->value_at - line->offset),
	};
}

const struct setting *settings_find(
	const struct config *config, const char *group, const char *name)
{
	const struct setting *in = &config->root;

	if (group)
		in = settings_find(config, NULL, group);
	if (in == NULL || in->kind != SETTING_GROUP)
		return NULL;
	for (const struct setting *m = in->first; m; m = m->next)
		if (strcmp(m->name, name) == 0)
			return m;
	return NULL;
}

/*
 * The option of a member's name. One that is not there is reported; *near_r is then the option that
 * was meant, or NULL.
 */
static const struct option *find_option(const struct settings_reader *r, const struct setting *m,
	const char *group, const struct option *options, size_t n, const struct option **near_r)
{
	const char *names[32], *near;

	for (size_t i = 0; i < n; i++) {
		names[i] = options[i].name;
		if (strcmp(m->name, options[i].name) == 0)
			return &options[i];
	}
	near = name_nearest(m->name, names, n);
	*near_r = NULL;
	for (size_t i = 0; near && i < n; i++)
		if (strcmp(near, options[i].name) == 0)
			*near_r = &options[i];
	config_text_problem(&r->config->text, m->name_at, r->problems,
		"the setting \"%s\" is not known in %s%s%s%s", m->name, group,
		near ? ", expected perhaps \""
		     : ", expected one of those in openletter-campaign(5)",
		near ? near : "", near ? "\"" : "");
	return NULL;
}

void settings_read_group(struct settings_reader *r, const struct setting *s, const char *group,
	const struct option *options, size_t n, void *base)
{
	bool seen[32] = {false};

	for (const struct setting *m = s->first; m; m = m->next) {
		const struct option *near = NULL;
		const struct option *o = find_option(r, m, group, options, n, &near);
		if (o == NULL) {
			/* That the right name is missing then is no second problem. */
			if (near)
				seen[near - options] = true;
			continue;
		}
		seen[o - options] = true;
		if (m->broken)
			continue;
		if (m->kind == o->kind)
			o->take(r, m, (char *)base + o->offset);
		else if (m->kind == SETTING_TEXT)
			settings_problem(r, m, 0, "\"%s\" is the text \"%.60s\", expected %s",
				m->name, m->text, setting_kind_name(o->kind));
		else
			settings_problem(r, m, 0, "\"%s\" is %s, expected %s", m->name,
				setting_kind_name(m->kind), setting_kind_name(o->kind));
	}
	for (size_t i = 0; i < n; i++)
		if (options[i].required && !seen[i])
			config_text_problem(&r->config->text, s->name_at, r->problems,
				"%s has no setting \"%s\", expected %s", group, options[i].name,
				setting_kind_name(options[i].kind));
}

/* Whether a text is usable at all: not blank, valid, and without controls (but line ends, if
 * asked). */
bool settings_text_ok(struct settings_reader *r, const struct setting *s, bool lines)
{
	const char *t = s->text;
	size_t n = strlen(t), bad;

	if (strspn(t, " \t\r\n") == n) {
		settings_problem(r, s, 0, "\"%s\" is empty, expected a text (or no such setting)",
			s->name ? s->name : "a text of the list");
		return false;
	}
	/* Other bytes than those of escapes were checked with the file. */
	if (!s->literal && !utf8_valid(t, n, &bad)) {
		settings_problem(r, s, 0, "an escape that gives invalid UTF-8, expected UTF-8");
		return false;
	}
	for (size_t i = 0; i < n; i++) {
		unsigned char c = (unsigned char)t[i];
		bool line_end = c == '\n' || c == '\r';
		if ((c >= 0x20 && c != 0x7F) || c == '\t' || (lines && line_end))
			continue;
		settings_problem(r, s, i, "%s in a text, expected %s",
			line_end ? "a line end" : "a control character",
			lines ? "none" : "one line");
		return false;
	}
	return true;
}

void settings_take_text(struct settings_reader *r, const struct setting *s, void *target)
{
	if (settings_text_ok(r, s, false))
		*(char **)target = arena_strdup(&r->c->arena, s->text);
}

void settings_take_lines(struct settings_reader *r, const struct setting *s, void *target)
{
	if (settings_text_ok(r, s, true))
		*(char **)target = arena_strdup(&r->c->arena, s->text);
}

void settings_take_flag(struct settings_reader *r, const struct setting *s, void *target)
{
	(void)r;
	*(bool *)target = s->flag;
}

void settings_take_path(struct settings_reader *r, const struct setting *s, void *target)
{
	struct str ignored = STR_INIT;
	struct err err;

	if (!settings_text_ok(r, s, false))
		return;
	char *path = path_join(r->c->dir, s->text);
	*(char **)target = arena_strdup(&r->c->arena, path);
	if (r->live && file_read(path, CONFIG_SIZE_MAX, &ignored, &err) < 0)
		settings_problem(r, s, 0, "\"%s\": %s, expected a file", s->name, err.text);
	str_wipe(&ignored);
	free(path);
}

/*
 * A group at the top, or NULL; one that must be there and is not, is reported. That it is something
 * else is told with the rest of the top.
 */
static const struct setting *top_group(struct settings_reader *r, const char *name, bool required)
{
	const struct setting *s = settings_find(r->config, NULL, name);

	if (s && s->kind != SETTING_GROUP)
		return NULL;
	if (s == NULL && required)
		problems_add(r->problems, CAMPAIGN_FILE, 1, 1,
			"there is no group \"%s\", expected %s = { ... };", name, name);
	return s;
}

static void take_nothing(struct settings_reader *r, const struct setting *s, void *target)
{
	(void)r;
	(void)s;
	(void)target;
}

/* What stands at the top beside the groups, and what must not. */
static void read_top(struct settings_reader *r)
{
	static const struct option options[] = {
		{"recipients", SETTING_TEXT, settings_take_text,
			offsetof(struct campaign, recipients_file), false},
		{"signatories", SETTING_TEXT, settings_take_text,
			offsetof(struct campaign, signatories_file), false},
		{"store", SETTING_TEXT, settings_take_store, offsetof(struct campaign, store),
			false},
		{"campaign", SETTING_GROUP, take_nothing, 0, false},
		{"letter", SETTING_GROUP, take_nothing, 0, false},
		{"send", SETTING_GROUP, take_nothing, 0, false},
		{"inbox", SETTING_GROUP, take_nothing, 0, false},
		{"demands", SETTING_LIST, take_nothing, 0, false},
	};

	settings_read_group(r, &r->config->root, "the settings", options, COUNT(options), r->c);
}

static void set_defaults(struct settings_reader *r)
{
	struct campaign *c = r->c;
	struct err err;

	c->timezone = arena_strdup(&c->arena, "UTC");
	c->language = arena_strdup(&c->arena, "en");
	c->store = arena_strdup(&c->arena, "campaign.db");
	c->recipients_file = arena_strdup(&c->arena, "recipients.csv");
	c->signatories_file = arena_strdup(&c->arena, "signatories.csv");
	c->letter.template_file = arena_strdup(&c->arena, "letter.md");
	c->letter.plus_address = true;
	clock_set_zone("UTC", &err);
}

void settings_read(struct settings_reader *r)
{
	const struct setting *s;

	set_defaults(r);
	/* First the campaign: other settings are times in its time zone. */
	if ((s = top_group(r, "campaign", true)) != NULL)
		settings_read_campaign(r, s);
	if ((s = top_group(r, "letter", true)) != NULL)
		settings_read_letter(r, s);
	read_top(r);
	if ((s = settings_find(r->config, NULL, "demands")) != NULL && s->kind == SETTING_LIST)
		settings_read_demands(r, s);
	settings_read_send(r, top_group(r, "send", false));
	settings_read_inbox(r, top_group(r, "inbox", false));
}
