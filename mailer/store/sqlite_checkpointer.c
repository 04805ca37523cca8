#include <pthread.h>
#include <sqlite3.h>
#include <stdbool.h>
#include <stdlib.h>

#include "base/mem.h"
#include "base/thread.h"
#include "store/sqlite_checkpointer.h"
#include "store/sqlite.h"
#include "store/sqlite_wal.h"

struct checkpointer {
	pthread_t thread;
	char *path;
	pthread_mutex_t lock; /* of what follows */
	pthread_cond_t changed;
	bool running, ending;
	int rc; /* the first that is damage and was not told yet */
};

static int checkpoint(sqlite3 *handle)
{
	int rc = sqlite3_wal_checkpoint_v2(handle, NULL, SQLITE_CHECKPOINT_PASSIVE, NULL, NULL);

	return sqlite_is_damage(rc) ? rc : SQLITE_OK;
}

/* A connection that syncs as the store's does; NULL when there is none: then nothing is copied. */
static sqlite3 *connect_to(const char *path)
{
	sqlite3 *handle = NULL;
	int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;

	if (sqlite3_open_v2(path, &handle, flags, sqlite_wal_layer()) == SQLITE_OK &&
		sqlite3_exec(handle, "PRAGMA synchronous = FULL", NULL, NULL, NULL) == SQLITE_OK)
		return handle;
	sqlite3_close(handle);
	return NULL;
}

static void *run(void *ctx)
{
	struct checkpointer *c = ctx;
	sqlite3 *handle = connect_to(c->path);

	pthread_mutex_lock(&c->lock);
	while (!c->ending) {
		if (!c->running) {
			pthread_cond_wait(&c->changed, &c->lock);
			continue;
		}
		pthread_mutex_unlock(&c->lock);
		int rc = handle ? checkpoint(handle) : SQLITE_OK;
		pthread_mutex_lock(&c->lock);
		if (c->rc == SQLITE_OK)
			c->rc = rc;
		c->running = false;
		pthread_cond_broadcast(&c->changed);
	}
	pthread_mutex_unlock(&c->lock);
	sqlite3_close(handle);
	return NULL;
}

static void release(struct checkpointer *c)
{
	pthread_cond_destroy(&c->changed);
	pthread_mutex_destroy(&c->lock);
	free(c->path);
	free(c);
}

struct checkpointer *checkpointer_start(const char *path)
{
	struct checkpointer *c = mem_alloc(sizeof *c);

	c->path = mem_strdup(path);
	pthread_mutex_init(&c->lock, NULL);
	pthread_cond_init(&c->changed, NULL);
	if (thread_start(&c->thread, run, c) == 0)
		return c;
	release(c);
	return NULL;
}

void checkpointer_ask(struct checkpointer *c)
{
	pthread_mutex_lock(&c->lock);
	if (!c->running) {
		c->running = true;
		pthread_cond_broadcast(&c->changed);
	}
	pthread_mutex_unlock(&c->lock);
}

static int take_result(struct checkpointer *c, bool wait)
{
	pthread_mutex_lock(&c->lock);
	while (wait && c->running)
		pthread_cond_wait(&c->changed, &c->lock);
	int rc = c->rc;
	c->rc = SQLITE_OK;
	pthread_mutex_unlock(&c->lock);
	return rc;
}

int checkpointer_wait(struct checkpointer *c)
{
	return take_result(c, true);
}

int checkpointer_result(struct checkpointer *c)
{
	return take_result(c, false);
}

void checkpointer_stop(struct checkpointer *c)
{
	if (c == NULL)
		return;
	pthread_mutex_lock(&c->lock);
	while (c->running)
		pthread_cond_wait(&c->changed, &c->lock);
	c->ending = true;
	pthread_cond_broadcast(&c->changed);
	pthread_mutex_unlock(&c->lock);
	pthread_join(c->thread, NULL);
	release(c);
}
