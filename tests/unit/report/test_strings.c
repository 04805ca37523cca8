#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "report/pages.h"
#include "report/strings.h"

/* From the CLDR charts of plural rules. */
static void numbers_have_the_plural_of_their_language(void **state)
{
	static const struct {
		const char *language;
		long n;
		const char *category;
	} cases[] = {{"en", 0, "other"}, {"en", 1, "one"}, {"en", 2, "other"}, {"en-GB", 1, "one"},
		{"fr", 0, "one"}, {"fr", 1, "one"}, {"fr", 2, "other"}, {"de", 1, "one"},
		{"zh", 1, "other"}, {"ja", 5, "other"}, {"ru", 1, "one"}, {"ru", 2, "few"},
		{"ru", 5, "many"}, {"ru", 11, "many"}, {"ru", 12, "many"}, {"ru", 21, "one"},
		{"ru", 22, "few"}, {"ru", 111, "many"}, {"pl", 1, "one"}, {"pl", 21, "many"},
		{"pl", 22, "few"}, {"pl", 12, "many"}, {"cs", 3, "few"}, {"cs", 5, "other"},
		{"ar", 0, "zero"}, {"ar", 1, "one"}, {"ar", 2, "two"}, {"ar", 3, "few"},
		{"ar", 10, "few"}, {"ar", 11, "many"}, {"ar", 99, "many"}, {"ar", 100, "other"},
		{"ar", 103, "few"}, {"sl", 101, "one"}, {"sl", 2, "two"}, {"sl", 5, "other"},
		{"lt", 21, "one"}, {"lt", 11, "other"}, {"lt", 22, "few"}, {"ro", 0, "few"},
		{"ro", 20, "other"}, {"he", 2, "two"}, {"frisian", 0, "other"}};

	static const char file[] =
		"{\"n\": {\"zero\": \"zero\", \"one\": \"one\", \"two\": \"two\", "
		"\"few\": \"few\", \"many\": \"many\", \"other\": \"other\"}}";
	struct arena arena = {0};
	struct err err;

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct strings *s = strings_new(cases[i].language);
		assert_int_equal(strings_add(s, "x.json", file, strlen(file), &err), 0);
		assert_string_equal(strings_count(s, &arena, "n", cases[i].n), cases[i].category);
		strings_free(s);
	}
	arena_release(&arena);
}

static void texts_are_filled_in(void **state)
{
	static const char file[] = "{\"a\": \"A\", \"n\": {\"one\": \"{n} day\", \"other\": "
				   "\"after {n} days\"}}";
	struct strings *s = strings_new("en");
	struct arena arena = {0};
	struct err err;

	(void)state;
	assert_int_equal(strings_add(s, "x.json", file, strlen(file), &err), 0);
	assert_string_equal(strings_get(s, "a"), "A");
	assert_string_equal(strings_get(s, "nosuch"), "");
	assert_string_equal(strings_count(s, &arena, "n", 1), "1 day");
	assert_string_equal(strings_count(s, &arena, "n", 12), "after 12 days");
	assert_string_equal(strings_count(s, &arena, "a", 2), "A");
	assert_string_equal(strings_count(s, &arena, "nosuch", 2), "");
	/* A later file wins, text by text. */
	assert_int_equal(strings_add(s, "y.json", "{\"a\":\"B\"}", 9, &err), 0);
	assert_string_equal(strings_get(s, "a"), "B");
	assert_string_equal(strings_count(s, &arena, "n", 1), "1 day");
	arena_release(&arena);
	strings_free(s);
}

static void a_file_of_another_kind_is_told(void **state)
{
	static const char *const files[] = {"", "[]", "{\"a\": 1}", "{\"a\": {\"one\": \"x\"}}",
		"{\"a\": {\"other\": \"x\", \"lots\": \"y\"}}", "{\"a\": \"x\", \"a\": \"y\"}",
		"{\"a\": \"x\"", "{\"a\": null}"};

	(void)state;
	for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
		struct strings *s = strings_new("en");
		struct err err;
		assert_int_equal(strings_add(s, "x.json", files[i], strlen(files[i]), &err), -1);
		assert_int_equal(err.kind, ERR_INPUT);
		assert_true(str_starts(err.text, "x.json"));
		strings_free(s);
	}
}

static void every_translation_says_all(void **state)
{
	struct pages pages = {NULL};
	struct arena arena = {0};
	struct err err;
	struct strings *english = pages_strings(&pages, "en", &err),
		       *arabic = pages_strings(&pages, "ar", &err),
		       *none = pages_strings(&pages, "xx", &err);

	(void)state;
	assert_non_null(english);
	assert_non_null(arabic);
	assert_non_null(none);
	assert_string_equal(strings_get(english, "direction"), "ltr");
	assert_string_equal(strings_get(arabic, "direction"), "rtl");
	assert_string_equal(strings_language(arabic), "ar");
	/* Without a translation the page is English, and says so. */
	assert_string_equal(strings_language(none), "en");
	assert_string_equal(strings_get(none, "deadline"), strings_get(english, "deadline"));
	assert_string_not_equal(strings_get(arabic, "deadline"), strings_get(english, "deadline"));
	assert_string_not_equal(strings_count(arabic, &arena, "n_days_overdue", 3),
		strings_count(arabic, &arena, "n_days_overdue", 11));
	strings_free(english);
	strings_free(arabic);
	strings_free(none);
	arena_release(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(numbers_have_the_plural_of_their_language),
		cmocka_unit_test(texts_are_filled_in),
		cmocka_unit_test(a_file_of_another_kind_is_told),
		cmocka_unit_test(every_translation_says_all),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
