#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdatomic.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/file.h"
#include "watch/archive.h"

static char dir[64];
static struct archive archive;
static struct err err;

static atomic_bool disk_fails;
static atomic_int syncs, names_synced; /* names_synced: that were there when the last one began */

/* In place of the library's, for the archive too. */
int syncfs(int fd)
{
	DIR *cur = fdopendir(openat(fd, "cur", O_RDONLY | O_DIRECTORY));
	int names = 0;

	while (cur && readdir(cur))
		names++;
	if (cur)
		closedir(cur);
	syncs++;
	names_synced = names - 2; /* "." and ".." */
	if (!disk_fails)
		return (int)syscall(SYS_syncfs, fd);
	errno = EIO;
	return -1;
}

static int set_up(void **state)
{
	char path[80];

	(void)state;
	snprintf(dir, sizeof dir, "/tmp/openletter-archive.XXXXXX");
	assert_non_null(mkdtemp(dir));
	snprintf(path, sizeof path, "%s/archive", dir);
	return archive_open(&archive, path, &err);
}

static int set_up_aside(void **state)
{
	if (set_up(state) < 0)
		return -1;
	archive_work_aside(&archive);
	return archive.aside ? 0 : -1;
}

static int tear_down(void **state)
{
	char command[96];

	(void)state;
	archive_close(&archive);
	snprintf(command, sizeof command, "rm -rf '%s'", dir);
	return system(command);
}

/* The file of a name below the test's folder holds this text, and has so many names. */
static void holds(const char *name, const char *text, size_t n, nlink_t links)
{
	char path[256];
	struct str got = STR_INIT;
	struct stat st;

	snprintf(path, sizeof path, "%s/archive/%s", dir, name);
	assert_int_equal(file_read(path, (size_t)1 << 30, &got, &err), 0);
	assert_int_equal(got.len, n);
	assert_memory_equal(str_c(&got), text, n);
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_nlink, links);
	str_release(&got);
}

static void nothing_waits(void)
{
	char path[96];

	/* A folder with something in it is not removed. */
	snprintf(path, sizeof path, "%s/archive/tmp", dir);
	assert_int_equal(rmdir(path), 0);
	assert_int_equal(mkdir(path, 0700), 0);
}

static void end(const char *text, size_t n, char name_r[ARCHIVE_NAME_SIZE])
{
	char sha256[SHA256_HEX], expected[SHA256_HEX];
	size_t size;

	assert_int_equal(archive_end(&archive, sha256, &size, name_r, &err), 0);
	sha256_hex(text, n, expected);
	assert_string_equal(sha256, expected);
	assert_int_equal(size, n);
	assert_int_equal(archive_sync(&archive, archive.ended, &err), 0);
	nothing_waits();
}

static void keep(const char *text, size_t n, size_t piece, char name_r[ARCHIVE_NAME_SIZE])
{
	assert_int_equal(archive_begin(&archive, &err), 0);
	for (size_t at = 0; at < n; at += piece)
		assert_int_equal(
			archive_write(&archive, text + at, n - at < piece ? n - at : piece, &err),
			0);
	end(text, n, name_r);
}

/* Around the size up to which mails are kept back until their end. */
static void mails_of_any_size_are_kept(void **state)
{
	static const size_t sizes[] = {0, 1, 65535, 65536, 65537, 300000};
	static const size_t pieces[] = {100, 65536, 400000};
	char name[ARCHIVE_NAME_SIZE], *text = malloc(300000);

	(void)state;
	assert_non_null(text);
	for (size_t i = 0; i < 300000; i++)
		text[i] = (char)(i * 7 + i / 251);
	for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++)
		for (size_t k = 0; k < sizeof pieces / sizeof *pieces; k++) {
			/* From the second time on the name is there already. */
			keep(text, sizes[i], pieces[k], name);
			holds(name, text, sizes[i], 1);
		}
	free(text);
}

static int open_mail(const char *text, mode_t mode)
{
	char path[96];

	snprintf(path, sizeof path, "%s/mail", dir);
	unlink(path);
	assert_int_equal(file_write(path, text, strlen(text), 0600, &err), 0);
	assert_int_equal(chmod(path, mode), 0);
	int fd = open(path, O_RDONLY);
	assert_true(fd >= 0);
	return fd;
}

