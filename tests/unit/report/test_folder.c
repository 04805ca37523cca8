#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <cmocka.h>

#include "base/file.h"
#include "base/hash.h"
#include "report/folder.h"
#include "folder_of_test.h"

/* Puts pages (name, text, ..., NULL) in one run. */
static struct folder_result put(const char *name, ...)
{
	struct folder_result result = {0};
	struct folder *f;
	struct err err;
	va_list ap;

	assert_int_equal(folder_open(root, &f, &err), 0);
	va_start(ap, name);
	for (; name; name = va_arg(ap, const char *)) {
		const char *text = va_arg(ap, const char *);
		assert_int_equal(folder_put(f, name, text, strlen(text), &err), 0);
	}
	va_end(ap);
	assert_int_equal(folder_finish(f, NULL, &result, &err), 0);
	folder_free(f);
	return result;
}

static bool there(const char *name, const char *text)
{
	char *path = path_join(root, name);
	struct str s = STR_INIT;
	bool same = file_read(path, 1000, &s, NULL) == 0 && strcmp(str_c(&s), text) == 0;

	str_release(&s);
	free(path);
	return same;
}

static void assert_result(struct folder_result r, size_t written, size_t unchanged, size_t removed)
{
	assert_int_equal(r.written, written);
	assert_int_equal(r.unchanged, unchanged);
	assert_int_equal(r.removed, removed);
}

static void only_what_changed_is_touched(void **state)
{
	struct stat before, after;
	char *path = path_join(root, "b/c.html");

	(void)state;
	assert_result(put("a.html", "1", "b/c.html", "2", NULL), 2, 0, 0);
	assert_int_equal(stat(path, &before), 0);
	assert_result(put("a.html", "1", "b/c.html", "2", NULL), 0, 2, 0);
	assert_result(put("a.html", "3", "b/c.html", "2", NULL), 1, 1, 0);
	assert_int_equal(stat(path, &after), 0);
	assert_int_equal(before.st_ino, after.st_ino);
	assert_true(there("a.html", "3"));
	/* A page that somebody changed is written again. */
	assert_int_equal(file_write(path, "tampered", 8, 0644, NULL), 0);
	assert_result(put("a.html", "3", "b/c.html", "2", NULL), 1, 1, 0);
	assert_true(there("b/c.html", "2"));
	/* One that is gone is gone, and its folder with it. */
	assert_result(put("a.html", "3", NULL), 0, 1, 1);
	assert_false(file_exists(path));
	*strrchr(path, '/') = '\0';
	assert_false(file_exists(path));
	free(path);
}

static void a_folder_knows_what_it_was_made_from(void **state)
{
	char inputs[SHA256_HEX], others[SHA256_HEX], *path = path_join(root, "a.html");
	struct folder_result result;
	struct folder *f;
	struct err err;

	(void)state;
	sha256_hex("1", 1, inputs);
	sha256_hex("2", 1, others);
	for (int run = 0; run < 3; run++) {
		assert_int_equal(folder_open(root, &f, &err), 0);
		assert_int_equal(folder_is_current(f, inputs, &result), run == 1);
		assert_false(folder_is_current(f, others, &result));
		assert_false(folder_is_current(f, NULL, &result));
		assert_int_equal(folder_put(f, "a.html", "1", 1, &err), 0);
		assert_int_equal(folder_finish(f, inputs, &result, &err), 0);
		folder_free(f);
		/* The third run finds a page that somebody changed. */
		if (run == 1)
			assert_int_equal(file_write(path, "x", 1, 0644, &err), 0);
	}
	assert_true(there("a.html", "1"));
	free(path);
}

static void what_others_put_there_stays(void **state)
{
	char *mine = path_join(root, "mine.html"), *note = path_join(root, "note.txt");
	struct folder *f;
	struct err err;

	(void)state;
	assert_int_equal(file_write(mine, "precious", 8, 0644, NULL), 0);
	assert_int_equal(file_write(note, "x", 1, 0644, NULL), 0);
	assert_int_equal(folder_open(root, &f, &err), 0);
	assert_int_equal(folder_put(f, "mine.html", "ours", 4, &err), -1);
	assert_int_equal(err.kind, ERR_INPUT);
	assert_non_null(strstr(err.text, "mine.html"));
	/* The very same bytes are no loss. */
	assert_int_equal(folder_put(f, "mine.html", "precious", 8, &err), 0);
	folder_free(f);
	put("a.html", "1", NULL);
	put("b.html", "1", NULL);
	assert_true(there("note.txt", "x"));
	free(mine);
	free(note);
}

static void a_run_that_was_killed_does_not_block_the_next(void **state)
{
	struct folder *f;
	struct err err;

	(void)state;
	assert_int_equal(folder_open(root, &f, &err), 0);
	assert_int_equal(folder_put(f, "a.html", "1", 1, &err), 0);
	folder_free(f); /* no folder_finish(): as if killed */
	assert_result(put("a.html", "2", NULL), 1, 0, 0);
	assert_true(there("a.html", "2"));
	assert_int_equal(folder_open(root, &f, &err), 0);
	assert_int_equal(folder_put(f, "b.html", "1", 1, &err), 0);
	folder_free(f);
	/* What it began and the next one does not want goes. */
	assert_result(put("a.html", "2", NULL), 0, 1, 1);
	assert_false(there("b.html", "1"));
}

static void names_stay_inside(void **state)
{
	static const char *const bad[] = {"", "/etc/x", "../x", "a/../x", ".hidden", "a/.x", "a//b",
		"a/", "a\nb", "a\\b", FOLDER_MANIFEST};
	struct folder *f;
	struct err err;

	(void)state;
	assert_int_equal(folder_open(root, &f, &err), 0);
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		assert_int_equal(folder_put(f, bad[i], "x", 1, &err), -1);
	folder_free(f);
}

static void a_broken_list_of_pages_is_told(void **state)
{
	static const char *const lists[] = {"rubbish\n", "openletter pages 1\nx\n",
		"openletter pages 1\n"
		"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855 1 1 ../../x\n"};
	char *path = path_join(root, FOLDER_MANIFEST);
	struct folder *f;
	struct err err;

	(void)state;
	for (size_t i = 0; i < sizeof lists / sizeof *lists; i++) {
		assert_int_equal(file_write(path, lists[i], strlen(lists[i]), 0644, NULL), 0);
		assert_int_equal(folder_open(root, &f, &err), -1);
		assert_int_equal(err.kind, ERR_INPUT);
		folder_free(f);
	}
	free(path);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, make_root, remove_root)
	const struct CMUnitTest tests[] = {
		TEST(only_what_changed_is_touched),
		TEST(a_folder_knows_what_it_was_made_from),
		TEST(what_others_put_there_stays),
		TEST(a_run_that_was_killed_does_not_block_the_next),
		TEST(names_stay_inside),
		TEST(a_broken_list_of_pages_is_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
