#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/log.h"
#include "base/maildir.h"
#include "base/map.h"
#include "base/mem.h"
#include "watch/settle.h"
#include "watch/source_maildir.h"

enum {
	PIECE = 256 << 10,
	/* A file that was made or changed is left alone so long, unless it was closed or moved in.
	 */
	SETTLE_MS = 300,
	RETRY_MS = 2000,
	STOP_EVERY = 50, /* names after which it is looked whether to stop */
	BLOCK = 1000, /* names that the store is asked about at once */
};

struct box {
	const char *path;
	const struct watching *w;
	struct watch_mailbox mailbox;
	int notify; /* inotify, -1 with `once` */
	int dir; /* of it, while it is looked through */
	struct map seen; /* file names without flags: filed, or told about and skipped */
	struct map known; /* of those that are looked through now: the store has them */
	struct map hot; /* file names that somebody may still be writing -> ms when they are not */
	bool again; /* something was passed over: look again soon */
	struct settling settling;
};

/* The name without its flags (":2,S"), which change. */
static size_t base_len(const char *name)
{
	const char *colon = strchr(name, ':');

	return colon ? (size_t)(colon - name) : strlen(name);
}

static bool is_hot(struct box *b, const char *base)
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
static int feed_file(struct box *b, int fd, off_t size, const char *name, struct err *err)
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
static void skip(struct box *b, const char *name, const char *base, const char *why)
{
	log_add(LOG_WARN, "%s/%s is passed over: %s", b->path, name, why);
	++*b->w->passed_over;
	map_put(&b->seen, base, strlen(base), 1);
}

static int take_open(struct box *b, int fd, const char *name, const char *base, struct err *err)
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
static int open_mail(const struct box *b, const char *name)
{
	const int flags = O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK;
	int fd = openat(b->dir, name, flags | O_NOATIME);

	return fd < 0 && errno == EPERM ? openat(b->dir, name, flags) : fd;
}

static int take_new(struct box *b, const char *name, const char *base, struct err *err)
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

