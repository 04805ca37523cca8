#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <limits.h>
#include <cmocka.h>

#include "cmd/remind_levels.h"

static int64_t at(const char *text)
{
	int64_t t = 0;

	assert_int_equal(clock_parse(text, &t), 0);
	return t;
}

static void levels_are_reached_by_the_calendar(void **state)
{
	static long days[] = {-3 * 86400, 86400, 7 * 86400}, hours[] = {3600, 36 * 3600};
	static const struct {
		const long *levels;
		size_t n;
		const char *now;
		size_t level;
	} cases[] = {
		/* The usual one is a day after the deadline. */
		{NULL, 0, "2025-10-10T23:59:59+02:00", 0},
		{NULL, 0, "2025-10-11T00:00:00+02:00", 1},
		{NULL, 0, "2026-10-11T00:00:00+02:00", 1},
		{days, 3, "2025-10-06T23:59:59+02:00", 0},
		{days, 3, "2025-10-07T00:00:00+02:00", 1},
		{days, 3, "2025-10-10T23:59:59+02:00", 1},
		{days, 3, "2025-10-11T00:00:00+02:00", 2},
		{days, 3, "2025-10-16T23:59:59+02:00", 2},
		{days, 3, "2025-10-17T00:00:00+02:00", 3},
		{hours, 2, "2025-10-11T00:59:59+02:00", 0},
		{hours, 2, "2025-10-11T01:00:00+02:00", 1},
		{hours, 2, "2025-10-12T12:00:00+02:00", 2},
	};
	struct date deadline = {2025, 10, 10};

	(void)state;
	assert_int_equal(clock_set_zone("Europe/Brussels", NULL), 0);
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct letter_settings s = {
			.remind = (long *)(uintptr_t)cases[i].levels, .remind_count = cases[i].n};
		assert_int_equal(
			remind_level(&s, deadline, at(cases[i].now)).level, cases[i].level);
	}
}

/* The end of summer time: the day has 25 hours, and the level waits for its end. */
static void days_are_days_when_clocks_change(void **state)
{
	struct letter_settings s = {.remind_count = 0};
	struct date deadline = {2025, 10, 26};

	(void)state;
	assert_int_equal(clock_set_zone("Europe/Brussels", NULL), 0);
	assert_int_equal(remind_level(&s, deadline, at("2025-10-26T23:59:59+01:00")).level, 0);
	assert_int_equal(remind_level(&s, deadline, at("2025-10-27T00:00:00+01:00")).level, 1);
}

static void what_was_reminded_of_is_known(void **state)
{
	struct remind_reason first[] = {{{2025, 10, 10}, 1, 86400}, {{2025, 10, 31}, 1, -86400}},
			     later = {{2025, 10, 10}, 2, 604800};
	struct str notes = STR_INIT;
	struct store *store;
	const char *ref = NULL;
	size_t len = 0;
	struct err err;

	(void)state;
	assert_int_equal(store_open("", STORE_EMPTY, &store, &err), 0);
	assert_int_equal(remind_notes(store, "Alpha", &notes, &err), 0);
	assert_true(remind_level_done(str_c(&notes), first[0].deadline, &ref, &len) == LONG_MIN);
	assert_int_equal(remind_note(store, "Alpha", first, 2, "A-5", &err), 0);
	assert_int_equal(remind_note(store, "Alpha", &later, 1, "A-9", &err), 0);
	assert_int_equal(remind_notes(store, "Alpha", &notes, &err), 0);
	assert_int_equal(remind_level_done(notes.p, first[0].deadline, &ref, &len), 604800);
	assert_memory_equal(ref, "A-9", 3);
	assert_int_equal(len, 3);
	assert_int_equal(remind_level_done(notes.p, first[1].deadline, &ref, &len), -86400);
	assert_true(remind_level_done(notes.p, (struct date){2025, 11, 1}, &ref, &len) == LONG_MIN);
	str_reset(&notes);
	assert_int_equal(remind_notes(store, "Beta", &notes, &err), 0);
	assert_int_equal(notes.len, 0);
	/* However many there are, the newest are kept. */
	for (int i = 0; i < 300; i++)
		assert_int_equal(remind_note(store, "Alpha", first, 2, "A-1234", &err), 0);
	assert_int_equal(remind_note(store, "Alpha", &later, 1, "A-99", &err), 0);
	assert_int_equal(remind_notes(store, "Alpha", &notes, &err), 0);
	assert_int_equal(remind_level_done(notes.p, later.deadline, &ref, &len), 604800);
	assert_int_equal(notes.p[notes.len - 1], '\n');
	str_release(&notes);
	store_close(store);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(levels_are_reached_by_the_calendar),
		cmocka_unit_test(days_are_days_when_clocks_change),
		cmocka_unit_test(what_was_reminded_of_is_known),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
