/* The groups campaign and letter, and the demands. */
#include <string.h>
#include <strings.h>

#include "campaign/address.h"
#include "campaign/settings.h"

#define COUNT(a) (sizeof(a) / sizeof *(a))

/* Names that stand in Message-IDs, file names and folders: letters, digits, - _ and inner dots. */
static void take_id(struct settings_reader *r, const struct setting *s, void *target)
{
	const char *t = s->text;
	size_t n = strlen(t), i = 0;

	if (!settings_text_ok(r, s, false))
		return;
	while (i < n && i < 64 &&
		(ascii_is_alnum((unsigned char)t[i]) ||
			(i && (t[i] == '-' || t[i] == '_' || (t[i] == '.' && i + 1 < n)))))
		i++;
	if (i < n)
		settings_problem(r, s, i,
			"the id \"%.80s\" cannot be used, expected letters a-z, digits, - and _ "
			"only (at most 64)",
			t);
	else
		*(char **)target = arena_strdup(&r->c->arena, t);
}

static bool take_date(struct settings_reader *r, const struct setting *s, struct date *date_r)
{
	if (date_parse(s->text, date_r) == 0)
		return true;
	settings_problem(r, s, 0,
		"\"%s\" is \"%.40s\", expected a date of the calendar as YYYY-MM-DD, for instance "
		"2025-10-31",
		s->name, s->text);
	return false;
}

static void take_campaign_deadline(struct settings_reader *r, const struct setting *s, void *target)
{
	(void)target;
	r->c->has_deadline = take_date(r, s, &r->c->deadline);
	r->c->deadline_at = settings_place(r, s);
}

static void take_demand_deadline(struct settings_reader *r, const struct setting *s, void *target)
{
	struct demand_setting *d = target;

	d->has_deadline = take_date(r, s, &d->deadline);
	d->deadline_at = settings_place(r, s);
}

static void take_zone(struct settings_reader *r, const struct setting *s, void *target)
{
	struct err err;

	if (clock_set_zone(s->text, &err) < 0)
		settings_problem(r, s, 0, "%s", err.text);
	else
		*(char **)target = arena_strdup(&r->c->arena, s->text);
}

static void take_language(struct settings_reader *r, const struct setting *s, void *target)
{
	const char *t = s->text;

	if (!campaign_is_language(t))
		settings_problem(r, s, 0,
			"\"%s\" is \"%.40s\", expected a language like \"en\" or \"pt-BR\"",
			s->name, t);
	else
		*(char **)target = arena_strdup(&r->c->arena, t);
	r->c->language_at = settings_place(r, s);
}

static void take_mailbox(struct settings_reader *r, const struct setting *s, void *target)
{
	struct address a;
	const char *why;

	if (!settings_text_ok(r, s, false))
		return;
	if (address_parse_named(s->text, &a, &why) < 0)
		settings_problem(r, s, 0,
			"\"%s\" is \"%.200s\": %s, expected an address like \"Joint Letter "
			"<letters@example.org>\"",
			s->name, s->text, why);
	else
		*(char **)target = arena_strdup(&r->c->arena, s->text);
	address_release(&a);
}

static void take_mode(struct settings_reader *r, const struct setting *s, void *target)
{
	enum letter_mode *mode = target;

	if (strcmp(s->text, "joint") == 0)
		*mode = MODE_JOINT;
	else if (strcmp(s->text, "individual") == 0)
		*mode = MODE_INDIVIDUAL;
	else
		settings_problem(r, s, 0,
			"\"mode\" is \"%.40s\", expected \"joint\" or \"individual\"", s->text);
}

static void take_remind(struct settings_reader *r, const struct setting *s, void *target)
{
	struct letter_settings *l = target;
	long values[50];
	size_t n, at;

	if (durations_parse(s->text, true, values, COUNT(values), &n, &at) < 0) {
		settings_problem(r, s, at,
			"\"remind\" is \"%.80s\", expected times after a deadline like \"1d, 7d, "
			"21d\"",
			s->text);
		return;
	}
	for (size_t i = 1; i < n; i++)
		if (values[i] <= values[i - 1]) {
			settings_problem(r, s, 0,
				"\"remind\" is \"%.80s\", expected each time to be later than the "
				"one before",
				s->text);
			return;
		}
	l->remind = arena_array(&r->c->arena, n, sizeof *l->remind);
	memcpy(l->remind, values, n * sizeof *values);
	l->remind_count = n;
}

