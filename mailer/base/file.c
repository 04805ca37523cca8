#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/mem.h"

int fd_write_all(int fd, const void *bytes, size_t n)
{
	const char *p = bytes;

	while (n) {
		ssize_t done = write(fd, p, n);
		if (done < 0 && errno == EINTR)
			continue;
		if (done < 0)
			return -1;
		p += done;
		n -= (size_t)done;
	}
	return 0;
}

static int read_all(int fd, const char *path, size_t max, struct str *out, struct err *err)
{
	char buf[64 * 1024];
	size_t total = 0;

	for (;;) {
		ssize_t n = read(fd, buf, sizeof buf);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return err_errno(err, ERR_FAILED, "%s: cannot be read", path);
		if (n == 0)
			return 0;
		total += (size_t)n;
		if (total > max)
			return err_set(err, ERR_INPUT, "%s: is larger than %zu bytes", path, max);
		str_add(out, buf, (size_t)n);
		if (out->full)
			return err_set(err, ERR_INPUT, "%s: is too large", path);
	}
}

int file_open(const char *path, struct err *err)
{
	struct stat st;
	int fd;

	/* O_NONBLOCK: opening a FIFO must not wait for a writer. */
	fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	if (fd < 0)
		return err_errno(err, ERR_INPUT, "%s: cannot be opened", path);
	if (fstat(fd, &st) < 0)
		err_errno(err, ERR_FAILED, "%s: cannot be examined", path);
	else if (S_ISDIR(st.st_mode))
		err_set(err, ERR_INPUT, "%s: is a directory", path);
	else if (!S_ISREG(st.st_mode))
		err_set(err, ERR_INPUT, "%s: is no regular file", path);
	else
		return fd;
	close(fd);
	return -1;
}

int file_read(const char *path, size_t max, struct str *out, struct err *err)
{
	int rc, fd = file_open(path, err);

	if (fd < 0)
		return -1;
	rc = read_all(fd, path, max, out, err);
	close(fd);
	return rc;
}

int dir_sync(const char *path, struct err *err)
{
	int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		return err_errno(err, ERR_FAILED, "%s: cannot be opened", path);
	int rc = fsync(fd) < 0 ? err_errno(err, ERR_FAILED, "%s: cannot be synced", path) : 0;
	close(fd);
	return rc;
}

/* Writes and syncs a new file beside path; its name is put in tmp. */
static int write_beside(const char *path, const void *bytes, size_t n, unsigned mode,
	struct str *tmp, struct err *err)
{
	str_addf(tmp, "%s.%ld.tmp", path, (long)getpid());
	int fd = open(tmp->p, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, (mode_t)mode);
	if (fd < 0)
		return err_errno(err, ERR_FAILED, "%s: cannot be written", path);
	if (fd_write_all(fd, bytes, n) < 0 || fsync(fd) < 0) {
		err_errno(err, ERR_FAILED, "%s: cannot be written", path);
		close(fd);
		unlink(tmp->p);
		return -1;
	}
	if (close(fd) < 0) {
		err_errno(err, ERR_FAILED, "%s: cannot be written", path);
		unlink(tmp->p);
		return -1;
	}
	return 0;
}

static int put(
	const char *path, const void *bytes, size_t n, unsigned mode, bool replace, struct err *err)
{
	struct str tmp = STR_INIT;
	int rc = write_beside(path, bytes, n, mode, &tmp, err);

	if (rc == 0 && replace && rename(tmp.p, path) < 0)
		rc = err_errno(err, ERR_FAILED, "%s: cannot be replaced", path);
	if (rc == 0 && !replace && link(tmp.p, path) < 0)
		rc = errno == EEXIST ? err_set(err, ERR_INPUT,
					       "%s: exists already, and is left as it is", path)
				     : err_errno(err, ERR_FAILED, "%s: cannot be made", path);
	if (tmp.p && (rc < 0 || !replace))
		unlink(tmp.p);
	if (rc == 0) {
		char *parent = path_parent(path);
		rc = dir_sync(parent, err);
		free(parent);
	}
	str_release(&tmp);
	return rc;
}

int file_write(const char *path, const void *bytes, size_t n, unsigned mode, struct err *err)
{
	return put(path, bytes, n, mode, true, err);
}

int file_create(const char *path, const void *bytes, size_t n, unsigned mode, struct err *err)
{
	return put(path, bytes, n, mode, false, err);
}

int dir_make(const char *path, unsigned mode, struct err *err)
{
	char *copy = mem_strdup(path);
	int rc = 0;

	for (char *p = copy + (*copy == '/'); rc == 0; p++) {
		if (*p != '/' && *p != '\0')
			continue;
		char kept = *p;
		*p = '\0';
		struct stat st;
		if (*copy && mkdir(copy, (mode_t)mode) < 0 &&
			(errno != EEXIST || stat(copy, &st) < 0 || !S_ISDIR(st.st_mode)))
			rc = errno == EEXIST ? err_set(err, ERR_INPUT,
						       "%s is a file, expected a folder, "
						       "or a name for a new one",
						       copy)
					     : err_errno(err, ERR_FAILED,
						       "%s: the directory cannot be made", copy);
		*p = kept;
		if (kept == '\0')
			break;
	}
	free(copy);
	return rc;
}

char *path_join(const char *dir, const char *name)
{
	struct str s = STR_INIT;
	const char *home = getenv("HOME");

	if (str_starts(name, "~/") && home)
		str_addf(&s, "%s%s", home, name + 1);
	else if (*name == '/' || *dir == '\0' || strcmp(dir, ".") == 0)
		str_adds(&s, name);
	else
		str_addf(&s, "%s%s%s", dir, str_ends(dir, "/") ? "" : "/", name);
	return str_detach(&s, NULL);
}

const char *path_base(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

char *path_parent(const char *path)
{
	const char *base = path_base(path);

	if (base == path)
		return mem_strdup(".");
	size_t n = (size_t)(base - path);
	return mem_strndup(path, n > 1 ? n - 1 : n);
}

bool path_is_below(const char *path, const char *dir)
{
	size_t n = strlen(dir);

	/* The root folder ends in its slash already. */
	return strncmp(path, dir, n) == 0 && (path[n] == '/' || dir[n - 1] == '/');
}

bool file_exists(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0;
}
