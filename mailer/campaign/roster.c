#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "base/utf8.h"
#include "campaign/address.h"
#include "campaign/campaign.h"
#include "campaign/roster.h"
#include "campaign/seen.h"

#define COUNT(a) (sizeof(a) / sizeof *(a))

enum { NAME_BYTES_MAX = 1000 };

/* A list that is being checked. */
struct check {
	struct table *t;
	struct problems *problems;
	bool *bad; /* rows with a fault */
	bool any_bad;
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
	k->bad[row] = k->any_bad = true;
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

/* The columns that become parts of header lines. Others may hold several lines (an address). */
static void check_names(struct check *k)
{
	const struct table *t = k->t;
	static const char *const names[] = {"name", "org", "title", "id", "language"};

	for (size_t i = 0; i < COUNT(names); i++) {
		long column = table_column(t, names[i]);
		for (size_t row = 0; column >= 0 && row < t->row_count; row++) {
			const char *cell = table_cell(t, row, column), *bad = bad_character(cell);
			if (bad)
				tell(k, row, column, "%s in \"%s\", expected one line of text", bad,
					names[i]);
			else if (strlen(cell) > NAME_BYTES_MAX)
				tell(k, row, column, "\"%s\" has %zu bytes, expected at most %d",
					names[i], strlen(cell), NAME_BYTES_MAX);
			else if (i == 4 && *cell && !campaign_is_language(cell))
				tell(k, row, column,
					"\"language\" is \"%.40s\", expected one like \"en\" or "
					"\"pt-BR\"",
					cell);
		}
	}
}

/* Puts the address alone into the cell, and its name where the row has none. */
static void take_apart(
	struct table *t, size_t row, long email, const struct address *a, const char *cell)
{
	const char *end = cell + strlen(cell), *open = strrchr(cell, '<');
	long name = table_column(t, "name");
	char *inner;

	/* As it was written, between the brackets: a:domain stays readable in letters. */
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
	inner = mem_strndup(open, (size_t)(end - open));
	if (strcmp(inner, cell) != 0)
		table_set_cell(t, row, email, inner);
	free(inner);
	if (name >= 0 && *a->name && *table_cell(t, row, name) == '\0')
		table_set_cell(t, row, name, a->name);
}

/* A row's address; false when there is none that can be used (which was told unless blank). */
static bool check_address(struct check *k, size_t row, long email)
{
	struct table *t = k->t;
	/* A copy: taking it apart may move the table's text. */
	char *cell = mem_strdup(table_cell(t, row, email));
	const char *bad = bad_character(cell), *why;
	struct address a = {0};
	bool ok = false;

	if (strspn(cell, " \t") == strlen(cell))
		;
	else if (bad)
		tell(k, row, email, "%s in an address, expected one address", bad);
	else if (strlen(cell) > NAME_BYTES_MAX)
		tell(k, row, email, "an address of %zu bytes, expected at most 254", strlen(cell));
	else if (address_parse_named(cell, &a, &why) < 0)
		tell(k, row, email, "\"%.200s\" is no address: %s, expected one address", cell,
			why);
	else
		ok = true;
	if (ok)
		take_apart(t, row, email, &a, cell);
	address_release(&a);
	free(cell);
	return ok;
}

static char *recipient_key(const void *ctx, size_t row)
{
	const struct table *t = ctx;

	return address_key(table_cell(t, row, table_column(t, "email")));
}

static void check_recipients(struct check *k, long email)
{
	struct table *t = k->t;
	struct seen seen;
	size_t before;

	seen_init(&seen, t->row_count, recipient_key, t);
	for (size_t row = 0; row < t->row_count; row++) {
		const char *cell = table_cell(t, row, email);
		if (strspn(cell, " \t") == strlen(cell)) {
			tell(k, row, email, "no address in this row, expected one");
			continue;
		}
		if (!check_address(k, row, email))
			continue;
		char *key = recipient_key(t, row);
		if (seen_add(&seen, row, key, &before))
			tell(k, row, email,
				"the recipient %s a second time, expected each once (the first is "
				"in "
				"line %u)",
				table_cell(t, row, email), (unsigned)t->lines[before]);
		free(key);
	}
	seen_release(&seen);
}

static void begin(struct check *k, struct table *t, struct problems *problems)
{
	*k = (struct check){.t = t, .problems = problems};
	k->bad = mem_array(t->row_count + 1, sizeof *k->bad);
}

static void end(struct check *k)
{
	if (k->any_bad)
		table_drop(k->t, k->bad);
	free(k->bad);
}

void roster_check_recipients(struct table *t, bool need_rows, struct problems *problems)
{
	long email = need_column(t, "email", problems);
	struct check k;

	if (t->column_count && t->row_count == 0 && need_rows)
		problems_add(problems, t->file, t->header_line, 1,
			"a list without recipients, expected a row for each");
	begin(&k, t, problems);
	check_names(&k);
	if (email >= 0)
		check_recipients(&k, email);
	end(&k);
}

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

static char *signatory_key(const void *ctx, size_t row)
{
	return roster_signatory_key(ctx, row);
}

static void check_signatory(struct check *k, size_t row, struct seen *seen)
{
	struct table *t = k->t;
	long email = table_column(t, "email"), id = table_column(t, "id");
	long name = table_column(t, "name"), org = table_column(t, "org");
	size_t before;

	if (email >= 0)
		check_address(k, row, email);
	if (*table_cell(t, row, name) == '\0' && *table_cell(t, row, org) == '\0') {
		tell(k, row, name >= 0 ? name : org,
			"neither name nor organisation in this row, expected one of them");
		return;
	}
	char *key = roster_signatory_key(t, row);
	if (seen_add(seen, row, key, &before)) {
		const char *who = table_cell(t, row, name);
		long column = *table_cell(t, row, id)	   ? id
			      : *table_cell(t, row, email) ? email
							   : -1;
		if (*who == '\0')
			who = table_cell(t, row, org);
		tell(k, row, column,
			"the signatory %s a second time, expected each once (the first is in line "
			"%u; a column \"id\" tells apart those who share an address)",
			who, (unsigned)t->lines[before]);
	}
	free(key);
}

void roster_check_signatories(struct table *t, bool need_rows, struct problems *problems)
{
	struct seen seen;
	struct check k;

	if (t->column_count && table_column(t, "name") < 0 && table_column(t, "org") < 0) {
		need_column(t, "name", problems);
		return;
	}
	if (t->column_count && t->row_count == 0 && need_rows)
		problems_add(problems, t->file, t->header_line, 1,
			"a list without signatories, expected a row for each (mode is "
			"\"individual\")");
	begin(&k, t, problems);
	check_names(&k);
	seen_init(&seen, t->row_count, signatory_key, t);
	for (size_t row = 0; row < t->row_count; row++)
		check_signatory(&k, row, &seen);
	seen_release(&seen);
	end(&k);
}
