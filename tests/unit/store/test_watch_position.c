#include "fixture.h"

#include "store/core.h"
#include "store/replies.h"
#include "store/watch_position.h"

static long a_reply(const char *hash)
{
	struct reply r = {
		.sha256 = hash, .class = "reply", .filing = REPLY_UNSORTED, .received_at = 1};

	must(reply_add(store, &r, NULL, &err));
	return r.number;
}

static void a_mailbox_is_known_again(void **state)
{
	struct watch_mailbox m, again;

	(void)state;
	must(watch_mailbox_open(store, "imaps://example.org", "INBOX", &m, &err));
	assert_int_equal(m.uidvalidity, 0);
	m.uidvalidity = 4000000000u;
	m.last_uid = 4294967295u;
	m.modseq = 9007199254740993u;
	must(watch_mailbox_keep(store, &m, &err));
	restart();
	must(watch_mailbox_open(store, "imaps://example.org", "INBOX", &again, &err));
	assert_int_equal(again.id, m.id);
	assert_true(again.uidvalidity == m.uidvalidity && again.last_uid == m.last_uid &&
		    again.modseq == m.modseq);
	must(watch_mailbox_open(store, "imaps://example.org", "Other", &again, &err));
	assert_int_not_equal(again.id, m.id);
	m.id = 99;
	assert_int_equal(watch_mailbox_keep(store, &m, &err), -1);
}

/* How many of the mailbox's messages from name to name were seen. */
static int names_seen(int64_t mailbox, const char *first, const char *last, const char *one)
{
	struct map names = {0};
	int n = 0;

	must(watch_names_seen(store, mailbox, first, last, &names, &err));
	n += map_get(&names, "new/1", 5, NULL);
	n += map_get(&names, "new/2", 5, NULL);
	if (one)
		assert_true(map_get(&names, one, strlen(one), NULL));
	map_release(&names);
	return n;
}

/* The reply that a message with a UID was noted as; 0 for none. */
static int64_t noted(int64_t uid)
{
	int64_t reply = 0;

	must(db_get_int(store->db, "SELECT reply FROM messages WHERE uid = $1",
		DB_ARGS(db_int(uid)), &reply, &err));
	return reply;
}

static void messages_are_seen_until_uidvalidity_changes(void **state)
{
	struct watch_mailbox m;
	long first = a_reply("h1"), second = a_reply("h2");

	(void)state;
	must(watch_mailbox_open(store, "s", "INBOX", &m, &err));
	m.uidvalidity = 7;
	must(watch_mailbox_keep(store, &m, &err));
	struct watch_message by_uid = {.mailbox = m.id, .uidvalidity = 7, .uid = 3};
	struct watch_message by_name = {.mailbox = m.id, .name = "new/1"};
	must(watch_note(store, &by_uid, first, &err));
	must(watch_note(store, &by_uid, first, &err));
	must(watch_note(store, &by_name, second, &err));
	assert_int_equal(names_seen(m.id, "new/1", "new/1", "new/1"), 1);
	assert_int_equal(names_seen(m.id, "new/2", "new/3", NULL), 0);
	by_name.name = "new/2";
	must(watch_note(store, &by_name, second, &err));
	restart();
	assert_int_equal(noted(3), first);
	must(watch_note(store, &by_uid, second, &err));
	assert_int_equal(noted(3), second);
	assert_int_equal(names_seen(m.id, "new/0", "new/3", "new/2"), 2);
	assert_int_equal(names_seen(m.id, "new/1", "new/2", "new/1"), 2);
	assert_int_equal(names_seen(m.id + 1, "new/0", "new/3", NULL), 0);
	must(watch_plan_add(store, &by_uid, first, WATCH_MOVE, "Filed", &err));
	m.uidvalidity = 8;
	must(watch_mailbox_keep(store, &m, &err));
	assert_int_equal(noted(3), 0);
	struct arena arena = {0};
	struct watch_plan *plans;
	assert_int_equal(watch_plans(store, m.id, 10, &arena, &plans, &err), 0);
	arena_release(&arena);
}

static void expect_plans(int64_t mailbox, size_t max, const char *want)
{
	struct arena arena = {0};
	struct watch_plan *plans;
	struct str got = STR_INIT;
	long n = watch_plans(store, mailbox, max, &arena, &plans, &err);

	must((int)n);
	for (long i = 0; i < n; i++)
		str_addf(&got, "%u:%s:%s:%ld ", plans[i].message.uid,
			plans[i].action == WATCH_COPY ? "copy" : "move", plans[i].folder,
			plans[i].tries);
	assert_string_equal(str_c(&got), want);
	str_release(&got);
	arena_release(&arena);
}

