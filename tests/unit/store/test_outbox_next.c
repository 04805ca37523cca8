#include "letters.h"

static void letters_come_in_order_and_once(void **state)
{
	int64_t one = 1;

	(void)state;
	queue_letters(600, "acme");
	for (int64_t i = 1; i <= 600; i++)
		assert_int_equal(next(0), i);
	assert_int_equal(next(0), 0);
	/* What is given back comes again. */
	outbox_unclaim(store, 5);
	outbox_unclaim(store, 3);
	assert_int_equal(next(0), 3);
	assert_int_equal(next(0), 5);
	assert_int_equal(next(0), 0);
	must(outbox_intend(store, &one, 1, &err));
	give(1, OUTBOX_QUEUED, 0);
	assert_int_equal(next(0), 1);
	assert_int_equal(next(0), 0);
	/* A new process has claimed nothing. */
	restart();
	assert_int_equal(next(0), 1);
	/* One that is added meanwhile is found. */
	must(outbox_add(store, letter_of(601, "acme"), NULL, &err));
	for (int64_t i = 2; i <= 601; i++)
		assert_int_equal(next(0), i);
	assert_int_equal(next(0), 0);
}

/* T: while some letters are on their way, another is given back, so that all is looked at anew. */
static void what_is_under_way_does_not_come_again(void **state)
{
	int64_t ids[600];

	(void)state;
	queue_letters(1300, "acme");
	for (int64_t i = 1; i <= 600; i++) {
		ids[i - 1] = i;
		assert_int_equal(next(0), i);
	}
	outbox_unclaim(store, 1);
	assert_int_equal(next(0), 1);
	must(outbox_intend(store, ids, 600, &err));
	for (int64_t i = 2; i <= 600; i++)
		give(i, OUTBOX_SENT, 0);
	for (int64_t i = 601; i <= 1300; i++)
		assert_int_equal(next(0), i);
	assert_int_equal(next(0), 0);
	give(1, OUTBOX_SENT, 0);
	assert_int_equal(next(0), 0);
}

static void deferred_letters_come_when_they_are_due(void **state)
{
	int64_t at = 0;

	(void)state;
	queue_letters(3, "acme");
	assert_int_equal(outbox_next_due(store, &at, &err), 0);
	assert_int_equal(next(0), 1);
	assert_int_equal(next(0), 2);
	give(1, OUTBOX_DEFERRED, 200);
	give(2, OUTBOX_DEFERRED, 100);
	assert_int_equal(outbox_next_due(store, &at, &err), 1);
	assert_int_equal(at, 100);
	assert_int_equal(next(99), 3);
	assert_int_equal(next(99), 0);
	assert_int_equal(next(200), 2);
	assert_int_equal(next(200), 1);
	assert_int_equal(next(200), 0);
	outbox_unclaim(store, 2);
	assert_int_equal(next(200), 2);
}

static bool not_the_first_domain(void *ctx, const struct outbox_letter *l)
{
	return strstr(l->email, ctx) == NULL;
}

static void letters_can_be_passed_over(void **state)
{
	struct outbox_letter l = {0};
	int calls = 0;

	(void)state;
	/* 1,000 letters to one domain before the only one to another. */
	queue_letters(1000, "big");
	must(outbox_add(store, letter_of(1001, "small"), NULL, &err));
	while (outbox_next(store, 0, not_the_first_domain, "@big.", &l, &err) == 0)
		assert_true(++calls < 10);
	assert_int_equal(l.id, 1001);
	outbox_letter_release(&l);
	/* And those that were passed over are there still. */
	for (int i = 0; i < 1000; i++)
		assert_true(next(0) > 0);
	assert_int_equal(next(0), 0);
}

static void deferred_ones_can_be_passed_over(void **state)
{
	struct outbox_letter l = {0};
	int64_t at = 0;
	int calls = 0;

	(void)state;
	/* 700 letters to one domain are due before the only one to another; a second one is later.
	 */
	queue_letters(700, "big");
	must(outbox_add(store, letter_of(701, "small"), NULL, &err));
	must(outbox_add(store, letter_of(702, "small"), NULL, &err));
	for (int64_t id = 1; id <= 702; id++) {
		assert_int_equal(next(0), id);
		give(id, OUTBOX_DEFERRED, id < 702 ? 100 + id : 9000);
	}
	assert_int_equal(next(100), 0);
	while (outbox_next(store, 900, not_the_first_domain, "@big.", &l, &err) == 0)
		assert_true(++calls < 10);
	assert_int_equal(l.id, 701);
	assert_int_equal(outbox_next(store, 900, not_the_first_domain, "@big.", &l, &err), 0);
	assert_int_equal(
		outbox_next_due_after(store, 0, not_the_first_domain, "@big.", &at, &err), 1);
	assert_int_equal(at, 801);
	assert_int_equal(
		outbox_next_due_after(store, 900, not_the_first_domain, "@big.", &at, &err), 1);
	assert_int_equal(at, 9000);
	assert_int_equal(outbox_next_due_after(store, 0, not_the_first_domain, "@", &at, &err), 0);
	outbox_letter_release(&l);
	/* Those that were passed over come all the same, each once. */
	for (int i = 0; i < 700; i++)
		assert_true(next(900) > 0);
	assert_int_equal(next(900), 0);
	assert_int_equal(next(9000), 702);
	assert_int_equal(next(9000), 0);
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
	const struct CMUnitTest tests[] = {
		TEST(letters_come_in_order_and_once),
		TEST(what_is_under_way_does_not_come_again),
		TEST(deferred_letters_come_when_they_are_due),
		TEST(letters_can_be_passed_over),
		TEST(deferred_ones_can_be_passed_over),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
