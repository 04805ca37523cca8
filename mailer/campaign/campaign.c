#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "campaign/address.h"
#include "campaign/campaign.h"
#include "campaign/config.h"
#include "campaign/settings.h"

enum { HASH_PIECE = 64 << 10 };

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

/* Opens a list that a setting names; NULL when it cannot be, which is told unless `quiet`. */
static struct campaign_file *open_list(struct settings_reader *r, const char *setting,
	const char *name, struct reader *reader_r, bool quiet)
{
	struct campaign_file *file = NULL;
	struct err err;

	if (campaign_files_open(&r->c->files, &r->c->source, name, &file, reader_r, &err) < 0 &&
		!quiet)
		tell_unread(r, NULL, setting, &err);
	return file;
}

/* The hash of a list that is not kept in memory: of what its reader gives. 0 or -1. */
static int hash_pieces(const struct reader *reader, char sha256_r[SHA256_HEX])
{
	char *bytes = mem_alloc(HASH_PIECE);
	struct sha256_stream hash;
	struct err ignored;
	size_t at = 0, n = 0;
	int rc = 0;

	sha256_begin(&hash);
	for (; rc == 0 && at < reader->size; at += n) {
		n = reader->size - at < HASH_PIECE ? reader->size - at : HASH_PIECE;
		rc = reader_get(reader, at, bytes, n, &ignored);
		if (rc == 0)
			sha256_feed(&hash, bytes, n);
	}
	sha256_end(&hash, sha256_r);
	free(bytes);
	return rc;
}

/* Recipients that were checked before need no second look where each byte is the same. */
static bool take_over(struct settings_reader *r, struct campaign_file *file)
{
	struct campaign *c = r->c, *before = r->before;
	const struct campaign_file *known;
	struct err ignored;

	if (before == NULL || before->spare.row_count == 0 ||
		table_check(&before->spare, &ignored) < 0)
		return false;
	known = campaign_file(before, before->recipients_file);
	if (known == NULL || known->size != file->size)
		return false;
	if (file->in_pieces && hash_pieces(&c->recipients_bytes, file->sha256) < 0)
		return false;
	if (strcmp(known->sha256, file->sha256) != 0)
		return false;
	c->recipients = before->spare;
	c->languages = before->languages;
	before->spare = (struct table){0};
	before->languages = (struct roster_languages){0};
	table_move(&c->recipients, c->recipients_file, &c->recipients_bytes);
	return true;
}

static void read_recipients(struct settings_reader *r, bool need)
{
	struct campaign *c = r->c;
	struct campaign_file *file =
		open_list(r, "recipients", c->recipients_file, &c->recipients_bytes, false);

	if (file && !take_over(r, file))
		roster_read_recipients(&c->recipients, c->recipients_file, &c->recipients_bytes,
			need, &c->languages, file->sha256, r->problems);
}

static void read_signatories(struct settings_reader *r)
{
	struct campaign *c = r->c;
	/* A letter that one organisation writes needs no list, unless one is named. */
	bool may_lack = settings_find(r->config, NULL, "signatories") == NULL &&
			c->letter.mode == MODE_JOINT;
	struct campaign_file *file =
		open_list(r, "signatories", c->signatories_file, &c->signatories_bytes, may_lack);

	if (file)
		roster_read_signatories(&c->signatories, c->signatories_file, &c->signatories_bytes,
			c->letter.mode == MODE_INDIVIDUAL, file->sha256, r->problems);
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
	if (c->language)
		read_variants(c, c->letter.template_file, c->language);
	for (size_t i = 0; i < c->languages.count; i++) {
		read_variants(c, c->letter.template_file, c->languages.items[i].name);
		read_variants(c, c->letter.reminder_file, c->languages.items[i].name);
	}
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
	campaign_load_again(c, dir, source, NULL, need_recipients, problems);
}

void campaign_load_again(struct campaign *c, const char *dir, const struct source *source,
	struct campaign *before, bool need_recipients, struct problems *problems)
{
	struct config config;
	struct settings_reader r = {
		.c = c,
		.before = before,
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

static void release_lists(struct campaign *c)
{
	table_release(&c->recipients);
	table_release(&c->signatories);
	table_release(&c->spare);
	reader_close(&c->recipients_bytes);
	reader_close(&c->signatories_bytes);
}

int campaign_check_lists(const struct campaign *c, struct err *err)
{
	return table_check(&c->recipients, err) < 0 ? -1 : table_check(&c->signatories, err);
}

void campaign_forget_files(struct campaign *c)
{
	struct table given_up = c->recipients;

	c->recipients = (struct table){0};
	release_lists(c);
	c->spare = given_up;
	for (size_t i = 0; i < c->files.count; i++)
		str_release(&c->files.items[i].bytes);
}

void campaign_release(struct campaign *c)
{
	wipe(c->send.server.password);
	wipe(c->inbox.server.password);
	release_lists(c);
	roster_languages_release(&c->languages);
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
