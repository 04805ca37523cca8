#include "fixture.h"

#include "store/events.h"

static void expect_counts(const char *want)
{
	struct outbox_counts c;
	char got[128];

	must(outbox_count(store, &c, &err));
	snprintf(got, sizeof got, "%zu: %zu %zu %zu %zu %zu %zu, %zu", c.total,
		c.by_state[OUTBOX_QUEUED], c.by_state[OUTBOX_SENDING], c.by_state[OUTBOX_SENT],
		c.by_state[OUTBOX_DEFERRED], c.by_state[OUTBOX_REJECTED],
		c.by_state[OUTBOX_UNCERTAIN], c.bounced);
	assert_string_equal(got, want);
	/* What the triggers keep is what is there. */
	for (int state = 0; state < OUTBOX_STATES; state++) {
		struct outbox_filter f = {.by_state = true, .state = (enum outbox_state)state};
		assert_int_equal(outbox_filter_count(store, &f, &err), c.by_state[state]);
	}
}

static void give(int64_t id, enum outbox_state state, int64_t next_at)
{
	struct outbox_result r = {.state = state, .code = 250, .text = "words", .next_at = next_at};

	must(outbox_result(store, id, &r, 1000, NULL, &err));
}

/* Number of the next letter, 0 when there is none. */
static int64_t next(int64_t now)
{
	struct outbox_letter l = {0};
	int rc = outbox_next(store, now, NULL, NULL, &l, &err);
	int64_t id = l.id;

	must(rc);
	outbox_letter_release(&l);
	return rc ? id : 0;
}

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

static void lists_are_filtered(void **state)
{
	int64_t id = 2;

	(void)state;
	queue_letters(3, "acme");
	must(outbox_add(store, letter_of(4, "other"), NULL, &err));
	struct outbox_letter *reminder = letter_of(5, "other");
	reminder->kind = "reminder";
	reminder->level = 1;
	must(outbox_add(store, reminder, NULL, &err));
	must(outbox_intend(store, &id, 1, &err));
	must(outbox_bounced(store, 3, "5.1.1", "no such user", 0, 4000, &err));
	must(outbox_bounced(store, 3, "5.1.1", "again", 0, 4001, &err));
	static const struct {
		struct outbox_filter filter;
		const char *refs;
	} cases[] = {
		{{0}, "A-1 A-2 A-3 A-4 A-5 "},
		{{.org = "acme"}, "A-1 A-2 A-3 "},
		{{.org = "Acme"}, ""},
		{{.domain = "other.example.org"}, "A-4 A-5 "},
		{{.recipient_key = "r2@acme.example.org"}, "A-2 "},
		{{.kind = "reminder"}, "A-5 "},
		{{.by_state = true, .state = OUTBOX_SENDING}, "A-2 "},
		{{.by_state = true, .state = OUTBOX_QUEUED, .org = "acme"}, "A-1 A-3 "},
		{{.only_bounced = true}, "A-3 "},
		{{.reply = 1}, ""},
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct outbox_iter *iter;
		struct outbox_letter l = {0};
		struct str refs = STR_INIT;
		long n = 0;
		int rc;
		must(outbox_list(store, &cases[i].filter, &iter, &err));
		for (; (rc = outbox_each(iter, &l, &err)) > 0; n++)
			str_addf(&refs, "%s ", l.ref);
		must(rc);
		assert_string_equal(str_c(&refs), cases[i].refs);
		assert_int_equal(outbox_filter_count(store, &cases[i].filter, &err), n);
		outbox_iter_free(iter);
		outbox_letter_release(&l);
		str_release(&refs);
	}
	expect_counts("5: 4 1 0 0 0 0, 1");
}

static void conversations_only_move_up(void **state)
{
	static const enum outbox_conversation steps[][2] = {
		{OUTBOX_SILENT, OUTBOX_SILENT},
		{OUTBOX_ACKNOWLEDGED, OUTBOX_ACKNOWLEDGED},
		{OUTBOX_SILENT, OUTBOX_ACKNOWLEDGED},
		{OUTBOX_REPLIED, OUTBOX_REPLIED},
		{OUTBOX_ACKNOWLEDGED, OUTBOX_REPLIED},
		{OUTBOX_REPLIED, OUTBOX_REPLIED},
	};
	struct outbox_letter l = {0};
	int64_t seq = 0;

	(void)state;
	queue_letters(1, "acme");
	for (size_t i = 0; i < sizeof steps / sizeof *steps; i++) {
		must(outbox_converse(store, 1, steps[i][0], 0, 10, &err));
		must(outbox_find(store, OUTBOX_BY_ID, "1", &l, &err));
		assert_int_equal(l.conversation, steps[i][1]);
	}
	outbox_letter_release(&l);
	must(events_last(store, &seq, &err));
	assert_int_equal(seq, 2);
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
		TEST(a_letter_comes_back_as_it_was_put),
		TEST(two_letters_never_share_what_is_unique),
		TEST(only_these_transitions_exist),
		TEST(an_intent_is_all_or_nothing),
		TEST(letters_come_in_order_and_once),
		TEST(what_is_under_way_does_not_come_again),
		TEST(deferred_letters_come_when_they_are_due),
		TEST(letters_can_be_passed_over),
		TEST(deferred_ones_can_be_passed_over),
		TEST(results_are_kept_and_told),
		TEST(what_was_on_its_way_is_uncertain_after_a_restart),
		TEST(a_person_resolves_doubt),
		TEST(an_accepted_old_copy_sends_nothing_by_itself),
		TEST(lists_are_filtered),
		TEST(conversations_only_move_up),
		TEST(a_failed_commit_leaves_nothing),
		TEST(many_letters_at_once_are_kept_as_few_are),
		TEST(many_letters_at_once_are_unique_or_none),
		TEST(many_letters_that_are_new),
		TEST(many_new_letters_and_an_old_one),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
