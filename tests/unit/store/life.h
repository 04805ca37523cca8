/*
 * A sender's life on a disk that fails, and what must be there afterwards, for the tests of a store
 * that meets faults. Each part of a life notes what it was promised.
 */
#ifndef TEST_STORE_LIFE_H
#define TEST_STORE_LIFE_H

#include "faulty_vfs.h"
#include "folder.h"

#include <dirent.h>

#include "store/events.h"
#include "store/outbox.h"

enum { LETTERS = 4, NEVER = -1 };

/* What a sender knows: the state of each letter that was committed, and the one that it tried. */
static struct {
	int acknowledged[LETTERS + 1], tried[LETTERS + 1];
	bool failed;
	struct err why;
	long steps;
} known;

/* Before each life: no store, no fault, nothing known. */
static inline void fresh_folder(void)
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

static inline void remove_folder(void)
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
static inline bool step(int rc)
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

static inline int add_letters(struct store *store)
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
static inline int claim(struct store *store, int64_t next)
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
static inline int turn(struct store *store, int64_t done, int64_t next)
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
static inline struct store *live(void)
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

static inline void check_integrity(void)
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
static inline void check_states(struct store *store, bool tried_may_be, const char *what, long at)
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
static inline void check_after(bool tried_may_be, const char *what, long at)
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

static inline void expect_words(const char *words, enum err_kind kind, const char *what, long at)
{
	if (strstr(known.why.text, words) == NULL || known.why.kind != kind)
		fail_msg("%s %ld: \"%s\" (%d)", what, at, known.why.text, known.why.kind);
}

#endif