static void plans_are_done_once_and_copies_first(void **state)
{
	struct watch_mailbox m;
	long reply = a_reply("h1");

	(void)state;
	must(watch_mailbox_open(store, "s", "INBOX", &m, &err));
	struct watch_message two = {.mailbox = m.id, .uid = 2}, one = {.mailbox = m.id, .uid = 1};
	must(watch_plan_add(store, &two, reply, WATCH_MOVE, "A", &err));
	must(watch_plan_add(store, &two, reply, WATCH_COPY, "B", &err));
	must(watch_plan_add(store, &one, reply, WATCH_MOVE, "A", &err));
	must(watch_plan_add(store, &two, reply, WATCH_COPY, "B", &err));
	restart();
	expect_plans(m.id, 10, "1:move:A:0 2:copy:B:0 2:move:A:0 ");
	expect_plans(m.id, 2, "1:move:A:0 2:copy:B:0 ");
	must(watch_plan_failed(store, 2, "over quota", &err));
	must(watch_plan_done(store, 3, "", 100, &err));
	expect_plans(m.id, 10, "2:copy:B:1 2:move:A:0 ");
	/* What is done is not planned again. */
	must(watch_plan_add(store, &one, reply, WATCH_MOVE, "A", &err));
	must(watch_plan_done(store, 2, "gone", 0, &err));
	expect_plans(m.id, 10, "2:move:A:0 ");
	expect_plans(m.id + 1, 10, "");
}

static void what_is_gone_is_planned_no_more(void **state)
{
	struct watch_mailbox m;
	long reply = a_reply("h1");

	(void)state;
	must(watch_mailbox_open(store, "s", "INBOX", &m, &err));
	for (uint32_t uid = 1; uid <= 4; uid++) {
		struct watch_message one = {.mailbox = m.id, .uidvalidity = 7, .uid = uid};
		must(watch_plan_add(store, &one, reply, WATCH_MOVE, "A", &err));
	}
	struct watch_message from = {.mailbox = m.id, .uidvalidity = 7, .uid = 2};
	must(watch_plans_gone(store, &from, 3, 100, &err));
	expect_plans(m.id, 10, "1:move:A:0 4:move:A:0 ");
	from.uidvalidity = 8;
	must(watch_plans_gone(store, &from, 9, 100, &err));
	expect_plans(m.id, 10, "1:move:A:0 4:move:A:0 ");
}

static void an_object_is_known_in_all_folders_of_its_source(void **state)
{
	struct watch_mailbox inbox, other, foreign;
	long first = a_reply("h1"), second = a_reply("h2"), reply = 0;

	(void)state;
	must(watch_mailbox_open(store, "s", "INBOX", &inbox, &err));
	must(watch_mailbox_open(store, "s", "Other", &other, &err));
	must(watch_mailbox_open(store, "t", "INBOX", &foreign, &err));
	struct watch_message m = {.mailbox = inbox.id, .uidvalidity = 7, .uid = 1, .object = "M1"};
	must(watch_note(store, &m, first, &err));
	/* It outlives a new numbering. */
	inbox.uidvalidity = 8;
	must(watch_mailbox_keep(store, &inbox, &err));
	restart();
	assert_int_equal(watch_object_find(store, other.id, "M1", &reply, &err), 1);
	assert_int_equal(reply, first);
	assert_int_equal(watch_object_find(store, foreign.id, "M1", &reply, &err), 0);
	assert_int_equal(watch_object_find(store, other.id, "M2", &reply, &err), 0);
	must(watch_note(store, &m, second, &err));
	assert_int_equal(watch_object_find(store, other.id, "M1", &reply, &err), 1);
	assert_int_equal(reply, second);
}

static void commands_wait_until_they_are_done(void **state)
{
	struct arena arena = {0};
	long *replies, first = a_reply("h1"), second = a_reply("h2");

	(void)state;
	must(watch_command_add(store, second, &err));
	must(watch_command_add(store, first, &err));
	must(watch_command_add(store, first, &err));
	restart();
	assert_int_equal(watch_commands(store, &arena, &replies, &err), 2);
	assert_int_equal(replies[0], first);
	assert_int_equal(replies[1], second);
	must(watch_command_done(store, first, &err));
	assert_int_equal(watch_commands(store, &arena, &replies, &err), 1);
	assert_int_equal(replies[0], second);
	arena_release(&arena);
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
	const struct CMUnitTest tests[] = {
		TEST(a_mailbox_is_known_again),
		TEST(messages_are_seen_until_uidvalidity_changes),
		TEST(plans_are_done_once_and_copies_first),
		TEST(what_is_gone_is_planned_no_more),
		TEST(an_object_is_known_in_all_folders_of_its_source),
		TEST(commands_wait_until_they_are_done),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
