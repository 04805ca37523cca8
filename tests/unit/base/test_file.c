#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <cmocka.h>

#include "base/file.h"
#include "base/maildir.h"

static char dir[64];

static char *in_dir(const char *name)
{
	return path_join(dir, name);
}

static int make_dir(void **state)
{
	(void)state;
	snprintf(dir, sizeof dir, "/tmp/openletter-test-XXXXXX");
	return mkdtemp(dir) ? 0 : -1;
}

static int remove_dir(void **state)
{
	char command[128];

	(void)state;
	snprintf(command, sizeof command, "rm -r -- '%s'", dir);
	return system(command);
}

static void written_files_are_read_back(void **state)
{
	struct str s = STR_INIT;
	struct err err;
	char *path = in_dir("a");

	(void)state;
	assert_int_equal(file_write(path, "one", 3, 0600, &err), 0);
	assert_int_equal(file_write(path, "two\0!", 5, 0600, &err), 0);
	assert_int_equal(file_read(path, 100, &s, &err), 0);
	assert_int_equal(s.len, 5);
	assert_memory_equal(s.p, "two\0!", 5);
	assert_int_equal(file_read(path, 4, &s, &err), -1);
	assert_non_null(strstr(err.text, path));
	assert_int_equal(file_create(path, "x", 1, 0600, &err), -1);
	assert_int_equal(err.kind, ERR_INPUT);
	str_reset(&s);
	assert_int_equal(file_read(path, 100, &s, &err), 0);
	assert_int_equal(s.len, 5);
	str_release(&s);
	free(path);
}

static void only_regular_files_are_read(void **state)
{
	struct str s = STR_INIT;
	struct err err;
	char *fifo = in_dir("fifo"), *none = in_dir("none");

	(void)state;
	assert_int_equal(mkfifo(fifo, 0600), 0);
	assert_int_equal(file_read(fifo, 100, &s, &err), -1);
	assert_int_equal(file_read(dir, 100, &s, &err), -1);
	assert_non_null(strstr(err.text, "directory"));
	assert_int_equal(file_read(none, 100, &s, &err), -1);
	assert_int_equal(s.len, 0);
	free(fifo);
	free(none);
	str_release(&s);
}

static void paths_are_joined(void **state)
{
	static const char *const cases[][3] = {{"a", "b", "a/b"}, {"a/", "b", "a/b"},
		{"a", "/b", "/b"}, {".", "b", "b"}, {"", "b", "b"}};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		char *p = path_join(cases[i][0], cases[i][1]);
		assert_string_equal(p, cases[i][2]);
		free(p);
	}
}

static void paths_have_folders(void **state)
{
	static const char *const parents[][2] = {
		{"a/b/c", "a/b"}, {"/a", "/"}, {"a", "."}, {"a/", "a"}};

	(void)state;
	for (size_t i = 0; i < sizeof parents / sizeof *parents; i++) {
		char *p = path_parent(parents[i][0]);
		assert_string_equal(p, parents[i][1]);
		free(p);
	}
	assert_true(path_is_below("/a/b", "/a"));
	assert_true(path_is_below("/a/b/c", "/a"));
	assert_true(path_is_below("/a", "/"));
	assert_false(path_is_below("/ab", "/a"));
	assert_false(path_is_below("/a", "/a"));
	assert_false(path_is_below("/b/a", "/a"));
}

static void a_maildir_takes_a_message_once(void **state)
{
	char *box = in_dir("box"), **names;
	struct str name = STR_INIT;
	struct err err;
	size_t n;
	bool existed;

	(void)state;
	assert_int_equal(maildir_list(box, &names, &n, &err), -1);
	assert_int_equal(maildir_deliver(box, "b", "two", 3, &existed, NULL, &err), 0);
	assert_int_equal(maildir_deliver(box, "a", "one", 3, &existed, &name, &err), 0);
	assert_false(existed);
	assert_string_equal(name.p, "new/a");
	assert_int_equal(maildir_deliver(box, "a", "other", 5, &existed, NULL, &err), 0);
	assert_true(existed);
	assert_int_equal(maildir_list(box, &names, &n, &err), 0);
	assert_int_equal(n, 2);
	assert_string_equal(names[0], "new/a");
	assert_string_equal(names[1], "new/b");
	maildir_names_free(names, n);

	/* A mail program moves it to cur/ and flags it: it is still the same message. */
	char *from = path_join(box, "new/a"), *to = path_join(box, "cur/a:2,S");
	assert_int_equal(rename(from, to), 0);
	assert_int_equal(maildir_deliver(box, "a", "one", 3, &existed, NULL, &err), 0);
	assert_true(existed);
	assert_int_equal(maildir_list(box, &names, &n, &err), 0);
	assert_int_equal(n, 2);
	assert_string_equal(names[0], "cur/a:2,S");
	maildir_names_free(names, n);
	str_release(&name);
	free(from);
	free(to);
	free(box);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(written_files_are_read_back),
		cmocka_unit_test(only_regular_files_are_read),
		cmocka_unit_test(paths_are_joined),
		cmocka_unit_test(paths_have_folders),
		cmocka_unit_test(a_maildir_takes_a_message_once),
	};

	return cmocka_run_group_tests(tests, make_dir, remove_dir);
}
