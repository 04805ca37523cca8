#include "letters.h"

static void a_letter_comes_back_as_it_was_put(void **state)
{
	struct outbox_letter l = {0};
	bool added;

	(void)state;
	must(outbox_add(store, letter_of(7, "acme"), &added, &err));
	assert_true(added);
	must(outbox_add(store, letter_of(7, "acme"), &added, &err));
	assert_false(added);
	restart();
	static const struct {
		enum outbox_field by;
		const char *value;
		int found;
	} look[] = {
		{OUTBOX_BY_ID, "7", 1},
		{OUTBOX_BY_ID, "8", 0},
		{OUTBOX_BY_ID, "x", 0},
		{OUTBOX_BY_REF, "a-7", 1},
		{OUTBOX_BY_KEY, "first:r7@acme.example.org", 1},
		{OUTBOX_BY_MESSAGE_ID, "m7@example.org", 1},
		{OUTBOX_BY_TOKEN, "token7", 1},
		{OUTBOX_BY_TOKEN, "token8", 0},
	};
	for (size_t i = 0; i < sizeof look / sizeof *look; i++)
		assert_int_equal(
			outbox_find(store, look[i].by, look[i].value, &l, &err), look[i].found);
	must(outbox_find(store, OUTBOX_BY_REF, "A-7", &l, &err));
	struct outbox_letter *want = letter_of(7, "acme");
	assert_string_equal(l.ref, want->ref);
	assert_string_equal(l.key, want->key);
	assert_int_equal(l.edition, 1);
	assert_string_equal(l.list_blob, want->list_blob);
	assert_string_equal(l.kind, "first");
	assert_int_equal(l.level, 0);
	assert_int_equal(l.recipient_row, 6);
	assert_int_equal(l.signatory_row, -1);
	assert_string_equal(l.recipient_key, want->recipient_key);
	assert_string_equal(l.email, want->email);
	assert_string_equal(l.name, want->name);
	assert_string_equal(l.org, "acme");
	assert_null(l.signatory);
	assert_int_equal(l.number, 7);
	assert_string_equal(l.message_id, want->message_id);
	assert_string_equal(l.token, want->token);
	assert_string_equal(l.subject, want->subject);
	assert_string_equal(l.envelope_from, want->envelope_from);
	assert_int_equal(l.size, 1000);
	assert_string_equal(l.sha256, want->sha256);
	assert_int_equal(l.state, OUTBOX_QUEUED);
	assert_int_equal(l.attempts, 0);
	assert_int_equal(l.conversation, OUTBOX_SILENT);
	assert_false(l.bounced);
	outbox_letter_release(&l);
	long number;
	must(outbox_last_number(store, &number, &err));
	assert_int_equal(number, 7);
}

static void two_letters_never_share_what_is_unique(void **state)
{
	static const char *const what[] = {"reference", "Message-ID", "token", "number"};

	(void)state;
	queue_letters(1, "acme");
	for (size_t i = 0; i < 4; i++) {
		struct outbox_letter *l = letter_of(2, "acme");
		if (i == 0)
			l->ref = "a-1";
		else if (i == 1)
			l->message_id = "m1@example.org";
		else if (i == 2)
			l->token = "token1";
		else
			l->number = 1;
		assert_int_equal(outbox_add(store, l, NULL, &err), -1);
		if (strstr(err.text, what[i]) == NULL)
			fail_msg("\"%s\" lacks \"%s\"", err.text, what[i]);
	}
	expect_counts("1: 1 0 0 0 0 0, 0");
}

static void an_intent_is_all_or_nothing(void **state)
{
	int64_t ids[] = {1, 2, 3}, unknown = 99;

	(void)state;
	queue_letters(3, "acme");
	must(outbox_intend(store, &ids[1], 1, &err));
	assert_int_equal(outbox_intend(store, ids, 3, &err), -1);
	expect_counts("3: 2 1 0 0 0 0, 0");
	assert_int_equal(outbox_intend(store, &unknown, 1, &err), -1);
	/* The refusal spoils nothing that is open around it. */
	must(store_begin(store, &err));
	must(outbox_intend(store, ids, 1, &err));
	assert_int_equal(outbox_intend(store, ids, 3, &err), -1);
	must(store_commit(store, &err));
	expect_counts("3: 1 2 0 0 0 0, 0");
}

static void a_failed_commit_leaves_nothing(void **state)
{
	int64_t id = 1;

	(void)state;
	queue_letters(2, "acme");
	must(store_begin(store, &err));
	must(outbox_intend(store, &id, 1, &err));
	give(1, OUTBOX_SENT, 0);
	store_rollback(store);
	expect_counts("2: 2 0 0 0 0 0, 0");
	assert_int_equal(next(0), 1);
	assert_int_equal(next(0), 2);
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
	const struct CMUnitTest tests[] = {
		TEST(a_letter_comes_back_as_it_was_put),
		TEST(two_letters_never_share_what_is_unique),
		TEST(an_intent_is_all_or_nothing),
		TEST(a_failed_commit_leaves_nothing),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
