#include <signal.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "send/syncer.h"

static void *sync_on_thread(void *ctx)
{
	struct syncer *s = ctx;
	uint64_t one = 1;

	pthread_mutex_lock(&s->lock);
	for (;;) {
		while (!s->stop && (!s->wanted || s->done))
			pthread_cond_wait(&s->changed, &s->lock);
		if (s->stop)
			break;
		pthread_mutex_unlock(&s->lock);
		int code = store_sync(s->store);
		pthread_mutex_lock(&s->lock);
		s->code = code;
		s->done = true;
		while (write(s->fd, &one, sizeof one) < 0)
			;
	}
	pthread_mutex_unlock(&s->lock);
	return NULL;
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

int syncer_start(struct syncer *s, struct store *store, struct err *err)
{
	*s = (struct syncer){.store = store, .fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)};
	if (s->fd < 0)
		return err_errno(err, ERR_FAILED, "the journal cannot be waited for");
	pthread_mutex_init(&s->lock, NULL);
	pthread_cond_init(&s->changed, NULL);
	if (store_sync_apart(store, true, err) == 0 && start_thread(s, err) == 0) {
		s->running = true;
		return 0;
	}
	struct err ignored;
	store_sync_apart(store, false, &ignored);
	pthread_cond_destroy(&s->changed);
	pthread_mutex_destroy(&s->lock);
	close(s->fd);
	return -1;
}

void syncer_begin(struct syncer *s)
{
	store_sync_begin(s->store);
	pthread_mutex_lock(&s->lock);
	s->wanted = true;
	s->done = false;
	pthread_cond_signal(&s->changed);
	pthread_mutex_unlock(&s->lock);
}

bool syncer_busy(const struct syncer *s)
{
	/* Only the main thread writes it. */
	return s->wanted;
}

int syncer_take(struct syncer *s, struct err *err)
{
	uint64_t count;

	if (!s->wanted || read(s->fd, &count, sizeof count) != sizeof count)
		return 0;
	pthread_mutex_lock(&s->lock);
	s->wanted = s->done = false;
	int code = s->code;
	pthread_mutex_unlock(&s->lock);
	return store_synced(s->store, code, err) < 0 ? -1 : 1;
}

int syncer_stop(struct syncer *s, struct err *err)
{
	if (!s->running)
		return 0;
	pthread_mutex_lock(&s->lock);
	s->stop = true;
	pthread_cond_signal(&s->changed);
	pthread_mutex_unlock(&s->lock);
	pthread_join(s->thread, NULL);
	pthread_cond_destroy(&s->changed);
	pthread_mutex_destroy(&s->lock);
	close(s->fd);
	s->running = false;
	return store_sync_apart(s->store, false, err);
}
