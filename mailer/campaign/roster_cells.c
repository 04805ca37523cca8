#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "base/utf8.h"
#include "campaign/address.h"
#include "campaign/campaign.h"
#include "campaign/roster_check.h"

enum { NAME_BYTES_MAX = 1000 };

static const char *const names[NAMED] = {"name", "org", "title", "id", "language"};

void roster_tell(struct roster_check *k, size_t row, long column, const char *fmt, ...)
{
	const struct table *t = k->t;
	struct problems *problems = k->problems;
	struct str text = STR_INIT;
	size_t line = 0, place = 0;
	va_list ap;

	/* Beyond that problems are only counted, and places take time. */
	if (problems->count < PROBLEMS_MAX)
		table_cell_at(t, row, column, &line, &place);
	va_start(ap, fmt);
	str_vaddf(&text, fmt, ap);
	va_end(ap);
	problems_add(problems, t->file, line, place, "%s", str_c(&text));
	str_release(&text);
	table_mark(&k->bad, row);
}

void roster_find_columns(struct roster_check *k)
{
	if (k->begun)
		return;
	k->email = table_column(k->t, "email");
	for (size_t i = 0; i < NAMED; i++)
		k->columns[i] = table_column(k->t, names[i]);
	k->begun = true;
}

/* The words for a character that must not be in a name, or NULL. */
static const char *bad_character(const char *s)
{
	for (; *s; s++) {
		unsigned char c = (unsigned char)*s;
		if (c == '\n' || c == '\r')
			return "a line end";
		if ((c < 0x20 && c != '\t') || c == 0x7F)
			return "a control character";
		if (c == 0xC2 && (unsigned char)s[1] >= 0x80 && (unsigned char)s[1] < 0xA0)
			return "a control character";
		if (c == 0xE2 && (unsigned char)s[1] == 0x80 &&
			((unsigned char)s[2] == 0xA8 || (unsigned char)s[2] == 0xA9))
			return "a line separator";
	}
	return NULL;
}

static void add_language(struct roster_check *k, size_t row, const char *name)
{
	struct roster_languages *l = k->languages;
	size_t i = 0;

	while (l && i < l->count && strcmp(l->items[i].name, name) != 0)
		i++;
	if (l == NULL || i < l->count)
		return;
	if (l->count == ROSTER_LANGUAGES_MAX) {
		roster_tell(k, row, k->columns[LANGUAGE], "more than %d languages, expected fewer",
			ROSTER_LANGUAGES_MAX);
		return;
	}
	mem_grow(&l->items, &l->cap, l->count, sizeof *l->items);
	l->items[l->count++] = (struct roster_language){.name = mem_strdup(name), .row = row};
}

void roster_languages_release(struct roster_languages *l)
{
	for (size_t i = 0; i < l->count; i++)
		free(l->items[i].name);
	free(l->items);
	*l = (struct roster_languages){0};
}

static void check_language(struct roster_check *k, size_t row, const char *cell)
{
	if (campaign_is_language(cell))
		add_language(k, row, cell);
	else
		roster_tell(k, row, k->columns[LANGUAGE],
			"\"language\" is \"%.40s\", expected one like \"en\" or \"pt-BR\"", cell);
}

void roster_check_names(struct roster_check *k, size_t row)
{
	for (size_t i = 0; i < NAMED; i++) {
		const char *cell = table_cell(k->t, row, k->columns[i]);
		const char *bad = *cell ? bad_character(cell) : NULL;
		if (bad)
			roster_tell(k, row, k->columns[i],
				"%s in \"%s\", expected one line of text", bad, names[i]);
		else if (strlen(cell) > NAME_BYTES_MAX)
			roster_tell(k, row, k->columns[i],
				"\"%s\" has %zu bytes, expected at most %d", names[i], strlen(cell),
				NAME_BYTES_MAX);
		else if (i == LANGUAGE && *cell)
			check_language(k, row, cell);
	}
}

/* Whether a cell is more than an address alone may be: a name, quotes, spaces of any kind. */
static bool needs_tidying(const char *cell)
{
	for (; *cell; cell++)
		if ((unsigned char)*cell <= ' ' || *cell == '<' || *cell == '"' ||
			(unsigned char)*cell >= 0x80)
			return true;
	return false;
}

/* The part of a cell that is its address, as it was written: a:domain stays readable in letters. */
static char *inner_address(const char *cell)
{
	char *text = address_trimmed(cell), *open = strrchr(text, '<'), *inner;
	size_t n = strlen(text);

	if (open == NULL || n == 0 || text[n - 1] != '>')
		return text;
	text[n - 1] = '\0';
	inner = address_trimmed(open + 1);
	free(text);
	return inner;
}

bool roster_is_blank(const char *cell)
{
	return cell[strspn(cell, " \t")] == '\0';
}

void roster_tidy(const struct table *t, struct table_block *b, size_t row)
{
	long email = table_column(t, "email"), name = table_column(t, "name");
	const char *cell = block_cell(t, b, row, email), *why;
	struct address a = {0};

	if (!needs_tidying(cell) || roster_is_blank(cell) || bad_character(cell) ||
		strlen(cell) > NAME_BYTES_MAX)
		return;
	if (address_parse_named(cell, &a, &why) == 0) {
		char *inner = inner_address(cell);
		block_set_cell(t, b, row, email, inner);
		if (name >= 0 && *a.name && *block_cell(t, b, row, name) == '\0')
			block_set_cell(t, b, row, name, a.name);
		free(inner);
	}
	address_release(&a);
}

char *roster_check_address(struct roster_check *k, size_t row)
{
	const char *cell = table_cell(k->t, row, k->email), *bad, *why;
	struct address a = {0};
	char *key = NULL;

	if (roster_is_blank(cell))
		return NULL;
	bad = bad_character(cell);
	if (bad)
		roster_tell(k, row, k->email, "%s in an address, expected one address", bad);
	else if (strlen(cell) > NAME_BYTES_MAX)
		roster_tell(k, row, k->email, "an address of %zu bytes, expected at most 254",
			strlen(cell));
	else if (address_parse_named(cell, &a, &why) < 0)
		roster_tell(k, row, k->email, "\"%.200s\" is no address: %s, expected one address",
			cell, why);
	else
		key = address_key(cell);
	address_release(&a);
	return key;
}
