/* A thread that works aside, for as long as its owner wants. */
#ifndef BASE_THREAD_H
#define BASE_THREAD_H

#include <pthread.h>

/*
 * Runs run(ctx) on a thread with a small stack (256 KiB), which gets no signals: those are for the
 * thread that waits for them. 0, or -1 when there can be no thread.
 */
int thread_start(pthread_t *thread_r, void *(*run)(void *ctx), void *ctx);

#endif
