#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "base/clock.h"

static void only_real_days_are_dates(void **state)
{
	static const struct {
		const char *text;
		int rc;
	} cases[] = {
		{"2025-10-10", 0},
		{"2024-02-29", 0},
		{"2025-02-29", -1},
		{"1900-02-29", -1},
		{"2000-02-29", 0},
		{"2025-13-01", -1},
		{"2025-00-01", -1},
		{"2025-04-31", -1},
		{"2025-10-1", -1},
		{"2025-10-101", -1},
		{"10.10.2025", -1},
		{"", -1},
	};
	struct date d;

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		if (date_parse(cases[i].text, &d) != cases[i].rc)
			fail_msg("%s", cases[i].text);
}

static void days_count_both_ways(void **state)
{
	struct date d;

	(void)state;
	assert_int_equal(date_to_days((struct date){1970, 1, 1}), 0);
	assert_int_equal(date_to_days((struct date){2025, 9, 26}), 20357);
	for (int64_t days = -200000; days < 200000; days += 13) {
		d = date_from_days(days);
		assert_int_equal(date_to_days(d), days);
	}
	assert_int_equal(date_weekday((struct date){2025, 9, 26}), 5);
	assert_int_equal(date_weekday((struct date){1969, 12, 31}), 3);
}

static void a_date_ends_at_local_midnight(void **state)
{
	static const struct {
		struct date day;
		int64_t end; /* Europe/Brussels */
	} cases[] = {
		{{2025, 10, 10}, 1760133600}, /* 2025-10-11T00:00:00+02:00 */
		{{2025, 10, 26}, 1761519600}, /* 25 hours long: ends at +01:00 */
		{{2025, 3, 30}, 1743372000}, /* 23 hours long: ends at +02:00 */
		{{2025, 12, 31}, 1767222000},
	};
	struct err err;

	(void)state;
	assert_int_equal(clock_set_zone("Europe/Brussels", &err), 0);
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		assert_int_equal(date_end(cases[i].day), cases[i].end);
	assert_int_equal(date_at(1760133600).day, 11);
	assert_int_equal(date_at(1760133599).day, 10);
}

static void times_are_written_for_mail_and_json(void **state)
{
	struct str s = STR_INIT;
	struct err err;

	(void)state;
	assert_int_equal(clock_set_zone("Europe/Brussels", &err), 0);
	clock_add_rfc5322(&s, 1758870000);
	assert_string_equal(s.p, "Fri, 26 Sep 2025 09:00:00 +0200");
	str_reset(&s);
	clock_add_rfc3339(&s, 1758870000);
	assert_string_equal(s.p, "2025-09-26T09:00:00+02:00");
	str_reset(&s);
	assert_int_equal(clock_set_zone("America/St_Johns", &err), 0);
	clock_add_rfc3339(&s, 1758870000);
	assert_string_equal(s.p, "2025-09-26T04:30:00-02:30");
	str_release(&s);
}

static void times_are_read(void **state)
{
	static const struct {
		const char *text;
		int rc;
		int64_t t;
	} cases[] = {
		{"2025-09-26T09:00:00+02:00", 0, 1758870000},
		{"2025-09-26T07:00:00Z", 0, 1758870000},
		{"2025-09-26 07:00:00", 0, 1758870000},
		{"2025-09-26T07:00:00.123Z", 0, 1758870000},
		{"2025-09-26T02:30:00-04:30", 0, 1758870000},
		{"2025-09-26", -1, 0},
		{"2025-09-26T25:00:00Z", -1, 0},
		{"2025-09-26T07:00:00+2", -1, 0},
		{"2025-09-26T07:00:00 tomorrow", -1, 0},
	};
	struct err err;
	int64_t t;

	(void)state;
	assert_int_equal(clock_set_zone("UTC", &err), 0);
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		t = 0;
		if (clock_parse(cases[i].text, &t) != cases[i].rc || t != cases[i].t)
			fail_msg("%s", cases[i].text);
	}
}

static void zones_are_known_or_refused(void **state)
{
	static const char *const bad[] = {"", "Europe/Atlantis", "../etc/passwd", "/etc/localtime"};
	struct err err;

	(void)state;
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		assert_int_equal(clock_set_zone(bad[i], &err), -1);
}

static void the_clock_can_be_pinned(void **state)
{
	struct err err;

	(void)state;
	setenv("OPENLETTER_NOW", "2025-09-26T07:00:00Z", 1);
	assert_int_equal(clock_init(&err), 0);
	assert_int_equal(clock_now(), 1758870000);
	setenv("OPENLETTER_NOW", "yesterday", 1);
	assert_int_equal(clock_init(&err), -1);
	assert_non_null(strstr(err.text, "yesterday"));
	unsetenv("OPENLETTER_NOW");
	assert_int_equal(clock_init(&err), 0);
	assert_true(clock_now() > 1758870000);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(only_real_days_are_dates),
		cmocka_unit_test(days_count_both_ways),
		cmocka_unit_test(a_date_ends_at_local_midnight),
		cmocka_unit_test(times_are_written_for_mail_and_json),
		cmocka_unit_test(times_are_read),
		cmocka_unit_test(zones_are_known_or_refused),
		cmocka_unit_test(the_clock_can_be_pinned),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
