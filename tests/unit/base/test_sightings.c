#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/mem.h"
#include "base/sightings.h"

/* Every number comes once, equal texts are neighbours in the order of their numbers. */
static void check_set(size_t n, size_t different)
{
	struct sightings s = {0};
	struct sighting item, last = {0};
	char *seen = mem_alloc(n + 1), text[32];
	size_t count = 0, groups = 0;

	for (size_t i = 0; i < n; i++) {
		snprintf(text, sizeof text, "text %zu", i % different);
		sightings_add(&s, sightings_hash(&s, text, strlen(text)), (uint32_t)i,
			(uint32_t)(i % different));
	}
	while (sightings_next(&s, &item)) {
		assert_true(item.number < n);
		assert_false(seen[item.number]);
		seen[item.number] = 1;
		assert_int_equal(item.number % different, item.mark);
		if (count && item.hash == last.hash) {
			assert_int_equal(item.mark, last.mark);
			assert_true(item.number > last.number);
		} else {
			assert_true(count == 0 || item.hash > last.hash);
			groups++;
		}
		last = item;
		count++;
	}
	assert_false(s.failed);
	assert_int_equal(count, n);
	assert_int_equal(groups, n < different ? n : different);
	assert_false(sightings_next(&s, &item));
	sightings_release(&s);
	free(seen);
}

static void test_sets(void **state)
{
	static const size_t sizes[] = {0, 1, 2, 1000, 131072, 131073, 262144, 600000};

	(void)state;
	for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
		check_set(sizes[i], 1);
		check_set(sizes[i], 3);
		check_set(sizes[i], 1 << 20);
	}
}

/* Where there is no room for a file, memory has to do. */
static void test_no_temporary_file(void **state)
{
	(void)state;
	setenv("TMPDIR", "/nonexistent/folder", 1);
	check_set(400000, 1000);
	unsetenv("TMPDIR");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_sets),
		cmocka_unit_test(test_no_temporary_file),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
