#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/sightings.h"
#include "base/str.h"
#include "base/utf8.h"
#include "campaign/address.h"
#include "campaign/campaign.h"
#include "campaign/roster.h"
#include "campaign/table_parts.h"

#define COUNT(a) (sizeof(a) / sizeof *(a))

enum { NAME_BYTES_MAX = 1000 };

/* The columns that become parts of header lines. Others may hold several lines (an address). */
enum named { NAME, ORG, TITLE, ID, LANGUAGE, NAMED };
static const char *const names[NAMED] = {"name", "org", "title", "id", "language"};

/* A list that is being checked. */
struct check {
	struct problems *problems;
	struct table *t;
	bool begun; /* columns are known */
	long email, columns[NAMED];
	struct table_marks bad; /* rows with a fault */
	struct sightings seen; /* who is in it, by row */
	struct roster_languages *languages;
};

static void tell(struct check *k, size_t row, long column, const char *fmt, ...)
	__attribute__((format(printf, 4, 5)));

static void tell(struct check *k, size_t row, long column, const char *fmt, ...)
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

/* A column that must be there. */
static long need_column(const struct table *t, const char *name, struct problems *problems)
{
	long column = table_column(t, name);
	const char *near = NULL;
	size_t line, place;

	/* No header was read: that was told. */
	if (column >= 0 || t->column_count == 0)
		return column;
	for (size_t i = 0; i < t->column_count && near == NULL; i++) {
		char *folded = utf8_folded(t->columns[i], strlen(t->columns[i]));
		if (strcmp(folded, name) == 0 || strcmp(folded, "e-mail") == 0)
			near = t->columns[i];
		free(folded);
	}
	if (near == NULL)
		near = name_nearest(name, (const char *const *)t->columns, t->column_count);
	table_header_at(t, -1, &line, &place);
	problems_add(problems, t->file, line, place, "no column \"%s\", expected one%s%s%s", name,
		near ? " (is it \"" : "", near ? near : "", near ? "\"?)" : "");
	return -1;
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

static void add_language(struct check *k, size_t row, const char *name)
{
	struct roster_languages *l = k->languages;
	size_t i = 0;

	while (l && i < l->count && strcmp(l->items[i].name, name) != 0)
		i++;
	if (l == NULL || i < l->count)
		return;
	if (l->count == ROSTER_LANGUAGES_MAX) {
		tell(k, row, k->columns[LANGUAGE], "more than %d languages, expected fewer",
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

static void check_language(struct check *k, size_t row, const char *cell)
{
	if (campaign_is_language(cell))
		add_language(k, row, cell);
	else
		tell(k, row, k->columns[LANGUAGE],
			"\"language\" is \"%.40s\", expected one like \"en\" or \"pt-BR\"", cell);
}

static void check_names(struct check *k, size_t row)
{
	for (size_t i = 0; i < NAMED; i++) {
		const char *cell = table_cell(k->t, row, k->columns[i]);
		const char *bad = *cell ? bad_character(cell) : NULL;
		if (bad)
			tell(k, row, k->columns[i], "%s in \"%s\", expected one line of text", bad,
				names[i]);
		else if (strlen(cell) > NAME_BYTES_MAX)
			tell(k, row, k->columns[i], "\"%s\" has %zu bytes, expected at most %d",
				names[i], strlen(cell), NAME_BYTES_MAX);
		else if (i == LANGUAGE && *cell)
			check_language(k, row, cell);
	}
}

/* Whether a cell is more than an address alone may be: a name, quotes, spaces. */
static bool needs_tidying(const char *cell)
{
	for (; *cell; cell++)
		if ((unsigned char)*cell <= ' ' || *cell == '<' || *cell == '"')
			return true;
	return false;
}

/* The part of a cell that is its address, as it was written: a:domain stays readable in letters. */
static char *inner_address(const char *cell)
{
	const char *end = cell + strlen(cell), *open = strrchr(cell, '<');

	while (end > cell && ascii_is_space((unsigned char)end[-1]))
		end--;
	if (open && end > open && end[-1] == '>') {
		open++;
		end--;
	} else {
		open = cell;
		while (ascii_is_space((unsigned char)*open))
			open++;
	}
	return mem_strndup(open, (size_t)(end - open));
}

static bool is_blank(const char *cell)
{
	return cell[strspn(cell, " \t")] == '\0';
}

/* Puts the address alone into the cell, and its name where the row has none. */
static void take_apart(const struct table *t, struct table_block *b, size_t row)
{
	long email = table_column(t, "email"), name = table_column(t, "name");
	const char *cell = block_cell(t, b, row, email), *why;
	struct address a = {0};

	if (!needs_tidying(cell) || is_blank(cell) || bad_character(cell) ||
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

/*
 * A row's address: its key (heap), or NULL when there is none that can be used (which was told
 * unless blank).
 */
static char *check_address(struct check *k, size_t row)
{
	const char *cell = table_cell(k->t, row, k->email), *bad, *why;
	struct address a = {0};
	char *key = NULL;

	if (is_blank(cell))
		return NULL;
	bad = bad_character(cell);
	if (bad)
		tell(k, row, k->email, "%s in an address, expected one address", bad);
	else if (strlen(cell) > NAME_BYTES_MAX)
		tell(k, row, k->email, "an address of %zu bytes, expected at most 254",
			strlen(cell));
	else if (address_parse_named(cell, &a, &why) < 0)
		tell(k, row, k->email, "\"%.200s\" is no address: %s, expected one address", cell,
			why);
	else
		key = address_key(cell);
	address_release(&a);
	return key;
}

static void see(struct check *k, size_t row, const char *key)
{
	sightings_add(&k->seen, sightings_hash(&k->seen, key, strlen(key)), (uint32_t)row, 0);
}

/* ---- those who are there twice ---- */

struct twice {
	size_t row, before;
};

static int by_row(const void *a, const void *b)
{
	const struct twice *p = a, *q = b;

	return p->row < q->row ? -1 : p->row > q->row;
}

/* Rows with the hash of an earlier one, in order. Heap. */
static size_t find_twice(struct check *k, struct twice **found_r)
{
	struct sighting item, first = {0};
	struct twice *found = NULL;
	size_t count = 0, cap = 0;

	for (bool any = false; sightings_next(&k->seen, &item); any = true) {
		if (!any || item.hash != first.hash) {
			first = item;
			continue;
		}
		mem_grow(&found, &cap, count, sizeof *found);
		found[count++] = (struct twice){.row = item.number, .before = first.number};
	}
	if (k->seen.failed)
		problems_add(k->problems, k->t->file, 0, 0,
			"the temporary file in which its rows are compared cannot be read back; "
			"run again");
	if (count)
		qsort(found, count, sizeof *found, by_row);
	*found_r = found;
	return count;
}

/* Tells of rows that are there twice by their key, in words of `say`. */
static void check_twice(struct check *k, char *(*key)(const struct table *t, size_t row),
	void (*say)(struct check *k, size_t row, size_t before))
{
	struct twice *found;
	size_t n = find_twice(k, &found);

	for (size_t i = 0; i < n; i++) {
		bool same = true;
		/* Beyond that they are only counted, and one row more or less does not matter. */
		if (k->problems->count < PROBLEMS_MAX) {
			char *a = key(k->t, found[i].row), *b = key(k->t, found[i].before);
			same = strcmp(a, b) == 0;
			free(a);
			free(b);
		}
		if (same)
			say(k, found[i].row, found[i].before);
	}
	free(found);
}

/* ---- recipients ---- */

static char *recipient_key(const struct table *t, size_t row)
{
	return address_key(table_cell(t, row, table_column(t, "email")));
}

static void say_recipient(struct check *k, size_t row, size_t before)
{
	bool told = k->problems->count < PROBLEMS_MAX;

	tell(k, row, k->email,
		"the recipient %s a second time, expected each once (the first is in line %zu)",
		told ? table_cell(k->t, row, k->email) : "", told ? table_line(k->t, before) : 0);
}

static void find_columns(struct check *k)
{
	if (k->begun)
		return;
	k->email = table_column(k->t, "email");
	for (size_t i = 0; i < NAMED; i++)
		k->columns[i] = table_column(k->t, names[i]);
	k->begun = true;
}

static void look_at_recipients(void *ctx, struct table *t, size_t from, size_t to)
{
	struct check *k = ctx;

	(void)t;
	find_columns(k);
	for (size_t row = from; row < to; row++) {
		check_names(k, row);
		if (k->email < 0)
			continue;
		if (is_blank(table_cell(k->t, row, k->email))) {
			tell(k, row, k->email, "no address in this row, expected one");
			continue;
		}
		char *key = check_address(k, row);
		if (key)
			see(k, row, key);
		free(key);
	}
}

static void end(struct check *k)
{
	struct err err;

	/* Told when reading broke off: rows that were read after that are blank. */
	if (table_check(k->t, &err) < 0 && k->problems->errors == 0)
		problems_add(k->problems, "", 0, 0, "%s", err.text);
	table_drop(k->t, &k->bad);
	table_marks_release(&k->bad);
	sightings_release(&k->seen);
}

void roster_read_recipients(struct table *t, const char *file, const struct reader *reader,
	bool need_rows, struct roster_languages *languages_r, char sha256_r[SHA256_HEX],
	struct problems *problems)
{
	struct check k = {.problems = problems, .t = t, .languages = languages_r};
	const struct table_use use = {.tidy = take_apart, .look = look_at_recipients, .ctx = &k};
	size_t before = problems->errors;

	table_read(t, file, reader, &use, sha256_r, problems);
	/* Rows that could not be read are recipients all the same. */
	if (t->column_count && t->row_count == 0 && need_rows && problems->errors == before)
		problems_add(problems, t->file, t->header_line, 1,
			"a list without recipients, expected a row for each");
	k.email = need_column(t, "email", problems);
	check_twice(&k, recipient_key, say_recipient);
	end(&k);
}

/* ---- signatories ---- */

char *roster_signatory_key(const struct table *t, size_t row)
{
	const char *id = table_cell(t, row, table_column(t, "id"));
	const char *email = table_cell(t, row, table_column(t, "email"));
	struct str key = STR_INIT;

	if (*id)
		return mem_strdup(id);
	if (*email)
		return address_key(email);
	str_addf(&key, "%s|%s", table_cell(t, row, table_column(t, "name")),
		table_cell(t, row, table_column(t, "org")));
	return str_detach(&key, NULL);
}

static void say_signatory(struct check *k, size_t row, size_t before)
{
	const struct table *t = k->t;
	const char *who = table_cell(t, row, k->columns[NAME]);
	long column = *table_cell(t, row, k->columns[ID]) ? k->columns[ID]
		      : *table_cell(t, row, k->email)	  ? k->email
							  : -1;

	if (*who == '\0')
		who = table_cell(t, row, k->columns[ORG]);
	tell(k, row, column,
		"the signatory %s a second time, expected each once (the first is in line %zu; a "
		"column \"id\" tells apart those who share an address)",
		who, table_line(t, before));
}

static void look_at_signatories(void *ctx, struct table *t, size_t from, size_t to)
{
	struct check *k = ctx;

	find_columns(k);
	for (size_t row = from; row < to; row++) {
		long name = k->columns[NAME], org = k->columns[ORG];
		check_names(k, row);
		if (name < 0 && org < 0)
			continue;
		if (k->email >= 0)
			free(check_address(k, row));
		if (*table_cell(t, row, name) == '\0' && *table_cell(t, row, org) == '\0') {
			tell(k, row, name >= 0 ? name : org,
				"neither name nor organisation in this row, expected one of them");
			continue;
		}
		char *key = roster_signatory_key(t, row);
		see(k, row, key);
		free(key);
	}
}

void roster_read_signatories(struct table *t, const char *file, const struct reader *reader,
	bool need_rows, char sha256_r[SHA256_HEX], struct problems *problems)
{
	struct check k = {.problems = problems, .t = t};
	const struct table_use use = {
		.tidy = take_apart, .look = look_at_signatories, .ctx = &k, .hold = true};
	size_t before = problems->errors;

	table_read(t, file, reader, &use, sha256_r, problems);
	if (t->column_count && table_column(t, "name") < 0 && table_column(t, "org") < 0)
		need_column(t, "name", problems);
	else if (t->column_count && t->row_count == 0 && need_rows && problems->errors == before)
		problems_add(problems, t->file, t->header_line, 1,
			"a list without signatories, expected a row for each (mode is "
			"\"individual\")");
	find_columns(&k);
	check_twice(&k, roster_signatory_key, say_signatory);
	end(&k);
}
