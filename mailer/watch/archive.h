/*
 * The archive: a Maildir that holds every mail that was read in, byte for byte, named by its hash.
 *
 * Mails are written in pieces, so that a large one needs no memory, and made durable many at a
 * time. The store names only mails that are durable here.
 */
#ifndef WATCH_ARCHIVE_H
#define WATCH_ARCHIVE_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/stat.h>
#include <sys/types.h>

#include "base/err.h"
#include "base/hash.h"
#include "base/str.h"

/* Zero-initialised is nothing opened. */
struct archive {
	char *path;
	int dir, cur; /* descriptors of it, and of its cur/ */
	dev_t device; /* its file system */
	uid_t owner; /* we */
	int source; /* the file that the mail is, which is not copied; or -1 */
	int file; /* where it is written; -1 while all of it is in `start` */
	char *temporary; /* the name of `file` */
	struct str start;
	struct sha256_stream hash;
	bool begun;
	size_t size;
	struct archive_aside *aside; /* another thread that names mails; or NULL */
	/* Mails that were ended; how many of them are durable, and how many will be when what was
	 * begun is done. */
	unsigned long ended, durable, asked;
};

enum { ARCHIVE_NAME_SIZE = SHA256_HEX + 16 };

/* Opens the Maildir at path, made when there is none. */
int archive_open(struct archive *a, const char *path, struct err *err);
void archive_close(struct archive *a);

/* From now on another thread does what it can of archive_end() and archive_sync(). */
void archive_work_aside(struct archive *a);

/* One mail: begin, any number of writes, end. A failure in between is followed by archive_drop().
 */
int archive_begin(struct archive *a, struct err *err);
int archive_write(struct archive *a, const void *bytes, size_t n, struct err *err);

/*
 * The same for a mail that is an open file of a Maildir, which nobody changes. Where it is ours
 * alone, and on the file system of the archive, the archive gets a second name of it (a hard link)
 * instead of a second copy. st is what the file was when it was opened. fd stays open until
 * archive_end() or archive_drop(), and its bytes are given to archive_write() all the same.
 */
int archive_begin_file(struct archive *a, int fd, const struct stat *st, struct err *err);

/*
 * Ends it: its hash, its size, and its name below the archive ("cur/..."). Not durable yet; where
 * another thread works, not even there, and what fails is told by archive_sync().
 */
int archive_end(struct archive *a, char sha256_r[SHA256_HEX], size_t *size_r,
	char name_r[ARCHIVE_NAME_SIZE], struct err *err);

/* Forgets the mail that is being written. */
void archive_drop(struct archive *a);

/* Begins what archive_sync() does of as many mails, where another thread works; unless it was. */
void archive_sync_begin(struct archive *a, unsigned long mails);

/* Whether it was begun and not waited for. */
bool archive_is_syncing(const struct archive *a);

/* Makes at least the first `mails` of those that were ended durable (`ended` after its end tells
 * of a mail which it is), and waits for what was begun if that is enough. */
int archive_sync(struct archive *a, unsigned long mails, struct err *err);

#endif
