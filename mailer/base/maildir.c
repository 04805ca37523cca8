#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/maildir.h"
#include "base/mem.h"

int maildir_make(const char *path, struct err *err)
{
	static const char *const parts[] = {"tmp", "new", "cur"};

	for (size_t i = 0; i < 3; i++) {
		char *sub = path_join(path, parts[i]);
		int rc = dir_make(sub, 0700, err);
		free(sub);
		if (rc < 0)
			return -1;
	}
	return 0;
}

static int write_synced(const char *path, const void *bytes, size_t n, struct err *err)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);

	if (fd < 0)
		return err_errno(err, ERR_FAILED, "%s: cannot be written", path);
	bool bad = fd_write_all(fd, bytes, n) < 0 || fsync(fd) < 0;
	if (bad)
		err_errno(err, ERR_FAILED, "%s: cannot be written", path);
	if (close(fd) < 0 && !bad) {
		err_errno(err, ERR_FAILED, "%s: cannot be written", path);
		bad = true;
	}
	if (bad)
		unlink(path);
	return bad ? -1 : 0;
}

/* Whether cur/ holds unique, under any flags: a mail program may have moved it there. */
static bool in_cur(const char *path, const char *unique)
{
	char *cur = path_join(path, "cur");
	DIR *dir = opendir(cur);
	struct dirent *e;
	bool found = false;
	size_t n = strlen(unique);

	free(cur);
	while (dir && !found && (e = readdir(dir)) != NULL)
		found = strncmp(e->d_name, unique, n) == 0 &&
			(e->d_name[n] == ':' || e->d_name[n] == '\0');
	if (dir)
		closedir(dir);
	return found;
}

int maildir_deliver(const char *path, const char *unique, const void *bytes, size_t n,
	bool *existed_r, struct str *name_r, struct err *err)
{
	char *tmp = NULL, *fresh = NULL;
	bool existed = false;
	int rc = maildir_make(path, err);

	if (rc == 0) {
		struct str s = STR_INIT;
		str_addf(&s, "%s/tmp/%s.%ld", path, unique, (long)getpid());
		tmp = str_detach(&s, NULL);
		str_addf(&s, "%s/new/%s", path, unique);
		fresh = str_detach(&s, NULL);
		existed = file_exists(fresh) || in_cur(path, unique);
	}
	if (rc == 0 && !existed) {
		rc = write_synced(tmp, bytes, n, err);
		if (rc == 0 && link(tmp, fresh) < 0) {
			existed = errno == EEXIST;
			if (!existed)
				rc = err_errno(err, ERR_FAILED, "%s: cannot be made", fresh);
		}
		unlink(tmp);
	}
	if (rc == 0) {
		char *dir = path_join(path, "new");
		rc = dir_sync(dir, err);
		free(dir);
	}
	if (existed_r)
		*existed_r = existed;
	if (name_r)
		str_addf(name_r, "new/%s", unique);
	free(tmp);
	free(fresh);
	return rc;
}

static int list_part(const char *path, const char *part, char ***names, size_t *count, size_t *cap,
	struct err *err)
{
	char *full = path_join(path, part);
	DIR *dir = opendir(full);
	struct dirent *e;

	if (dir == NULL) {
		err_errno(err, ERR_INPUT, "%s: is no Maildir (%s cannot be read)", path, full);
		free(full);
		return -1;
	}
	free(full);
	while ((e = readdir(dir)) != NULL) {
		if (e->d_name[0] == '.')
			continue;
		struct str s = STR_INIT;
		str_addf(&s, "%s/%s", part, e->d_name);
		mem_grow(names, cap, *count, sizeof **names);
		(*names)[(*count)++] = str_detach(&s, NULL);
	}
	closedir(dir);
	return 0;
}

static int by_file_name(const void *a, const void *b)
{
	/* "new/" and "cur/" are of one length: the names behind them decide. */
	return strcmp(*(char *const *)a + 4, *(char *const *)b + 4);
}

int maildir_list(const char *path, char ***names_r, size_t *count_r, struct err *err)
{
	size_t cap = 0;

	*names_r = NULL;
	*count_r = 0;
	if (list_part(path, "new", names_r, count_r, &cap, err) < 0 ||
		list_part(path, "cur", names_r, count_r, &cap, err) < 0) {
		maildir_names_free(*names_r, *count_r);
		return -1;
	}
	if (*count_r)
		qsort(*names_r, *count_r, sizeof **names_r, by_file_name);
	return 0;
}

void maildir_names_free(char **names, size_t count)
{
	for (size_t i = 0; i < count; i++)
		free(names[i]);
	free(names);
}