static int begin_file(int fd)
{
	struct stat st;

	assert_int_equal(fstat(fd, &st), 0);
	return archive_begin_file(&archive, fd, &st, &err);
}

static void keep_file(const char *text, mode_t mode, char name_r[ARCHIVE_NAME_SIZE])
{
	int fd = open_mail(text, mode);

	assert_int_equal(begin_file(fd), 0);
	assert_int_equal(archive_write(&archive, text, strlen(text), &err), 0);
	end(text, strlen(text), name_r);
	close(fd);
}

static void a_file_of_ours_gets_a_second_name(void **state)
{
	char name[ARCHIVE_NAME_SIZE];

	(void)state;
	keep_file("Subject: x\n\ny\n", 0600, name);
	holds(name, "Subject: x\n\ny\n", 14, 2);
	keep_file("Subject: x\n\nz\n", 0644, name);
	holds(name, "Subject: x\n\nz\n", 14, 2);
}

static void a_file_that_others_can_write_is_copied(void **state)
{
	char name[ARCHIVE_NAME_SIZE];

	(void)state;
	keep_file("a", 0620, name);
	holds(name, "a", 1, 1);
	keep_file("b", 0602, name);
	holds(name, "b", 1, 1);
}

/* Half of a mail, from before a power loss, under the name that the whole one gets. */
static void what_has_the_name_is_replaced(void **state)
{
	char name[ARCHIVE_NAME_SIZE], again[ARCHIVE_NAME_SIZE], path[256];

	(void)state;
	keep("whole", 5, 5, name);
	snprintf(path, sizeof path, "%s/archive/%s", dir, name);
	assert_int_equal(truncate(path, 2), 0);
	syncs = 0;
	keep("whole", 5, 5, again);
	/* What the other thread could not name is made durable when it has its name. */
	assert_int_equal(syncs, archive.aside ? 2 : 1);
	assert_string_equal(again, name);
	holds(name, "whole", 5, 1);
	assert_int_equal(truncate(path, 2), 0);
	keep_file("whole", 0600, again);
	assert_string_equal(again, name);
	holds(name, "whole", 5, 1);
}

/* Between reading and keeping: what is kept would not be what was read. */
static void a_file_that_changed_is_refused(void **state)
{
	char name[ARCHIVE_NAME_SIZE], path[256], sha256[SHA256_HEX];
	size_t size;

	(void)state;
	keep("first", 5, 5, name); /* so that no second name can be had */
	int fd = open_mail("first", 0600);
	assert_int_equal(begin_file(fd), 0);
	assert_int_equal(archive_write(&archive, "first", 5, &err), 0);
	snprintf(path, sizeof path, "%s/mail", dir);
	assert_int_equal(truncate(path, 3), 0);
	int rc = archive_end(&archive, sha256, &size, name, &err);
	assert_int_equal(archive.ended, rc < 0 ? 1 : 2);
	assert_int_equal(rc < 0 ? rc : archive_sync(&archive, archive.ended, &err), -1);
	assert_int_equal(err.kind, ERR_TEMPORARY);
	assert_int_equal(archive.durable, 1);
	assert_false(archive_is_syncing(&archive));
	close(fd);
	nothing_waits();
}

/* More of them than may wait for the other thread, and some that it cannot name. */
static void many_are_kept(void **state)
{
	enum { MANY = 500 };
	static char names[MANY][ARCHIVE_NAME_SIZE];
	char text[32], sha256[SHA256_HEX];
	size_t size;

	(void)state;
	for (int i = 0; i < MANY; i++) {
		/* Every third is the same as the one before it. */
		snprintf(text, sizeof text, "mail %d", i % 3 == 2 ? i - 1 : i);
		int fd = i % 2 ? open_mail(text, 0600) : -1;
		assert_int_equal(fd >= 0 ? begin_file(fd) : archive_begin(&archive, &err), 0);
		assert_int_equal(archive_write(&archive, text, strlen(text), &err), 0);
		assert_int_equal(archive_end(&archive, sha256, &size, names[i], &err), 0);
		if (fd >= 0)
			close(fd);
		if (i % 100 == 50)
			archive_sync_begin(&archive, archive.ended);
		if (i % 200 == 199)
			assert_int_equal(archive_sync(&archive, archive.ended, &err), 0);
	}
	assert_int_equal(archive_sync(&archive, archive.ended, &err), 0);
	for (int i = 0; i < MANY; i++) {
		struct str got = STR_INIT;
		char path[256];
		snprintf(text, sizeof text, "mail %d", i % 3 == 2 ? i - 1 : i);
		snprintf(path, sizeof path, "%s/archive/%s", dir, names[i]);
		assert_int_equal(file_read(path, 1000, &got, &err), 0);
		assert_string_equal(str_c(&got), text);
		str_release(&got);
	}
	nothing_waits();
}

