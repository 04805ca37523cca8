/* The store on a disk that is full, fails, is locked by another, or loses its power (S6 to S10). */
#include <dirent.h>
#include <limits.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <cmocka.h>

#include "faulty_vfs.h"
#include "store/events.h"
#include "store/outbox.h"
#include "store/store.h"

enum { LETTERS = 4, NEVER = -1 };

static char dir[64], path[96];
static struct err err;

/* What a sender knows: the state of each letter that was committed, and the one that it tried. */
static struct {
	int acknowledged[LETTERS + 1], tried[LETTERS + 1];
	bool failed;
	struct err why;
	long steps;
} known;

static void fresh_folder(void)
{
	/* In memory where there is such a place: thousands of runs, and no disk is tested here. */
	snprintf(dir, sizeof dir, "%s/openletter-faults.XXXXXX",
		access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp");
	assert_non_null(mkdtemp(dir));
	snprintf(path, sizeof path, "%s/campaign.db", dir);
	for (int i = 0; i <= LETTERS; i++)
		known.acknowledged[i] = known.tried[i] = NEVER;
	known.failed = false;
	known.steps = 0;
	memset(&fault, 0, sizeof fault);
	forget_unsynced(NULL);
}

static void remove_folder(void)
{
	DIR *d = opendir(dir);
	struct dirent *e;

	assert_non_null(d);
	while ((e = readdir(d)))
		if (*e->d_name != '.')
			unlinkat(dirfd(d), e->d_name, 0);
	closedir(d);
	assert_int_equal(rmdir(dir), 0);
	forget_unsynced(NULL);
}

/* Notes how a commit ended. */
static bool step(int rc)
{
	known.steps++;
	if (rc < 0) {
		known.failed = true;
		known.why = err;
		return false;
	}
	memcpy(known.acknowledged, known.tried, sizeof known.tried);
	return true;
}

static int add_letters(struct store *store)
{
	if (store_begin(store, &err) < 0)
		return -1;
	for (int i = 1; i <= LETTERS; i++) {
		char text[4][32];
		snprintf(text[0], 32, "A-%d", i);
		snprintf(text[1], 32, "key%d", i);
		snprintf(text[2], 32, "m%d@example.org", i);
		snprintf(text[3], 32, "token%d", i);
		struct outbox_letter l = {.ref = text[0],
			.key = text[1],
			.edition = 1,
			.kind = "first",
			.signatory_row = -1,
			.recipient_key = "r@example.org",
			.email = "r@example.org",
			.org = "acme",
			.number = i,
			.message_id = text[2],
			.token = text[3],
			.sha256 = "x"};
		if (outbox_add(store, &l, NULL, &err) < 0) {
			store_rollback(store);
			return -1;
		}
		known.tried[i] = OUTBOX_QUEUED;
	}
	if (outbox_log_queued(store, 1, LETTERS, &err) < 0) {
		store_rollback(store);
		return -1;
	}
	return store_commit(store, &err);
}

/* The letter is claimed as a sender does it, so that what is stated of it waits to be posted. */
static int claim(struct store *store, int64_t next)
{
	struct outbox_letter l = {0};
	int rc = outbox_next(store, 1000, NULL, NULL, &l, &err);

	if (rc >= 0) {
		assert_int_equal(rc, 1);
		assert_int_equal(l.id, next);
	}
	outbox_letter_release(&l);
	return rc < 0 ? -1 : 0;
}

/* The outcome of one letter and the intent of the next, in one commit. */
static int turn(struct store *store, int64_t done, int64_t next)
{
	struct outbox_result sent = {.state = OUTBOX_SENT, .code = 250, .text = "ok"};

	if (next <= LETTERS && claim(store, next) < 0)
		return -1;
	if (store_begin(store, &err) < 0)
		return -1;
	if ((done && outbox_result(store, done, &sent, 1000, NULL, &err) < 0) ||
		(next <= LETTERS && outbox_intend(store, &next, 1, &err) < 0)) {
		store_rollback(store);
		return -1;
	}
	if (done)
		known.tried[done] = OUTBOX_SENT;
	if (next <= LETTERS)
		known.tried[next] = OUTBOX_SENDING;
	return store_commit(store, &err);
}

/* A sender's life, from the first start to the last letter, with a restart in between. */
static struct store *live(void)
{
	struct store *store = NULL;

	if (store_open(path, STORE_CREATE, &store, &err) < 0) {
		known.failed = true;
		known.why = err;
		return NULL;
	}
	store_set_wait(store, 20);
	if (!step(add_letters(store)))
		return store;
	for (int64_t i = 1; i <= 3; i++)
		if (!step(turn(store, i - 1, i)))
			return store;
	store_close(store);
	store = NULL;
	if (store_open(path, STORE_WRITE, &store, &err) < 0) {
		known.failed = true;
		known.why = err;
		return NULL;
	}
	store_set_wait(store, 20);
	for (int64_t i = 4; i <= LETTERS + 1; i++)
		if (!step(turn(store, i - 1, i)))
			return store;
	return store;
}

static void check_integrity(void)
{
	sqlite3 *db;
	sqlite3_stmt *stmt;

	assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
	assert_int_equal(
		sqlite3_prepare_v2(db, "PRAGMA integrity_check", -1, &stmt, NULL), SQLITE_OK);
	assert_int_equal(sqlite3_step(stmt), SQLITE_ROW);
	assert_string_equal((const char *)sqlite3_column_text(stmt, 0), "ok");
	sqlite3_finalize(stmt);
	sqlite3_close(db);
}

/*
 * What is there afterwards: each letter as it was acknowledged, or, where a commit's end was not
 * told, as it was tried: all letters of one commit alike.
 */
static void check_states(struct store *store, bool tried_may_be, const char *what, long at)
{
	struct outbox_counts counts;
	struct events_check events;
	int acknowledged = 1, tried = 1;

	for (int i = 1; i <= LETTERS; i++) {
		struct outbox_letter l = {0};
		char text[24];
		snprintf(text, sizeof text, "%d", i);
		int found = outbox_find(store, OUTBOX_BY_ID, text, &l, &err);
		int state = found > 0 ? (int)l.state : NEVER;
		if (found < 0)
			fail_msg("%s %ld: %s", what, at, err.text);
		acknowledged &= state == known.acknowledged[i];
		tried &= state == known.tried[i];
		outbox_letter_release(&l);
	}
	if (!acknowledged && !(tried_may_be && tried))
		fail_msg("%s %ld: a letter is not in the state that was committed", what, at);
	if (outbox_count(store, &counts, &err) < 0 || events_verify(store, &events, &err) < 0)
		fail_msg("%s %ld: %s", what, at, err.text);
	assert_int_equal(events.bad_seq, 0);
	size_t total = 0;
	for (int s = 0; s < OUTBOX_STATES; s++) {
		struct outbox_filter f = {.by_state = true, .state = (enum outbox_state)s};
		assert_int_equal(outbox_filter_count(store, &f, &err), counts.by_state[s]);
		total += counts.by_state[s];
	}
	assert_int_equal(total, counts.total);
}

/* As a new process finds it, the fault being over. */
static void check_after(bool tried_may_be, const char *what, long at)
{
	struct store *store;

	memset(&fault, 0, sizeof fault);
	if (access(path, F_OK) < 0) {
		/* It was not made: then nothing was acknowledged either. */
		assert_int_equal(known.acknowledged[1], NEVER);
		return;
	}
	if (store_open(path, STORE_WRITE, &store, &err) < 0)
		fail_msg("%s %ld: %s", what, at, err.text);
	check_states(store, tried_may_be, what, at);
	store_close(store);
	check_integrity();
}

static void expect_words(const char *words, enum err_kind kind, const char *what, long at)
{
	if (strstr(known.why.text, words) == NULL || known.why.kind != kind)
		fail_msg("%s %ld: \"%s\" (%d)", what, at, known.why.text, known.why.kind);
}

/* S7, S8: at each write in turn the disk is full; then there is room again, and work goes on. */
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

/* S10: after an I/O error every call fails, and nothing that was acknowledged is lost. */
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

/* A sync that fails when the journal is moved into the database must not pass unseen. */
static void a_failed_checkpoint_is_noticed(void **state)
{
	struct store *store;
	char *large = calloc(1, 6 << 20);

	(void)state;
	fresh_folder();
	assert_int_equal(store_open(path, STORE_CREATE, &store, &err), 0);
	fault.kinds = FAULT_DATABASE_SYNC;
	fault.at = 1;
	fault.rc = SQLITE_IOERR_FSYNC;
	assert_int_equal(store_blob_put(store, "large", large, 6 << 20, &err), 0);
	assert_true(fault.hit);
	memset(&fault, 0, sizeof fault);
	assert_int_equal(store_meta_set(store, "a", "1", 1, &err), -1);
	assert_non_null(strstr(err.text, "the disk failed"));
	store_close(store);
	assert_int_equal(store_open(path, STORE_WRITE, &store, &err), 0);
	struct str out = STR_INIT;
	assert_int_equal(store_blob_get(store, "large", &out, &err), 1);
	assert_int_equal(out.len, 6 << 20);
	str_release(&out);
	store_close(store);
	free(large);
	remove_folder();
}

/* S9: locked by another at each lock in turn: a bounded wait, and nothing is changed. */
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

/* S6: the power fails at each write and sync; unsynced writes are gone, or there in any order. */
static void power_loss_loses_nothing_that_was_committed(void **state)
{
	long runs = 0;

	(void)state;
	for (unsigned seed = 0; seed <= 4; seed++) {
		for (long at = 1 + seed;; at += seed ? 5 : 1) {
			char shm[112];
			fresh_folder();
			fault.kinds = FAULT_WRITE | FAULT_SYNC;
			fault.at = at;
			fault.rc = SQLITE_IOERR;
			struct store *store = live();
			/* The machine is dead: nothing that closing does reaches the disk. */
			store_close(store);
			bool hit = fault.hit;
			lose_power(seed * 7919 + (seed ? (unsigned)at : 0));
			snprintf(shm, sizeof shm, "%s-shm", path);
			unlink(shm);
			check_after(true, "power loss at", at);
			remove_folder();
			runs++;
			if (!hit)
				break;
		}
	}
	assert_true(runs > 100);
}

/* SQLite's allocations, of which one fails. */
static sqlite3_mem_methods real_memory;
static long allocations, allocation_fails_at;

static void *failing_malloc(int n)
{
	return ++allocations == allocation_fails_at ? NULL : real_memory.xMalloc(n);
}

static void *failing_realloc(void *p, int n)
{
	return ++allocations == allocation_fails_at ? NULL : real_memory.xRealloc(p, n);
}

/* S34, in the store: clean stop, journal right, at every allocation in turn. */
static void a_failed_allocation_loses_nothing(void **state)
{
	long failures = 0;

	(void)state;
	for (long at = 1;; at += at < 100 ? 1 : 211) {
		fresh_folder();
		allocations = 0;
		allocation_fails_at = at;
		struct store *store = live();
		bool hit = allocations >= at;
		allocation_fails_at = 0;
		if (known.failed) {
			failures++;
			assert_true(known.why.text[0]);
			if (store)
				check_states(store, false, "allocation", at);
		}
		store_close(store);
		check_after(false, "allocation", at);
		remove_folder();
		if (!hit)
			break;
	}
	assert_true(failures > 50);
}

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

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_small_commit_is_one_write),
		cmocka_unit_test(a_full_disk_loses_nothing),
		cmocka_unit_test(a_failed_write_ends_all),
		cmocka_unit_test(a_failed_sync_ends_all),
		cmocka_unit_test(a_failed_checkpoint_is_noticed),
		cmocka_unit_test(a_locked_store_is_left_alone),
		cmocka_unit_test(power_loss_loses_nothing_that_was_committed),
		cmocka_unit_test(a_failed_allocation_loses_nothing),
	};
	sqlite3_mem_methods failing;

	sqlite3_config(SQLITE_CONFIG_GETMALLOC, &real_memory);
	failing = real_memory;
	failing.xMalloc = failing_malloc;
	failing.xRealloc = failing_realloc;
	sqlite3_config(SQLITE_CONFIG_MALLOC, &failing);
	sqlite3_initialize();
	faulty_register();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
