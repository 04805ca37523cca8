#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "base/str.h"
#include "demand/workdays.h"

static struct date day(const char *text)
{
	struct date d;

	if (date_parse(text, &d) < 0)
		fail_msg("%s is no date", text);
	return d;
}

static struct workdays parse(const char *text, size_t bad)
{
	struct workdays w;
	struct problems problems = {0};

	workdays_parse(&w, "holidays.txt", text, strlen(text), &problems);
	if (problems.errors != bad)
		fail_msg("%zu problems: %s", problems.errors,
			problems.count ? problems.items[0].text : "");
	problems_release(&problems);
	return w;
}

static const char belgium[] = "\xef\xbb\xbf# Belgium\n2025-04-21 Easter Monday\r\n11-11 Armistice\n"
			      "\n  2025-11-10 # a bridge\n12-25";

static void working_days_are_counted(void **state)
{
	static const struct {
		const char *file, *from;
		long n;
		const char *want;
	} cases[] = {
		{"", "2025-10-10", 0, "2025-10-10"}, /* a Friday */
		{"", "2025-10-10", 1, "2025-10-13"},
		{"", "2025-10-11", 1, "2025-10-13"},
		{"", "2025-10-10", 10, "2025-10-24"},
		{"", "2024-02-28", 2, "2024-03-01"},
		{belgium, "2025-04-18", 1, "2025-04-22"},
		{belgium, "2025-11-07", 1, "2025-11-12"},
		{belgium, "2026-11-10", 1, "2026-11-12"},
		{belgium, "2025-12-24", 1, "2025-12-26"},
		{"weekend Fri, Sat\n", "2025-10-09", 1, "2025-10-12"},
		{"weekend\n", "2025-10-10", 2, "2025-10-12"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct workdays w = parse(cases[i].file, 0);
		struct date d;
		struct str text = STR_INIT;
		assert_int_equal(workdays_add(&w, day(cases[i].from), cases[i].n, &d), 0);
		date_add(&text, d);
		assert_string_equal(text.p, cases[i].want);
		str_release(&text);
		workdays_release(&w);
	}
}

static void dates_are_read_as_people_give_them(void **state)
{
	static const struct {
		const char *text, *want; /* want NULL: refused */
	} cases[] = {
		{"2025-10-31", "2025-10-31"},
		{"+0d", "2025-10-10"},
		{"+10d", "2025-10-20"},
		{"+2w", "2025-10-24"},
		{"+10wd", "2025-10-24"},
		{"2025-02-30", NULL},
		{"31.10.2025", NULL},
		{"+", NULL},
		{"+d", NULL},
		{"+10", NULL},
		{"+10 wd", NULL},
		{"+-1d", NULL},
		{"+99999d", NULL},
		{"+99999999999999999999d", NULL},
		{"", NULL},
	};
	struct workdays none = {0};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct date d;
		struct str text = STR_INIT;
		int rc = workdays_read_date(&none, cases[i].text, day("2025-10-10"), &d);
		if (rc != (cases[i].want ? 0 : -1))
			fail_msg("\"%s\": %d", cases[i].text, rc);
		if (rc == 0) {
			date_add(&text, d);
			assert_string_equal(text.p, cases[i].want);
		}
		str_release(&text);
	}
}

static void bad_lines_are_told(void **state)
{
	struct workdays w = parse("2025-13-01\n25-12\nnever\nweekend Sun Mon Tue Wed Thu Fri Sat\n"
				  "weekend Sunday\n02-29 every fourth year\n12-25\n",
		5);

	(void)state;
	assert_true(workdays_is_free(&w, day("2025-12-25")));
	workdays_release(&w);
}

static void an_endless_holiday_ends_the_count(void **state)
{
	struct str text = STR_INIT;

	(void)state;
	for (int month = 1; month <= 12; month++)
		for (int d = 1; d <= 28; d++)
			str_addf(&text, "%02d-%02d\n", month, d);
	str_adds(&text,
		"01-29\n01-30\n01-31\n02-29\n03-29\n03-30\n03-31\n04-29\n04-30\n05-29\n05-30\n"
		"05-31\n06-29\n06-30\n07-29\n07-30\n07-31\n08-29\n08-30\n08-31\n09-29\n09-30\n"
		"10-29\n10-30\n10-31\n11-29\n11-30\n12-29\n12-30\n12-31\n");
	struct workdays w = parse(text.p, 0);
	struct date d;
	assert_int_equal(workdays_add(&w, day("2025-10-10"), 1, &d), -1);
	workdays_release(&w);
	str_release(&text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(working_days_are_counted),
		cmocka_unit_test(dates_are_read_as_people_give_them),
		cmocka_unit_test(bad_lines_are_told),
		cmocka_unit_test(an_endless_holiday_ends_the_count),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
