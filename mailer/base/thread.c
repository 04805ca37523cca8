#include <signal.h>

#include "base/thread.h"

enum { STACK_BYTES = 256 << 10 };

int thread_start(pthread_t *thread_r, void *(*run)(void *ctx), void *ctx)
{
	pthread_attr_t attributes;
	sigset_t all, before;

	if (pthread_attr_init(&attributes) != 0)
		return -1;
	pthread_attr_setstacksize(&attributes, STACK_BYTES);
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	int rc = pthread_create(thread_r, &attributes, run, ctx);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	pthread_attr_destroy(&attributes);
	return rc == 0 ? 0 : -1;
}
