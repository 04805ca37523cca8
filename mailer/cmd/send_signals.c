#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "cmd/send_signals.h"

static const int numbers[SEND_SIGNALS] = {SIGINT, SIGTERM, SIGHUP};

static volatile sig_atomic_t signal_fd = -1, signals_seen;

static void on_signal(int number)
{
	static const char gently[] =
		"\nopenletter: stopping; letters that have left are waited for, "
		"the rest stays queued. Once more stops at once\n";
	int saved = errno;

	/* The kernel and the shell both tell that a terminal has gone: that is one wish. */
	if (number == SIGHUP && signals_seen > 0)
		return;
	if (signals_seen++ == 0)
		(void)!write(STDERR_FILENO, gently, sizeof gently - 1);
	(void)!write(signal_fd, "x", 1);
	errno = saved;
}

int send_signals_catch(struct send_signals *s, struct err *err)
{
	struct sigaction action = {.sa_handler = on_signal, .sa_flags = SA_RESTART};
	int ends[2];

	if (pipe2(ends, O_CLOEXEC | O_NONBLOCK) < 0)
		return err_errno(err, ERR_FAILED, "signals cannot be waited for");
	s->fd = ends[0];
	s->in = ends[1];
	signals_seen = 0;
	signal_fd = s->in;
	sigemptyset(&action.sa_mask);
	for (size_t i = 0; i < SEND_SIGNALS; i++) {
		sigaction(numbers[i], NULL, &s->old[i]);
		if (s->old[i].sa_handler != SIG_IGN)
			sigaction(numbers[i], &action, NULL);
	}
	return 0;
}

void send_signals_restore(struct send_signals *s)
{
	for (size_t i = 0; i < SEND_SIGNALS; i++)
		sigaction(numbers[i], &s->old[i], NULL);
	signal_fd = -1;
	close(s->fd);
	close(s->in);
}
