#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/log.h"
#include "watch/maildir_box.h"

enum { PIECE = 256 << 10 };

size_t maildir_box_base_len(const char *name)
{
	const char *colon = strchr(name, ':');

	return colon ? (size_t)(colon - name) : strlen(name);
}

static bool is_hot(struct maildir_box *b, const char *base)
{
	intptr_t until;

	if (!map_get(&b->hot, base, strlen(base), &until))
		return false;
	return until > (intptr_t)clock_monotonic_ms();
}

/* Whether the open file still is what it was when it was opened: nobody writes to it. */
static bool is_settled(int fd, const struct stat *before)
{
	struct stat now;

	return fstat(fd, &now) == 0 && now.st_size == before->st_size &&
	       now.st_mtim.tv_sec == before->st_mtim.tv_sec &&
	       now.st_mtim.tv_nsec == before->st_mtim.tv_nsec;
}

/*
 * Whether another process has it open to write: then no lease is given (fcntl(2)). A lease that is
 * given ends when the file is closed.
 */
static bool is_being_written(int fd)
{
	return fcntl(fd, F_SETLEASE, F_RDLCK) < 0 && errno == EAGAIN;
}

/* What it has beyond its size, somebody is writing now: is_settled() finds out. */
static int feed_file(struct maildir_box *b, int fd, off_t size, const char *name, struct err *err)
{
	static char piece[PIECE];
	ssize_t n = 0;

	while (size > 0 && (n = read(fd, piece, sizeof piece)) > 0) {
		if (filing_feed(b->w->filing, piece, (size_t)n, err) < 0)
			return -1;
		size -= n;
	}
	if (n < 0)
		return err_errno(err, ERR_FAILED, "%s/%s: reading failed", b->path, name);
	return 0;
}

/* Skipped for good, in this run: told once. */
static void skip(struct maildir_box *b, const char *name, const char *base, const char *why)
{
	log_add(LOG_WARN, "%s/%s is passed over: %s", b->path, name, why);
	++*b->w->passed_over;
	map_put(&b->seen, base, strlen(base), 1);
}

static int take_open(
	struct maildir_box *b, int fd, const char *name, const char *base, struct err *err)
{
	struct watch_message origin = {.mailbox = b->mailbox.id, .name = base};
	struct stat before;

	if (fstat(fd, &before) < 0 || !S_ISREG(before.st_mode)) {
		skip(b, name, base, "it is no file");
		return 0;
	}
	if (is_being_written(fd)) {
		b->again = true;
		return 0;
	}
	if (filing_begin_file(b->w->filing, &origin, fd, &before, err) < 0)
		return -1;
	if (feed_file(b, fd, before.st_size, name, err) < 0) {
		filing_drop(b->w->filing);
		return -1;
	}
	if (!is_settled(fd, &before)) {
		filing_drop(b->w->filing);
		b->again = true;
		return 0;
	}
	return filing_end(b->w->filing, true, err);
}

/* Where it can be had so, a file's time of access stays as it is. */
static int open_mail(const struct maildir_box *b, const char *name)
{
	const int flags = O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK;
	int fd = openat(b->dir, name, flags | O_NOATIME);

	return fd < 0 && errno == EPERM ? openat(b->dir, name, flags) : fd;
}

static int take_new(struct maildir_box *b, const char *name, const char *base, struct err *err)
{
	int fd = open_mail(b, name);

	if (fd < 0) {
		/* Moved or removed meanwhile: its new name comes by itself (W26). */
		if (errno != ENOENT)
			skip(b, name, base, strerror(errno));
		return 0;
	}
	int rc = take_open(b, fd, name, base, err);
	close(fd);
	return rc;
}

int maildir_box_take(struct maildir_box *b, const char *name, struct err *err)
{
	const char *file = path_base(name);
	size_t n = maildir_box_base_len(file);
	char base[NAME_MAX + 1];
	int rc = 0;

	snprintf(base, sizeof base, "%.*s", (int)n, file);
	if (map_get(&b->seen, base, n, NULL))
		return 0;
	if (is_hot(b, base))
		b->again = true;
	else if (map_get(&b->known, base, n, NULL))
		map_put(&b->seen, base, n, 1);
	else
		rc = take_new(b, name, base, err);
	return rc;
}

/* The order of watch_names_seen(). */
static int compare(const char *name, size_t n, const char *other, size_t other_n)
{
	int order = memcmp(name, other, n < other_n ? n : other_n);

	return order ? order : n < other_n ? -1 : n > other_n;
}

int maildir_box_ask(struct maildir_box *b, char **names, size_t count, struct err *err)
{
	const char *first = NULL, *last = NULL;
	size_t first_n = 0, last_n = 0;

	map_release(&b->known);
	for (size_t i = 0; i < count; i++) {
		const char *file = path_base(names[i]);
		size_t n = maildir_box_base_len(file);
		if (map_get(&b->seen, file, n, NULL))
			continue;
		if (first == NULL || compare(file, n, first, first_n) < 0) {
			first = file;
			first_n = n;
		}
		if (last == NULL || compare(file, n, last, last_n) > 0) {
			last = file;
			last_n = n;
		}
	}
	if (first == NULL)
		return 0;
	char from[NAME_MAX + 1], to[NAME_MAX + 1];
	snprintf(from, sizeof from, "%.*s", (int)first_n, first);
	snprintf(to, sizeof to, "%.*s", (int)last_n, last);
	return watch_names_seen(b->w->store, b->mailbox.id, from, to, &b->known, err);
}
