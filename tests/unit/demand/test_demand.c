#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "demand/demand.h"

static int64_t at(const char *text)
{
	int64_t t;

	if (clock_parse(text, &t) < 0)
		fail_msg("%s is no time", text);
	return t;
}

static struct date day(const char *text)
{
	struct date d;

	if (date_parse(text, &d) < 0)
		fail_msg("%s is no date", text);
	return d;
}

static void zone(const char *name)
{
	struct err err;

	if (clock_set_zone(name, &err) < 0)
		fail_msg("%s", err.text);
}

static void names_are_read_as_they_are_written(void **state)
{
	enum demand_position position;
	enum demand_basis basis;

	(void)state;
	for (int i = 0; i < DEMAND_POSITIONS; i++) {
		const char *name = demand_position_name((enum demand_position)i);
		assert_int_equal(demand_position_parse(name, &position), 0);
		assert_int_equal(position, i);
		assert_string_equal(demand_position_names[i], name);
	}
	assert_null(demand_position_names[DEMAND_POSITIONS]);
	for (int i = DEMAND_INITIAL; i < DEMAND_BASES; i++) {
		assert_int_equal(
			demand_basis_parse(demand_basis_name((enum demand_basis)i), &basis), 0);
		assert_int_equal(basis, i);
	}
	assert_int_equal(demand_position_parse("Open", &position), -1);
	assert_int_equal(demand_position_parse("", &position), -1);
	assert_int_equal(demand_basis_parse("given", &basis), -1);
}

static void demands_are_found_by_id(void **state)
{
	static const struct demand demands[] = {{.id = "suspend", .number = 1}, {.id = "publish"}};

	(void)state;
	assert_ptr_equal(demand_find(demands, 2, "publish"), &demands[1]);
	assert_null(demand_find(demands, 2, "Publish"));
	assert_null(demand_find(NULL, 0, "publish"));
}

/* From every position to every position, by a later judgement; other places are left alone. */
static void the_last_judgement_stands(void **state)
{
	(void)state;
	assert_int_equal(demand_position_of("suspend", "acme", NULL, 0), DEMAND_OPEN);
	for (int from = 0; from < DEMAND_POSITIONS; from++)
		for (int to = 0; to < DEMAND_POSITIONS; to++) {
			struct demand_judgement rows[] = {
				{"suspend", "acme", (enum demand_position)from},
				{"suspend", "other", DEMAND_WITHDRAWN},
				{"suspend", "acme", (enum demand_position)to},
				{"publish", "acme", DEMAND_REFUSED},
			};
			assert_int_equal(demand_position_of("suspend", "acme", rows, 1), from);
			assert_int_equal(demand_position_of("suspend", "acme", rows, 4), to);
			assert_int_equal(
				demand_position_of("suspend", "other", rows, 4), DEMAND_WITHDRAWN);
			assert_int_equal(
				demand_position_of("publish", "other", rows, 4), DEMAND_OPEN);
		}
}

static void only_open_and_partial_wait(void **state)
{
	static const bool waits[DEMAND_POSITIONS] = {[DEMAND_OPEN] = true, [DEMAND_PARTIAL] = true};

	(void)state;
	zone("UTC");
	for (int i = 0; i < DEMAND_POSITIONS; i++) {
		enum demand_position p = (enum demand_position)i;
		assert_int_equal(demand_position_waits(p), waits[i]);
		assert_int_equal(
			demand_overdue(p, true, day("2025-10-10"), at("2025-10-12T00:00:00Z")),
			waits[i]);
		assert_false(
			demand_overdue(p, true, day("2025-10-10"), at("2025-10-10T23:59:59Z")));
		assert_false(
			demand_overdue(p, false, day("2025-10-10"), at("2025-10-12T00:00:00Z")));
	}
}

