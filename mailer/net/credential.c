#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/child.h"
#include "base/mem.h"
#include "net/credential.h"

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

static int start(const char *command, int out, pid_t *pid_r)
{
	char sh[] = "/bin/sh", flag[] = "-c", *copy = mem_strdup(command);
	char *argv[] = {sh, flag, copy, NULL};
	int rc = child_start(sh, argv, -1, out, -1, false, pid_r);

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
			"to see why",
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
	status = child_wait(pid);
	if (line.len && line.p[line.len - 1] == '\r')
		str_truncate(&line, line.len - 1);
	int rc = judge(status, &line, err);
	if (rc == 0)
		str_add(secret_r, line.p, line.len);
	str_wipe(&line);
	return rc;
}
