/* What a sender stated reaches the rows of letters and the log, whoever looks, and whatever ended
 * the sender. */
#include "raw.h"

#include <sys/wait.h>

#include "base/hash.h"
#include "store/core.h"
#include "store/events.h"

static void claim(int64_t want, int64_t now)
{
	struct outbox_letter l = {0};

	assert_int_equal(outbox_next(store, now, NULL, NULL, &l, &err), 1);
	assert_int_equal(l.id, want);
	outbox_letter_release(&l);
}

static void intend(int64_t id)
{
	must(outbox_intend(store, &id, 1, &err));
}

static void give(int64_t id, enum outbox_state state, const char *text)
{
	struct outbox_result r = {.state = state,
		.code = state == OUTBOX_SENT ? 250 : 450,
		.enhanced = "2.0.0",
		.text = text,
		.next_at = 2000};

	must(outbox_result(store, id, &r, 1000 + id, NULL, &err));
}

/* Lines have waited `ms` longer than they have; a negative number: shorter, however slow the
 * machine is. */
static void has_waited(int64_t ms)
{
	assert_true(store->daybook.unposted);
	store->daybook.since -= ms;
}

/* A sender that is killed: 1 sent, 2 deferred, 3 under way, 4 waits. */
static void send_some(void)
{
	queue_letters(4, "acme");
	store_set_actor(store, "send");
	for (int64_t id = 1; id <= 3; id++)
		claim(id, 1000);
	must(store_begin(store, &err));
	intend(1);
	must(store_commit(store, &err));
	has_waited(-3600000);
	must(store_begin(store, &err));
	give(1, OUTBOX_SENT, "queued as 7");
	give(2, OUTBOX_DEFERRED, "later");
	intend(3);
	must(store_commit(store, &err));
	/* Nothing of it is in a row yet: else this test shows nothing. */
	assert_int_equal(raw("SELECT count(*) FROM deliveries WHERE state = 0"), 4);
	assert_int_equal(raw("SELECT count(*) FROM events WHERE kind = 'sent'"), 0);
}

static void expect_some(struct store *s)
{
	struct outbox_counts c;
	struct outbox_letter l = {0};
	struct event_iter *iter;
	struct event e;
	struct events_check check;

	must(outbox_count(s, &c, &err));
	assert_int_equal(c.by_state[OUTBOX_QUEUED], 1);
	assert_int_equal(c.by_state[OUTBOX_SENDING], 1);
	assert_int_equal(c.by_state[OUTBOX_SENT], 1);
	assert_int_equal(c.by_state[OUTBOX_DEFERRED], 1);
	assert_int_equal(outbox_find(s, OUTBOX_BY_ID, "1", &l, &err), 1);
	assert_int_equal(l.sent_at, 1001);
	assert_int_equal(l.attempts, 1);
	assert_int_equal(l.code, 250);
	assert_string_equal(l.enhanced, "2.0.0");
	assert_string_equal(l.text, "queued as 7");
	assert_int_equal(outbox_find(s, OUTBOX_BY_ID, "2", &l, &err), 1);
	assert_int_equal(l.next_at, 2000);
	assert_int_equal(l.sent_at, 0);
	outbox_letter_release(&l);
	/* By the one who sent, in the order in which it was stated. */
	must(events_list(s, NULL, &iter, &err));
	assert_int_equal(events_each(iter, &e, &err), 1);
	assert_string_equal(e.kind, "sent");
	assert_string_equal(e.letter, "A-1");
	assert_string_equal(e.actor, "send");
	assert_string_equal(e.detail, "250 2.0.0 queued as 7");
	assert_int_equal(e.at, 1001);
	assert_int_equal(events_each(iter, &e, &err), 1);
	assert_string_equal(e.kind, "deferred");
	assert_int_equal(events_each(iter, &e, &err), 0);
	events_iter_free(iter);
	must(events_verify(s, &check, &err));
	assert_int_equal(check.bad_seq, 0);
	struct str finding = STR_INIT;
	assert_int_equal(events_audit(s, &finding, &err), 0);
	str_release(&finding);
}

static void the_store_that_sends_sees_it(void **state)
{
	(void)state;
	send_some();
	expect_some(store);
	assert_int_equal(raw("SELECT count(*) FROM daybook"), 0);
}

static void whoever_opens_it_sees_it(void **state)
{
	struct store *other;

	(void)state;
	send_some();
	must(store_open(path, STORE_READ, &other, &err));
	expect_some(other);
	store_close(other);
	/* The sender goes on with what was posted by another. */
	give(3, OUTBOX_SENT, "ok");
	claim(4, 1500);
	struct outbox_counts c;
	must(outbox_count(store, &c, &err));
	assert_int_equal(c.by_state[OUTBOX_SENT], 2);
	assert_int_equal(c.by_state[OUTBOX_QUEUED], 1);
}

