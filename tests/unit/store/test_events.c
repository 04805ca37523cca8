#include "fixture.h"

#include "store/events.h"

/* Three events of which every field of the second is filled. */
static void add_three(void)
{
	static const struct event events[] = {
		{.at = 100, .kind = "frozen", .detail = "edition 1"},
		{.at = 200,
			.actor = "Ana",
			.kind = "judged",
			.letter = "A-1",
			.reply = 3,
			.demand = "suspend",
			.target = "acme",
			.detail = "answered"},
		{.at = 300, .kind = "sent", .letter = "A-2"},
	};

	for (size_t i = 0; i < 3; i++)
		must(events_add(store, &events[i], &err));
}

static void expect_seqs(struct event_filter filter, const char *want)
{
	struct event_iter *iter;
	struct event e;
	struct str got = STR_INIT;
	int rc;

	must(events_list(store, &filter, &iter, &err));
	while ((rc = events_each(iter, &e, &err)) > 0)
		str_addf(&got, "%d ", (int)e.seq);
	must(rc);
	events_iter_free(iter);
	assert_string_equal(str_c(&got), want);
	str_release(&got);
}

static void events_are_kept_and_filtered(void **state)
{
	struct event_iter *iter;
	struct event e;

	(void)state;
	store_set_actor(store, "send");
	add_three();
	restart();
	must(events_list(store, NULL, &iter, &err));
	assert_int_equal(events_each(iter, &e, &err), 1);
	assert_string_equal(e.actor, "send");
	assert_null(e.letter);
	assert_int_equal(e.reply, 0);
	assert_int_equal(events_each(iter, &e, &err), 1);
	assert_int_equal(e.at, 200);
	assert_string_equal(e.actor, "Ana");
	assert_string_equal(e.kind, "judged");
	assert_string_equal(e.letter, "A-1");
	assert_int_equal(e.reply, 3);
	assert_string_equal(e.demand, "suspend");
	assert_string_equal(e.target, "acme");
	assert_string_equal(e.detail, "answered");
	events_iter_free(iter);
	expect_seqs((struct event_filter){0}, "1 2 3 ");
	expect_seqs((struct event_filter){.letter = "A-1"}, "2 ");
	expect_seqs((struct event_filter){.demand = "suspend"}, "2 ");
	expect_seqs((struct event_filter){.reply = 3}, "2 ");
	expect_seqs((struct event_filter){.kind = "sent"}, "3 ");
	expect_seqs((struct event_filter){.kind = "judged"}, "2 ");
	expect_seqs((struct event_filter){.kind = "judged", .letter = "A-2"}, "");
	expect_seqs((struct event_filter){.after = 1}, "2 3 ");
	expect_seqs((struct event_filter){.last = 2}, "2 3 ");
	expect_seqs((struct event_filter){.last = 1, .kind = "frozen"}, "1 ");
}

static void the_chain_holds(void **state)
{
	struct events_check check;

	(void)state;
	must(events_verify(store, &check, &err));
	assert_int_equal(check.count, 0);
	assert_int_equal(check.bad_seq, 0);
	add_three();
	restart();
	add_three();
	/* A rollback leaves no gap. */
	must(store_begin(store, &err));
	add_three();
	store_rollback(store);
	add_three();
	must(events_verify(store, &check, &err));
	assert_int_equal(check.count, 9);
	assert_int_equal(check.bad_seq, 0);
	assert_int_equal(strlen(check.head), 64);
}

/* Every way to change what was logged, and the first event that does not fit afterwards. */
static void tampering_shows(void **state)
{
	static const struct {
		const char *sql;
		int bad;
	} cases[] = {
		{"update events set at = 201 where seq = 2", 2},
		{"update events set actor = 'Bob' where seq = 2", 2},
		{"update events set kind = 'sent' where seq = 2", 2},
		{"update events set letter = 'A-2' where seq = 2", 2},
		{"update events set letter = null where seq = 2", 2},
		{"update events set reply = 4 where seq = 2", 2},
		{"update events set demand = 'other' where seq = 2", 2},
		{"update events set target = '' where seq = 2", 2},
		{"update events set detail = 'refused' where seq = 2", 2},
		{"update events set detail = 'edition 2' where seq = 1", 1},
		{"update events set letter = 'A-1suspend', demand = '' where seq = 2", 2},
		{"update events set hash = replace(hash, substr(hash, 1, 1), 'f') where seq = 2",
			2},
		{"update events set hash = upper(hash) where seq = 3", 3},
		{"update events set seq = 5 where seq = 3", 3},
		{"delete from events where seq = 1", 1},
		{"delete from events where seq = 2", 2},
		{"delete from events where seq = 3", 3},
		{"delete from events", 1},
		{"insert into events select 4, at, actor, kind, letter, reply, demand, target, "
		 "detail, "
		 "hash from events where seq = 3",
			4},
		{"update head set event_seq = 2", 3},
		{"update head set event_hash = ''", 3},
		{"delete from head", 1},
	};

	(void)state;
	add_three();
	store_close(store);
	store = NULL;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		char command[1024], copy[160];
		struct events_check check;
		snprintf(copy, sizeof copy, "%s/tampered", dir);
		snprintf(command, sizeof command,
			"rm -f %s*; cp %s %s && python3 -c 'import sqlite3, sys; c = "
			"sqlite3.connect(sys.argv[1]); c.execute(sys.argv[2]); c.commit()' %s "
			"\"%s\"",
			copy, path, copy, copy, cases[i].sql);
		assert_int_equal(system(command), 0);
		int rc = store_open(copy, STORE_READ, &store, &err);
		if (strstr(cases[i].sql, "from head")) {
			/* Such a store is not even opened. */
			assert_int_equal(rc, -1);
			continue;
		}
		must(rc);
		must(events_verify(store, &check, &err));
		if (check.bad_seq != cases[i].bad || check.reason == NULL)
			fail_msg("%s: event %d (%s)", cases[i].sql, (int)check.bad_seq,
				check.reason);
		store_close(store);
		store = NULL;
	}
}

/* Two who write in turn, and give up in between: each goes on where the other one stopped. */
static void the_chain_holds_for_several_writers(void **state)
{
	const struct event e = {.at = 100, .kind = "judged"};
	struct store *writers[2] = {store, NULL};
	struct events_check check;

	(void)state;
	must(store_open(path, STORE_WRITE, &writers[1], &err));
	for (int i = 0; i < 12; i++) {
		struct store *writer = writers[i % 3 == 0];
		must(store_begin(writer, &err));
		must(events_add(writer, &e, &err));
		if (i % 4 == 1)
			store_rollback(writer);
		else
			must(store_commit(writer, &err));
	}
	store_close(writers[1]);
	must(events_verify(store, &check, &err));
	assert_int_equal(check.bad_seq, 0);
	assert_int_equal(check.count, 9);
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
	const struct CMUnitTest tests[] = {
		TEST(events_are_kept_and_filtered),
		TEST(the_chain_holds),
		TEST(the_chain_holds_for_several_writers),
		TEST(tampering_shows),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
