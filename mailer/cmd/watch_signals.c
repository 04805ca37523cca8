#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

#include "cmd/watch_signals.h"

static volatile sig_atomic_t ended, reload;
static int ends[2] = {-1, -1};

static void on_signal(int number)
{
	int kept = errno;

	if (number == SIGHUP)
		reload = 1;
	else
		ended = 1;
	/* A full pipe is readable already. */
	(void)!write(ends[1], "", 1);
	errno = kept;
}

int watch_signals_catch(int *fd_r, struct err *err)
{
	struct sigaction action = {.sa_handler = on_signal, .sa_flags = SA_RESTART};

	if (ends[0] < 0 && pipe2(ends, O_CLOEXEC | O_NONBLOCK) < 0)
		return err_errno(err, ERR_FAILED, "signals cannot be waited for");
	sigaction(SIGTERM, &action, NULL);
	sigaction(SIGINT, &action, NULL);
	sigaction(SIGHUP, &action, NULL);
	/* A lease on a file of the inbox that is broken in the moment that it is held. */
	signal(SIGIO, SIG_IGN);
	*fd_r = ends[0];
	return 0;
}

bool watch_signals_end(void)
{
	return ended != 0;
}

bool watch_signals_reload(void)
{
	char c;
	bool asked = reload != 0;

	if (!asked || ended)
		return false;
	while (read(ends[0], &c, 1) > 0)
		;
	reload = 0;
	return !ended;
}
