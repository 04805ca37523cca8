#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/log.h"
#include "cmd/cli.h"
#include "cmd/watch_supervise.h"

enum {
	END_MS = 4000, /* for a child that was told to end */
	STEADY_MS = 10 * 60 * 1000, /* a child that lived so long counts as a new beginning */
	WAIT_MAX_MS = 60000,
	DEATHS_MAX = 12, /* with `once`: enough to find one bad mail among many */
};

static void signals_of_parent(sigset_t *set)
{
	sigemptyset(set);
	sigaddset(set, SIGTERM);
	sigaddset(set, SIGINT);
	sigaddset(set, SIGHUP);
	sigaddset(set, SIGCHLD);
}

/* Waits for a signal, at most ms (-1: for ever); 0 when the time is over. */
static int next_signal(const sigset_t *set, int64_t ms)
{
	struct timespec time = {.tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000};

	for (;;) {
		int number = ms < 0 ? sigwaitinfo(set, NULL) : sigtimedwait(set, NULL, &time);
		if (number > 0)
			return number;
		if (errno != EINTR)
			return 0;
	}
}

static pid_t start(watch_work *work, void *ctx, struct source_suspect *suspect, const sigset_t *old)
{
	pid_t parent = getpid(), child = fork();

	if (child != 0)
		return child;
	/* Nobody would be left to end it. */
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() != parent)
		_exit(EXIT_TEMPORARY);
	sigprocmask(SIG_SETMASK, old, NULL);
	int status = work(ctx, suspect);
	fflush(stdout);
	fflush(stderr);
	_exit(status);
}

/* Whether the child ended as it wanted to: its exit status is one of ours. */
static bool ended_by_itself(int status)
{
	if (!WIFEXITED(status))
		return false;
	switch (WEXITSTATUS(status)) {
	case EXIT_DONE:
	case EXIT_FAILED:
	case EXIT_INPUT:
	case EXIT_ATTENTION:
	case EXIT_TEMPORARY:
		return true;
	default:
		return false;
	}
}

/* Waits for the child's end and passes signals on. *told_r: it was told to end. */
static int wait_for(pid_t child, const sigset_t *set, bool *told_r)
{
	int64_t until = -1;
	int status;

	for (;;) {
		int64_t left = until < 0 ? -1 : until - clock_monotonic_ms();
		int number = until >= 0 && left <= 0 ? 0 : next_signal(set, left);
		if (number == 0)
			kill(child, SIGKILL);
		else if (number != SIGCHLD)
			kill(child, number);
		if ((number == SIGTERM || number == SIGINT) && until < 0) {
			*told_r = true;
			until = clock_monotonic_ms() + END_MS;
		}
		if (waitpid(child, &status, number == 0 ? 0 : WNOHANG) == child)
			return status;
	}
}

/* Waits before the next start: true when it is to end instead. */
static bool rest(const sigset_t *set, int64_t ms)
{
	int64_t until = clock_monotonic_ms() + ms, left;

	while ((left = until - clock_monotonic_ms()) > 0) {
		int number = next_signal(set, left);
		if (number == SIGTERM || number == SIGINT)
			return true;
	}
	return false;
}

/* Doubling waits; short ones where somebody waits for the end. */
static int64_t rest_ms(unsigned deaths, bool once)
{
	if (once)
		return deaths > 4 ? 200 : 0;
	return deaths < 7 ? (int64_t)500 << deaths : WAIT_MAX_MS;
}

int watch_supervise(watch_work *work, void *ctx, bool once)
{
	struct source_suspect *suspect = mmap(
		NULL, sizeof *suspect, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	sigset_t set, old;
	unsigned deaths = 0;
	bool told = false;

	if (suspect == MAP_FAILED)
		return EXIT_FAILED;
	signals_of_parent(&set);
	sigprocmask(SIG_BLOCK, &set, &old);
	for (;;) {
		int64_t began = clock_monotonic_ms();
		fflush(stdout);
		pid_t child = start(work, ctx, suspect, &old);
		if (child < 0)
			return EXIT_TEMPORARY;
		int status = wait_for(child, &set, &told);
		if (ended_by_itself(status))
			return WEXITSTATUS(status);
		if (told)
			return EXIT_DONE;
		source_suspect_died(suspect);
		if (clock_monotonic_ms() - began > STEADY_MS)
			deaths = 0;
		log_add(LOG_WARN, "what the mail server sent ended the process that talks to it; "
				  "nothing is lost, and it is started again");
		if (once && ++deaths >= DEATHS_MAX)
			return EXIT_TEMPORARY;
		deaths += !once;
		if (rest(&set, rest_ms(deaths, once)))
			return EXIT_DONE;
	}
}
