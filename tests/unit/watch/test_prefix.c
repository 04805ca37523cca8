#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "watch/prefix.h"

static const struct {
	const char *subject, *wanted;
	enum prefix_kind outer;
} cases[] = {
	{"Your answer", "your answer", PREFIX_NONE},
	{"Re: Your  answer ", "your answer", PREFIX_REPLY},
	{"RE: re: Re: Your answer", "your answer", PREFIX_REPLY},
	{"Re[2]: Your answer", "your answer", PREFIX_REPLY},
	{"Re(3): Your answer", "your answer", PREFIX_REPLY},
	{"Re^2: Your answer", "your answer", PREFIX_REPLY},
	{"Re :Your answer", "your answer", PREFIX_REPLY},
	{"RE\xc2\xa0: Your answer", "your answer", PREFIX_REPLY},
	{"AW: WG: Your answer", "your answer", PREFIX_REPLY},
	{"Antw: Your answer", "your answer", PREFIX_REPLY},
	{"SV: Your answer", "your answer", PREFIX_REPLY},
	{"VS: Your answer", "your answer", PREFIX_REPLY},
	{"TR: Your answer", "your answer", PREFIX_FORWARD},
	{"Fwd: Re: Your answer", "your answer", PREFIX_FORWARD},
	{"RV: Your answer", "your answer", PREFIX_FORWARD},
	{"Odp: Your answer", "your answer", PREFIX_REPLY},
	{"YNT: Your answer", "your answer", PREFIX_REPLY},
	{"\xd0\x9e\xd1\x82\xd0\xb2: Your answer", "your answer", PREFIX_REPLY},
	{"\xce\x91\xcf\x80: Your answer", "your answer", PREFIX_REPLY},
	{"\xd8\xb1\xd8\xaf: Your answer", "your answer", PREFIX_REPLY},
	{"\xe5\x9b\x9e\xe5\xa4\x8d\xef\xbc\x9aYour answer", "your answer", PREFIX_REPLY},
	{"\xe5\x9b\x9e\xe8\xa6\x86: Your answer", "your answer", PREFIX_REPLY},
	{"\xe8\xbf\x94\xe4\xbf\xa1: Your answer", "your answer", PREFIX_REPLY},
	{"\xed\x9a\x8c\xec\x8b\xa0: Your answer", "your answer", PREFIX_REPLY},
	{"[EXTERNAL] Re: Your answer", "your answer", PREFIX_REPLY},
	{"Re: [EXT] Your answer [ref:4711]", "your answer", PREFIX_REPLY},
	{"Automatic reply: Your answer", "your answer", PREFIX_AUTOMATIC},
	{"Automatische Antwort: Your answer", "your answer", PREFIX_AUTOMATIC},
	{"R\xc3\xa9ponse automatique : Your answer", "your answer", PREFIX_AUTOMATIC},
	/* What only looks like a prefix stays. */
	{"Reply to your letter", "reply to your letter", PREFIX_NONE},
	{"Rewards: a list", "rewards: a list", PREFIX_NONE},
	{"Re:", "re:", PREFIX_REPLY},
	{"[only a mark]", "[only a mark]", PREFIX_NONE},
	{"", "", PREFIX_NONE},
};

static void strips(void **state)
{
	struct arena a = {0};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		enum prefix_kind outer;
		const char *got = prefix_strip(&a, cases[i].subject, &outer);
		if (strcmp(got, cases[i].wanted) != 0 || outer != cases[i].outer)
			fail_msg("\"%s\" became \"%s\" (%d), expected \"%s\" (%d)",
				cases[i].subject, got, outer, cases[i].wanted, cases[i].outer);
	}
	assert_string_equal(prefix_strip(&a, NULL, NULL), "");
	arena_release(&a);
}

static void knows_many(void **state)
{
	(void)state;
	assert_true(prefix_count >= 40);
}

/* A subject of nothing but prefixes takes time in proportion to its length. */
static void is_linear(void **state)
{
	struct arena a = {0};
	size_t n = 200000;
	char *subject = arena_alloc(&a, n + 1);

	(void)state;
	for (size_t i = 0; i < n; i++)
		subject[i] = "Re: "[i % 4];
	assert_true(strlen(prefix_strip(&a, subject, NULL)) <= 4);
	arena_release(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(strips),
		cmocka_unit_test(knows_many),
		cmocka_unit_test(is_linear),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