static void end_small(int number)
{
	char text[32], sha256[SHA256_HEX], name[ARCHIVE_NAME_SIZE];
	size_t size;

	snprintf(text, sizeof text, "a small one: %d", number);
	assert_int_equal(archive_begin(&archive, &err), 0);
	assert_int_equal(archive_write(&archive, text, strlen(text), &err), 0);
	assert_int_equal(archive_end(&archive, sha256, &size, name, &err), 0);
}

/* What was begun is enough for the mails that were ended before, and for no other. */
static void those_of_before_are_durable(void **state)
{
	bool aside = archive.aside != NULL;

	(void)state;
	syncs = 0;
	for (int i = 1; i <= 5; i++) {
		end_small(i);
		if (i == 3)
			archive_sync_begin(&archive, 3);
	}
	assert_int_equal(archive_is_syncing(&archive), aside);
	archive_sync_begin(&archive, 2); /* it was begun */
	assert_int_equal(archive_sync(&archive, 3, &err), 0);
	assert_false(archive_is_syncing(&archive));
	assert_int_equal(archive.durable, aside ? 3 : 5);
	assert_int_equal(names_synced, archive.durable);
	assert_int_equal(archive_sync(&archive, 3, &err), 0);
	assert_int_equal(syncs, 1);
	assert_int_equal(archive_sync(&archive, 4, &err), 0);
	assert_int_equal(archive.durable, 5);
	assert_int_equal(names_synced, 5);
	assert_int_equal(archive_sync(&archive, 5, &err), 0);
	assert_int_equal(syncs, aside ? 2 : 1);
}

/* A disk that failed made nothing durable: whoever needs it has it done anew. */
static void what_failed_is_not_durable(void **state)
{
	(void)state;
	end_small(1);
	disk_fails = true;
	archive_sync_begin(&archive, 1);
	int rc = archive_sync(&archive, 1, &err);
	disk_fails = false;
	assert_int_equal(rc, -1);
	assert_int_equal(err.kind, ERR_FAILED);
	assert_false(archive_is_syncing(&archive));
	syncs = 0;
	assert_int_equal(archive_sync(&archive, 1, &err), 0);
	assert_int_equal(syncs, 1);
	assert_int_equal(archive.durable, 1);
}

static void what_is_dropped_leaves_nothing(void **state)
{
	static char large[100000];

	(void)state;
	assert_int_equal(archive_begin(&archive, &err), 0);
	assert_int_equal(archive_write(&archive, large, sizeof large, &err), 0);
	archive_drop(&archive);
	nothing_waits();
	archive_drop(&archive);
}

/* Each with and without another thread that names the mails. */
#define BOTH(test)                                                                                 \
	cmocka_unit_test_setup_teardown(test, set_up, tear_down),                                  \
	{                                                                                          \
#test ", aside", test, set_up_aside, tear_down, NULL                               \
	}

int main(void)
{
	const struct CMUnitTest tests[] = {
		BOTH(mails_of_any_size_are_kept),
		BOTH(a_file_of_ours_gets_a_second_name),
		BOTH(a_file_that_others_can_write_is_copied),
		BOTH(what_has_the_name_is_replaced),
		BOTH(a_file_that_changed_is_refused),
		BOTH(many_are_kept),
		BOTH(those_of_before_are_durable),
		BOTH(what_failed_is_not_durable),
		BOTH(what_is_dropped_leaves_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