/* One file: 0 also when it is passed over; -1 when the store, the archive or the worker failed. */
static int take(struct box *b, const char *name, struct err *err)
{
	const char *file = path_base(name);
	size_t n = base_len(file);
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

/* Asks the store which of these files it knows: for the first and last of them, and all between. */
static int ask(struct box *b, char **names, size_t count, struct err *err)
{
	const char *first = NULL, *last = NULL;
	size_t first_n = 0, last_n = 0;

	map_release(&b->known);
	for (size_t i = 0; i < count; i++) {
		const char *file = path_base(names[i]);
		size_t n = base_len(file);
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

static bool should_stop(const struct watching *w)
{
	struct pollfd fd = {.fd = w->stop_fd, .events = POLLIN};

	return poll(&fd, 1, 0) > 0;
}

static int commit_older(struct box *b, struct err *err)
{
	store_view_end(b->w->store);
	return filing_commit_older(b->w->filing, NULL, err);
}

static int commit(struct box *b, struct err *err)
{
	store_view_end(b->w->store);
	return filing_commit(b->w->filing, NULL, err);
}

/*
 * Files those of the names that are new. What is known is asked within one view of the store for a
 * batch, which takes its locks once.
 */
static int take_all(struct box *b, char **names, size_t count, struct err *err)
{
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < count; i++) {
		if (i % STOP_EVERY == 0 && should_stop(b->w))
			break;
		rc = store_view_begin(b->w->store, err);
		if (rc == 0 && i % BLOCK == 0)
			rc = ask(b, names + i, count - i < BLOCK ? count - i : BLOCK, err);
		if (rc == 0)
			rc = take(b, names[i], err);
		if (rc == 0 && filing_is_full(b->w->filing))
			rc = commit_older(b, err);
	}
	if (rc == 0)
		rc = commit(b, err);
	store_view_end(b->w->store);
	if (rc < 0)
		filing_forget(b->w->filing);
	return rc;
}

/* Files everything that is there and was not. */
static int scan(struct box *b, struct err *err)
{
	char **names;
	size_t count;

	b->again = false;
	if (settle_by_maildir(&b->settling, b->w, err) < 0 ||
		maildir_list(b->path, &names, &count, err) < 0)
		return -1;
	b->dir = open(b->path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	int rc = b->dir < 0 ? err_errno(err, ERR_FAILED, "%s: it cannot be opened", b->path)
			    : take_all(b, names, count, err);
	if (b->dir >= 0)
		close(b->dir);
	maildir_names_free(names, count);
	return rc;
}

static int open_notify(struct box *b, struct err *err)
{
	static const struct {
		const char *folder;
		uint32_t events;
	} watches[] = {{"", 0}, {"new", IN_CREATE | IN_MODIFY | IN_CLOSE_WRITE | IN_MOVED_TO},
		{"cur", IN_CREATE | IN_MODIFY | IN_CLOSE_WRITE | IN_MOVED_TO}};

	b->notify = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
	if (b->notify < 0)
		return err_errno(err, ERR_FAILED, "%s: it cannot be watched", b->path);
	for (size_t i = 0; i < sizeof watches / sizeof *watches; i++) {
		char *path = path_join(b->path, watches[i].folder);
		int rc = inotify_add_watch(b->notify, path,
			watches[i].events | IN_DELETE_SELF | IN_MOVE_SELF | IN_ONLYDIR);
		if (rc < 0)
			err_errno(err, ERR_FAILED, "%s: it cannot be watched", path);
		free(path);
		if (rc < 0)
			return -1;
	}
	return 0;
}

static int take_event(struct box *b, const struct inotify_event *e, struct err *err)
{
	size_t n = e->len ? base_len(e->name) : 0;

	if (e->mask & (IN_DELETE_SELF | IN_MOVE_SELF | IN_IGNORED | IN_UNMOUNT))
		return err_set(err, ERR_FAILED,
			"%s: the folder was removed or renamed; it is not made again", b->path);
	if (n == 0)
		return 0;
	if (e->mask & (IN_CREATE | IN_MODIFY))
		map_put(&b->hot, e->name, n, (intptr_t)clock_monotonic_ms() + SETTLE_MS);
	else
		map_put(&b->hot, e->name, n, 0);
	return 0;
}

static int take_events(struct box *b, struct err *err)
{
	char buffer[16384] __attribute__((aligned(__alignof__(struct inotify_event))));
	ssize_t n;
	int rc = 0;

	while (rc == 0 && (n = read(b->notify, buffer, sizeof buffer)) > 0)
		for (char *p = buffer; rc == 0 && p < buffer + n;) {
			const struct inotify_event *e = (const void *)p;
			rc = take_event(b, e, err);
			p += sizeof *e + e->len;
		}
	return rc;
}

/* Waits for something to happen: 1, 0 when it is to stop, -1. */
static int wait_for_mail(struct box *b, bool soon, struct err *err)
{
	struct pollfd fds[2] = {
		{.fd = b->notify, .events = POLLIN}, {.fd = b->w->stop_fd, .events = POLLIN}};

	if (!soon && b->w->idle)
		b->w->idle(b->w->ctx);
	for (;;) {
		int n = poll(fds, 2, soon ? SETTLE_MS : -1);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return err_errno(err, ERR_FAILED, "%s: waiting for mail failed", b->path);
		if (fds[1].revents)
			return 0;
		return take_events(b, err) < 0 ? -1 : 1;
	}
}

/* The store may be busy or the disk full: what is there is not lost, and is tried again (W24). */
static int wait_a_while(const struct box *b)
{
	struct pollfd fd = {.fd = b->w->stop_fd, .events = POLLIN};

	return poll(&fd, 1, RETRY_MS) > 0 ? 0 : 1;
}

static int follow(struct box *b, struct err *err)
{
	int rc = open_notify(b, err);

	while (rc == 0 && !should_stop(b->w)) {
		rc = scan(b, err);
		if (rc < 0 && err->kind == ERR_TEMPORARY) {
			log_add(LOG_WARN, "%s; it is tried again", err->text);
			rc = 0;
			if (wait_a_while(b) == 0)
				break;
			continue;
		}
		if (rc == 0) {
			rc = wait_for_mail(b, b->again, err);
			if (rc == 0)
				break;
			rc = rc < 0 ? -1 : 0;
		}
	}
	return rc;
}

int source_maildir_run(
	const char *path, const char *source, const struct watching *watching, struct err *err)
{
	struct box b = {.path = path, .w = watching, .notify = -1};
	int rc = watch_mailbox_open(watching->store, source, "", &b.mailbox, err);

	if (rc == 0)
		rc = watching->once ? scan(&b, err) : follow(&b, err);
	if (b.notify >= 0)
		close(b.notify);
	map_release(&b.seen);
	map_release(&b.known);
	map_release(&b.hot);
	settling_release(&b.settling);
	return rc;
}
