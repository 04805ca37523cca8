#include <stdlib.h>
#include <string.h>

#include "base/map.h"
#include "base/mem.h"
#include "cmd/check_columns.h"

enum { COLUMNS_TOLD = 12 };

/* What templates read of a list. */
struct reading {
	const struct table *table;
	struct map keys, told; /* told: missing ones that were named */
	bool whole; /* a whole row: every column */
	const char **missing; /* keys that are no column */
	size_t missing_count, missing_cap;
};

/* What a list itself has, and its rows have not. */
static bool is_of_list(const char *key)
{
	return strcmp(key, "size") == 0 || strcmp(key, "first") == 0 || strcmp(key, "last") == 0;
}

static void see_key(void *ctx, const char *key)
{
	struct reading *r = ctx;

	if (key == NULL) {
		r->whole = true;
		return;
	}
	if (!map_put(&r->keys, key, strlen(key), 1) || table_column(r->table, key) >= 0 ||
		is_of_list(key))
		return;
	mem_grow(&r->missing, &r->missing_cap, r->missing_count, sizeof *r->missing);
	r->missing[r->missing_count++] = key;
}

static bool is_used(const struct reading *r, const char *column)
{
	static const char *const known[] = {"", "id", "email", "name", "org", "title", "language"};

	for (size_t i = 0; i < sizeof known / sizeof *known; i++)
		if (strcmp(known[i], column) == 0)
			return true;
	return r->whole || map_get(&r->keys, column, strlen(column), NULL);
}

static size_t count_unused(const struct reading *r)
{
	size_t n = 0;

	for (size_t i = 0; i < r->table->column_count; i++)
		n += !is_used(r, r->table->columns[i]);
	return n;
}

/* The key that a column may have been named by before, or NULL. */
static const char *old_name(const struct reading *r, const char *column, size_t unused)
{
	const char *near = name_nearest(column, r->missing, r->missing_count);

	return near == NULL && unused == 1 && r->missing_count == 1 ? r->missing[0] : near;
}

static void tell(
	struct reading *r, size_t i, const char *row, size_t unused, struct problems *problems)
{
	const struct table *t = r->table;
	const char *old = old_name(r, t->columns[i], unused);
	size_t line, column;

	table_header_at(t, (long)i, &line, &column);
	if (old)
		map_put(&r->told, old, strlen(old), 1);
	if (old)
		problems_warn(problems, t->file, line, column,
			"no letter uses the column \"%s\"; is it the `%s.%s` that letters ask for, "
			"and that the list has not?",
			t->columns[i], row, old);
	else
		problems_warn(problems, t->file, line, column, "no letter uses the column \"%s\"",
			t->columns[i]);
}

/*
 * What stands behind `default` or in an `if` is no error where it is missing, and a misspelt name
 * would be missing in every row.
 */
static void tell_missing(struct reading *r, const char *row, struct problems *problems)
{
	const struct table *t = r->table;
	struct str there = STR_INIT;

	for (size_t i = 0; i < t->column_count && i < COLUMNS_TOLD; i++)
		str_addf(&there, "%s\"%.60s\"", i ? ", " : "", t->columns[i]);
	for (size_t i = 0; i < r->missing_count; i++)
		if (map_put(&r->told, r->missing[i], strlen(r->missing[i]), 1))
			problems_warn(problems, t->file, t->header_line, 1,
				"no column \"%s\", and letters ask for `%s.%s`; the header has "
				"%s%s",
				r->missing[i], row, r->missing[i], str_c(&there),
				t->column_count > COLUMNS_TOLD ? ", ..." : "");
	str_release(&there);
}

void check_columns(const struct table *t, const char *row, const char *list,
	struct composer *const *composers, size_t n, struct problems *problems)
{
	struct reading r = {.table = t};
	size_t unused;

	for (size_t i = 0; i < n; i++)
		if (composers[i]) {
			composer_each_key(composers[i], row, see_key, &r);
			composer_each_key(composers[i], list, see_key, &r);
		}
	unused = count_unused(&r);
	for (size_t i = 0; i < t->column_count; i++)
		if (!is_used(&r, t->columns[i]))
			tell(&r, i, row, unused, problems);
	tell_missing(&r, row, problems);
	free(r.missing);
	map_release(&r.keys);
	map_release(&r.told);
}
