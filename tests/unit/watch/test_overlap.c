/* Which demand the words of a text are about, and how much of it must be said. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "reply/words.h"
#include "watch/overlap.h"

enum { COUNT = 4 };

static const struct demand four[COUNT] = {
	{.text = "Suspend all business with units against which there is evidence of abuse, "
		 "or of harm to wells."},
	{.text = "Tell us which steps you have taken so far, and which you plan to take."},
	{.text = "Publish the complete findings of your internal investigation."},
	{.text = "Measure the nitrate, the fluoride, the chloride, the arsenic, the copper and the "
		 "mercury of wells, rivers, ponds, springs, marshes and reservoirs in summer, "
		 "winter, harvest and drought, by chemists whom villages and unions appoint."},
};

/* count: of the four, the last ones. about: which of the four; -1: none. */
static const struct {
	const char *name, *text;
	size_t count;
	bool named;
	int about;
} cases[] = {
	{"none in common", "We thank you for writing to us.", COUNT, false, -1},
	{"one word, which may be chance", "Your findings arrived.", COUNT, false, -1},
	{"one word, where it is known to be about one", "Findings, no.", COUNT, true, 2},
	{"three words", "The complete findings of the investigation.", COUNT, false, 2},
	{"two words", "The investigation goes on; its findings are awaited.", COUNT, false, -1},
	{"two, with that for the deed", "We published our findings at Easter.", COUNT, false, 2},
	{"two, but not at once", "We published a book. Its findings are old.", COUNT, false, -1},
	{"two of two demands", "We published our findings at Easter.", 2, false, 2},
	{"three words of many", "Copper in summer, and in winter.", COUNT, false, -1},
	{"five words of many", "Copper, mercury and arsenic in summer and winter.", COUNT, false,
		3},
	{"two of many, with that for the deed", "We measure copper for customers abroad.", COUNT,
		false, -1},
	{"a phrase, and too little else", "We see which you plan to, at Easter.", COUNT, false, -1},
	{"three words in a row", "We like findings of your friends. A complete list came.", COUNT,
		false, -1},
	{"four words in a row", "We like findings of your internal friends.", COUNT, false, 2},
	{"only the deed, and how they stand to it", "We refuse to publish anything.", COUNT, false,
		2},
	{"only the deed, asked of us", "Please publish.", COUNT, false, -1},
	{"more than the deed", "We will publish postcards.", COUNT, false, -1},
	{"the deed, and a word of two demands", "We refuse to measure wells.", COUNT, false, -1},
	{"the deed in many words",
		"We will not publish, and you and we and they and all of us will not, and will "
		"not.",
		COUNT, false, -1},
	{"a public statement is not published", "We want a public one.", COUNT, false, -1},
};

static void tells_the_demand(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct arena a = {0};
		const char *words;
		size_t skipped = COUNT - cases[i].count, n = strlen(cases[i].text);
		struct overlap *o = overlap_new(&a, four + skipped, cases[i].count);
		int about = overlap_about(
			o, &a, words_fold(&a, cases[i].text, n), n, cases[i].named, &words);
		about += about >= 0 ? (int)skipped : 0;
		if (about != cases[i].about)
			fail_msg("%s: %d, expected %d", cases[i].name, about, cases[i].about);
		arena_release(&a);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(tells_the_demand)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
