#include "loading.h"

#include "base/clock.h"
#include "campaign/schedule.h"

static void test_rate(void **state)
{
	static const struct {
		const char *text;
		long count, seconds;
	} good[] = {
		{"60/min", 60, 60}, {" 5 / Hour ", 5, 3600}, {"1/s", 1, 1}, {"9/day", 9, 86400}};
	static const char *const bad[] = {"", "60", "60/", "/min", "0/min", "-1/min", "1/min x",
		"1/5min", "99999999999999999999/s", "1.5/s"};
	struct rate r;
	size_t at;

	(void)state;
	for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
		assert_int_equal(rate_parse(good[i].text, &r, &at), 0);
		assert_int_equal(r.count, good[i].count);
		assert_int_equal(r.seconds, good[i].seconds);
	}
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		assert_int_equal(rate_parse(bad[i], &r, &at), -1);
}

static void test_durations(void **state)
{
	static const char *const bad[] = {"", ",", "1m,", "1", "1x", "1m*0", "1m*11", "1m*", "-1m",
		"1m 2m", "5m*2*2", "99999999999999999999d", "1m*99999999999999999999"};
	long v[10];
	size_t n, at;

	(void)state;
	assert_int_equal(durations_parse("1m, 5m*2, 1h", false, v, 10, &n, &at), 0);
	assert_int_equal(n, 4);
	assert_int_equal(v[0], 60);
	assert_int_equal(v[2], 300);
	assert_int_equal(v[3], 3600);
	assert_int_equal(durations_parse("-3d,0,2 weeks", true, v, 10, &n, &at), 0);
	assert_int_equal(n, 3);
	assert_int_equal(v[0], -3 * 86400);
	assert_int_equal(v[1], 0);
	assert_int_equal(v[2], 14 * 86400);
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		if (durations_parse(bad[i], false, v, 10, &n, &at) == 0)
			fail_msg("\"%s\" was read", bad[i]);
}

static void test_hours_text(void **state)
{
	static const char *const bad[] = {"", "Mon", "Mon-Fri", "9-17", "Mon-Xyz 09:00-17:00",
		"Mon 09:00-17:00 x", "Mon 25:00-26:00", "Mon 09:60-10:00", "Mon 17:00-09:00",
		"Mon 09:00-09:00", "Mon 24:01-24:02", "Mon 09:00-17:00,"};
	struct hours h;
	size_t at;

	(void)state;
	assert_int_equal(hours_parse("Mon-Thu 09:00-17:00, fri 9:00 - 12:30", &h, &at), 0);
	assert_int_equal(h.count, 2);
	assert_int_equal(h.spans[0].days, 0x1E);
	assert_int_equal(h.spans[0].from, 540);
	assert_int_equal(h.spans[1].days, 0x20);
	assert_int_equal(h.spans[1].to, 750);
	assert_int_equal(hours_parse("Sat-Mon 00:00-24:00", &h, &at), 0);
	assert_int_equal(h.spans[0].days, 0x43);
	assert_int_equal(hours_parse("Tue Thursday 08:00-09:00", &h, &at), 0);
	assert_int_equal(h.spans[0].days, 0x14);
	assert_int_equal(hours_parse("08:00-20:00", &h, &at), 0);
	assert_int_equal(h.spans[0].days, 0x7F);
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		if (hours_parse(bad[i], &h, &at) == 0)
			fail_msg("\"%s\" was read", bad[i]);
}

static int64_t at(const char *text)
{
	int64_t t;

	assert_int_equal(clock_parse(text, &t), 0);
	return t;
}

static void test_hours_next(void **state)
{
	static const struct {
		const char *hours, *now, *next;
	} cases[] = {
		/* 26 September 2025 is a Friday. */
		{"Mon-Fri 09:00-17:00", "2025-09-26 08:00:00", "2025-09-26 09:00:00"},
		{"Mon-Fri 09:00-17:00", "2025-09-26 09:00:00", "2025-09-26 09:00:00"},
		{"Mon-Fri 09:00-17:00", "2025-09-26 16:59:59", "2025-09-26 16:59:59"},
		{"Mon-Fri 09:00-17:00", "2025-09-26 17:00:00", "2025-09-29 09:00:00"},
		{"Mon-Fri 09:00-17:00", "2025-09-27 12:00:00", "2025-09-29 09:00:00"},
		{"Fri 09:00-10:00", "2025-09-26 10:00:00", "2025-10-03 09:00:00"},
		{"Fri 14:00-15:00, Fri 09:00-10:00", "2025-09-26 08:00:00", "2025-09-26 09:00:00"},
		{"Fri 09:00-10:00, Fri 14:00-15:00", "2025-09-26 08:00:00", "2025-09-26 09:00:00"},
		/* Summer time ends on 26 October 2025 at 03:00. */
		{"Sun 09:00-10:00", "2025-10-25 12:00:00", "2025-10-26T09:00:00+01:00"},
		{"Sun-Sat 00:00-24:00", "2025-10-26 03:30:00", "2025-10-26 03:30:00"},
		/* until then the hour before is there twice */
		{"02:00-03:00", "2025-10-26T02:10:00+02:00", "2025-10-26T02:10:00+02:00"},
		{"02:00-03:00", "2025-10-26T02:10:00+01:00", "2025-10-26T02:10:00+01:00"},
		{"02:00-03:00", "2025-10-26T03:00:00+01:00", "2025-10-27T02:00:00+01:00"},
		/* and begins on 30 March 2025, when there is no half past two */
		{"Sun 02:30-04:00", "2025-03-29 12:00:00", "2025-03-30T03:30:00+02:00"},
		{"02:00-03:00", "2025-03-30 01:30:00", "2025-03-31 02:00:00"},
		{"Sun 02:00-03:00", "2025-03-23 03:00:00", "2025-04-06 02:00:00"},
	};
	struct hours h = {.count = 0};
	struct err err;
	size_t bad;

	(void)state;
	assert_int_equal(clock_set_zone("Europe/Brussels", &err), 0);
	assert_int_equal(hours_next(&h, 12345), 12345);
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		assert_int_equal(hours_parse(cases[i].hours, &h, &bad), 0);
		if (hours_next(&h, at(cases[i].now)) != at(cases[i].next)) {
			struct str got = STR_INIT;
			clock_add_rfc3339(&got, hours_next(&h, at(cases[i].now)));
			fail_msg("%s at %s: %s, expected %s", cases[i].hours, cases[i].now,
				str_c(&got), cases[i].next);
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_rate),
		cmocka_unit_test(test_durations),
		cmocka_unit_test(test_hours_text),
		cmocka_unit_test(test_hours_next),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
