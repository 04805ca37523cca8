#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <unistd.h>

#include "base/child.h"
#include "base/str.h"
#include "store/holder.h"

/* Where SQLite puts its locks: https://sqlite.org/walformat.html (2.3.1), and os.h's PENDING_BYTE.
 */
enum { WAL_LOCKS = 120, WAL_LOCK_COUNT = 8, PENDING_BYTE = 0x40000000, PENDING_COUNT = 512 };

static int32_t lock_owner(const char *path, off_t start, off_t n)
{
	struct flock lock = {.l_type = F_WRLCK, .l_whence = SEEK_SET, .l_start = start, .l_len = n};
	int fd = open(path, O_RDWR | O_CLOEXEC);
	int32_t pid = 0;

	if (fd < 0)
		return 0;
	/* The write lock alone first: readers' locks are no obstacle to a writer. */
	lock.l_len = 1;
	if (fcntl(fd, F_GETLK, &lock) == 0 && lock.l_type != F_UNLCK)
		pid = lock.l_pid;
	if (pid == 0) {
		lock = (struct flock){
			.l_type = F_WRLCK, .l_whence = SEEK_SET, .l_start = start, .l_len = n};
		if (fcntl(fd, F_GETLK, &lock) == 0 && lock.l_type != F_UNLCK)
			pid = lock.l_pid;
	}
	close(fd);
	return pid;
}

/*
 * A child asks: closing any descriptor of a file drops all POSIX locks that the process has on it,
 * and this process has some, by SQLite, that it needs.
 */
long holder_pid(const char *path)
{
	struct str shm = STR_INIT;
	int32_t pid = 0;
	int ends[2];

	str_addf(&shm, "%s-shm", path);
	if (pipe2(ends, O_CLOEXEC) < 0) {
		str_release(&shm);
		return 0;
	}
	pid_t child = fork();
	if (child == 0) {
		pid = lock_owner(shm.p, WAL_LOCKS, WAL_LOCK_COUNT);
		if (pid == 0)
			pid = lock_owner(path, PENDING_BYTE, PENDING_COUNT);
		_exit(write(ends[1], &pid, sizeof pid) != sizeof pid);
	}
	close(ends[1]);
	if (child > 0) {
		ssize_t n;
		while ((n = read(ends[0], &pid, sizeof pid)) < 0 && errno == EINTR)
			;
		if (n != sizeof pid)
			pid = 0;
		child_wait(child);
	}
	close(ends[0]);
	str_release(&shm);
	return pid;
}
