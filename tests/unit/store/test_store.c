#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include <fcntl.h>
#include <cmocka.h>

#include "base/file.h"
#include "base/log.h"
#include "store/events.h"
#include "store/store.h"

static char dir[64], path[96];
static struct err err;

static int setup(void **state)
{
	(void)state;
	snprintf(dir, sizeof dir, "/tmp/openletter-store.XXXXXX");
	assert_non_null(mkdtemp(dir));
	snprintf(path, sizeof path, "%s/campaign.db", dir);
	return 0;
}

static int teardown(void **state)
{
	char command[128];

	(void)state;
	snprintf(command, sizeof command, "rm -rf %s", dir);
	return system(command) == 0 ? 0 : -1;
}

static struct store *must_open(enum store_mode mode)
{
	struct store *store = NULL;

	if (store_open(path, mode, &store, &err) < 0)
		fail_msg("%s", err.text);
	return store;
}

static void expect_refused(enum store_mode mode, enum err_kind kind, const char *words)
{
	struct store *store;

	assert_int_equal(store_open(path, mode, &store, &err), -1);
	assert_int_equal(err.kind, kind);
	if (strstr(err.text, words) == NULL)
		fail_msg("\"%s\" lacks \"%s\"", err.text, words);
}

static void set(struct store *store, const char *name, const char *value)
{
	if (store_meta_set(store, name, value, strlen(value), &err) < 0)
		fail_msg("%s", err.text);
}

/* The value, or "-" when there is none. */
static const char *get(struct store *store, const char *name)
{
	static struct str value;

	str_release(&value);
	str_init(&value);
	int rc = store_meta_get(store, name, &value, &err);
	if (rc < 0)
		fail_msg("%s", err.text);
	return rc ? str_c(&value) : "-";
}

static void opens_what_is_there_and_tells_what_is_not(void **state)
{
	struct stat st;

	(void)state;
	expect_refused(STORE_READ, ERR_FAILED, "there is no store");
	expect_refused(STORE_WRITE, ERR_FAILED, "there is no store");
	struct store *store = must_open(STORE_CREATE);
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	set(store, "a", "1");
	store_close(store);
	store = must_open(STORE_CREATE);
	assert_string_equal(get(store, "a"), "1");
	store_close(store);
	store = must_open(STORE_READ);
	assert_string_equal(get(store, "a"), "1");
	assert_int_equal(store_meta_set(store, "a", "2", 1, &err), -1);
	assert_non_null(strstr(err.text, "opened to read"));
	store_close(store);
}

static void write_bytes(const char *name, const char *bytes, size_t n)
{
	assert_int_equal(file_write(name, bytes, n, 0600, &err), 0);
}

static void refuses_what_is_no_store(void **state)
{
	(void)state;
	write_bytes(path, "", 0);
	expect_refused(STORE_CREATE, ERR_FAILED, "is no store of openletter");
	char junk[4096];
	memset(junk, 'x', sizeof junk);
	write_bytes(path, junk, sizeof junk);
	expect_refused(STORE_WRITE, ERR_FAILED, "is no store of openletter");
	unlink(path);
	assert_int_equal(mkdir(path, 0700), 0);
	expect_refused(STORE_CREATE, ERR_FAILED, "is no file");
	rmdir(path);
	/* Another program's database, and one of a later version. */
	char command[256];
	snprintf(command, sizeof command,
		"python3 -c \"import sqlite3; c = sqlite3.connect('%s'); "
		"c.execute('create table t (a)'); c.commit()\"",
		path);
	assert_int_equal(system(command), 0);
	expect_refused(STORE_CREATE, ERR_FAILED, "is no store of openletter");
	unlink(path);
	store_close(must_open(STORE_CREATE));
	snprintf(command, sizeof command,
		"python3 -c \"import sqlite3; c = sqlite3.connect('%s'); "
		"c.execute('pragma user_version = 99')\"",
		path);
	assert_int_equal(system(command), 0);
	expect_refused(STORE_WRITE, ERR_FAILED, "newer openletter");
}

