#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "base/utf8.h"

static void foreign_text_is_made_visible(void **state)
{
	static const struct {
		const char *in, *out;
		bool lines;
	} cases[] = {
		{"plain, é, 北京", "plain, é, 北京", false},
		{"\x1b]0;x\x07", "\\x1b]0;x\\x07", false},
		{"\x1b[2J", "\\x1b[2J", true},
		{"a\xC2\x9Bz", "a\\u{009b}z", false},
		{"a\xE2\x80\xAEz", "a\\u{202e}z", false},
		{"a\xE2\x81\xA6z", "a\\u{2066}z", false},
		{"a\xE2\x80\xA8z", "a\\u{2028}z", false},
		{"a\xFFz", "a\\xffz", false},
		{"a\nb", "a\\x0ab", false},
		{"a\nb\tc", "a\nb\tc", true},
		{"a\r\nb", "a\nb", true},
		{"a\rb", "a\\x0db", true},
		{"\x7f", "\\x7f", false},
	};
	struct str s = STR_INIT;

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		str_reset(&s);
		utf8_add_visible(&s, cases[i].in, strlen(cases[i].in), cases[i].lines);
		assert_string_equal(str_c(&s), cases[i].out);
	}
	str_release(&s);
}

static void bad_bytes_are_repaired(void **state)
{
	static const struct {
		const char *in, *out;
	} cases[] = {
		{"", ""},
		{"ok", "ok"},
		{"a\xFF", "a\xEF\xBF\xBD"},
		{"\xE2\x82", "\xEF\xBF\xBD"},
		{"\xE2\x82z", "\xEF\xBF\xBDz"},
		{"\xC0\xAF!", "\xEF\xBF\xBD!"},
	};
	struct str s = STR_INIT;
	size_t bad;

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		str_reset(&s);
		utf8_add_repaired(&s, cases[i].in, strlen(cases[i].in));
		assert_string_equal(str_c(&s), cases[i].out);
		assert_true(utf8_valid(str_c(&s), s.len, NULL));
	}
	assert_false(utf8_valid("abc\xFFz", 5, &bad));
	assert_int_equal(bad, 3);
	str_release(&s);
}

static void places_count_characters(void **state)
{
	const char *text = "één\nzwei\r\n drei";
	size_t line, column;

	(void)state;
	utf8_place(text, strlen(text), 0, &line, &column);
	assert_int_equal(line, 1);
	assert_int_equal(column, 1);
	utf8_place(text, strlen(text), 4, &line, &column);
	assert_int_equal(column, 3);
	utf8_place(text, strlen(text), strlen(text), &line, &column);
	assert_int_equal(line, 3);
	assert_int_equal(column, 6);
}

static void columns_are_padded_and_cut(void **state)
{
	static const struct {
		const char *in;
		size_t width;
		const char *out;
	} cases[] = {
		{"ab", 4, "ab  "},
		{"abcd", 4, "abcd"},
		{"abcdef", 4, "abc…"},
		{"北京市", 4, "北… "},
		{"北京", 4, "北京"},
		{"e\xCC\x81z", 3, "e\xCC\x81z "},
	};
	struct str s = STR_INIT;

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		str_reset(&s);
		utf8_add_padded(&s, cases[i].in, cases[i].width);
		assert_string_equal(str_c(&s), cases[i].out);
	}
	assert_int_equal(utf8_width("北京", 6), 4);
	assert_int_equal(utf8_length("北京é", 8), 3);
	str_release(&s);
}

static void marks_are_dropped(void **state)
{
	static const char *const cases[][2] = {
		{"lettre \xC3\xA0 R\xC3\xA9gion", "lettre a Region"},
		{"e\xCC\x81z", "ez"},
		{"plain", "plain"},
		{"", ""},
		{"\xFFz", "\xFFz"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		char *got = utf8_without_marks(cases[i][0], strlen(cases[i][0]));
		assert_string_equal(got, cases[i][1]);
		free(got);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(foreign_text_is_made_visible),
		cmocka_unit_test(bad_bytes_are_repaired),
		cmocka_unit_test(places_count_characters),
		cmocka_unit_test(columns_are_padded_and_cut),
		cmocka_unit_test(marks_are_dropped),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
