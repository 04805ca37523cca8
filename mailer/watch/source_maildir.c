#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/inotify.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/log.h"
#include "base/maildir.h"
#include "watch/maildir_box.h"
#include "watch/settle.h"
#include "watch/source_maildir.h"

enum {
	/* A file that was made or changed is left alone so long, unless it was closed or moved in.
	 */
	SETTLE_MS = 300,
	RETRY_MS = 2000,
	STOP_EVERY = 50, /* names after which it is looked whether to stop */
	BLOCK = 1000, /* names that the store is asked about at once */
};

static bool should_stop(const struct watching *w)
{
	struct pollfd fd = {.fd = w->stop_fd, .events = POLLIN};

	return poll(&fd, 1, 0) > 0;
}

static int commit_older(struct maildir_box *b, struct err *err)
{
	store_view_end(b->w->store);
	return filing_commit_older(b->w->filing, NULL, err);
}

static int commit(struct maildir_box *b, struct err *err)
{
	store_view_end(b->w->store);
	return filing_commit(b->w->filing, NULL, err);
}

/*
 * Files those of the names that are new. What is known is asked within one view of the store for a
 * batch, which takes its locks once.
 */
static int take_all(struct maildir_box *b, char **names, size_t count, struct err *err)
{
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < count; i++) {
		if (i % STOP_EVERY == 0 && should_stop(b->w))
			break;
		rc = store_view_begin(b->w->store, err);
		if (rc == 0 && i % BLOCK == 0)
			rc = maildir_box_ask(
				b, names + i, count - i < BLOCK ? count - i : BLOCK, err);
		if (rc == 0)
			rc = maildir_box_take(b, names[i], err);
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
static int scan(struct maildir_box *b, struct err *err)
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

static int open_notify(struct maildir_box *b, struct err *err)
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

static int take_event(struct maildir_box *b, const struct inotify_event *e, struct err *err)
{
	size_t n = e->len ? maildir_box_base_len(e->name) : 0;

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

static int take_events(struct maildir_box *b, struct err *err)
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
static int wait_for_mail(struct maildir_box *b, bool soon, struct err *err)
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
static int wait_a_while(const struct maildir_box *b)
{
	struct pollfd fd = {.fd = b->w->stop_fd, .events = POLLIN};

	return poll(&fd, 1, RETRY_MS) > 0 ? 0 : 1;
}

static int follow(struct maildir_box *b, struct err *err)
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
	struct maildir_box b = {.path = path, .w = watching, .notify = -1};
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