static void the_most_specific_entry_is_in_force(void **state)
{
	static const struct demand with = {
		.id = "suspend", .has_deadline = true, .deadline = {2025, 10, 10}};
	static const struct demand without = {.id = "suspend"};
#define D(n)                                                                                       \
	{                                                                                          \
		2025, 11, (n)                                                                      \
	}
	static const struct {
		struct demand_deadline rows[4];
		size_t n;
		int day; /* of November; 0: its own; -1: none */
		const struct demand *demand;
	} cases[] = {
		{{{0}}, 0, 0, &with},
		{{{0}}, 0, -1, &without},
		{{{NULL, NULL, D(1), DEMAND_GRANTED}}, 1, 1, &with},
		{{{NULL, NULL, D(1), DEMAND_INITIAL}}, 1, 1, &without},
		/* What was only asked for moves nothing. */
		{{{NULL, NULL, D(1), DEMAND_ASKED}}, 1, 0, &with},
		{{{"suspend", "acme", D(1), DEMAND_NOT_GRANTED}}, 1, 0, &with},
		{{{NULL, NULL, D(1), DEMAND_GRANTED}, {"suspend", "acme", D(2), DEMAND_ASKED}}, 2,
			1, &with},
		/* Others' entries neither. */
		{{{"publish", NULL, D(1), DEMAND_GRANTED}, {NULL, "other", D(2), DEMAND_GRANTED},
			 {"suspend", "other", D(3), DEMAND_GRANTED}},
			3, 0, &with},
		/* Specific before general, whichever came first. */
		{{{"suspend", "acme", D(4), DEMAND_GRANTED},
			 {"suspend", NULL, D(3), DEMAND_GRANTED},
			 {NULL, "acme", D(2), DEMAND_GRANTED}, {NULL, NULL, D(1), DEMAND_GRANTED}},
			4, 4, &with},
		{{{"suspend", NULL, D(3), DEMAND_GRANTED}, {NULL, "acme", D(2), DEMAND_GRANTED},
			 {NULL, NULL, D(1), DEMAND_GRANTED}},
			3, 3, &with},
		{{{NULL, "acme", D(2), DEMAND_GRANTED}, {NULL, NULL, D(1), DEMAND_GRANTED}}, 2, 2,
			&with},
		/* Of equals the last, an earlier date too. */
		{{{"suspend", "acme", D(9), DEMAND_GRANTED},
			 {"suspend", "acme", D(5), DEMAND_INITIAL}},
			2, 5, &with},
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct date d = {0};
		bool there =
			demand_deadline_of(cases[i].demand, "acme", cases[i].rows, cases[i].n, &d);
		struct date want = cases[i].day > 0 ? (struct date)D(cases[i].day)
						    : (struct date){2025, 10, 10};
		assert_int_equal(there, cases[i].day >= 0);
		if (there && date_to_days(d) != date_to_days(want))
			fail_msg("case %zu: %d-%d-%d", i, d.year, d.month, d.day);
	}
}

/* A date is due at its end where the campaign is, summer time or not. */
static void a_day_ends_in_the_time_zone(void **state)
{
	static const struct {
		const char *zone, *deadline, *now;
		bool overdue;
		long days;
	} cases[] = {
		{"UTC", "2025-10-10", "2025-10-10T23:59:59Z", false, 0},
		{"UTC", "2025-10-10", "2025-10-11T00:00:00Z", true, 1},
		{"UTC", "2025-10-10", "2025-10-11T23:59:59Z", true, 1},
		{"UTC", "2025-10-10", "2025-11-10T00:00:00Z", true, 31},
		{"Europe/Brussels", "2025-10-10", "2025-10-10T21:59:59Z", false, 0},
		{"Europe/Brussels", "2025-10-10", "2025-10-10T22:00:00Z", true, 1},
		/* 26 October 2025 has 25 hours there, 30 March 23. */
		{"Europe/Brussels", "2025-10-26", "2025-10-26T22:59:59Z", false, 0},
		{"Europe/Brussels", "2025-10-26", "2025-10-26T23:00:00Z", true, 1},
		{"Europe/Brussels", "2025-10-25", "2025-10-26T22:59:59Z", true, 1},
		{"Europe/Brussels", "2025-03-30", "2025-03-30T21:59:59Z", false, 0},
		{"Europe/Brussels", "2025-03-30", "2025-03-30T22:00:00Z", true, 1},
		/* Midnight does not exist there on 8 September 2024. */
		{"America/Santiago", "2024-09-07", "2024-09-08T03:59:59Z", false, 0},
		{"America/Santiago", "2024-09-07", "2024-09-08T04:00:00Z", true, 1},
		{"Pacific/Kiritimati", "2025-10-10", "2025-10-10T09:59:59Z", false, 0},
		{"Pacific/Kiritimati", "2025-10-10", "2025-10-10T10:00:00Z", true, 1},
		{"America/Los_Angeles", "2025-10-10", "2025-10-11T06:59:59Z", false, 0},
		{"America/Los_Angeles", "2025-10-10", "2025-10-11T07:00:00Z", true, 1},
		{"UTC", "2024-02-28", "2024-03-01T00:00:00Z", true, 2},
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		zone(cases[i].zone);
		struct date d = day(cases[i].deadline);
		int64_t now = at(cases[i].now);
		if (demand_overdue(DEMAND_OPEN, true, d, now) != cases[i].overdue ||
			demand_days_overdue(d, now) != cases[i].days)
			fail_msg("%s %s at %s: %ld days", cases[i].zone, cases[i].deadline,
				cases[i].now, demand_days_overdue(d, now));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names_are_read_as_they_are_written),
		cmocka_unit_test(demands_are_found_by_id),
		cmocka_unit_test(the_last_judgement_stands),
		cmocka_unit_test(only_open_and_partial_wait),
		cmocka_unit_test(the_most_specific_entry_is_in_force),
		cmocka_unit_test(a_day_ends_in_the_time_zone),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
