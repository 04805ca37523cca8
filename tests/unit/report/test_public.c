#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <time.h>
#include <cmocka.h>

#include "base/mem.h"
#include "report/public.h"

static const char token[] = "7h3kq2m9xw4tzn5p";

static void nobodys_address_or_token_is_left(void **state)
{
	static const struct {
		const char *text, *wanted;
	} cases[] = {
		{"", ""},
		{"no address here", "no address here"},
		{"write to jane.doe@example.org.", "write to [-]."},
		{"<jane@example.org>, Jane", "<[-]>, Jane"},
		{"mailto:jane+x@sub.example.org?subject=a", "mailto:[-]?subject=a"},
		{"letters+7h3kq2m9xw4tzn5p@example.org", "[-]"},
		{"ref 7h3kq2m9xw4tzn5p!", "ref [-]!"},
		{"ref 7H3KQ2M9XW4TZN5P!", "ref [-]!"},
		{"ref 7h3kq2m9xw4tzn5q!", "ref 7h3kq2m9xw4tzn5q!"},
		{"Message-ID <a.7h3kq2m9xw4tzn5p@x.test>", "Message-ID <[-]>"},
		{"\"jane doe\"@example.org", "[-]"},
		{"jane@[127.0.0.1] x", "[-] x"},
		{"root@localhost", "[-]"},
		{"jane%40example.org", "[-]"},
		{"jane\xef\xbc\xa0"
		 "example.org",
			"[-]"},
		{"j\xc3\xbcrgen@example.org", "[-]"},
		{"jane@b\xc3\xbc"
		 "cher.example",
			"[-]"},
		{"\xe8\xaf\xb7jane@example.org\xe3\x80\x82\xe8\xb0\xa2",
			"\xe8\xaf\xb7[-]\xe3\x80\x82\xe8\xb0\xa2"},
		{"\xe7\x94\xb2@\xe4\xbe\x8b.test x", "[-] x"},
		{"\xe2\x80\x9cjane@example.org\xe2\x80\x9d", "\xe2\x80\x9c[-]\xe2\x80\x9d"},
		{"a@example.org,b@example.org;c@example.org", "[-],[-];[-]"},
		{"a@b@c.test", "[-]@c.test"},
		{"@company said 5 @ 3 and x@ y", "@company said 5 @ 3 and x@ y"},
		{"100%40 off", "100%40 off"},
		{"\x1b]0;x\x07", "\\x1b]0;x\\x07"},
		{"\xe2\x80\xae"
		 "evil",
			"\\u{202e}evil"},
	};
	struct public_text p = {.removed = "[-]"};

	(void)state;
	public_text_token(&p, token);
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct str out = STR_INIT;
		public_text_add(&p, &out, cases[i].text, strlen(cases[i].text), false);
		assert_null(strstr(str_c(&out), "example.org"));
		assert_string_equal(str_c(&out), cases[i].wanted);
		str_release(&out);
	}
	public_text_release(&p);
}

static void hostile_text_takes_linear_time(void **state)
{
	static const char *const units[] = {
		"@", "a@", "%40", "\"@", "a", "\" @", "\xc3\xbc", "a@b."};
	struct public_text p = {.removed = "[-]"};

	(void)state;
	public_text_token(&p, token);
	for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
		struct str in = STR_INIT, out = STR_INIT;
		while (in.len < 2000000)
			str_adds(&in, units[i]);
		str_adds(&in, "@example.org");
		clock_t begin = clock();
		public_text_add(&p, &out, in.p, in.len, true);
		/* Seconds of a square would be hours. */
		assert_true(clock() - begin < 20 * CLOCKS_PER_SEC);
		/* An "@" with nothing before it makes no address. */
		if (!str_ends(units[i], "@"))
			assert_null(strstr(str_c(&out), "@example.org"));
		str_release(&in);
		str_release(&out);
	}
	public_text_release(&p);
}

static void a_quote_must_stand_in_the_text(void **state)
{
	(void)state;
	assert_true(public_text_holds("We will  not\nanswer.", "will not answer"));
	assert_true(public_text_holds("We will not", " We\twill not "));
	assert_false(public_text_holds("We will not", "We will"
						      "  not answer"));
	assert_false(public_text_holds("We will not", ""));
	assert_false(public_text_holds("We will not", " \n"));
	assert_false(public_text_holds(NULL, "x"));
	assert_false(public_text_holds("x", NULL));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nobodys_address_or_token_is_left),
		cmocka_unit_test(hostile_text_takes_linear_time),
		cmocka_unit_test(a_quote_must_stand_in_the_text),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
