#include "try.h"

#include <time.h>

#include "liquid/moment.h"

/* What is read from text, without the clock. "" is no date. Expectations are those of Ruby's
 * Time.parse. */
static void test_parse(void **state)
{
	static const struct {
		const char *text, *wanted;
	} cases[] = {
		{"2016-03-14", "2016-03-14 00:00:00.000 +0000 UTC"},
		{"March 14, 2016", "2016-03-14 00:00:00.000 +0000 UTC"},
		{"14 mar 2016 5 pm", "2016-03-14 17:00:00.000 +0000 UTC"},
		{"Mon, 14 Mar 2016 10:11:12 GMT", "2016-03-14 10:11:12.000 +0000 UTC"},
		{"Monday, March 14th, 2016", "2016-03-14 00:00:00.000 +0000 UTC"},
		{"2016/03/14", "2016-03-14 00:00:00.000 +0000 UTC"},
		{"14.3.2016", "2016-03-14 00:00:00.000 +0000 UTC"},
		{"3/14/2016", ""},
		{"20160314T101112", "2016-03-14 10:11:12.000 +0000 UTC"},
		{"2016-03-14T10:11:12.345-0530", "2016-03-14 10:11:12.345 -0530 "},
		{"2016-03-14 10:11 EST", "2016-03-14 10:11:00.000 -0500 "},
		{"2016-03-14 10:11 CET", "2016-03-14 10:11:00.000 +0000 UTC"}, /* not known to it */
		{"2016-02-31", "2016-03-02 00:00:00.000 +0000 UTC"},
		{"2016-02-32", ""},
		{"2016-13-01", ""},
		{"14 mar 99", "1999-03-14 00:00:00.000 +0000 UTC"},
		{"14 mar 68", "2068-03-14 00:00:00.000 +0000 UTC"},
		{"2016-075", "2016-03-15 00:00:00.000 +0000 UTC"},
		{"2016-03-14 24:00", "2016-03-15 00:00:00.000 +0000 UTC"},
		{"2016-03-14 25:00", ""},
		{"H28.03.14", "2016-03-14 00:00:00.000 +0000 UTC"},
		{"2010-10-31 12", "2010-10-31 12:00:00.000 +0000 UTC"},
		{"hello", ""},
		{"", ""},
	};

	(void)state;
	setenv("TZ", "UTC", 1);
	tzset();
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		static const char format[] = "%Y-%m-%d %H:%M:%S.%L %z %Z";
		struct moment m;
		bool clock = false;
		struct str out = STR_INIT;
		if (moment_of(liquid_text(cases[i].text), &m, &clock))
			moment_format(&out, &m, format, sizeof format - 1);
		assert_string_equal(str_c(&out), cases[i].wanted);
		str_release(&out);
	}
}

static void test_clock(void **state)
{
	static const char *const from_clock[] = {"now", "Today", "10:00", "5th", "march"};
	struct moment m;
	bool clock;

	(void)state;
	for (size_t i = 0; i < 5; i++) {
		assert_true(moment_of(liquid_text(from_clock[i]), &m, &clock));
		assert_true(clock);
	}
	assert_true(moment_of(liquid_int(1152098955), &m, &clock));
	assert_false(clock);
	assert_true(moment_of(liquid_text("2026-01-01"), &m, &clock));
	assert_false(clock);
}

static void test_format(void **state)
{
	static const struct {
		const char *format, *wanted;
	} cases[] = {
		{"%Y %C %y %m %B %b %h %d %e %j", "2016 20 16 03 March Mar Mar 04  4 064"},
		{"%H %k %I %l %M %S %L %N %p %P", "05  5 05  5 06 07 089 089012345 AM am"},
		{"%A %a %u %w %G %g %V %U %W", "Friday Fri 5 5 2016 16 09 09 09"},
		{"%c|%D|%F|%T|%R|%r|%x|%X|%v",
			"Fri Mar  4 05:06:07 2016|03/04/16|2016-03-04|05:06:07|05:06|05:06:07 "
			"AM|03/04/"
			"16|05:06:07| 4-MAR-2016"},
		{"%z %:z %::z %:::z %Z %s %% %n%t",
			"+0200 +02:00 +02:00:00 +02  1457060767 % \n\t"},
		{"%-d %-m %_m %05d %^a %#p %10A %-I %3N %12N",
			"4 3  3 00004 FRI am     Friday 5 089 "
			"089012345000"},
		{"%q %Ey %Od 100% %", "%q 16 04 100% %"},
		{"%_10z %010z", "      +200 +000000200"},
	};
	struct moment m;
	bool clock;

	(void)state;
	assert_true(moment_of(liquid_text("2016-03-04T05:06:07.089012345+02:00"), &m, &clock));
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct str out = STR_INIT;
		moment_format(&out, &m, cases[i].format, strlen(cases[i].format));
		assert_string_equal(str_c(&out), cases[i].wanted);
		str_release(&out);
	}
}

/* A plain date knows its zone when it is asked for it, summer time included. */
static void test_zone(void **state)
{
	struct moment m;
	bool clock;
	struct str out = STR_INIT;

	(void)state;
	setenv("TZ", "Europe/Brussels", 1);
	tzset();
	assert_true(moment_of(liquid_text("2025-07-01"), &m, &clock));
	moment_format(&out, &m, "%d %z %Z", 8);
	assert_true(moment_of(liquid_text("2025-12-01"), &m, &clock));
	moment_format(&out, &m, " %-d %z", 7);
	assert_string_equal(str_c(&out), "01 +0200 CEST 1 +0100");
	str_release(&out);
	setenv("TZ", "UTC", 1);
	tzset();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_parse),
		cmocka_unit_test(test_clock),
		cmocka_unit_test(test_format),
		cmocka_unit_test(test_zone),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
