/*
 * For LD_PRELOAD: a machine that slept. From when there is a file $SLEPT on, the clock that goes on
 * while a machine sleeps is eight hours ahead of the one that does not.
 */
#define _GNU_SOURCE
#include <stdlib.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

enum { SLEEP_SECONDS = 8 * 3600 };

int clock_gettime(clockid_t id, struct timespec *time)
{
	const char *slept = getenv("SLEPT");
	int rc = (int)syscall(SYS_clock_gettime, id, time);

	if (rc == 0 && id == CLOCK_BOOTTIME && slept && access(slept, F_OK) == 0)
		time->tv_sec += SLEEP_SECONDS;
	return rc;
}
