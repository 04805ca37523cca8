#include "try.h"

#include "liquid/number.h"

/* Arithmetic as the reference has it. */
static void test_arithmetic(void **state)
{
	static const struct trial_case cases[] = {
		{"{{ 0.1 | plus: 0.2 }} {{ 1 | plus: 2 }} {{ '3' | plus: '4.5' }}", "0.3 3 7.5"},
		{"{{ 7 | divided_by: 2 }} {{ -7 | divided_by: 2 }} {{ 7 | divided_by: 2.0 }}",
			"3 -4 3.5"},
		{"{{ 7 | modulo: -3 }} {{ -7 | modulo: 3 }} {{ 7.5 | modulo: 2 }}", "-2 2 1.5"},
		{"{{ 9223372036854775807 | plus: 1 }}", "9223372036854775808"},
		{"{{ -9223372036854775808 | minus: 1 | abs }}", "9223372036854775809"},
		{"{{ 99999999999999999999 | times: 99999999999999999999 }}",
			"9999999999999999999800000000000000000001"},
		{"{{ 9999999999999999999800000000000000000001 | divided_by: 99999999999999999999 "
		 "}}",
			"99999999999999999999"},
		{"{{ 123456789012345678901234567890 | divided_by: 987654321098765 }}",
			"124999998860937"},
		{"{{ 123456789012345678901234567890 | modulo: 987654321098765 }}",
			"547854957125085"},
		{"{{ 10 | divided_by: 3.0 }} {{ 2.0 | divided_by: 3 }}",
			"3.3333333333333335 0.6666666666666666"},
		{"{{ 1.0 | divided_by: 0 }} {{ -1 | divided_by: 0.0 }}", "Infinity -Infinity"},
		{"{{ 1 | divided_by: 0 }}", "ERROR t:1:8: the filter `divided_by`: divided by 0"},
		{"{{ 1.5 | modulo: 0 }}", "ERROR t:1:10: the filter `modulo`: divided by 0"},
		{"{{ 2.5 | round }} {{ -2.5 | round }} {{ 2.345 | round: 2 }} {{ 1234.5 | round: "
		 "-2 }}",
			"3 -3 2.35 1200"},
		{"{{ 1.0 | divided_by: 0 | round }}",
			"ERROR t:1:26: the filter `round`: the number is infinite"},
		{"{{ -1.2 | ceil }} {{ -1.2 | floor }} {{ '1.7x' | ceil }}", "-1 -2 1"},
		{"{{ '1_000' | plus: 1 }} {{ ' 12abc' | plus: 1 }} {{ 'abc' | plus: 1 }}",
			"1001 13 1"},
		/* A whole number in a text, with the signs of other bases, and no more. */
		{"{{ 'abcdefghijklmnopqrs' | truncate: '0x0_a' }} {{ 'abcdefghi' | truncate: "
		 "'0_7' }}",
			"abcdefg... abcd..."},
		{"{{ 'abcdefghi' | truncate: '7_' }}",
			"ERROR t:1:18: the filter `truncate`: invalid integer"},
		{"{{ 'abcdefghi' | truncate: '0x' }}",
			"ERROR t:1:18: the filter `truncate`: invalid integer"},
		{"{{ 3 | at_least: 4.5 }} {{ 3 | at_most: 2 }} {{ 0 | times: -0.5 }}",
			"4.5 2 -0.0"},
		{"{{ 1e1 }}", "ERROR t:1:5: found `e1`, expected the end of the tag"},
		{"{{ 0.00001 | times: 1 }} {{ 1000000000000000.0 }} {{ 123456789.125 }}",
			"1.0e-05 1.0e+15 123456789.125"},
		{"{{ '1,2.5,x' | split: ',' | sum }} {{ signatories | sum: 'number' }}", "3.5 6"},
		{"{% if 1 == 1.0 and 9007199254740993 > 9007199254740992.0 %}y{% endif %}", "y"},
	};
	struct trial t = {0};

	(void)state;
	trial_start(&t);
	TRIAL_TABLE(&t, cases);
	trial_end(&t);
}

/* Up to the limit digit by digit; beyond it an error, never another number. */
static void test_longest_numbers(void **state)
{
	struct trial t = {0};
	struct str source = STR_INIT, nines = STR_INIT, wanted = STR_INIT;

	(void)state;
	trial_start(&t);
	str_init(&source);
	str_init(&nines);
	str_init(&wanted);
	for (int i = 0; i < NUMBER_DIGITS; i++)
		str_addc(&nines, '9');
	str_addf(&source, "{{ -%s }}{{ '%s' | times: 1 }}", nines.p, nines.p);
	str_addf(&wanted, "-%s%s", nines.p, nines.p);
	assert_string_equal(trial_render(&t, source.p), wanted.p);
	str_reset(&source);
	str_addf(&source, "{{ %s0 }}", nines.p);
	assert_string_equal(
		trial_render(&t, source.p), "ERROR t:1:4: the number has more than 20000 digits");
	str_reset(&source);
	str_addf(&source, "{{ %s | plus: 1 }}", nines.p);
	assert_string_equal(trial_render(&t, source.p),
		"ERROR t:1:20007: the filter `plus`: the number has more than 20000 digits");
	str_reset(&source);
	str_addf(&source, "{{ '%s0x' | plus: 1 }}", nines.p);
	assert_string_equal(trial_render(&t, source.p),
		"ERROR t:1:20011: the filter `plus`: the number has more than 20000 digits");
	assert_string_equal(
		trial_render(&t, "{% for i in (99999999999999999999..1) %}{{ i }}{% endfor %}"),
		"");
	str_release(&source);
	str_release(&nines);
	str_release(&wanted);
	trial_end(&t);
}

/* a = (a / b) * b + a % b, and |a % b| < |b| with the sign of b, for numbers of many lengths. */
static void test_division_holds(void **state)
{
	struct trial t = {0};
	uint64_t seed = 7;

	(void)state;
	trial_start(&t);
	for (int i = 0; i < 300; i++) {
		char digits[2][64], template[1024];
		for (int k = 0; k < 2; k++) {
			size_t n = 0;
			seed = seed * 6364136223846793005u + 1442695040888963407u;
			size_t length = 1 + (seed >> 40) % 50;
			if (seed >> 63)
				digits[k][n++] = '-';
			digits[k][n++] = (char)('1' + (seed >> 33) % 9);
			while (n < length + 1) {
				seed = seed * 6364136223846793005u + 1442695040888963407u;
				/* Runs of 9 and 0 are where long division goes wrong. */
				unsigned d = (unsigned)(seed >> 33) % 30;
				digits[k][n++] = (char)(d < 10 ? '0' + d : d < 20 ? '9' : '0');
			}
			digits[k][n] = '\0';
		}
		snprintf(template, sizeof template,
			"{%% assign q = %s | divided_by: %s %%}{%% assign r = %s | modulo: %s %%}"
			"{{ q | times: %s | plus: r | minus: %s }}",
			digits[0], digits[1], digits[0], digits[1], digits[1], digits[0]);
		assert_string_equal(trial_render(&t, template), "0");
	}
	trial_end(&t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_arithmetic),
		cmocka_unit_test(test_longest_numbers),
		cmocka_unit_test(test_division_holds),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
