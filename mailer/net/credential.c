#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/mem.h"
#include "net/credential.h"

extern char **environ;

const char *credential_from_environment(void)
{
	static char *secret;
	static bool taken;
	char *value;

	if (taken)
		return secret;
	taken = true;
	value = getenv("OPENLETTER_PASSWORD");
	if (value && *value)
		secret = mem_strdup(value);
	if (value)
		mem_wipe(value, strlen(value));
	unsetenv("OPENLETTER_PASSWORD");
	return secret;
}

/* A child of ours stops on a signal like any other program. */
static int start(const char *command, int out, pid_t *pid_r)
{
	char sh[] = "/bin/sh", flag[] = "-c", *copy = mem_strdup(command);
	char *argv[] = {sh, flag, copy, NULL};
	posix_spawn_file_actions_t actions;
	posix_spawnattr_t attr;
	sigset_t none, standard;

	sigemptyset(&none);
	sigemptyset(&standard);
	sigaddset(&standard, SIGPIPE);
	sigaddset(&standard, SIGINT);
	sigaddset(&standard, SIGTERM);
	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_adddup2(&actions, out, STDOUT_FILENO);
	posix_spawnattr_init(&attr);
	posix_spawnattr_setsigmask(&attr, &none);
	posix_spawnattr_setsigdefault(&attr, &standard);
	posix_spawnattr_setflags(&attr, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
	int rc = posix_spawn(pid_r, sh, &actions, &attr, argv, environ);
	posix_spawnattr_destroy(&attr);
	posix_spawn_file_actions_destroy(&actions);
	free(copy);
	return rc;
}

/* The first line goes to secret; the rest is read and forgotten, so that the command can end. */
static void read_first_line(int fd, struct str *secret)
{
	char block[4096];
	bool ended = false;
	ssize_t n;

	while ((n = read(fd, block, sizeof block)) > 0 || (n < 0 && errno == EINTR)) {
		if (n < 0 || ended)
			continue;
		char *end = memchr(block, '\n', (size_t)n);
		str_add(secret, block, end ? (size_t)(end - block) : (size_t)n);
		ended = end != NULL;
	}
	mem_wipe(block, sizeof block);
}

static int judge(int status, const struct str *line, struct err *err)
{
	if (WIFSIGNALED(status))
		return err_set(err, ERR_FAILED,
			"the command for the password was ended by signal %d", WTERMSIG(status));
	if (WEXITSTATUS(status) != 0)
		return err_set(err, ERR_FAILED,
			"the command for the password failed with exit status %d: run it by hand "
			"to see "
			"why",
			WEXITSTATUS(status));
	if (line->full)
		return err_set(err, ERR_FAILED,
			"the command for the password printed a line of more than %d bytes",
			CREDENTIAL_MAX);
	if (line->len == 0 || memchr(line->p, '\0', line->len))
		return err_set(err, ERR_FAILED,
			"the command for the password printed %s, expected the password on its "
			"first line",
			line->len ? "a NUL byte" : "nothing");
	return 0;
}

int credential_from_command(const char *command, struct str *secret_r, struct err *err)
{
	struct str line;
	int ends[2], status = 0;
	pid_t pid;

	credential_from_environment();
	if (pipe2(ends, O_CLOEXEC) < 0)
		return err_errno(err, ERR_FAILED, "the command for the password cannot be run");
	errno = start(command, ends[1], &pid);
	close(ends[1]);
	if (errno) {
		err_errno(err, ERR_FAILED, "the command for the password cannot be run");
		close(ends[0]);
		return -1;
	}
	str_init_max(&line, CREDENTIAL_MAX);
	/* A buffer that moved would leave a copy of the secret behind. */
	str_reserve(&line, CREDENTIAL_MAX);
	read_first_line(ends[0], &line);
	close(ends[0]);
	while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	if (line.len && line.p[line.len - 1] == '\r')
		str_truncate(&line, line.len - 1);
	int rc = judge(status, &line, err);
	if (rc == 0)
		str_add(secret_r, line.p, line.len);
	str_wipe(&line);
	return rc;
}
