#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "base/str.h"
#include "report/slug.h"

static void names_become_file_names(void **state)
{
	static const char *const names[] = {"Northfield Systems", "../../etc/passwd", "CON",
		"A & B", "Äußerst GmbH", "شركة", "", "x<script>", "com1", "a.b", "a b", "北", "京"};
	enum { N = sizeof names / sizeof *names };
	struct arena arena = {0};
	const char *const *slugs = report_slugs(&arena, names, names, N);

	(void)state;
	assert_string_equal(slugs[0], "northfield-systems");
	assert_string_equal(slugs[1], "etc-passwd");
	assert_true(str_starts(slugs[2], "con-"));
	/* Three names share "a-b": each has a part of its hash. */
	assert_true(str_starts(slugs[3], "a-b-") && str_starts(slugs[9], "a-b-"));
	assert_string_equal(slugs[7], "x-script");
	for (size_t i = 0; i < N; i++) {
		assert_true(strlen(slugs[i]) > 0 && strlen(slugs[i]) < 100);
		for (const char *p = slugs[i]; *p; p++)
			assert_true(ascii_is_alnum(*p) || *p == '-');
		for (size_t k = 0; k < i; k++)
			assert_string_not_equal(slugs[i], slugs[k]);
	}
	arena_release(&arena);
}

static void a_long_name_is_cut(void **state)
{
	char name[5000];
	const char *names[1] = {name};
	struct arena arena = {0};

	(void)state;
	memset(name, 'a', sizeof name - 1);
	name[sizeof name - 1] = '\0';
	assert_true(strlen(report_slugs(&arena, names, names, 1)[0]) < 100);
	arena_release(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names_become_file_names),
		cmocka_unit_test(a_long_name_is_cut),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
