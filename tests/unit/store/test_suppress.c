#include "fixture.h"

#include "store/suppress.h"

static void addresses_are_suppressed_once_and_freed(void **state)
{
	static const struct suppression b = {.key = "b@example.org",
		.email = "B@example.org",
		.reason = "asked by phone",
		.by = "Ana",
		.at = 5};
	static const struct suppression a = {
		.key = "a@example.org", .email = "a@example.org", .by = "Ana", .at = 6};
	struct arena arena = {0};
	struct suppression *rows;
	bool added;

	(void)state;
	assert_int_equal(suppress_has(store, b.key, &err), 0);
	must(suppress_add(store, &b, &added, &err));
	assert_true(added);
	must(suppress_add(store, &b, &added, &err));
	assert_false(added);
	must(suppress_add(store, &a, NULL, &err));
	restart();
	assert_int_equal(suppress_has(store, b.key, &err), 1);
	assert_int_equal(suppress_has(store, "B@example.org", &err), 0);
	assert_int_equal(suppress_list(store, &arena, &rows, &err), 2);
	assert_string_equal(rows[0].key, "a@example.org");
	assert_null(rows[0].reason);
	assert_string_equal(rows[1].email, "B@example.org");
	assert_string_equal(rows[1].reason, "asked by phone");
	assert_int_equal(rows[1].at, 5);
	assert_int_equal(suppress_remove(store, b.key, "Bo", 7, &err), 1);
	assert_int_equal(suppress_remove(store, b.key, "Bo", 8, &err), 0);
	assert_int_equal(suppress_has(store, b.key, &err), 0);
	assert_int_equal(suppress_list(store, &arena, &rows, &err), 1);
	arena_release(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			addresses_are_suppressed_once_and_freed, setup, teardown),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
