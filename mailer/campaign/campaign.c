#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "base/map.h"
#include "base/utf8.h"
#include "campaign/address.h"
#include "campaign/campaign.h"
#include "campaign/config.h"
#include "campaign/roster.h"
#include "campaign/settings.h"

/* Reports that a file named by a setting could not be read, at the setting (or its default). */
static void tell_unread(
	struct settings_reader *r, const char *group, const char *name, const struct err *err)
{
	const struct setting *s = settings_find(r->config, group, name);

	if (s)
		settings_problem(r, s, 0, "%s, expected a file", err->text);
	else
		problems_add(r->problems, CAMPAIGN_FILE, 1, 1,
			"%s, expected a file (the setting \"%s\" may name another)", err->text,
			name);
}

/* Reads a file that a setting names into c->files; NULL is fine. */
static const struct campaign_file *read_named(
	struct settings_reader *r, const char *group, const char *name, const char *file)
{
	const struct campaign_file *read = NULL;
	struct err err;

	if (file && campaign_files_read(&r->c->files, &r->c->source, file, &read, &err) < 0)
		tell_unread(r, group, name, &err);
	return read;
}

static void read_recipients(struct settings_reader *r, bool need)
{
	struct campaign *c = r->c;
	const struct campaign_file *file = read_named(r, NULL, "recipients", c->recipients_file);

	size_t before = r->problems->errors;

	if (file == NULL)
		return;
	table_parse(&c->recipients, c->recipients_file, str_c(&file->bytes), file->bytes.len,
		r->problems);
	/* Rows that could not be read are recipients all the same. */
	need &= before == r->problems->errors;
	roster_check_recipients(&c->recipients, need, r->problems);
}

static void read_signatories(struct settings_reader *r)
{
	struct campaign *c = r->c;
	const struct campaign_file *file;
	size_t before = r->problems->errors;
	struct err err;

	/* A letter that one organisation writes needs no list, unless one is named. */
	if (settings_find(r->config, NULL, "signatories") == NULL && c->letter.mode == MODE_JOINT) {
		if (campaign_files_read(&c->files, &c->source, c->signatories_file, &file, &err) <
			0)
			return;
	} else if ((file = read_named(r, NULL, "signatories", c->signatories_file)) == NULL) {
		return;
	}
	table_parse(&c->signatories, c->signatories_file, str_c(&file->bytes), file->bytes.len,
		r->problems);
	roster_check_signatories(&c->signatories,
		c->letter.mode == MODE_INDIVIDUAL && before == r->problems->errors, r->problems);
}

/* "letter.md" and "de" give "letter.de.md". */
static void add_variant(struct str *out, const char *name, const char *language, size_t n)
{
	const char *base = strrchr(name, '/'), *dot = strrchr(name, '.');

	if (dot == NULL || dot <= (base ? base + 1 : name))
		dot = name + strlen(name);
	str_add(out, name, (size_t)(dot - name));
	str_addf(out, ".%.*s%s", (int)n, language, dot);
}

/* Reads the variants of a template for one language, where they are. */
static void read_variants(struct campaign *c, const char *name, const char *language)
{
	size_t n = strlen(language);

	while (name && n) {
		struct str variant = STR_INIT;
		struct err err;
		add_variant(&variant, name, language, n);
		(void)campaign_files_read(&c->files, &c->source, str_c(&variant), NULL, &err);
		str_release(&variant);
		while (n && language[--n] != '-')
			;
	}
}

static void read_languages(struct campaign *c)
{
	long column = table_column(&c->recipients, "language");
	struct map seen = {0};

	if (c->language)
		read_variants(c, c->letter.template_file, c->language);
	for (size_t row = 0; column >= 0 && row < c->recipients.row_count; row++) {
		const char *language = table_cell(&c->recipients, row, column);
		if (!campaign_is_language(language) ||
			!map_put(&seen, language, strlen(language), 1))
			continue;
		read_variants(c, c->letter.template_file, language);
		read_variants(c, c->letter.reminder_file, language);
	}
	map_release(&seen);
}

/* Blots out a literal password in the kept bytes of the settings: editions freeze those. */
static void blot_out(struct campaign *c, const struct config *config, const char *group)
{
	const struct setting *s = settings_find(config, group, "password");

	if (s == NULL || s->kind != SETTING_TEXT)
		return;
	for (size_t at = s->value_at + 1; at + 1 < s->value_end; at++) {
		const struct config_line *line = config_text_line(&config->text, at);
		struct campaign_file *file = NULL;
		for (size_t i = 0; i < c->files.count; i++)
			if (strcmp(c->files.items[i].name, line->file) == 0)
				file = &c->files.items[i];
		char *p = file->bytes.p + line->file_offset + (at - line->offset);
		if (*p != '\n')
			*p = '*';
		if (at + 2 == s->value_end)
			sha256_hex(file->bytes.p, file->bytes.len, file->sha256);
	}
	if (s->text)
		mem_wipe((char *)(uintptr_t)s->text, strlen(s->text));
}

static int compare_places(const void *a, const void *b)
{
	const struct problem *p = a, *q = b;

	if (p->line != q->line)
		return p->line < q->line ? -1 : 1;
	return p->column < q->column ? -1 : p->column > q->column;
}

/* Within each file as a person goes through it; the files in the order in which they were read. */
static void sort_problems(struct problem *items, size_t n)
{
	while (n) {
		size_t same = 1;
		while (same < n && strcmp(items[same].file, items[0].file) == 0)
			same++;
		qsort(items, same, sizeof *items, compare_places);
		items += same;
		n -= same;
	}
}

void campaign_load(struct campaign *c, const char *dir, const struct source *source,
	bool need_recipients, struct problems *problems)
{
	struct config config;
	struct settings_reader r = {
		.c = c,
		.config = &config,
		.problems = problems,
		.live = source_is_folder(source),
	};

	size_t told = problems->count;

	*c = (struct campaign){.source = *source};
	c->dir = arena_strdup(&c->arena, dir);
	if (config_load(&config, &c->files, source, CAMPAIGN_FILE, problems) == 0) {
		c->settings_files = c->files.count;
		settings_read(&r);
		blot_out(c, &config, "send");
		blot_out(c, &config, "inbox");
		read_named(&r, "letter", "template", c->letter.template_file);
		read_named(&r, "letter", "reminder", c->letter.reminder_file);
		read_named(&r, "letter", "layout", c->letter.layout_file);
		read_recipients(&r, need_recipients);
		read_signatories(&r);
		read_languages(c);
	}
	config_unload(&config);
	if (problems->count > told)
		sort_problems(problems->items + told, problems->count - told);
}

static void wipe(char *secret)
{
	if (secret)
		mem_wipe(secret, strlen(secret));
}

void campaign_release(struct campaign *c)
{
	wipe(c->send.server.password);
	wipe(c->inbox.server.password);
	table_release(&c->recipients);
	table_release(&c->signatories);
	campaign_files_release(&c->files);
	arena_release(&c->arena);
	*c = (struct campaign){0};
}

const struct campaign_file *campaign_file(const struct campaign *c, const char *name)
{
	return campaign_files_find(&c->files, name);
}

bool campaign_is_language(const char *text)
{
	size_t part = 0, i = 0;

	for (; text[i] && i <= 35; i++) {
		if (text[i] == '-' ? part == 0 : !ascii_is_alnum((unsigned char)text[i]))
			return false;
		part = text[i] == '-' ? 0 : part + 1;
		if (part > 8)
			return false;
	}
	return text[i] == '\0' && i >= 2 && part > 0;
}
