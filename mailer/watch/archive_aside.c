#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/thread.h"
#include "watch/archive_aside.h"
#include "watch/archive_file.h"

enum {
	JOBS_MAX = 64, /* that wait; as many files are open */
	WAKE_AT = 16, /* that wait before the thread is woken */
};

struct archive_aside {
	pthread_t thread;
	int dir, cur;
	pthread_mutex_t lock; /* of what follows */
	pthread_cond_t wake, done;
	struct archive_job jobs[JOBS_MAX]; /* a ring */
	size_t first, count;
	bool asleep, ending;
	unsigned long given, made; /* jobs */
	unsigned long asked, synced; /* syncs */
	unsigned long sync_at; /* so many jobs are to be done before */
	int why; /* one of them failed: errno */
	struct archive_job *failed;
	size_t failed_count, failed_cap;
};

void archive_job_release(struct archive_job *job)
{
	if (job->source >= 0)
		close(job->source);
	str_release(&job->bytes);
}

/* Without the lock. */
static int do_job(const struct archive_aside *a, const struct archive_job *job)
{
	return job->source >= 0
		       ? archive_file_link(job->source, a->cur, job->name)
		       : archive_file_write(str_c(&job->bytes), job->bytes.len, a->cur, job->name);
}

static void take_job(struct archive_aside *a)
{
	struct archive_job job = a->jobs[a->first];

	a->first = (a->first + 1) % JOBS_MAX;
	a->count--;
	pthread_mutex_unlock(&a->lock);
	bool good = do_job(a, &job) == 0;
	if (good)
		archive_job_release(&job);
	pthread_mutex_lock(&a->lock);
	a->made++;
	if (good)
		return;
	mem_grow(&a->failed, &a->failed_cap, a->failed_count, sizeof *a->failed);
	a->failed[a->failed_count++] = job;
}

/* One call for all files and names of the file system, whatever their number. */
static void make_durable(struct archive_aside *a)
{
	unsigned long asked = a->asked;

	pthread_mutex_unlock(&a->lock);
	int why = syncfs(a->dir) < 0 ? errno : 0;
	pthread_mutex_lock(&a->lock);
	if (a->why == 0)
		a->why = why;
	a->synced = asked;
	pthread_cond_broadcast(&a->done);
}

static void *run(void *ctx)
{
	struct archive_aside *a = ctx;

	pthread_mutex_lock(&a->lock);
	for (;;) {
		if (a->synced != a->asked && a->made >= a->sync_at) {
			make_durable(a);
		} else if (a->count > 0) {
			take_job(a);
		} else if (a->ending) {
			break;
		} else {
			a->asleep = true;
			pthread_cond_wait(&a->wake, &a->lock);
			a->asleep = false;
		}
	}
	pthread_mutex_unlock(&a->lock);
	return NULL;
}

static void release(struct archive_aside *a)
{
	for (size_t i = 0; i < a->failed_count; i++)
		archive_job_release(&a->failed[i]);
	free(a->failed);
	pthread_cond_destroy(&a->wake);
	pthread_cond_destroy(&a->done);
	pthread_mutex_destroy(&a->lock);
	free(a);
}

struct archive_aside *archive_aside_start(int dir, int cur)
{
	struct archive_aside *a = mem_alloc(sizeof *a);

	a->dir = dir;
	a->cur = cur;
	pthread_mutex_init(&a->lock, NULL);
	pthread_cond_init(&a->wake, NULL);
	pthread_cond_init(&a->done, NULL);
	if (thread_start(&a->thread, run, a) == 0)
		return a;
	release(a);
	return NULL;
}

bool archive_aside_give(struct archive_aside *a, struct archive_job *job)
{
	pthread_mutex_lock(&a->lock);
	bool room = a->count < JOBS_MAX;
	if (room) {
		a->jobs[(a->first + a->count++) % JOBS_MAX] = *job;
		a->given++;
	}
	if (a->asleep && a->count >= WAKE_AT)
		pthread_cond_signal(&a->wake);
	pthread_mutex_unlock(&a->lock);
	return room;
}

void archive_aside_sync(struct archive_aside *a)
{
	pthread_mutex_lock(&a->lock);
	a->asked++;
	a->sync_at = a->given;
	pthread_cond_signal(&a->wake);
	pthread_mutex_unlock(&a->lock);
}

int archive_aside_wait(struct archive_aside *a, struct archive_job **failed_r, size_t *n_r)
{
	pthread_mutex_lock(&a->lock);
	while (a->synced != a->asked)
		pthread_cond_wait(&a->done, &a->lock);
	int why = a->why;
	a->why = 0;
	*failed_r = a->failed;
	*n_r = a->failed_count;
	a->failed = NULL;
	a->failed_count = a->failed_cap = 0;
	pthread_mutex_unlock(&a->lock);
	errno = why;
	return why ? -1 : 0;
}

void archive_aside_stop(struct archive_aside *a)
{
	if (a == NULL)
		return;
	pthread_mutex_lock(&a->lock);
	a->ending = true;
	pthread_cond_signal(&a->wake);
	pthread_mutex_unlock(&a->lock);
	pthread_join(a->thread, NULL);
	release(a);
}
