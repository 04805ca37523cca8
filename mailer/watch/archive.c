#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/maildir.h"
#include "base/mem.h"
#include "watch/archive.h"
#include "watch/archive_aside.h"
#include "watch/archive_file.h"

enum {
	START_MAX = 64 << 10, /* a mail of up to so many bytes is written at its end, at once */
	CUR_LEN = sizeof "cur/" - 1, /* of a mail's name, before its name in cur/ */
};

static const struct archive nothing = {.dir = -1, .cur = -1, .file = -1, .source = -1};

static void close_folders(struct archive *a)
{
	if (a->cur >= 0)
		close(a->cur);
	if (a->dir >= 0)
		close(a->dir);
	*a = nothing;
}

int archive_open(struct archive *a, const char *path, struct err *err)
{
	struct stat dir;

	*a = nothing;
	if (maildir_make(path, err) < 0)
		return -1;
	a->dir = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	a->cur = a->dir < 0 ? -1 : openat(a->dir, "cur", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (a->cur < 0 || fstat(a->cur, &dir) < 0) {
		err_errno(err, ERR_FAILED, "%s: the archive cannot be opened", path);
		close_folders(a);
		return -1;
	}
	a->device = dir.st_dev;
	a->owner = geteuid();
	a->path = mem_strdup(path);
	str_init(&a->start);
	return 0;
}

void archive_close(struct archive *a)
{
	if (a->path == NULL)
		return;
	archive_drop(a);
	archive_aside_stop(a->aside);
	free(a->path);
	str_release(&a->start);
	close_folders(a);
}

void archive_work_aside(struct archive *a)
{
	if (a->aside == NULL)
		a->aside = archive_aside_start(a->dir, a->cur);
}

int archive_begin(struct archive *a, struct err *err)
{
	(void)err;
	a->size = 0;
	a->begun = true;
	str_reset(&a->start);
	sha256_begin(&a->hash);
	return 0;
}

/* Whether nobody but us can write to the file, so that a second name of it is as good as a copy. */
static bool is_ours(const struct archive *a, const struct stat *st)
{
	return S_ISREG(st->st_mode) && st->st_dev == a->device && st->st_uid == a->owner &&
	       (st->st_mode & (S_IWGRP | S_IWOTH)) == 0;
}

int archive_begin_file(struct archive *a, int fd, const struct stat *st, struct err *err)
{
	a->source = is_ours(a, st) ? fd : -1;
	return archive_begin(a, err);
}

static int cannot_write(const struct archive *a, struct err *err)
{
	return err_errno(err, ERR_TEMPORARY,
		"%s: a mail cannot be written; make room, and it will be read in again", a->path);
}

/* Opens a file of a name that nobody else uses, and writes what is there of the mail. */
static int spill(struct archive *a, struct err *err)
{
	static unsigned long turn;
	char name[64];

	snprintf(name, sizeof name, "tmp/%ld.%lu.openletter", (long)getpid(), ++turn);
	a->file = openat(a->dir, name, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (a->file < 0)
		return err_errno(err, ERR_TEMPORARY, "%s/%s: a mail cannot be kept", a->path, name);
	a->temporary = mem_strdup(name);
	if (fd_write_all(a->file, str_c(&a->start), a->start.len) < 0)
		return cannot_write(a, err);
	return 0;
}

/* Keeps bytes that have been hashed. */
static int keep(struct archive *a, const void *bytes, size_t n, struct err *err)
{
	if (a->file < 0 && n <= START_MAX - a->start.len) {
		str_add(&a->start, bytes, n);
		return 0;
	}
	if (a->file < 0 && spill(a, err) < 0)
		return -1;
	return fd_write_all(a->file, bytes, n) < 0 ? cannot_write(a, err) : 0;
}

int archive_write(struct archive *a, const void *bytes, size_t n, struct err *err)
{
	sha256_feed(&a->hash, bytes, n);
	a->size += n;
	return a->source < 0 ? keep(a, bytes, n, err) : 0;
}

static void forget_file(struct archive *a)
{
	if (a->file >= 0)
		close(a->file);
	if (a->temporary)
		unlinkat(a->dir, a->temporary, 0);
	free(a->temporary);
	a->temporary = NULL;
	a->file = a->source = -1;
	a->begun = false;
}

void archive_drop(struct archive *a)
{
	char hex[SHA256_HEX];

	if (!a->begun)
		return;
	sha256_end(&a->hash, hex);
	forget_file(a);
}

/* Where no second name can be had, the source is read once more, and copied. */
static int copy_source(struct archive *a, const char *sha256, struct err *err)
{
	static char piece[START_MAX];
	struct sha256_stream hash;
	char hex[SHA256_HEX];
	off_t at = 0;
	ssize_t n;
	int rc = 0;

	sha256_begin(&hash);
	while (rc == 0 && (n = pread(a->source, piece, sizeof piece, at)) > 0) {
		sha256_feed(&hash, piece, (size_t)n);
		rc = keep(a, piece, (size_t)n, err);
		at += n;
	}
	sha256_end(&hash, hex);
	if (rc == 0 && strcmp(hex, sha256) != 0)
		rc = err_set(err, ERR_TEMPORARY,
			"%s: a mail was changed while it was read; it will be read in again",
			a->path);
	return rc;
}

/* An older file of that name may be half of a mail, from before a power loss: replaced. */
static int replace(struct archive *a, const char *name, struct err *err)
{
	if (a->file < 0 && spill(a, err) < 0)
		return -1;
	int closed = close(a->file);
	a->file = -1;
	if (closed < 0 || renameat(a->dir, a->temporary, a->dir, name) < 0)
		return err_errno(err, ERR_TEMPORARY, "%s/%s: a mail cannot be kept", a->path, name);
	free(a->temporary);
	a->temporary = NULL;
	return 0;
}

/* Gives the mail its name. Until the store knows that name, nobody relies on what it holds. */
static int name_it(struct archive *a, const char *sha256, const char *name, struct err *err)
{
	if (a->source >= 0) {
		if (archive_file_link(a->source, a->cur, name + CUR_LEN) == 0)
			return 0;
		if (copy_source(a, sha256, err) < 0)
			return -1;
	}
	if (a->file < 0) {
		if (archive_file_write(str_c(&a->start), a->start.len, a->cur, name + CUR_LEN) == 0)
			return 0;
		if (errno != EEXIST)
			return cannot_write(a, err);
	}
	return replace(a, name, err);
}

/* Lets the other thread name it, where there is one that has time, and nothing more to it. */
static bool give_aside(struct archive *a, const char *name)
{
	struct archive_job job = {.source = -1, .bytes = STR_INIT};

	if (a->aside == NULL || a->file >= 0)
		return false;
	if (a->source >= 0 && (job.source = fcntl(a->source, F_DUPFD_CLOEXEC, 0)) < 0)
		return false;
	if (a->source < 0) {
		job.bytes = a->start;
		str_init(&a->start);
	}
	snprintf(job.name, sizeof job.name, "%s", name + CUR_LEN);
	if (archive_aside_give(a->aside, &job))
		return true;
	if (a->source < 0)
		a->start = job.bytes;
	else
		close(job.source);
	return false;
}

int archive_end(struct archive *a, char sha256_r[SHA256_HEX], size_t *size_r,
	char name_r[ARCHIVE_NAME_SIZE], struct err *err)
{
	sha256_end(&a->hash, sha256_r);
	*size_r = a->size;
	/* In cur/, as seen: a mail program that opens the archive then leaves the name as it is. */
	snprintf(name_r, ARCHIVE_NAME_SIZE, "cur/%s:2,S", sha256_r);
	int rc = give_aside(a, name_r) ? 0 : name_it(a, sha256_r, name_r, err);
	a->ended += rc == 0;
	forget_file(a);
	return rc;
}

void archive_sync_begin(struct archive *a, unsigned long mails)
{
	if (a->aside == NULL || mails <= a->asked)
		return;
	archive_aside_sync(a->aside);
	a->asked = a->ended;
}

bool archive_is_syncing(const struct archive *a)
{
	return a->asked != a->durable;
}

/* What the other thread could not do. */
static int finish(const struct archive *a, struct archive_job *job, struct err *err)
{
	struct archive one = *a;
	char name[ARCHIVE_NAME_SIZE], sha256[SHA256_HEX];

	snprintf(name, sizeof name, "cur/%.*s", (int)sizeof name - CUR_LEN - 1, job->name);
	snprintf(sha256, sizeof sha256, "%.*s", SHA256_HEX - 1, job->name);
	one.file = -1;
	one.temporary = NULL;
	one.source = job->source;
	one.start = job->bytes;
	int rc = name_it(&one, sha256, name, err);
	job->bytes = one.start;
	forget_file(&one);
	return rc;
}

static int sync_all(const struct archive *a, struct err *err)
{
	/* One call for all files and names of the file system, whatever their number. */
	if (syncfs(a->dir) < 0)
		return err_errno(err, ERR_FAILED, "%s: the mails cannot be made durable", a->path);
	return 0;
}

static int sync_aside(struct archive *a, struct err *err)
{
	struct archive_job *failed;
	size_t n;
	int rc = archive_aside_wait(a->aside, &failed, &n);

	if (rc < 0)
		err_errno(err, ERR_FAILED, "%s: the mails cannot be made durable", a->path);
	for (size_t i = 0; i < n; i++) {
		if (rc == 0)
			rc = finish(a, &failed[i], err);
		archive_job_release(&failed[i]);
	}
	free(failed);
	return rc == 0 && n > 0 ? sync_all(a, err) : rc;
}

int archive_sync(struct archive *a, unsigned long mails, struct err *err)
{
	if (mails <= a->durable)
		return 0;
	archive_sync_begin(a, mails);
	unsigned long durable = a->aside ? a->asked : a->ended;
	int rc = a->aside ? sync_aside(a, err) : sync_all(a, err);
	if (rc == 0)
		a->durable = durable;
	/* What failed is begun anew by whoever needs it. */
	a->asked = a->durable;
	return rc;
}