static void keeps_a_secret(void **state)
{
	uint8_t key[STORE_SECRET_SIZE] = {0}, again[STORE_SECRET_SIZE] = {0};
	static const uint8_t zeros[STORE_SECRET_SIZE];

	(void)state;
	struct store *store = must_open(STORE_CREATE);
	assert_int_equal(store_secret(store, key, false, &err), 0);
	assert_int_equal(store_secret(store, key, true, &err), 1);
	assert_memory_not_equal(key, zeros, sizeof key);
	assert_int_equal(store_secret(store, again, true, &err), 1);
	assert_memory_equal(key, again, sizeof key);
	store_close(store);
	store = must_open(STORE_READ);
	memset(again, 0, sizeof again);
	assert_int_equal(store_secret(store, again, false, &err), 1);
	assert_memory_equal(key, again, sizeof key);
	store_close(store);
}

static void keeps_blobs_once(void **state)
{
	static const char bytes[] = "a\0b";
	struct str out = STR_INIT;

	(void)state;
	struct store *store = must_open(STORE_CREATE);
	assert_int_equal(store_blob_put(store, "h1", bytes, 3, &err), 0);
	assert_int_equal(store_blob_put(store, "h1", bytes, 3, &err), 0);
	assert_int_equal(store_blob_put(store, "h2", "", 0, &err), 0);
	assert_int_equal(store_blob_get(store, "h1", &out, &err), 1);
	assert_int_equal(out.len, 3);
	assert_memory_equal(out.p, bytes, 3);
	assert_int_equal(store_blob_get(store, "h2", &out, &err), 1);
	assert_int_equal(out.len, 3);
	assert_int_equal(store_blob_get(store, "h3", &out, &err), 0);
	str_release(&out);
	store_close(store);
}

static void transactions_are_whole(void **state)
{
	(void)state;
	struct store *store = must_open(STORE_CREATE);
	set(store, "a", "1");
	/* Rolled back. */
	assert_int_equal(store_begin(store, &err), 0);
	set(store, "a", "2");
	assert_string_equal(get(store, "a"), "2");
	store_rollback(store);
	assert_string_equal(get(store, "a"), "1");
	/* Only the outermost commit counts. */
	assert_int_equal(store_begin(store, &err), 0);
	assert_int_equal(store_begin(store, &err), 0);
	set(store, "a", "3");
	assert_int_equal(store_commit(store, &err), 0);
	store_rollback(store);
	assert_string_equal(get(store, "a"), "1");
	/* A rollback within dooms the whole. */
	assert_int_equal(store_begin(store, &err), 0);
	set(store, "a", "4");
	assert_int_equal(store_begin(store, &err), 0);
	store_rollback(store);
	assert_int_equal(store_commit(store, &err), -1);
	assert_string_equal(get(store, "a"), "1");
	/* And afterwards all is well. */
	set(store, "a", "5");
	assert_string_equal(get(store, "a"), "5");
	assert_int_equal(store_commit(store, &err), -1);
	/* Closing rolls back. */
	assert_int_equal(store_begin(store, &err), 0);
	set(store, "a", "6");
	store_close(store);
	store = must_open(STORE_READ);
	assert_string_equal(get(store, "a"), "5");
	store_close(store);
}

/* Runs f in a child, which says on the pipe that it has begun and waits for the end of another. */
struct child {
	pid_t pid;
	int begun, end;
};

static struct child start_child(void (*f)(void))
{
	int begun[2], end[2];
	char c;
	struct child child;

	assert_int_equal(pipe(begun), 0);
	assert_int_equal(pipe(end), 0);
	child.pid = fork();
	if (child.pid == 0) {
		close(end[1]);
		f();
		if (write(begun[1], "x", 1) == 1 && read(end[0], &c, 1) == 0)
			_exit(0);
		_exit(1);
	}
	close(begun[1]);
	close(end[0]);
	child.begun = begun[0];
	child.end = end[1];
	assert_int_equal(read(child.begun, &c, 1), 1);
	return child;
}