static void a_writer_that_is_open_sees_it(void **state)
{
	struct store *other;

	(void)state;
	must(store_open(path, STORE_WRITE, &other, &err));
	send_some();
	expect_some(other);
	store_close(other);
}

static void a_killed_sender_leaves_it(void **state)
{
	int status;

	(void)state;
	store_close(store);
	store = NULL;
	pid_t child = fork();
	if (child == 0) {
		if (store_open(path, STORE_WRITE, &store, &err) == 0)
			send_some();
		_exit(0);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_int_equal(raw("SELECT count(*) FROM daybook"), 2);
	must(store_open(path, STORE_WRITE, &store, &err));
	expect_some(store);
	assert_int_equal(outbox_recover(store, 3000, &err), 1);
}

/* A lock of another process does not keep a reader waiting. */
static void a_reader_does_not_wait(void **state)
{
	struct store *other;

	(void)state;
	send_some();
	must(store_begin(store, &err));
	must(store_meta_set(store, "a", "b", 1, &err));
	must(store_open(path, STORE_READ, &other, &err));
	store_close(other);
	store_rollback(store);
	expect_some(store);
}

static void what_is_rolled_back_was_not_stated(void **state)
{
	int64_t id = 1;

	(void)state;
	queue_letters(2, "acme");
	claim(1, 1000);
	must(store_begin(store, &err));
	intend(1);
	store_rollback(store);
	assert_int_equal(raw("SELECT count(*) FROM daybook"), 0);
	/* It was not intended: it can be, and cannot be sent without. */
	struct outbox_result sent = {.state = OUTBOX_SENT, .code = 250};
	assert_int_equal(outbox_result(store, 1, &sent, 1000, NULL, &err), -1);
	must(outbox_intend(store, &id, 1, &err));
	assert_int_equal(outbox_intend(store, &id, 1, &err), -1);
	give(1, OUTBOX_SENT, "ok");
	assert_int_equal(raw("SELECT state FROM deliveries WHERE letter = 1"), 1);
	must(outbox_post(store, &err));
	assert_int_equal(raw("SELECT state FROM deliveries WHERE letter = 1"), 2);
}

/* Twice in one posting: both tries are told, the last one counts. */
static void a_letter_is_tried_twice(void **state)
{
	struct outbox_letter l = {0};
	struct event_filter deferred = {.kind = "deferred"}, sent = {.kind = "sent"};
	struct event_iter *iter;
	struct event e;

	(void)state;
	queue_letters(1, "acme");
	claim(1, 1000);
	must(store_begin(store, &err));
	give(1, OUTBOX_DEFERRED, "later");
	claim(1, 2000);
	intend(1);
	give(1, OUTBOX_SENT, "now");
	must(store_commit(store, &err));
	assert_int_equal(outbox_find(store, OUTBOX_BY_ID, "1", &l, &err), 1);
	assert_int_equal(l.state, OUTBOX_SENT);
	assert_int_equal(l.attempts, 2);
	assert_int_equal(l.next_at, 0);
	outbox_letter_release(&l);
	const struct event_filter *filters[] = {&deferred, &sent};
	for (size_t i = 0; i < 2; i++) {
		must(events_list(store, filters[i], &iter, &err));
		assert_int_equal(events_each(iter, &e, &err), 1);
		assert_int_equal(events_each(iter, &e, &err), 0);
		events_iter_free(iter);
	}
}

static void what_cannot_be_read_is_damage(void **state)
{
	static const char *const damage[] = {"x'69'", "x'720100000000000000'", "x'00'",
		"x'6901000000000000'", "x'72' || zeroblob(8) || x'09' || zeroblob(60)"};

	(void)state;
	for (size_t i = 0; i < sizeof damage / sizeof *damage; i++) {
		char sql[128];
		snprintf(sql, sizeof sql, "INSERT INTO daybook VALUES (1, 'x', CAST(%s AS BLOB))",
			damage[i]);
		raw_run(sql);
		assert_int_equal(outbox_post(store, &err), -1);
		assert_non_null(strstr(err.text, "damaged"));
		struct store *other;
		assert_int_equal(store_open(path, STORE_WRITE, &other, &err), -1);
		raw_run("DELETE FROM daybook");
	}
	must(outbox_post(store, &err));
}

/* What is noted beside the store of the last commit. */
static int64_t noted_generation(void)
{
	char name[256], id[64];
	long long number = -1;
	FILE *f;

	snprintf(name, sizeof name, "%s.generation", path);
	f = fopen(name, "r");
	assert_non_null(f);
	assert_int_equal(fscanf(f, "openletter-store %63s %lld", id, &number), 2);
	fclose(f);
	return number;
}

/* Such a commit writes one row, and is told from the ones before it all the same. */
static void a_line_bears_the_number_of_its_commit(void **state)
{
	int64_t before;

	(void)state;
	queue_letters(4, "acme");
	claim(1, 1000);
	claim(2, 1000);
	before = noted_generation();
	assert_int_equal(raw("SELECT generation FROM head"), before);
	intend(1);
	has_waited(-3600000);
	intend(2);
	assert_int_equal(raw("SELECT generation FROM head"), before);
	assert_int_equal(raw("SELECT max(id) FROM daybook"), before + 2);
	assert_int_equal(noted_generation(), before + 2);
	must(outbox_post(store, &err));
	assert_int_equal(raw("SELECT generation FROM head"), before + 3);
	assert_int_equal(noted_generation(), before + 3);
}

static void expect_counts(void)
{
	assert_int_equal(raw("SELECT count(*) FROM letter_counts c WHERE state >= 0 AND n <>"
			     " (SELECT count(*) FROM deliveries d WHERE d.state = c.state)"),
		0);
}

/* However letters move, what is counted of them is what there is. */
static void letters_that_move_are_counted(void **state)
{
	(void)state;
	send_some();
	must(outbox_post(store, &err));
	expect_counts();
	assert_true(outbox_recover(store, 2000, &err) >= 0);
	must(outbox_post(store, &err));
	expect_counts();
	assert_true(raw("SELECT n FROM letter_counts WHERE state = 5") > 0);
	int64_t doubtful = raw("SELECT min(letter) FROM deliveries WHERE state = 5");
	must(outbox_settle(store, doubtful, "seen in a folder", 0, 2000, &err));
	expect_counts();
	assert_true(outbox_doubt(store, 3000, &err) > 0);
	expect_counts();
	must(outbox_resolve(store, raw("SELECT min(letter) FROM deliveries WHERE state = 5"), true,
		3000, &err));
	must(outbox_resolve(store, raw("SELECT min(letter) FROM deliveries WHERE state = 5"), false,
		3000, &err));
	expect_counts();
	assert_int_equal(raw("SELECT n FROM letter_counts WHERE state = 0"), 1);
}

/* While letters leave, rows follow by the second. */
static void it_is_posted_in_time(void **state)
{
	(void)state;
	queue_letters(3, "acme");
	claim(1, 1000);
	claim(2, 1000);
	intend(1);
	assert_int_equal(raw("SELECT count(*) FROM deliveries WHERE state = 1"), 0);
	has_waited(2000);
	intend(2);
	assert_int_equal(raw("SELECT count(*) FROM deliveries WHERE state = 1"), 2);
	assert_int_equal(raw("SELECT count(*) FROM daybook"), 0);
}

/* However many there are: each is in the log once, in order, with its own words. */
static void many_are_logged_in_order(void **state)
{
	enum { MOST = 2 * EVENTS_AT_ONCE + 3 };
	struct events_check check;
	struct event_iter *iter;
	struct event e;
	char text[32];

	(void)state;
	queue_letters(MOST, "acme");
	for (int64_t id = 1; id <= MOST; id++)
		claim(id, 1000);
	must(store_begin(store, &err));
	for (int64_t id = 1; id <= MOST; id++)
		intend(id);
	for (int64_t id = MOST; id >= 1; id--) {
		snprintf(text, sizeof text, "queued as %d", (int)id);
		give(id, OUTBOX_SENT, text);
	}
	must(store_commit(store, &err));
	must(outbox_post(store, &err));
	must(events_list(store, &(struct event_filter){.kind = "sent"}, &iter, &err));
	for (int64_t id = MOST; id >= 1; id--) {
		assert_int_equal(events_each(iter, &e, &err), 1);
		snprintf(text, sizeof text, "250 2.0.0 queued as %d", (int)id);
		assert_string_equal(e.detail, text);
		assert_int_equal(e.at, 1000 + id);
	}
	assert_int_equal(events_each(iter, &e, &err), 0);
	events_iter_free(iter);
	must(events_verify(store, &check, &err));
	assert_int_equal(check.bad_seq, 0);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
	const struct CMUnitTest tests[] = {
		TEST(the_store_that_sends_sees_it),
		TEST(whoever_opens_it_sees_it),
		TEST(a_writer_that_is_open_sees_it),
		TEST(a_killed_sender_leaves_it),
		TEST(a_reader_does_not_wait),
		TEST(what_is_rolled_back_was_not_stated),
		TEST(a_letter_is_tried_twice),
		TEST(what_cannot_be_read_is_damage),
		TEST(letters_that_move_are_counted),
		TEST(a_line_bears_the_number_of_its_commit),
		TEST(it_is_posted_in_time),
		TEST(many_are_logged_in_order),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
