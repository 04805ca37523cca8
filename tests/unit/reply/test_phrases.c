/* Lists of phrases looked for in one pass find what each list finds alone; sentences of a text. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "reply/phrases.h"
#include "reply/words.h"

static const char *const plain[] = {"user unknown", "full", "no such user", NULL};
static const char *const open[] = {"*zustell*", "deliver*", "*box", "nr", "*zt", NULL};
static const char *const wide[] = {"配信", "não", "-ig", "вопрос*", NULL};

static const char *const texts[] = {"", "f", "full", "fullness", "is full.", "awful",
	"user unknown", "superuser unknown", "user unknowns", "unzustellbar", "nicht zustellbar",
	"delivered", "undelivered", "mailbox", "boxes", "(mailbox)", "メールは配信できません",
	"não", "nãos", "12-ig szabadság", "вопросы", "невопрос", "nr", "nr.", "nrs", "zt", "azt",
	"ztb", "the mail box is full, user unknown, não", NULL};

static void one_pass(void **state)
{
	static struct phrases set = {.lists = {plain, open, wide}};

	(void)state;
	for (const char *const *t = texts; *t; t++) {
		uint32_t wanted = 0, got = phrases_in(&set, *t, strlen(*t));
		for (unsigned k = 0; k < 3; k++)
			wanted |= words_any(*t, set.lists[k]) ? UINT32_C(1) << k : 0;
		if (got != wanted)
			fail_msg("%s: %x, expected %x", *t, got, wanted);
	}
}

static void sentences(void **state)
{
	static const char *const wanted[] = {"we have it.", "your no. 4711 is next!", "really?",
		"a\xe2\x80\xa6 b", "c", "\xe6\x94\xb6\xe5\x88\xb0", "end"};
	const char *text = "  we have\n it. your no. 4711 is  next! really?\n"
			   "a\xe2\x80\xa6 b\n\nc\n\n\xe6\x94\xb6\xe5\x88\xb0\xe3\x80\x82"
			   "end  ";
	char s[64];

	(void)state;
	for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++) {
		assert_true(words_sentence(&text, s, sizeof s) > 0);
		size_t n = strlen(s);
		while (n && s[n - 1] == ' ')
			s[--n] = '\0';
		assert_string_equal(s, wanted[i]);
	}
	assert_int_equal(words_sentence(&text, s, sizeof s), 0);
	text = "much longer than there is room for";
	assert_int_equal(words_sentence(&text, s, 8), 7);
	assert_string_equal(s, "much lo");
	assert_string_equal(text, "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(one_pass),
		cmocka_unit_test(sentences),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
