#include "letters.h"

#include "store/events.h"

/* Every step from every state; 1 is allowed. Rows: from; columns: to. */
static void only_these_transitions_exist(void **state)
{
	static const char *const allowed[OUTBOX_STATES] = {
		/* queued sending sent deferred rejected uncertain */
		[OUTBOX_QUEUED] = "100110",
		[OUTBOX_SENDING] = "101111",
		[OUTBOX_SENT] = "000000",
		[OUTBOX_DEFERRED] = "100110",
		[OUTBOX_REJECTED] = "000000",
		[OUTBOX_UNCERTAIN] = "000000",
	};
	long n = 0;

	(void)state;
	for (int from = 0; from < OUTBOX_STATES; from++)
		for (int to = 0; to < OUTBOX_STATES; to++) {
			int64_t id = ++n;
			must(outbox_add(store, letter_of(n, "acme"), NULL, &err));
			if (from != OUTBOX_QUEUED)
				must(outbox_intend(store, &id, 1, &err));
			if (from != OUTBOX_QUEUED && from != OUTBOX_SENDING)
				give(id, (enum outbox_state)from, 5);
			struct outbox_result r = {.state = (enum outbox_state)to, .next_at = 9};
			int rc = outbox_result(store, id, &r, 1000, NULL, &err);
			if (rc != (allowed[from][to] == '1' ? 0 : -1))
				fail_msg("from %s to %s: %d",
					outbox_state_name((enum outbox_state)from),
					outbox_state_name((enum outbox_state)to), rc);
			/* Stating an intent again: only from queued and deferred. */
			struct outbox_letter l = {0};
			char text[24];
			snprintf(text, sizeof text, "%ld", n);
			must(outbox_find(store, OUTBOX_BY_ID, text, &l, &err));
			bool waits = l.state == OUTBOX_QUEUED || l.state == OUTBOX_DEFERRED;
			assert_int_equal(l.state, rc == 0 ? to : from);
			assert_int_equal(outbox_intend(store, &id, 1, &err), waits ? 0 : -1);
			outbox_letter_release(&l);
		}
}

static void results_are_kept_and_told(void **state)
{
	int64_t id = 1;
	long attempt = 0;
	struct outbox_letter l = {0};
	char text[3000];

	(void)state;
	queue_letters(1, "acme");
	struct outbox_result deferred = {.state = OUTBOX_DEFERRED,
		.code = 451,
		.enhanced = "4.7.1",
		.text = "Greylisted",
		.next_at = 1300};
	must(outbox_result(store, id, &deferred, 1000, &attempt, &err));
	assert_int_equal(attempt, 1);
	deferred.no_attempt = true;
	must(outbox_result(store, id, &deferred, 1001, &attempt, &err));
	assert_int_equal(attempt, 1);
	memset(text, 'x', sizeof text);
	text[sizeof text - 1] = '\0';
	must(outbox_intend(store, &id, 1, &err));
	struct outbox_result sent = {
		.state = OUTBOX_SENT, .code = 250, .enhanced = "2.0.0", .text = text};
	must(outbox_result(store, id, &sent, 1301, &attempt, &err));
	assert_int_equal(attempt, 2);
	restart();
	must(outbox_find(store, OUTBOX_BY_ID, "1", &l, &err));
	assert_int_equal(l.state, OUTBOX_SENT);
	assert_int_equal(l.attempts, 2);
	assert_int_equal(l.code, 250);
	assert_string_equal(l.enhanced, "2.0.0");
	assert_int_equal(strlen(l.text), 2000);
	assert_int_equal(l.sent_at, 1301);
	assert_int_equal(l.updated_at, 1301);
	assert_int_equal(l.next_at, 0);
	outbox_letter_release(&l);
	struct event_iter *iter;
	struct event e;
	must(events_list(store, &(struct event_filter){.letter = "A-1"}, &iter, &err));
	assert_int_equal(events_each(iter, &e, &err), 1);
	assert_string_equal(e.kind, "deferred");
	assert_string_equal(e.detail, "451 4.7.1 Greylisted");
	assert_int_equal(events_each(iter, &e, &err), 1);
	assert_int_equal(events_each(iter, &e, &err), 1);
	assert_string_equal(e.kind, "sent");
	assert_int_equal(e.at, 1301);
	assert_int_equal(events_each(iter, &e, &err), 0);
	events_iter_free(iter);
}

static void what_was_on_its_way_is_uncertain_after_a_restart(void **state)
{
	int64_t ids[] = {1, 2};

	(void)state;
	queue_letters(4, "acme");
	must(outbox_intend(store, ids, 2, &err));
	give(2, OUTBOX_SENT, 0);
	must(store_begin(store, &err));
	ids[0] = 3;
	must(outbox_intend(store, ids, 1, &err));
	/* Not committed: never happened. */
	restart();
	assert_int_equal(outbox_recover(store, 2000, &err), 1);
	expect_counts("4: 2 0 1 0 0 1, 0");
	assert_int_equal(outbox_recover(store, 2000, &err), 0);
}

static void a_person_resolves_doubt(void **state)
{
	static const struct {
		enum outbox_state from;
		bool sent;
		int rc;
		enum outbox_state to;
	} cases[] = {
		{OUTBOX_UNCERTAIN, true, 0, OUTBOX_SENT},
		{OUTBOX_UNCERTAIN, false, 0, OUTBOX_QUEUED},
		{OUTBOX_REJECTED, false, 0, OUTBOX_QUEUED},
		{OUTBOX_REJECTED, true, -1, OUTBOX_REJECTED},
		{OUTBOX_SENT, true, -1, OUTBOX_SENT},
		{OUTBOX_SENT, false, -1, OUTBOX_SENT},
		{OUTBOX_DEFERRED, false, -1, OUTBOX_DEFERRED},
	};

	(void)state;
	queue_letters(sizeof cases / sizeof *cases, "acme");
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		int64_t id = (int64_t)i + 1;
		struct outbox_letter l = {0};
		char text[8];
		assert_int_equal(next(0), id);
		must(outbox_intend(store, &id, 1, &err));
		give(id, cases[i].from, 99999);
		assert_int_equal(outbox_resolve(store, id, cases[i].sent, 5000, &err), cases[i].rc);
		if (cases[i].rc < 0)
			assert_int_equal(err.kind, ERR_INPUT);
		snprintf(text, sizeof text, "%d", (int)id);
		must(outbox_find(store, OUTBOX_BY_ID, text, &l, &err));
		assert_int_equal(l.state, cases[i].to);
		if (cases[i].to == OUTBOX_QUEUED) {
			assert_int_equal(next(0), id);
			assert_int_equal(l.attempts, 0);
		}
		outbox_letter_release(&l);
	}
}

static void an_accepted_old_copy_sends_nothing_by_itself(void **state)
{
	int64_t ids[] = {1, 2, 3};

	(void)state;
	queue_letters(5, "acme");
	must(outbox_intend(store, ids, 3, &err));
	give(1, OUTBOX_SENT, 0);
	give(2, OUTBOX_DEFERRED, 9);
	assert_int_equal(outbox_doubt(store, 3000, &err), 4);
	expect_counts("5: 0 0 1 0 0 4, 0");
	assert_int_equal(next(99999), 0);
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
	const struct CMUnitTest tests[] = {
		TEST(only_these_transitions_exist),
		TEST(results_are_kept_and_told),
		TEST(what_was_on_its_way_is_uncertain_after_a_restart),
		TEST(a_person_resolves_doubt),
		TEST(an_accepted_old_copy_sends_nothing_by_itself),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
