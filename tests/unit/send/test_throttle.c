#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "send/throttle.h"

static void tell(struct throttle *t, enum verdict verdict, bool slow_down, int64_t now)
{
	struct outcome o;

	outcome_init(&o);
	outcome_local(&o, verdict, STAGE_DOT, "x");
	o.slow_down = slow_down;
	throttle_outcome(t, &o, now);
	outcome_release(&o);
}

static void sent(struct throttle *t, int times, int64_t now)
{
	for (int i = 0; i < times; i++)
		tell(t, VERDICT_SENT, false, now);
}

static void the_first_opens_all(void **state)
{
	struct throttle t;

	(void)state;
	throttle_init(&t, 8);
	assert_int_equal(t.allowed, 1);
	sent(&t, 1, 0);
	assert_int_equal(t.allowed, 8);
}

static void too_much_halves_and_success_brings_back(void **state)
{
	struct throttle t;

	(void)state;
	throttle_init(&t, 8);
	sent(&t, 1, 0);
	tell(&t, VERDICT_DEFERRED, true, 10);
	assert_int_equal(t.allowed, 4);
	sent(&t, 4, 20);
	assert_int_equal(t.allowed, 5);
	for (int i = 0; i < 4; i++)
		tell(&t, VERDICT_DEFERRED, true, 30);
	assert_int_equal(t.allowed, 1);
	assert_true(t.pause_until > 30);
}

/* A server that takes few connections, and ends each of them soon, is not left alone. */
static void a_limit_holds_back_only_further_ones(void **state)
{
	struct throttle t;

	(void)state;
	throttle_init(&t, 8);
	sent(&t, 1, 0);
	throttle_no_more(&t, 2, 100);
	assert_int_equal(t.allowed, 2);
	throttle_dropped(&t, true, 200);
	throttle_dropped(&t, true, 200);
	assert_true(t.open_after <= 200);
	sent(&t, 100, 300);
	assert_int_equal(t.allowed, 2);
	/* A minute later it is asked for one more. */
	sent(&t, 2, 60100);
	assert_int_equal(t.allowed, 3);
}

static void one_that_cannot_be_reached_is_tried_less_and_less(void **state)
{
	struct throttle t;
	int64_t now = 0;

	(void)state;
	throttle_init(&t, 8);
	for (int i = 0; i < 8; i++) {
		throttle_unreachable(&t, now);
		assert_true(t.open_after > now && t.open_after <= now + 75000);
		now = t.open_after;
	}
	assert_true(now > 100000);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_first_opens_all),
		cmocka_unit_test(too_much_halves_and_success_brings_back),
		cmocka_unit_test(a_limit_holds_back_only_further_ones),
		cmocka_unit_test(one_that_cannot_be_reached_is_tried_less_and_less),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
