#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include "base/file.h"
#include "watch/archive_file.h"

int archive_file_link(int source, int cur, const char *name)
{
	char path[32];

	if (linkat(source, "", cur, name, AT_EMPTY_PATH) == 0)
		return 0;
	if (errno == EEXIST)
		return -1;
	/* Before Linux 6.10 that takes a privilege; a longer way does not. */
	snprintf(path, sizeof path, "/proc/self/fd/%d", source);
	return linkat(AT_FDCWD, path, cur, name, AT_SYMLINK_FOLLOW);
}

int archive_file_write(const void *bytes, size_t n, int cur, const char *name)
{
	int fd = openat(cur, name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);

	if (fd < 0)
		return -1;
	int rc = fd_write_all(fd, bytes, n);
	int why = errno;
	if (close(fd) < 0 && rc == 0) {
		rc = -1;
		why = errno;
	}
	if (rc < 0)
		unlinkat(cur, name, 0);
	errno = why;
	return rc;
}
