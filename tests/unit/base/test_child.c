#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/child.h"

/* Runs a line of shell; what it wrote is in said, its wait status is returned. */
static int run(const char *line, bool own_group, char *said, size_t size)
{
	char sh[] = "/bin/sh", flag[] = "-c";
	char *argv[] = {sh, flag, (char *)(uintptr_t)line, NULL};
	int in = open("/dev/null", O_RDONLY | O_CLOEXEC), out = memfd_create("out", MFD_CLOEXEC);
	pid_t pid;

	assert_int_equal(child_start(sh, argv, in, out, out, own_group, &pid), 0);
	int status = child_wait(pid);
	ssize_t n = pread(out, said, size - 1, 0);
	assert_true(n >= 0);
	said[n] = '\0';
	close(in);
	close(out);
	return status;
}

static void test_output_and_status(void **state)
{
	char said[100];

	(void)state;
	int status = run("echo out; echo errors >&2; cat; exit 3", false, said, sizeof said);
	assert_string_equal(said, "out\nerrors\n");
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 3);
}

/* What this process ignores or blocks ends the child all the same. */
static void test_signals(void **state)
{
	static const int signals[] = {SIGPIPE, SIGINT, SIGTERM};
	static const char *const lines[] = {"kill -PIPE $$", "kill -INT $$", "kill -TERM $$"};
	char said[100];
	sigset_t blocked, before;

	(void)state;
	sigemptyset(&blocked);
	for (size_t i = 0; i < 3; i++) {
		signal(signals[i], SIG_IGN);
		sigaddset(&blocked, signals[i]);
	}
	sigprocmask(SIG_BLOCK, &blocked, &before);
	for (size_t i = 0; i < 3; i++) {
		int status = run(lines[i], false, said, sizeof said);
		assert_true(WIFSIGNALED(status));
		assert_int_equal(WTERMSIG(status), signals[i]);
	}
	sigprocmask(SIG_SETMASK, &before, NULL);
	for (size_t i = 0; i < 3; i++)
		signal(signals[i], SIG_DFL);
}

/* Its group is ours, or it leads one of its own. */
static void test_group(void **state)
{
	static const char line[] = "read -r pid name state parent group rest < /proc/$$/stat; "
				   "echo $group; test $group = $$";
	char said[100];

	(void)state;
	int status = run(line, true, said, sizeof said);
	assert_int_equal(WEXITSTATUS(status), 0);
	status = run(line, false, said, sizeof said);
	assert_int_equal(WEXITSTATUS(status), 1);
	assert_int_equal(strtol(said, NULL, 10), getpgrp());
}

static void test_no_such_program(void **state)
{
	char path[] = "/nonexistent/program";
	char *argv[] = {path, NULL};
	pid_t pid;

	(void)state;
	assert_int_equal(child_start(path, argv, -1, -1, -1, false, &pid), ENOENT);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_output_and_status),
		cmocka_unit_test(test_signals),
		cmocka_unit_test(test_group),
		cmocka_unit_test(test_no_such_program),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
