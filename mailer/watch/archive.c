#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/maildir.h"
#include "base/mem.h"
#include "watch/archive.h"

int archive_open(struct archive *a, const char *path, struct err *err)
{
	*a = (struct archive){.dir = -1, .file = -1};
	if (maildir_make(path, err) < 0)
		return -1;
	a->dir = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (a->dir < 0)
		return err_errno(err, ERR_FAILED, "%s: the archive cannot be opened", path);
	a->path = mem_strdup(path);
	return 0;
}

void archive_close(struct archive *a)
{
	if (a->path == NULL)
		return;
	archive_drop(a);
	close(a->dir);
	free(a->path);
	*a = (struct archive){.dir = -1, .file = -1};
}

int archive_begin(struct archive *a, struct err *err)
{
	static unsigned long turn;
	char name[64];

	snprintf(name, sizeof name, "tmp/%ld.%lu.openletter", (long)getpid(), ++turn);
	a->file = openat(a->dir, name, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (a->file < 0)
		return err_errno(err, ERR_TEMPORARY, "%s/%s: a mail cannot be kept", a->path, name);
	a->temporary = mem_strdup(name);
	a->size = 0;
	sha256_begin(&a->hash);
	return 0;
}

int archive_write(struct archive *a, const void *bytes, size_t n, struct err *err)
{
	sha256_feed(&a->hash, bytes, n);
	a->size += n;
	if (fd_write_all(a->file, bytes, n) == 0)
		return 0;
	return err_errno(err, ERR_TEMPORARY,
		"%s: a mail cannot be written; make room, and it will be read in again", a->path);
}

void archive_drop(struct archive *a)
{
	char hex[SHA256_HEX];

	if (a->file < 0)
		return;
	sha256_end(&a->hash, hex);
	close(a->file);
	unlinkat(a->dir, a->temporary, 0);
	free(a->temporary);
	a->temporary = NULL;
	a->file = -1;
}

int archive_end(struct archive *a, char sha256_r[SHA256_HEX], size_t *size_r,
	char name_r[ARCHIVE_NAME_SIZE], struct err *err)
{
	int closed = close(a->file);

	a->file = -1;
	sha256_end(&a->hash, sha256_r);
	*size_r = a->size;
	/* In cur/, as seen: a mail program that opens the archive then leaves the name as it is. */
	snprintf(name_r, ARCHIVE_NAME_SIZE, "cur/%s:2,S", sha256_r);
	/* An older file of that name may be half of a mail, from before a power loss: replaced. */
	int rc = closed < 0 ? -1 : renameat(a->dir, a->temporary, a->dir, name_r);
	if (rc < 0) {
		err_errno(err, ERR_TEMPORARY, "%s/%s: a mail cannot be kept", a->path, name_r);
		unlinkat(a->dir, a->temporary, 0);
	} else {
		a->unsynced++;
	}
	free(a->temporary);
	a->temporary = NULL;
	return rc;
}

int archive_sync(struct archive *a, struct err *err)
{
	/* One call for all files and names of the file system, whatever their number. */
	if (a->unsynced > 0 && syncfs(a->dir) < 0)
		return err_errno(err, ERR_FAILED, "%s: the mails cannot be made durable", a->path);
	a->unsynced = 0;
	return 0;
}
