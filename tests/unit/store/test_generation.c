#include "folder.h"

#include <signal.h>
#include <sys/wait.h>

#include "base/file.h"
#include "base/log.h"
#include "store/events.h"

static void copy(const char *from, const char *to)
{
	struct str bytes = STR_INIT;

	if (file_read(from, 1 << 30, &bytes, &err) < 0)
		fail_msg("%s", err.text);
	assert_int_equal(file_write(to, bytes.p, bytes.len, 0600, &err), 0);
	str_release(&bytes);
}

/* A store in which "a" is "1", and a copy of it. */
static void leave_copy(char *old, size_t size)
{
	struct store *store = must_open(STORE_CREATE);

	set_meta(store, "a", "1");
	store_close(store);
	snprintf(old, size, "%s/old", dir);
	copy(path, old);
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
	struct store *store;

	(void)state;
	leave_copy(old, sizeof old);
	store = must_open(STORE_WRITE);
	for (int i = 0; i < 9; i++)
		set_meta(store, "a", "2");
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
	assert_string_equal(meta_of(store, "a"), "1");
	store_close(store);
	/* Whatever is committed to it before it is accepted, it is an old copy still. */
	assert_int_equal(store_open_restored(path, &store, &err), 0);
	set_meta(store, "b", "1");
	store_close(store);
	expect_refused(STORE_WRITE, ERR_FAILED, "is an old copy");
	/* Accepted once, it is the store. */
	assert_int_equal(store_open_restored(path, &store, &err), 0);
	set_meta(store, "a", "3");
	store_accept_restored(store);
	store_close(store);
	store = must_open(STORE_WRITE);
	assert_string_equal(meta_of(store, "a"), "3");
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
	char old[128], note[128];
	struct store *store;

	(void)state;
	leave_copy(old, sizeof old);
	unlink(path);
	/* Starting anew is possible, but not by mistake. */
	expect_refused(STORE_CREATE, ERR_FAILED, "is gone");
	assert_int_equal(access(path, F_OK), -1);
	warnings = 0;
	log_set_sink(count_warning, NULL);
	assert_int_equal(store_open(path, STORE_EMPTY, &store, &err), 0);
	store_close(store);
	assert_int_equal(warnings, 1);
	snprintf(note, sizeof note, "%s.generation", path);
	assert_int_equal(unlink(note), 0);
	store = must_open(STORE_CREATE);
	log_set_sink(NULL, NULL);
	assert_int_equal(warnings, 1);
	set_meta(store, "a", "2");
	store_close(store);
	copy(old, path);
	expect_refused(STORE_WRITE, ERR_FAILED, "not the store that was here");
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, folder_setup, folder_teardown)
	const struct CMUnitTest tests[] = {
		TEST(notices_an_old_copy),
		TEST(a_store_in_use_is_no_old_copy),
		TEST(notices_another_store),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
