/* Thousands of letters at once go another way: it must come to the same. */
#include "letters.h"

/* Thousands at once go another way: it must come to the same. */
static void many_letters_at_once_are_kept_as_few_are(void **state)
{
	struct outbox_letter l = {0};
	bool added;

	(void)state;
	must(store_begin(store, &err));
	for (long i = 1; i <= 5000; i++) {
		/* Looked for before, as a sender does; and put twice. */
		assert_int_equal(outbox_find(store, OUTBOX_BY_KEY,
					 letter_of(i, i % 2 ? "acme" : "other")->key, &l, &err),
			0);
		must(outbox_add(store, letter_of(i, i % 2 ? "acme" : "other"), &added, &err));
		assert_true(added);
		if (i % 1000 == 0) {
			must(outbox_add(store, letter_of(i - 7, (i - 7) % 2 ? "acme" : "other"),
				&added, &err));
			assert_false(added);
		}
	}
	assert_int_equal(outbox_find(store, OUTBOX_BY_KEY, "none", &l, &err), 0);
	must(store_commit(store, &err));
	restart();
	expect_counts("5000: 5000 0 0 0 0 0, 0");
	assert_int_equal(outbox_find(store, OUTBOX_BY_REF, "a-4999", &l, &err), 1);
	assert_int_equal(outbox_find(store, OUTBOX_BY_TOKEN, "token4999", &l, &err), 1);
	outbox_letter_release(&l);
	/* Uniqueness and counts are watched over again. */
	struct outbox_letter *same = letter_of(5001, "acme");
	same->token = "token4999";
	assert_int_equal(outbox_add(store, same, NULL, &err), -1);
	must(outbox_add(store, letter_of(5001, "third"), &added, &err));
	expect_counts("5001: 5001 0 0 0 0 0, 0");
	for (int64_t i = 1; i <= 300; i++)
		assert_int_equal(next(0), i);
}

static void many_letters_at_once_are_unique_or_none(void **state)
{
	(void)state;
	must(store_begin(store, &err));
	for (long i = 1; i <= 3000; i++) {
		struct outbox_letter *l = letter_of(i, "acme");
		if (i == 2999)
			l->token = "token2500";
		must(outbox_add(store, l, NULL, &err));
	}
	assert_int_equal(store_commit(store, &err), -1);
	assert_non_null(strstr(err.text, "token"));
	expect_counts("0: 0 0 0 0 0 0, 0");
	/* A rollback puts everything back, too. */
	must(store_begin(store, &err));
	for (long i = 1; i <= 3000; i++)
		must(outbox_add(store, letter_of(i, "acme"), NULL, &err));
	store_rollback(store);
	expect_counts("0: 0 0 0 0 0 0, 0");
	queue_letters(3, "acme");
	expect_counts("3: 3 0 0 0 0 0, 0");
	assert_int_equal(outbox_add(store, letter_of(2, "acme"), NULL, &err), 0);
	/* Asked in the middle, it is put back before the end. */
	must(store_begin(store, &err));
	for (long i = 4; i <= 2500; i++)
		must(outbox_add(store, letter_of(i, "acme"), NULL, &err));
	expect_counts("2500: 2500 0 0 0 0 0, 0");
	must(store_commit(store, &err));
}

/* Letters that the caller knows to be new, and one that it was wrong about. */
static void many_letters_that_are_new(void **state)
{
	struct outbox_letter l = {0};
	bool added;

	(void)state;
	for (int wrong = 1; wrong >= 0; wrong--) {
		must(store_begin(store, &err));
		for (long i = 1; i <= 5000; i++) {
			struct outbox_letter *new = letter_of(i, i % 2 ? "acme" : "other");
			new->is_new = true;
			if (wrong && i == 4000)
				new->key = "campaign/first/twice";
			if (wrong && i == 4500)
				new->key = "campaign/first/twice";
			must(outbox_add(store, new, &added, &err));
			assert_true(added);
		}
		if (wrong) {
			assert_int_equal(store_commit(store, &err), -1);
			expect_counts("0: 0 0 0 0 0 0, 0");
		}
	}
	/* Looked for, and put once more, in the same transaction. */
	assert_int_equal(
		outbox_find(store, OUTBOX_BY_KEY, letter_of(17, "acme")->key, &l, &err), 1);
	assert_int_equal(l.number, 17);
	outbox_letter_release(&l);
	must(outbox_add(store, letter_of(18, "other"), &added, &err));
	assert_false(added);
	must(store_commit(store, &err));
	restart();
	expect_counts("5000: 5000 0 0 0 0 0, 0");
	/* Or put once more first. */
	must(outbox_add(store, letter_of(18, "other"), &added, &err));
	assert_false(added);
}

static void many_new_letters_and_an_old_one(void **state)
{
	bool added;

	(void)state;
	must(store_begin(store, &err));
	for (long i = 1; i <= 3000; i++) {
		struct outbox_letter *new = letter_of(i, "acme");
		new->is_new = true;
		must(outbox_add(store, new, NULL, &err));
	}
	must(outbox_add(store, letter_of(2500, "acme"), &added, &err));
	assert_false(added);
	must(outbox_add(store, letter_of(3001, "acme"), &added, &err));
	assert_true(added);
	must(store_commit(store, &err));
	expect_counts("3001: 3001 0 0 0 0 0, 0");
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
	const struct CMUnitTest tests[] = {
		TEST(many_letters_at_once_are_kept_as_few_are),
		TEST(many_letters_at_once_are_unique_or_none),
		TEST(many_letters_that_are_new),
		TEST(many_new_letters_and_an_old_one),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