static void end_child(struct child *child)
{
	int status;

	close(child->begun);
	close(child->end);
	assert_int_equal(waitpid(child->pid, &status, 0), child->pid);
	assert_int_equal(status, 0);
}

static void hold_write_lock(void)
{
	struct store *store = must_open(STORE_WRITE);

	if (store_begin(store, &err) < 0 || store_meta_set(store, "a", "9", 1, &err) < 0)
		_exit(1);
}

static void hold_send_lock(void)
{
	if (store_lock(must_open(STORE_WRITE), "send", &err) < 0)
		_exit(1);
}

static void waits_for_another_process_and_names_it(void **state)
{
	char pid[32];

	(void)state;
	struct store *store = must_open(STORE_CREATE);
	set(store, "a", "1");
	struct child child = start_child(hold_write_lock);
	store_set_wait(store, 50);
	assert_int_equal(store_meta_set(store, "a", "2", 1, &err), -1);
	assert_int_equal(err.kind, ERR_TEMPORARY);
	snprintf(pid, sizeof pid, "process %d ", (int)child.pid);
	if (strstr(err.text, pid) == NULL)
		fail_msg("\"%s\" lacks \"%s\"", err.text, pid);
	/* Reading goes on meanwhile, and sees nothing of what is not committed. */
	assert_string_equal(get(store, "a"), "1");
	end_child(&child);
	set(store, "a", "3");
	assert_string_equal(get(store, "a"), "3");
	store_close(store);
}

static void locks_are_exclusive_and_end_with_the_process(void **state)
{
	char pid[32];

	(void)state;
	struct store *store = must_open(STORE_CREATE);
	struct child child = start_child(hold_send_lock);
	assert_int_equal(store_lock(store, "send", &err), -1);
	assert_int_equal(err.kind, ERR_TEMPORARY);
	snprintf(pid, sizeof pid, "process %d ", (int)child.pid);
	assert_non_null(strstr(err.text, pid));
	assert_int_equal(store_lock(store, "watch", &err), 0);
	end_child(&child);
	assert_int_equal(store_lock(store, "send", &err), 0);
	assert_int_equal(store_lock(store, "send", &err), 0);
	store_close(store);
	store = must_open(STORE_WRITE);
	assert_int_equal(store_lock(store, "send", &err), 0);
	store_close(store);
	assert_int_equal(store_open("", STORE_EMPTY, &store, &err), 0);
	assert_int_equal(store_lock(store, "send", &err), 0);
	store_close(store);
}

static void copy(const char *from, const char *to)
{
	struct str bytes = STR_INIT;

	if (file_read(from, 1 << 30, &bytes, &err) < 0)
		fail_msg("%s", err.text);
	write_bytes(to, bytes.p, bytes.len);
	str_release(&bytes);
}

static int warnings;
static void count_warning(void *ctx, enum log_level level, const char *line)
{
	(void)ctx;
	(void)line;
	warnings += level == LOG_WARN;
}

static void notices_an_old_copy(void **state)
{
	char old[128];

	(void)state;
	snprintf(old, sizeof old, "%s/old", dir);
	struct store *store = must_open(STORE_CREATE);
	set(store, "a", "1");
	store_close(store);
	copy(path, old);
	store = must_open(STORE_WRITE);
	for (int i = 0; i < 9; i++)
		set(store, "a", "2");
	store_close(store);
	/* A copy of the latest state is as good as the latest state. */
	store = must_open(STORE_WRITE);
	store_close(store);
	copy(old, path);
	expect_refused(STORE_WRITE, ERR_FAILED, "is an old copy");
	expect_refused(STORE_CREATE, ERR_FAILED, "resolve --restored");
	/* It can be looked at, with a warning. */
	log_set_sink(count_warning, NULL);
	store = must_open(STORE_READ);
	log_set_sink(NULL, NULL);
	assert_int_equal(warnings, 1);
	assert_string_equal(get(store, "a"), "1");
	store_close(store);
	/* Whatever is committed to it before it is accepted, it is an old copy still. */
	assert_int_equal(store_open_restored(path, &store, &err), 0);
	set(store, "b", "1");
	store_close(store);
	expect_refused(STORE_WRITE, ERR_FAILED, "is an old copy");
	/* Accepted once, it is the store. */
	assert_int_equal(store_open_restored(path, &store, &err), 0);
	set(store, "a", "3");
	store_accept_restored(store);
	store_close(store);
	store = must_open(STORE_WRITE);
	assert_string_equal(get(store, "a"), "3");
	store_close(store);
}

