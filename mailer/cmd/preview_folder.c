/* preview -o DIR: the folder, which is new, empty, or an earlier preview. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "cmd/preview.h"

enum { GENERATOR_MAX = 4096 }; /* bytes of a preview.js that are looked at */

/* Stands at the top of preview.js, which is written first. */
static const char generator[] = "openletter preview -o";

int preview_write_file(int dir, const char *name, const void *bytes, size_t n, struct err *err)
{
	/* A name that is there already may be a link to somewhere else: it goes first. */
	unlinkat(dir, name, 0);
	int fd = openat(dir, name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);

	if (fd < 0)
		return err_errno(err, ERR_FAILED, "%s cannot be made", name);
	if (fd_write_all(fd, bytes, n) < 0) {
		err_errno(err, ERR_FAILED, "%s cannot be written", name);
		close(fd);
		return -1;
	}
	return close(fd) == 0 ? 0 : err_errno(err, ERR_FAILED, "%s cannot be written", name);
}

/* Whether the folder holds an earlier preview. */
static bool is_preview(int dir)
{
	char bytes[GENERATOR_MAX];
	int fd = openat(dir, "preview.js", O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK);
	ssize_t n = fd < 0 ? -1 : read(fd, bytes, sizeof bytes);

	if (fd >= 0)
		close(fd);
	return n > 0 && memmem(bytes, (size_t)n, generator, sizeof generator - 1) != NULL;
}

/* Removes what an earlier preview left: letters that are gone would still lie there. 0, or -1 when
 * there is something that is not ours. */
static int empty_folder(int dir, const char *suffix, bool remove, const char **foreign_r)
{
	static char name[256];
	int copy = openat(dir, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *d = copy < 0 ? NULL : fdopendir(copy);
	struct dirent *entry;
	int rc = 0;

	if (d == NULL) {
		if (copy >= 0)
			close(copy);
		return 0;
	}
	while ((entry = readdir(d)) != NULL) {
		const char *n = entry->d_name;
		if (strcmp(n, ".") == 0 || strcmp(n, "..") == 0)
			continue;
		if (remove && str_ends(n, suffix))
			unlinkat(dir, n, 0);
		else if (!remove && rc == 0) {
			snprintf(name, sizeof name, "%s", n);
			*foreign_r = name;
			rc = -1;
		}
	}
	closedir(d);
	return rc;
}

int preview_open_folder(const char *dir, int *fd_r, int *data_r, struct err *err)
{
	const char *foreign = NULL;

	if (dir_make(dir, 0755, err) < 0)
		return -1;
	*fd_r = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (*fd_r < 0)
		return err_errno(err, ERR_FAILED, "%s cannot be opened", dir);
	bool ours = is_preview(*fd_r);
	if (!ours && empty_folder(*fd_r, "", false, &foreign) < 0)
		return err_set(err, ERR_INPUT,
			"%s holds \"%.100s\" and is no earlier preview; give a new folder", dir,
			foreign);
	if (mkdirat(*fd_r, "data", 0755) < 0 && errno != EEXIST)
		return err_errno(err, ERR_FAILED, "%s/data cannot be made", dir);
	*data_r = openat(*fd_r, "data", O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (*data_r < 0)
		return err_errno(err, ERR_FAILED, "%s/data cannot be opened", dir);
	if (ours) {
		empty_folder(*fd_r, ".eml", true, &foreign);
		empty_folder(*data_r, ".js", true, &foreign);
	}
	return 0;
}
