#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "base/utf8.h"
#include "campaign/address.h"
#include "campaign/roster_check.h"

enum { COLUMNS_TOLD = 12 };

/* Nothing that is there could be meant: what is there is told. */
static void no_column(const struct table *t, const char *shown, size_t line, size_t place,
	struct problems *problems)
{
	struct str there = STR_INIT;

	for (size_t i = 0; i < t->column_count && i < COLUMNS_TOLD; i++)
		str_addf(&there, "%s\"%.60s\"", i ? ", " : "", t->columns[i]);
	if (t->column_count > COLUMNS_TOLD)
		str_adds(&there, ", ...");
	problems_add(problems, t->file, line, place,
		t->column_count == 1 ? "no column %s, expected one; the whole header is %s, "
				       "expected columns "
				       "that commas, semicolons or tabs separate"
				     : "no column %s, expected one; the header has %s",
		shown, str_c(&there));
	str_release(&there);
}

/* A column that must be there; shown is what it is called in messages. */
static long need_column(
	const struct table *t, const char *name, const char *shown, struct problems *problems)
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
	if (near == NULL && t->column_count > 1)
		near = name_nearest(name, (const char *const *)t->columns, t->column_count);
	table_header_at(t, -1, &line, &place);
	if (near)
		problems_add(problems, t->file, line, place,
			"no column %s, expected one (is it \"%s\"?)", shown, near);
	else
		no_column(t, shown, line, place, problems);
	return -1;
}

static void see(struct roster_check *k, size_t row, const char *key)
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
static size_t find_twice(struct roster_check *k, struct twice **found_r)
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
static void check_twice(struct roster_check *k, char *(*key)(const struct table *t, size_t row),
	void (*say)(struct roster_check *k, size_t row, size_t before))
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

static void say_recipient(struct roster_check *k, size_t row, size_t before)
{
	bool told = k->problems->count < PROBLEMS_MAX;

	roster_tell(k, row, k->email,
		"the recipient %s a second time, expected each once (the first is in line %zu)",
		told ? table_cell(k->t, row, k->email) : "", told ? table_line(k->t, before) : 0);
}

static void look_at_recipients(void *ctx, struct table *t, size_t from, size_t to)
{
	struct roster_check *k = ctx;

	(void)t;
	roster_find_columns(k);
	for (size_t row = from; row < to; row++) {
		roster_check_names(k, row);
		if (k->email < 0)
			continue;
		if (roster_is_blank(table_cell(k->t, row, k->email))) {
			roster_tell(k, row, k->email, "no address in this row, expected one");
			continue;
		}
		char *key = roster_check_address(k, row);
		if (key)
			see(k, row, key);
		free(key);
	}
}

static void end(struct roster_check *k)
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
	struct roster_check k = {.problems = problems, .t = t, .languages = languages_r};
	const struct table_use use = {.tidy = roster_tidy, .look = look_at_recipients, .ctx = &k};
	size_t before = problems->errors;

	table_read(t, file, reader, &use, sha256_r, problems);
	/* Rows that could not be read are recipients all the same. */
	if (t->column_count && t->row_count == 0 && need_rows && problems->errors == before)
		problems_add(problems, t->file, t->header_line, 1,
			"a list without recipients, expected a row for each");
	k.email = need_column(t, "email", "\"email\"", problems);
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

static void say_signatory(struct roster_check *k, size_t row, size_t before)
{
	const struct table *t = k->t;
	const char *who = table_cell(t, row, k->columns[NAME]);
	long column = *table_cell(t, row, k->columns[ID]) ? k->columns[ID]
		      : *table_cell(t, row, k->email)	  ? k->email
							  : -1;

	if (*who == '\0')
		who = table_cell(t, row, k->columns[ORG]);
	roster_tell(k, row, column,
		"the signatory %s a second time, expected each once (the first is in line %zu; a "
		"column \"id\" tells apart those who share an address)",
		who, table_line(t, before));
}

static void look_at_signatories(void *ctx, struct table *t, size_t from, size_t to)
{
	struct roster_check *k = ctx;

	roster_find_columns(k);
	for (size_t row = from; row < to; row++) {
		long name = k->columns[NAME], org = k->columns[ORG];
		roster_check_names(k, row);
		if (name < 0 && org < 0)
			continue;
		if (k->email >= 0)
			free(roster_check_address(k, row));
		if (*table_cell(t, row, name) == '\0' && *table_cell(t, row, org) == '\0') {
			roster_tell(k, row, name >= 0 ? name : org,
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
	struct roster_check k = {.problems = problems, .t = t};
	const struct table_use use = {
		.tidy = roster_tidy, .look = look_at_signatories, .ctx = &k, .hold = true};
	size_t before = problems->errors;

	table_read(t, file, reader, &use, sha256_r, problems);
	if (t->column_count && table_column(t, "name") < 0 && table_column(t, "org") < 0)
		need_column(t, "name", "\"name\" or \"org\"", problems);
	else if (t->column_count && t->row_count == 0 && need_rows && problems->errors == before)
		problems_add(problems, t->file, t->header_line, 1,
			"a list without signatories, expected a row for each (mode is "
			"\"individual\")");
	roster_find_columns(&k);
	check_twice(&k, roster_signatory_key, say_signatory);
	end(&k);
}