/* Commits without a pause until it is killed; not for ever, should nobody do so. */
static pid_t start_committing(void)
{
	pid_t parent = getpid(), child = fork();

	assert_true(child >= 0);
	if (child)
		return child;
	struct store *store;
	if (store_open(path, STORE_WRITE, &store, &err) < 0)
		_exit(1);
	alarm(60);
	for (long i = 0; i < 100000; i++) {
		const struct event e = {.kind = "note", .at = i + 1};
		if (getppid() != parent || events_add(store, &e, &err) < 0)
			break;
	}
	_exit(1);
}

/* What commits while another opens it is no old copy, though its number moves on meanwhile. */
static void a_store_in_use_is_no_old_copy(void **state)
{
	int64_t seq = 0, before;
	int status;

	(void)state;
	store_close(must_open(STORE_CREATE));
	pid_t child = start_committing();
	log_set_sink(count_warning, NULL);
	warnings = 0;
	for (int i = 0; i < 400; i++) {
		struct store *store = must_open(i % 2 ? STORE_READ : STORE_WRITE);
		before = seq;
		assert_int_equal(events_last(store, &seq, &err), 0);
		assert_true(seq >= before);
		store_close(store);
		assert_int_equal(warnings, 0);
	}
	assert_true(seq > 0);
	log_set_sink(NULL, NULL);
	kill(child, SIGKILL);
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFSIGNALED(status));
}

static void notices_another_store(void **state)
{
	char old[128];

	(void)state;
	snprintf(old, sizeof old, "%s/old", dir);
	struct store *store = must_open(STORE_CREATE);
	set(store, "a", "1");
	store_close(store);
	copy(path, old);
	unlink(path);
	/* Starting anew is possible, and told. */
	warnings = 0;
	log_set_sink(count_warning, NULL);
	store = must_open(STORE_CREATE);
	log_set_sink(NULL, NULL);
	assert_int_equal(warnings, 1);
	set(store, "a", "2");
	store_close(store);
	copy(old, path);
	expect_refused(STORE_WRITE, ERR_FAILED, "not the store that was here");
}

static void survives_a_kill(void **state)
{
	int status;

	(void)state;
	struct store *store = must_open(STORE_CREATE);
	set(store, "a", "1");
	store_close(store);
	pid_t pid = fork();
	if (pid == 0) {
		store = must_open(STORE_WRITE);
		set(store, "a", "2");
		if (store_begin(store, &err) < 0)
			_exit(1);
		set(store, "a", "3");
		kill(getpid(), 9);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFSIGNALED(status));
	store = must_open(STORE_READ);
	assert_string_equal(get(store, "a"), "2");
	store_close(store);
	store = must_open(STORE_WRITE);
	assert_string_equal(get(store, "a"), "2");
	store_close(store);
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
	const struct CMUnitTest tests[] = {
		TEST(opens_what_is_there_and_tells_what_is_not),
		TEST(refuses_what_is_no_store),
		TEST(keeps_a_secret),
		TEST(keeps_blobs_once),
		TEST(transactions_are_whole),
		TEST(waits_for_another_process_and_names_it),
		TEST(locks_are_exclusive_and_end_with_the_process),
		TEST(notices_an_old_copy),
		TEST(a_store_in_use_is_no_old_copy),
		TEST(notices_another_store),
		TEST(survives_a_kill),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
