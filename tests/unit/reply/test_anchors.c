#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "reply/anchors.h"
#include "reply/vocabulary.h"

enum { STEPS = 140 }; /* bytes before what is looked for: more than the search takes at once */

/* Looks for `anchor` with `before` and `after` around it, behind any number of other bytes. */
static void expect_found(const char *before, const char *anchor, const char *after)
{
	char text[STEPS + 100];

	for (size_t lead = 0; lead < STEPS; lead++) {
		memset(text, ' ', lead);
		int n = snprintf(text + lead, sizeof text - lead, "%s%s%s", before, anchor, after);
		assert_true(n > 0 && (size_t)n < sizeof text - lead);
		size_t end = lead + (size_t)n, at = lead + strlen(before);
		size_t found = anchor_find(text, 0, end);
		if (found >= at + strlen(anchor))
			fail_msg("\"%s%s%s\" at %zu: found at %zu", before, anchor, after, at,
				found);
	}
}

static void test_words(void **state)
{
	static const char *const around[][2] = {{"", ""}, {" ", " "}, {"31", "5"}, {"(", ")"},
		{"l\xe2\x80\x99", "\xe2\x80\x99s"}, {"\xc2\xa0", "\xc2\xa0"}, {"\n", "."},
		{"", ":au"}, {"", "\xe2\x80\x99x"}};
	const struct word *w;
	size_t count = 0;
	char word[64];

	(void)state;
	for (size_t i = 0; (w = vocabulary_word(i)) != NULL; i++) {
		if (!w->month && !w->weekday && !w->unit &&
			!(w->meaning & (MEANS_TODAY | MEANS_TOMORROW)))
			continue;
		assert_true(w->len < sizeof word);
		snprintf(word, sizeof word, "%.*s", w->len, w->text);
		for (size_t k = 0; k < sizeof around / sizeof *around; k++)
			expect_found(around[k][0], word, around[k][1]);
		count++;
	}
	assert_true(count > 100);
}

static void test_other_forms(void **state)
{
	(void)state;
	expect_found("d\xe2\x80\x99", "aujourd\xe2\x80\x99hui", "");
	expect_found("", "aujourd'hui", ".");
	expect_found("by ", "2025-10-31", "");
	expect_found("by ", "31.10.", "");
	expect_found("by (", "31/10", ")");
	expect_found("", "q3", ":au");
	expect_found("", "2025年10月31日", "前");
}

static void test_none(void **state)
{
	static const char *const texts[] = {"", "7", "7.", "7. ", "7.x", "12:30", "1 2", "7--8",
		"we have read your letter and thank you for it", "mayor monkeys decided sundry",
		"wir danken ihnen f\xc3\xbcr ihr schreiben", "\xe2\x80\x99\xe2\x80\x99"};

	(void)state;
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
		assert_int_equal(anchor_find(texts[i], 0, strlen(texts[i])), strlen(texts[i]));
	/* What is beyond the end is not looked at, nor what is before the start. */
	assert_int_equal(anchor_find("to mayo", 0, 5), 5);
	assert_int_equal(anchor_find("to may", 0, 6), 3);
	assert_int_equal(anchor_find("friday is gone", 6, 14), 14);
	assert_int_equal(anchor_find("31.10", 0, 3), 3);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_words),
		cmocka_unit_test(test_other_forms),
		cmocka_unit_test(test_none),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
