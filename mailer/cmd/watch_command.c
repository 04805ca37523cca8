#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/argv.h"
#include "base/child.h"
#include "base/clock.h"
#include "base/file.h"
#include "base/mem.h"
#include "base/str.h"
#include "cmd/watch_command.h"

/* The input as a file in memory, so that a command that reads nothing blocks nobody. */
static int input_file(const void *input, size_t n, struct err *err)
{
	int fd = memfd_create("reply", MFD_CLOEXEC);

	if (fd < 0 || fd_write_all(fd, input, n) < 0 || lseek(fd, 0, SEEK_SET) < 0) {
		if (fd >= 0)
			close(fd);
		return err_errno(err, ERR_FAILED, "on_reply: its input cannot be made");
	}
	return fd;
}

static void become(char **words, const char *dir, int input)
{
	sigset_t none;

	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	signal(SIGPIPE, SIG_DFL);
	signal(SIGINT, SIG_DFL);
	signal(SIGTERM, SIG_DFL);
	signal(SIGHUP, SIG_DFL);
	setpgid(0, 0);
	unsetenv("OPENLETTER_PASSWORD");
	if (dup2(input, STDIN_FILENO) < 0 || dup2(STDERR_FILENO, STDOUT_FILENO) < 0 ||
		chdir(dir) < 0)
		_exit(126);
	execvp(words[0], words);
	_exit(errno == ENOENT ? 127 : 126);
}

/* Waits for the child: its status, or -1 after ending it. */
static int wait_for(pid_t child)
{
	int64_t until = clock_monotonic_ms() + WATCH_COMMAND_SECONDS * 1000;
	int status, fd = (int)syscall(SYS_pidfd_open, child, 0);
	struct pollfd p = {.fd = fd, .events = POLLIN};
	bool late = false;

	while (fd >= 0 && !late) {
		int64_t left = until - clock_monotonic_ms();
		int n = poll(&p, 1, left > 0 ? (int)left : 0);
		if (n > 0)
			break;
		late = n == 0;
	}
	if (late)
		kill(-child, SIGKILL);
	if (fd >= 0)
		close(fd);
	status = child_wait(child);
	return late ? -1 : status;
}

int watch_command_run(
	const char *line, const char *dir, const void *input, size_t n, struct err *err)
{
	struct arena arena = {0};
	const char *why;
	char **words;
	int fd, rc = 0;

	words = argv_split(line, &arena, &why);
	if (words == NULL)
		err_set(err, ERR_FAILED, "on_reply: %s", why);
	if (words == NULL || (fd = input_file(input, n, err)) < 0) {
		arena_release(&arena);
		return -1;
	}
	pid_t child = fork();
	if (child == 0)
		become(words, dir, fd);
	close(fd);
	int status = child > 0 ? wait_for(child) : 0;
	if (child < 0)
		rc = err_errno(err, ERR_FAILED, "on_reply: no process can be started");
	else if (status < 0)
		rc = err_set(err, ERR_FAILED, "on_reply: %s was ended: it took more than %d s",
			words[0], WATCH_COMMAND_SECONDS);
	else if (WIFSIGNALED(status))
		rc = err_set(err, ERR_FAILED, "on_reply: %s ended by signal %d", words[0],
			WTERMSIG(status));
	else if (WEXITSTATUS(status) == 127)
		rc = err_set(err, ERR_FAILED, "on_reply: there is no command %s", words[0]);
	else if (WEXITSTATUS(status) != 0)
		rc = err_set(err, ERR_FAILED, "on_reply: %s ended with status %d", words[0],
			WEXITSTATUS(status));
	arena_release(&arena);
	return rc;
}
