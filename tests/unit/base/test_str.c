#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "base/str.h"

static void grows_and_stays_terminated(void **state)
{
	struct str s = STR_INIT;

	(void)state;
	assert_string_equal(str_c(&s), "");
	for (int i = 0; i < 1000; i++)
		str_addf(&s, "%d,", i);
	assert_int_equal(s.len, strlen(s.p));
	str_truncate(&s, 4);
	assert_string_equal(s.p, "0,1,");
	str_truncate(&s, 40);
	assert_int_equal(s.len, 4);
	str_release(&s);
	assert_null(s.p);
}

static void the_cap_drops_whole_additions(void **state)
{
	struct str s;

	(void)state;
	str_init_max(&s, 5);
	str_adds(&s, "1234");
	assert_false(s.full);
	str_adds(&s, "56");
	assert_true(s.full);
	assert_string_equal(s.p, "1234");
	str_addf(&s, "%d", 5);
	assert_string_equal(s.p, "12345");
	str_reset(&s);
	assert_false(s.full);
	str_release(&s);
}

static void detach_hands_over(void **state)
{
	struct str s = STR_INIT;
	size_t n;
	char *p = str_detach(&s, &n);

	(void)state;
	assert_string_equal(p, "");
	assert_int_equal(n, 0);
	free(p);
	str_add(&s, "a\0b", 3);
	p = str_detach(&s, &n);
	assert_memory_equal(p, "a\0b", 4);
	assert_int_equal(n, 3);
	assert_int_equal(s.len, 0);
	free(p);
}

static void integers_fill_all_of_the_text(void **state)
{
	static const struct {
		const char *text;
		int rc;
		long value;
	} cases[] = {
		{"0", 0, 0},
		{"42", 0, 42},
		{"100", 0, 100},
		{"101", -1, 0},
		{"", -1, 0},
		{" 1", -1, 0},
		{"+1", -1, 0},
		{"-1", -1, 0},
		{"1 ", -1, 0},
		{"1x", -1, 0},
		{"99999999999999999999999", -1, 0},
	};
	long v;

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		v = 0;
		assert_int_equal(parse_long(cases[i].text, 0, 100, &v), cases[i].rc);
		assert_int_equal(v, cases[i].value);
	}
	assert_int_equal(parse_long("-7", -10, 10, &v), 0);
	assert_int_equal(v, -7);
}

static void test_bytes(void **state)
{
	static const char text[] = "abc\x80";

	(void)state;
	assert_true(str_starts_in(text, text + 2, "ab"));
	assert_true(str_starts_in(text, text, ""));
	assert_false(str_starts_in(text, text + 2, "abc"));
	assert_false(str_starts_in(text, text + 3, "ac"));
	assert_true(ascii_only(text, 3));
	assert_false(ascii_only(text, 4));
	assert_true(ascii_only("\0\x7F", 2));
	assert_true(ascii_only(text, 0));
}

static void the_nearest_name_is_near(void **state)
{
	static const char *const names[] = {"recipients", "signatories", "demands", "send", "id"};
	static const struct {
		const char *word, *nearest;
	} cases[] = {
		{"recipient", "recipients"},
		{"recepients", "recipients"},
		{"signatoires", "signatories"},
		{"sned", "send"},
		{"Demands", "demands"},
		{"zzzzzz", NULL},
		{"sig", "signatories"},
		{"demands_of_ours", "demands"},
		{"sender", "send"},
		{"open demands", "demands"},
		{"recipientz", "recipients"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		const char *found = name_nearest(cases[i].word, names, 5);
		if (cases[i].nearest == NULL)
			assert_null(found);
		else
			assert_string_equal(found, cases[i].nearest);
	}
	assert_int_equal(name_distance("ab", "ba", 3), 1);
	assert_int_equal(name_distance("kitten", "sitting", 5), 3);
	assert_int_equal(name_distance("short", "a very much longer name", 3), 4);
}

static void test_lines(void **state)
{
	static const struct {
		const char *in, *out;
	} cases[] = {
		{"", ""},
		{"a", "a"},
		{"a\nb\n", "a\nb\n"},
		{"a\r\nb\r\n", "a\nb\n"},
		{"a\rb\r", "a\nb\n"},
		{"\r\r\n\n\r", "\n\n\n\n"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct str s = STR_INIT;
		str_add_lines(&s, cases[i].in, strlen(cases[i].in));
		assert_string_equal(str_c(&s), cases[i].out);
		str_release(&s);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_lines),
		cmocka_unit_test(test_bytes),
		cmocka_unit_test(grows_and_stays_terminated),
		cmocka_unit_test(the_cap_drops_whole_additions),
		cmocka_unit_test(detach_hands_over),
		cmocka_unit_test(integers_fill_all_of_the_text),
		cmocka_unit_test(the_nearest_name_is_near),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
