/*
 * LD_PRELOAD: fsync and fdatasync take SLOW_SYNC_US microseconds (5,000) and do nothing, to stand
 * in for an ordinary disk on a machine whose syncs are too quick to tell.
 */
#include <stdlib.h>
#include <unistd.h>

static int sleep_instead(void)
{
	const char *us = getenv("SLOW_SYNC_US");

	usleep(us ? (useconds_t)strtoul(us, NULL, 10) : 5000);
	return 0;
}

int fsync(int fd)
{
	(void)fd;
	return sleep_instead();
}

int fdatasync(int fd)
{
	(void)fd;
	return sleep_instead();
}
