#include <signal.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "send/syncer.h"

static void ring(int fd)
{
	uint64_t one = 1;

	while (write(fd, &one, sizeof one) < 0)
		;
}

/* False when nothing has rung, and fd does not block. */
static bool hear(int fd)
{
	uint64_t count;

	return read(fd, &count, sizeof count) == sizeof count;
}

static void *sync_on_thread(void *ctx)
{
	struct syncer *s = ctx;

	for (;;) {
		if (!hear(s->wish_fd))
			continue;
		if (atomic_load(&s->stop))
			return NULL;
		atomic_store(&s->code, store_sync(s->store));
		ring(s->fd);
	}
}

static int start_thread(struct syncer *s, struct err *err)
{
	sigset_t all, before;

	/* Signals are for the main thread. */
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	int rc = pthread_create(&s->thread, NULL, sync_on_thread, s);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	return rc == 0 ? 0 : err_set(err, ERR_FAILED, "no thread could be started for the journal");
}

static void close_all(const struct syncer *s)
{
	if (s->fd >= 0)
		close(s->fd);
	if (s->wish_fd >= 0)
		close(s->wish_fd);
}

int syncer_start(struct syncer *s, struct store *store, struct err *err)
{
	struct err ignored;

	*s = (struct syncer){.store = store,
		.fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK),
		.wish_fd = eventfd(0, EFD_CLOEXEC)};
	if (s->fd < 0 || s->wish_fd < 0) {
		err_errno(err, ERR_FAILED, "the journal cannot be waited for");
		close_all(s);
		return -1;
	}
	if (store_sync_apart(store, true, err) == 0 && start_thread(s, err) == 0) {
		s->running = true;
		return 0;
	}
	store_sync_apart(store, false, &ignored);
	close_all(s);
	return -1;
}

void syncer_begin(struct syncer *s)
{
	store_sync_begin(s->store);
	s->busy = true;
	ring(s->wish_fd);
}

void syncer_heard(struct syncer *s)
{
	s->ended |= hear(s->fd);
}

int syncer_take(struct syncer *s, struct err *err)
{
	if (!s->ended)
		return 0;
	s->ended = s->busy = false;
	return store_synced(s->store, atomic_load(&s->code), err) < 0 ? -1 : 1;
}

int syncer_stop(struct syncer *s, struct err *err)
{
	if (!s->running)
		return 0;
	atomic_store(&s->stop, true);
	ring(s->wish_fd);
	pthread_join(s->thread, NULL);
	close_all(s);
	s->running = s->busy = s->ended = false;
	return store_sync_apart(s->store, false, err);
}
