#include "folder.h"

#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include "base/file.h"

static void opens_what_is_there_and_tells_what_is_not(void **state)
{
	struct stat st;

	(void)state;
	expect_refused(STORE_READ, ERR_FAILED, "there is no store");
	expect_refused(STORE_WRITE, ERR_FAILED, "there is no store");
	struct store *store = must_open(STORE_CREATE);
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	set_meta(store, "a", "1");
	store_close(store);
	store = must_open(STORE_CREATE);
	assert_string_equal(meta_of(store, "a"), "1");
	store_close(store);
	store = must_open(STORE_READ);
	assert_string_equal(meta_of(store, "a"), "1");
	assert_int_equal(store_meta_set(store, "a", "2", 1, &err), -1);
	assert_non_null(strstr(err.text, "opened to read"));
	store_close(store);
}

static void refuses_what_is_no_store(void **state)
{
	(void)state;
	assert_int_equal(file_write(path, "", 0, 0600, &err), 0);
	expect_refused(STORE_CREATE, ERR_FAILED, "is no store of openletter");
	char junk[4096];
	memset(junk, 'x', sizeof junk);
	assert_int_equal(file_write(path, junk, sizeof junk, 0600, &err), 0);
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

static void survives_a_kill(void **state)
{
	int status;

	(void)state;
	struct store *store = must_open(STORE_CREATE);
	set_meta(store, "a", "1");
	store_close(store);
	pid_t pid = fork();
	if (pid == 0) {
		store = must_open(STORE_WRITE);
		set_meta(store, "a", "2");
		if (store_begin(store, &err) < 0)
			_exit(1);
		set_meta(store, "a", "3");
		kill(getpid(), 9);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFSIGNALED(status));
	store = must_open(STORE_READ);
	assert_string_equal(meta_of(store, "a"), "2");
	store_close(store);
	store = must_open(STORE_WRITE);
	assert_string_equal(meta_of(store, "a"), "2");
	store_close(store);
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, folder_setup, folder_teardown)
	const struct CMUnitTest tests[] = {
		TEST(opens_what_is_there_and_tells_what_is_not),
		TEST(refuses_what_is_no_store),
		TEST(keeps_a_secret),
		TEST(keeps_blobs_once),
		TEST(survives_a_kill),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