void settings_read_campaign(struct settings_reader *r, const struct setting *s)
{
	static const struct option options[] = {
		{"id", SETTING_TEXT, take_id, offsetof(struct campaign, id), true},
		{"title", SETTING_TEXT, settings_take_text, offsetof(struct campaign, title), true},
		{"deadline", SETTING_TEXT, take_campaign_deadline, 0, false},
		{"timezone", SETTING_TEXT, take_zone, offsetof(struct campaign, timezone), false},
		{"language", SETTING_TEXT, take_language, offsetof(struct campaign, language),
			false},
		{"secret_file", SETTING_TEXT, settings_take_text,
			offsetof(struct campaign, secret_file), false},
	};
	const struct setting *secret = settings_find(r->config, "campaign", "secret_file");
	char *path = NULL;

	settings_read_group(r, s, "campaign", options, COUNT(options), r->c);
	/* The name stays as written; that the file is there is checked all the same. */
	if (r->c->secret_file && secret)
		settings_take_path(r, secret, &path);
}

void settings_read_letter(struct settings_reader *r, const struct setting *s)
{
	static const struct option options[] = {
		{"template", SETTING_TEXT, settings_take_text,
			offsetof(struct letter_settings, template_file), false},
		{"from", SETTING_TEXT, take_mailbox, offsetof(struct letter_settings, from), true},
		{"reply_to", SETTING_TEXT, take_mailbox, offsetof(struct letter_settings, reply_to),
			false},
		{"plus_address", SETTING_FLAG, settings_take_flag,
			offsetof(struct letter_settings, plus_address), false},
		{"mode", SETTING_TEXT, take_mode, offsetof(struct letter_settings, mode), false},
		{"reminder", SETTING_TEXT, settings_take_text,
			offsetof(struct letter_settings, reminder_file), false},
		{"layout", SETTING_TEXT, settings_take_text,
			offsetof(struct letter_settings, layout_file), false},
		{"remind", SETTING_TEXT, take_remind, 0, false},
	};

	settings_read_group(r, s, "letter", options, COUNT(options), &r->c->letter);
}

static void read_demand(
	struct settings_reader *r, const struct setting *s, struct demand_setting *d)
{
	static const struct option options[] = {
		{"id", SETTING_TEXT, take_id, offsetof(struct demand_setting, id), true},
		{"title", SETTING_TEXT, settings_take_text, offsetof(struct demand_setting, title),
			false},
		{"text", SETTING_TEXT, settings_take_lines, offsetof(struct demand_setting, text),
			false},
		{"deadline", SETTING_TEXT, take_demand_deadline, 0, false},
	};

	settings_read_group(r, s, "a demand", options, COUNT(options), d);
	if (d->title == NULL && d->text == NULL)
		settings_problem(r, s, 0, "a demand without title and text, expected one of them");
	if (d->title == NULL)
		d->title = d->text;
	if (d->text == NULL)
		d->text = d->title;
	d->line = config_text_line(&r->config->text, s->value_at)->line;
}

static const struct setting *id_of(const struct setting *demand)
{
	const struct setting *m = demand->first;

	while (m && strcmp(m->name, "id") != 0)
		m = m->next;
	return m ? m : demand;
}

/* Ids are compared without case: people type them, and servers' folders may ignore it. */
static void check_demand_id(
	struct settings_reader *r, const struct setting *s, const struct demand_setting *d)
{
	/* What was frozen before this was looked at goes on. */
	if (r->live && d->id && strcasecmp(d->id, "all") == 0)
		settings_problem(r, id_of(s), 0,
			"the demand \"%s\", expected another id: \"all\" stands for every demand",
			d->id);
	for (const struct demand_setting *e = r->c->demands; d->id && e < d; e++) {
		if (e->id == NULL || strcasecmp(e->id, d->id) != 0)
			continue;
		settings_problem(r, id_of(s), 0,
			"the demand \"%s\" a second time, expected another id (it is in line "
			"%zu)",
			d->id, e->line);
		return;
	}
}

void settings_read_demands(struct settings_reader *r, const struct setting *list)
{
	size_t n = 0;

	r->c->demands = arena_array(&r->c->arena, list->count, sizeof *r->c->demands);
	for (const struct setting *m = list->first; m; m = m->next) {
		struct demand_setting *d = &r->c->demands[n];
		if (m->kind != SETTING_GROUP) {
			settings_problem(r, m, 0, "a demand is %s, expected a group { ... }",
				setting_kind_name(m->kind));
			continue;
		}
		read_demand(r, m, d);
		check_demand_id(r, m, d);
		d->number = ++n;
	}
	r->c->demand_count = n;
}
