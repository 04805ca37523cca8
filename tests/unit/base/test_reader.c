#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/reader.h"

static char folder[64], path[96];
static struct err err;

static int setup(void **state)
{
	(void)state;
	snprintf(folder, sizeof folder, "/tmp/openletter-reader-XXXXXX");
	assert_non_null(mkdtemp(folder));
	snprintf(path, sizeof path, "%s/file", folder);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	unlink(path);
	rmdir(folder);
	return 0;
}

static void put(const char *text, int flags)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC | flags, 0600);

	assert_true(fd >= 0);
	assert_int_equal(write(fd, text, strlen(text)), strlen(text));
	close(fd);
}

static void test_memory(void **state)
{
	struct reader r = reader_bytes("abcdef", 6);
	char got[8] = "";

	(void)state;
	assert_int_equal(reader_get(&r, 2, got, 3, &err), 0);
	assert_string_equal(got, "cde");
	assert_int_equal(reader_get(&r, 6, got, 0, &err), 0);
	assert_int_equal(reader_get(&r, 4, got, 3, &err), -1);
	assert_int_equal(reader_get(&r, SIZE_MAX, got, 3, &err), -1);
	reader_close(&r);
}

static void test_file(void **state)
{
	struct reader r;
	char got[8] = "";

	(void)state;
	assert_int_equal(reader_open(&r, path, 100, &err), -1);
	put("abcdef", 0);
	assert_int_equal(reader_open(&r, path, 5, &err), -1);
	assert_int_equal(reader_open(&r, folder, 100, &err), -1);
	assert_int_equal(reader_open(&r, path, 6, &err), 0);
	assert_int_equal(r.size, 6);
	assert_int_equal(reader_get(&r, 3, got, 3, &err), 0);
	assert_string_equal(got, "def");
	/* Longer, shorter, or as long: seen. */
	put("g", O_APPEND);
	assert_int_equal(reader_get(&r, 0, got, 3, &err), -1);
	assert_non_null(strstr(err.text, "changed"));
	assert_int_equal(truncate(path, 2), 0);
	assert_int_equal(reader_get(&r, 0, got, 3, &err), -1);
	assert_non_null(strstr(err.text, "changed"));
	reader_close(&r);
}

static void test_replaced_file(void **state)
{
	struct reader r;
	char got[8] = "";

	(void)state;
	put("abcdef", 0);
	assert_int_equal(reader_open(&r, path, 100, &err), 0);
	unlink(path);
	put("xyz", 0);
	assert_int_equal(reader_get(&r, 0, got, 6, &err), 0);
	assert_string_equal(got, "abcdef");
	reader_close(&r);
}

static void test_fifo(void **state)
{
	struct reader r;

	(void)state;
	assert_int_equal(mkfifo(path, 0600), 0);
	assert_int_equal(reader_open(&r, path, 100, &err), -1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_memory),
		cmocka_unit_test_setup_teardown(test_file, setup, teardown),
		cmocka_unit_test_setup_teardown(test_replaced_file, setup, teardown),
		cmocka_unit_test_setup_teardown(test_fifo, setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
