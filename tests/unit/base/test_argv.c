#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/argv.h"
#include "base/str.h"

static void test_words(void **state)
{
	static const struct {
		const char *line, *words; /* each in brackets; or the reason */
	} cases[] = {
		{"notify", "[notify]"},
		{"  a\tb\n c ", "[a][b][c]"},
		{"a 'b c' \"d e\"", "[a][b c][d e]"},
		{"a'b'\"c\"d", "[abcd]"},
		{"a '' \"\"", "[a][][]"},
		{"a\\ b 'c\\d' \"e\\\"f\"", "[a b][c\\d][e\"f]"},
		{"$HOME `id` *;|", "[$HOME][`id`][*;|]"},
		{"a 'b", "a quote that is never closed"},
		{"a b\"", "a quote that is never closed"},
		{"", "no command"},
		{" \t", "no command"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct arena arena = {0};
		struct str got = STR_INIT;
		const char *why = NULL;
		char **words = argv_split(cases[i].line, &arena, &why);
		for (size_t k = 0; words && words[k]; k++)
			str_addf(&got, "[%s]", words[k]);
		assert_string_equal(words ? str_c(&got) : why, cases[i].words);
		str_release(&got);
		arena_release(&arena);
	}
}

static void test_too_many(void **state)
{
	struct arena arena = {0};
	struct str line = STR_INIT;
	const char *why = NULL;
	char **words;

	(void)state;
	for (size_t i = 0; i < ARGV_WORDS; i++)
		str_adds(&line, "w ");
	words = argv_split(str_c(&line), &arena, &why);
	assert_non_null(words);
	assert_string_equal(words[ARGV_WORDS - 1], "w");
	assert_null(words[ARGV_WORDS]);
	str_adds(&line, "w");
	assert_null(argv_split(str_c(&line), &arena, &why));
	assert_string_equal(why, "too many words");
	str_release(&line);
	arena_release(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_words),
		cmocka_unit_test(test_too_many),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
