/* The store where SQLite gets no memory (S34). */
#include "life.h"

/* SQLite's allocations, of which one fails. */
static sqlite3_mem_methods real_memory;
static long allocations, allocation_fails_at;

static void *failing_malloc(int n)
{
	return ++allocations == allocation_fails_at ? NULL : real_memory.xMalloc(n);
}

static void *failing_realloc(void *p, int n)
{
	return ++allocations == allocation_fails_at ? NULL : real_memory.xRealloc(p, n);
}

/* Clean stop, journal right, at every allocation in turn. */
static void a_failed_allocation_loses_nothing(void **state)
{
	long failures = 0;

	(void)state;
	for (long at = 1;; at += at < 100 ? 1 : 211) {
		fresh_folder();
		allocations = 0;
		allocation_fails_at = at;
		struct store *store = live();
		bool hit = allocations >= at;
		allocation_fails_at = 0;
		if (known.failed) {
			failures++;
			assert_true(known.why.text[0]);
			if (store)
				check_states(store, false, "allocation", at);
		}
		store_close(store);
		check_after(false, "allocation", at);
		remove_folder();
		if (!hit)
			break;
	}
	assert_true(failures > 50);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_failed_allocation_loses_nothing),
	};
	sqlite3_mem_methods failing;

	sqlite3_config(SQLITE_CONFIG_GETMALLOC, &real_memory);
	failing = real_memory;
	failing.xMalloc = failing_malloc;
	failing.xRealloc = failing_realloc;
	sqlite3_config(SQLITE_CONFIG_MALLOC, &failing);
	sqlite3_initialize();
	faulty_register();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
