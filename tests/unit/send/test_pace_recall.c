/* What a run before has used up of the rates, by the log of events. */
#include "../store/fixture.h"

#include "store/events.h"
#include "send/pace_recall.h"

enum { NOW = 1800000000, NOW_MS = 5000000 };

static void event(const char *kind, const char *letter, int64_t at)
{
	const struct event e = {.at = at, .kind = kind, .letter = letter};

	must(events_add(store, &e, &err));
}

static void recall(struct pace *p, struct pace_limit all, struct pace_limit domain)
{
	pace_init(p, all, domain);
	must(pace_recall(p, store, NOW, NOW_MS, &err));
}

static void an_empty_log_is_no_past(void **state)
{
	struct pace p;

	(void)state;
	recall(&p, (struct pace_limit){1, 60}, (struct pace_limit){1, 60});
	assert_int_equal(pace_all_at(&p, NOW_MS), NOW_MS);
	pace_release(&p);
}

/* Tries count from the second after that of their event, at the latest. */
static void every_try_of_the_period_counts(void **state)
{
	struct pace p;

	(void)state;
	event("sent", "A-1", NOW - 61);
	event("sent", "A-2", NOW - 40);
	event("deferred", "A-3", NOW - 30);
	event("rejected", "A-4", NOW - 20);
	event("uncertain", "A-5", NOW - 10);
	recall(&p, (struct pace_limit){4, 60}, (struct pace_limit){0});
	assert_int_equal(pace_all_at(&p, NOW_MS), NOW_MS + (60 - 39) * 1000);
	pace_release(&p);
	recall(&p, (struct pace_limit){5, 60}, (struct pace_limit){0});
	assert_int_equal(pace_all_at(&p, NOW_MS), NOW_MS);
	pace_release(&p);
	recall(&p, (struct pace_limit){2, 60}, (struct pace_limit){0});
	assert_int_equal(pace_all_at(&p, NOW_MS), NOW_MS + (60 - 19) * 1000);
	pace_release(&p);
}

static void other_events_do_not_count(void **state)
{
	struct pace p;

	(void)state;
	event("queued", "A-1", NOW - 5);
	event("received", NULL, NOW - 5);
	event("resolved", "A-1", NOW - 5);
	recall(&p, (struct pace_limit){1, 60}, (struct pace_limit){0});
	assert_int_equal(pace_all_at(&p, NOW_MS), NOW_MS);
	pace_release(&p);
}

/* S32: a clock that was ten years ahead holds up nothing. */
static void times_ahead_do_not_count(void **state)
{
	struct pace p;

	(void)state;
	event("sent", "A-1", NOW + 315000000);
	event("sent", "A-2", NOW - 5);
	recall(&p, (struct pace_limit){2, 60}, (struct pace_limit){0});
	assert_int_equal(pace_all_at(&p, NOW_MS), NOW_MS);
	pace_release(&p);
}

/* A long log is read from its end: the period may begin in any place of it. */
static void the_period_is_found_in_a_long_log(void **state)
{
	struct pace p;

	(void)state;
	must(store_begin(store, &err));
	for (int i = 0; i < 3000; i++)
		event("sent", "A-1", NOW - 3000 + i);
	must(store_commit(store, &err));
	for (long seconds = 1; seconds < 4000; seconds = seconds * 3 + 1) {
		/* So many began in the period, those of its first second perhaps. */
		long tries = seconds < 3000 ? seconds + 1 : 3000;
		recall(&p, (struct pace_limit){tries + 1, seconds}, (struct pace_limit){0});
		assert_int_equal(pace_all_at(&p, NOW_MS), NOW_MS);
		pace_release(&p);
		recall(&p, (struct pace_limit){tries - 1, seconds}, (struct pace_limit){0});
		assert_true(tries == 1 || pace_all_at(&p, NOW_MS) > NOW_MS);
		pace_release(&p);
	}
}

static void domains_have_their_own(void **state)
{
	struct pace p;
	const char *const orgs[] = {"one", "one", "two"};

	(void)state;
	for (long n = 1; n <= 3; n++) {
		must(outbox_add(store, letter_of(n, orgs[n - 1]), NULL, &err));
		char ref[32];
		snprintf(ref, sizeof ref, "A-%ld", n);
		event("sent", ref, NOW - 10);
	}
	recall(&p, (struct pace_limit){0}, (struct pace_limit){2, 60});
	assert_int_equal(pace_domain_at(&p, "one.example.org", NOW_MS), NOW_MS + (60 - 9) * 1000);
	assert_int_equal(pace_domain_at(&p, "two.example.org", NOW_MS), NOW_MS);
	assert_int_equal(pace_domain_at(&p, "three.example.org", NOW_MS), NOW_MS);
	pace_release(&p);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(an_empty_log_is_no_past, setup, teardown),
		cmocka_unit_test_setup_teardown(every_try_of_the_period_counts, setup, teardown),
		cmocka_unit_test_setup_teardown(other_events_do_not_count, setup, teardown),
		cmocka_unit_test_setup_teardown(times_ahead_do_not_count, setup, teardown),
		cmocka_unit_test_setup_teardown(the_period_is_found_in_a_long_log, setup, teardown),
		cmocka_unit_test_setup_teardown(domains_have_their_own, setup, teardown),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
