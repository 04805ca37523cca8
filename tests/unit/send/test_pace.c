#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/str.h"
#include "send/outcome.h"
#include "send/pace.h"
#include "send/throttle.h"

static void no_limit_never_waits(void **state)
{
	struct pace p;

	(void)state;
	pace_init(&p, (struct pace_limit){0, 0}, (struct pace_limit){0, 0});
	for (int i = 0; i < 1000; i++) {
		assert_int_equal(pace_all_at(&p, 5), 5);
		assert_int_equal(pace_domain_at(&p, "a", 5), 5);
		pace_started(&p, "a", 5);
	}
	pace_release(&p);
}

/* In any span of the period no more than `count` start, whatever the moments are. */
static void every_window_holds(void **state)
{
	struct pace p;
	int64_t starts[200], now = 1000;

	(void)state;
	pace_init(&p, (struct pace_limit){7, 10}, (struct pace_limit){0, 0});
	for (int i = 0; i < 200; i++) {
		int64_t at = pace_all_at(&p, now);
		assert_true(at >= now);
		now = at + i % 3;
		starts[i] = now;
		pace_started(&p, "a", now);
		if (i >= 7)
			assert_true(starts[i] - starts[i - 7] >= 10000);
	}
	pace_release(&p);
}

static void undone_starts_do_not_count(void **state)
{
	struct pace p;

	(void)state;
	pace_init(&p, (struct pace_limit){2, 60}, (struct pace_limit){1, 60});
	pace_started(&p, "a", 0);
	assert_int_equal(pace_domain_at(&p, "a", 10), 60000);
	pace_undo(&p, "a");
	assert_int_equal(pace_domain_at(&p, "a", 10), 10);
	pace_started(&p, "a", 20);
	pace_started(&p, "b", 30);
	assert_int_equal(pace_all_at(&p, 40), 60020);
	pace_undo(&p, "b");
	assert_int_equal(pace_all_at(&p, 40), 40);
	assert_int_equal(pace_domain_at(&p, "b", 40), 40);
	assert_int_equal(pace_domain_at(&p, "a", 40), 60020);
	pace_release(&p);
}

static void many_domains_are_bounded(void **state)
{
	struct pace p;
	struct str name = STR_INIT;

	(void)state;
	pace_init(&p, (struct pace_limit){0, 0}, (struct pace_limit){3, 60});
	for (int i = 0; i < 50000; i++) {
		str_reset(&name);
		str_addf(&name, "d%d.test", i);
		pace_started(&p, str_c(&name), i);
	}
	assert_true(p.domain_count <= 20000);
	str_release(&name);
	pace_release(&p);
}

/* One letter first; the first success opens all; refusals for load halve, and it recovers. */
static void throttle_begins_small_and_recovers(void **state)
{
	struct throttle t;
	struct outcome sent = {.verdict = VERDICT_SENT};
	struct outcome later = {.verdict = VERDICT_DEFERRED, .slow_down = true};

	(void)state;
	throttle_init(&t, 8);
	assert_int_equal(t.allowed, 1);
	assert_false(t.proven);
	throttle_outcome(&t, &sent, 0);
	assert_true(t.proven);
	assert_int_equal(t.allowed, 8);
	throttle_outcome(&t, &later, 0);
	assert_int_equal(t.allowed, 4);
	for (int i = 0; i < 5; i++)
		throttle_outcome(&t, &later, 1000);
	assert_int_equal(t.allowed, 1);
	assert_true(t.pause_until > 1000);
	assert_true(t.pause_until < 4000);
	for (int i = 0; i < 100; i++)
		throttle_outcome(&t, &sent, 5000);
	assert_int_equal(t.allowed, 8);
	throttle_outcome(&t, &(struct outcome){.verdict = VERDICT_UNCERTAIN}, 0);
	assert_false(t.proven);
}

static void retries_follow_the_schedule(void **state)
{
	static const long waits[] = {60, 300, 300};

	(void)state;
	for (int i = 0; i < 200; i++) {
		assert_in_range(retry_at(waits, 3, 1, 1000), 1054, 1066);
		assert_in_range(retry_at(waits, 3, 3, 1000), 1270, 1330);
	}
	assert_int_equal(retry_at(waits, 3, 4, 1000), -1);
	assert_int_equal(retry_at(waits, 0, 1, 1000), -1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(no_limit_never_waits),
		cmocka_unit_test(every_window_holds),
		cmocka_unit_test(undone_starts_do_not_count),
		cmocka_unit_test(many_domains_are_bounded),
		cmocka_unit_test(throttle_begins_small_and_recovers),
		cmocka_unit_test(retries_follow_the_schedule),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
