#include "fixture.h"

#include "store/targets.h"

static void expect_rows(long n, const struct target_row *rows, const char *want)
{
	struct str got = STR_INIT;

	must((int)n);
	for (long i = 0; i < n; i++)
		str_addf(&got, "%s:%d:%d ", rows[i].org, (int)rows[i].first_letter,
			(int)rows[i].conversation);
	assert_string_equal(str_c(&got), want);
	str_release(&got);
}

static void organisations_are_counted_and_listed(void **state)
{
	static const char *const orgs[] = {"zeta", "acme", "zeta", "midi", "acme"};
	struct arena arena = {0};
	struct target_row *rows, row;
	size_t count = 99;
	long n;
	const char *org;

	(void)state;
	must(targets_count(store, &count, &err));
	assert_int_equal(count, 0);
	n = targets_list(store, 10, &arena, &rows, &err);
	expect_rows(n, rows, "");
	for (long i = 0; i < 5; i++)
		must(outbox_add(store, letter_of(i + 1, orgs[i]), NULL, &err));
	must(outbox_converse(store, 3, OUTBOX_REPLIED, 0, 1, &err));
	must(outbox_converse(store, 2, OUTBOX_ACKNOWLEDGED, 0, 1, &err));
	must(targets_count(store, &count, &err));
	assert_int_equal(count, 3);
	n = targets_list(store, 10, &arena, &rows, &err);
	expect_rows(n, rows, "zeta:1:2 acme:2:1 midi:4:0 ");
	n = targets_list(store, 2, &arena, &rows, &err);
	expect_rows(n, rows, "zeta:1:2 acme:2:1 ");
	n = targets_first(store, 3, 10, &arena, &rows, &err);
	expect_rows(n, rows, "zeta:1:2 acme:2:1 ");
	n = targets_first(store, 9, 1, &arena, &rows, &err);
	expect_rows(n, rows, "zeta:1:2 ");
	n = targets_after(store, 0, 2, &arena, &rows, &err);
	expect_rows(n, rows, "zeta:1:2 acme:2:1 ");
	n = targets_after(store, 2, 2, &arena, &rows, &err);
	expect_rows(n, rows, "midi:4:0 ");
	n = targets_after(store, 4, 2, &arena, &rows, &err);
	expect_rows(n, rows, "");
	assert_int_equal(targets_find(store, "acme", &arena, &row, &err), 1);
	assert_int_equal(row.conversation, OUTBOX_ACKNOWLEDGED);
	assert_int_equal(targets_find(store, "ACME", &arena, &row, &err), 0);
	assert_int_equal(targets_resolve(store, "ACME", &arena, &org, &err), 1);
	assert_string_equal(org, "acme");
	assert_int_equal(targets_resolve(store, "R4@midi.example.org", &arena, &org, &err), 1);
	assert_string_equal(org, "midi");
	assert_int_equal(targets_resolve(store, "nobody", &arena, &org, &err), 0);
	arena_release(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			organisations_are_counted_and_listed, setup, teardown),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
