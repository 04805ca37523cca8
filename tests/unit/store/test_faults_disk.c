/* The store on a disk that is full (S7, S8), fails (S10), or is locked by another (S9). */
#include "life.h"

#include <limits.h>

/* Each write costs as much as the letter that it is for. */
static void a_small_commit_is_one_write(void **state)
{
	struct store *store;
	const struct event e = {.kind = "note", .detail = "a few words"};

	(void)state;
	fresh_folder();
	assert_int_equal(store_open(path, STORE_CREATE, &store, &err), 0);
	assert_int_equal(events_add(store, &e, &err), 0); /* the journal has grown by this one */
	fault.kinds = FAULT_WRITE;
	fault.at = LONG_MAX;
	for (int i = 0; i < 10; i++)
		assert_int_equal(events_add(store, &e, &err), 0);
	assert_int_equal(fault.count, 10);
	memset(&fault, 0, sizeof fault);
	store_close(store);
	remove_folder();
}

/* At each write in turn the disk is full; then there is room again, and work goes on. */
static void a_full_disk_loses_nothing(void **state)
{
	long at = 0, hits = 0;

	(void)state;
	do {
		fresh_folder();
		fault.kinds = FAULT_WRITE;
		fault.at = ++at;
		fault.rc = SQLITE_FULL;
		struct store *store = live();
		bool hit = fault.hit;
		memset(&fault, 0, sizeof fault);
		hits += hit;
		if (known.failed) {
			expect_words("full", ERR_TEMPORARY, "full at write", at);
			if (store) {
				check_states(store, false, "full at write", at);
				int64_t one = 1;
				/* The same process goes on. */
				if (known.acknowledged[1] == OUTBOX_QUEUED)
					assert_int_equal(outbox_intend(store, &one, 1, &err), 0);
			}
		}
		store_close(store);
		if (!(known.failed && known.acknowledged[1] == OUTBOX_QUEUED))
			check_after(false, "full at write", at);
		remove_folder();
		if (!hit)
			break;
	} while (at < 10000);
	assert_true(hits > 40);
}

/* After an I/O error every call fails, and nothing that was acknowledged is lost. */
static void an_io_error_ends_all(unsigned kind, int rc, const char *what)
{
	long at = 0, failures = 0;

	for (;;) {
		fresh_folder();
		fault.kinds = kind;
		fault.at = ++at;
		fault.once = true;
		fault.rc = rc;
		struct store *store = live();
		bool hit = fault.hit;
		memset(&fault, 0, sizeof fault);
		if (known.failed && store) {
			struct outbox_counts counts;
			failures++;
			expect_words("the disk failed", ERR_FAILED, what, at);
			/* The disk is well again, but nobody knows what it has. */
			assert_int_equal(outbox_count(store, &counts, &err), -1);
			assert_int_equal(store_begin(store, &err), -1);
			assert_string_equal(err.text, known.why.text);
		}
		store_close(store);
		check_after(true, what, at);
		remove_folder();
		if (!hit)
			break;
	}
	assert_true(failures >= 5);
}

static void a_failed_write_ends_all(void **state)
{
	(void)state;
	an_io_error_ends_all(FAULT_WRITE, SQLITE_IOERR_WRITE, "I/O error at write");
}

static void a_failed_sync_ends_all(void **state)
{
	(void)state;
	an_io_error_ends_all(FAULT_SYNC, SQLITE_IOERR_FSYNC, "I/O error at sync");
}

/* Nor is the disk damaged where there is no room for the file that processes share. */
static void no_room_to_share_is_a_full_disk(void **state)
{
	struct store *store;

	(void)state;
	fresh_folder();
	assert_int_equal(store_open(path, STORE_CREATE, &store, &err), 0);
	store_close(store);
	fault.kinds = FAULT_SHARED_ROOM;
	fault.at = 1;
	assert_int_equal(store_open(path, STORE_WRITE, &store, &err), -1);
	assert_true(fault.hit);
	memset(&fault, 0, sizeof fault);
	assert_int_equal(err.kind, ERR_TEMPORARY);
	assert_non_null(strstr(err.text, "the disk is full"));
	assert_int_equal(store_open(path, STORE_WRITE, &store, &err), 0);
	store_close(store);
	remove_folder();
}

/* A large commit, whose sync fails when the journal is moved into the database. */
static struct store *fail_checkpoint(bool aside)
{
	static char large[6 << 20];
	struct store *store;

	fresh_folder();
	assert_int_equal(store_open(path, STORE_CREATE, &store, &err), 0);
	if (aside)
		store_checkpoint_aside(store);
	fault.kinds = FAULT_DATABASE_SYNC;
	fault.at = 1;
	fault.rc = SQLITE_IOERR_FSYNC;
	assert_int_equal(store_blob_put(store, "large", large, sizeof large, &err), 0);
	return store;
}

/* It was told, nothing more is done, and what was committed is there. */
static void expect_told(struct store *store)
{
	struct str out = STR_INIT;

	assert_true(fault.hit);
	memset(&fault, 0, sizeof fault);
	assert_int_equal(store_meta_set(store, "a", "1", 1, &err), -1);
	assert_non_null(strstr(err.text, "the disk failed"));
	store_close(store);
	assert_int_equal(store_open(path, STORE_WRITE, &store, &err), 0);
	assert_int_equal(store_blob_get(store, "large", &out, &err), 1);
	assert_int_equal(out.len, 6 << 20);
	str_release(&out);
	store_close(store);
	remove_folder();
}

/* A sync that fails when the journal is moved into the database must not pass unseen. */
static void a_failed_checkpoint_is_noticed(void **state)
{
	(void)state;
	expect_told(fail_checkpoint(false));
}

/* Nor when another thread moves it: it is told at a commit after it. */
static void a_failed_checkpoint_aside_is_noticed(void **state)
{
	struct store *store = fail_checkpoint(true);

	(void)state;
	for (int look = 0; store_meta_set(store, "a", "1", 1, &err) == 0; look++) {
		assert_true(look < 60000);
		usleep(1000);
	}
	expect_told(store);
}

/* Locked by another at each lock in turn: a bounded wait, and nothing is changed. */
static void a_locked_store_is_left_alone(void **state)
{
	long at = 0, failures = 0;

	(void)state;
	for (;;) {
		fresh_folder();
		fault.kinds = FAULT_LOCK;
		fault.at = ++at;
		struct store *store = live();
		bool hit = fault.hit;
		memset(&fault, 0, sizeof fault);
		if (known.failed && store) {
			failures++;
			expect_words("is writing to it", ERR_TEMPORARY, "locked at", at);
			check_states(store, false, "locked at", at);
		}
		store_close(store);
		check_after(false, "locked at", at);
		remove_folder();
		if (!hit)
			break;
	}
	assert_true(failures >= 5);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_small_commit_is_one_write),
		cmocka_unit_test(a_full_disk_loses_nothing),
		cmocka_unit_test(no_room_to_share_is_a_full_disk),
		cmocka_unit_test(a_failed_write_ends_all),
		cmocka_unit_test(a_failed_sync_ends_all),
		cmocka_unit_test(a_failed_checkpoint_is_noticed),
		cmocka_unit_test(a_failed_checkpoint_aside_is_noticed),
		cmocka_unit_test(a_locked_store_is_left_alone),
	};

	faulty_register();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
