#include "fixture.h"

static void test_references(void **state)
{
	static const struct {
		const char *id, *want;
	} cases[] = {
		{"assurances-2025", "A2025-"},
		{"joint-letter-2025", "JL2025-"},
		{"water", "WATE-"},
		{"g20summit", "G20S-"},
		{"x", "L2D7-"},
		{"2025", "L2025-"},
		{"a_b_c_d", "ABCD-"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct str out = STR_INIT;
		letter_add_ref_prefix(&out, cases[i].id);
		assert_string_equal(out.p, cases[i].want);
		str_release(&out);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_references),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
