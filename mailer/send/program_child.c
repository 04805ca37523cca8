#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <sys/pidfd.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/child.h"
#include "base/clock.h"
#include "base/utf8.h"
#include "send/program_child.h"

enum {
	TICK_MS = 1000,
	GRACE_MS = 2000, /* between SIGTERM and SIGKILL */
};

struct run {
	const struct transport *t;
	const char *path;
	pid_t pid;
	int watch; /* a descriptor of the process */
	int in, in_other; /* the pipe to it: our end, and the one that it reads */
	int out; /* what it says */
	const char *bytes;
	size_t n, fed;
	int64_t deadline; /* monotonic: the program sleeps when the machine does */
	bool stopping;
	char said[PROGRAM_SAID_MAX];
	size_t said_len;
};

static void close_one(int *fd)
{
	if (*fd >= 0)
		close(*fd);
	*fd = -1;
}

static void close_all(struct run *r)
{
	close_one(&r->in);
	close_one(&r->in_other);
	close_one(&r->out);
	close_one(&r->watch);
}

/* Only our ends: how the program's own behave is its business. */
static int never_block(int fd)
{
	return fcntl(fd, F_SETFL, O_NONBLOCK);
}

static int start(struct run *r, char *const argv[], struct err *err)
{
	int in[2] = {-1, -1}, out[2] = {-1, -1}, rc = 0;

	if (pipe2(in, O_CLOEXEC) < 0 || pipe2(out, O_CLOEXEC) < 0 || never_block(in[1]) < 0 ||
		never_block(out[0]) < 0)
		rc = errno;
	r->in_other = in[0];
	r->in = in[1];
	r->out = out[0];
	/* A process group of its own: a Ctrl-C is ours to obey. */
	if (rc == 0)
		rc = child_start(r->path, argv, in[0], out[1], out[1], true, &r->pid);
	close_one(&out[1]);
	if (rc == 0) {
		r->watch = pidfd_open(r->pid, 0);
		if (r->watch >= 0)
			return 0;
		rc = errno;
		kill(-r->pid, SIGKILL);
		child_wait(r->pid);
	}
	close_all(r);
	errno = rc;
	return err_errno(err, ERR_FAILED, "%s cannot be run", r->path);
}

static void feed(struct run *r, int64_t now)
{
	ssize_t n = 0;

	while (r->fed < r->n && (n = write(r->in, r->bytes + r->fed, r->n - r->fed)) > 0) {
		r->fed += (size_t)n;
		if (!r->stopping)
			r->deadline = now + r->t->settings->patience->dot;
	}
	if (r->fed == r->n)
		close_one(&r->in);
}

/* Keeps the beginning; the rest is read too, so that no full pipe holds the program up. */
static void listen_to(struct run *r)
{
	char block[4096];
	ssize_t n;

	while ((n = read(r->out, block, sizeof block)) > 0)
		for (ssize_t i = 0; i < n && r->said_len < sizeof r->said; i++)
			r->said[r->said_len++] = block[i];
	if (n == 0)
		close_one(&r->out);
}

/* Waits for something to happen, until the time `until` at most. True: the program has ended. */
static bool turn(struct run *r, int64_t until)
{
	int64_t now = clock_monotonic_ms(), ms = until - now;
	/* poll() passes over descriptors below 0. */
	struct pollfd fds[] = {
		{.fd = r->watch, .events = POLLIN},
		{.fd = r->in, .events = POLLOUT},
		{.fd = r->out, .events = POLLIN},
		{.fd = r->t->settings->stop_fd, .events = POLLIN},
	};

	if (ms > TICK_MS)
		ms = TICK_MS;
	if (poll(fds, sizeof fds / sizeof *fds, ms > 0 ? (int)ms : 0) <= 0)
		return false;
	if (fds[1].revents)
		feed(r, clock_monotonic_ms());
	if (fds[2].revents)
		listen_to(r);
	return fds[0].revents != 0;
}

static void end_it(struct run *r)
{
	int64_t until = clock_monotonic_ms() + GRACE_MS;
	struct pollfd fd = {.fd = r->watch, .events = POLLIN};

	kill(-r->pid, SIGTERM);
	while (clock_monotonic_ms() < until && poll(&fd, 1, GRACE_MS) <= 0)
		;
	/* What it started goes with it; it is not waited for yet, so that the number is its own. */
	kill(-r->pid, SIGKILL);
}

static enum program_how wait_for_end(struct run *r, int *wishes, int64_t *next_tick)
{
	const struct sender_settings *s = r->t->settings;
	int64_t stop_ms = s->stop_ms ? s->stop_ms : SENDER_STOP_MS;

	r->deadline = clock_monotonic_ms() + s->patience->dot;
	while (!turn(r, r->deadline)) {
		int64_t now = clock_monotonic_ms();
		*wishes = stop_wishes(s->stop_fd, *wishes);
		if (*wishes && !r->stopping) {
			r->stopping = true;
			r->deadline = now + stop_ms;
		}
		if (*wishes > 1 || now >= r->deadline) {
			end_it(r);
			return r->stopping ? PROGRAM_STOPPED : PROGRAM_HUNG;
		}
		transport_tick(r->t, clock_elapsed_ms(), next_tick);
	}
	return PROGRAM_ENDED;
}

/*
 * What it took of its input. To be sure of "nothing" the bytes are taken back: a process that it
 * left behind finds none.
 */
static enum program_took look_into_pipe(struct run *r)
{
	char block[4096];
	int waiting = 0;
	size_t back = 0;
	ssize_t n;

	close_one(&r->in);
	if (ioctl(r->in_other, FIONREAD, &waiting) < 0)
		return PROGRAM_TOOK_SOME;
	if (waiting == 0 && r->fed == r->n)
		return PROGRAM_TOOK_ALL;
	if ((size_t)waiting < r->fed || never_block(r->in_other) < 0)
		return PROGRAM_TOOK_SOME;
	while ((n = read(r->in_other, block, sizeof block)) > 0)
		back += (size_t)n;
	return back == r->fed ? PROGRAM_TOOK_NOTHING : PROGRAM_TOOK_SOME;
}

int program_child_run(const struct transport *t, const char *path, char *const argv[],
	const char *bytes, size_t n, int *wishes, int64_t *next_tick, struct program_end *end_r,
	struct err *err)
{
	struct run r = {.t = t, .path = path, .watch = -1, .bytes = bytes, .n = n};

	*end_r = (struct program_end){0};
	str_init(&end_r->said);
	if (start(&r, argv, err) < 0)
		return -1;
	end_r->how = wait_for_end(&r, wishes, next_tick);
	end_r->status = child_wait(r.pid);
	end_r->took = look_into_pipe(&r);
	if (r.out >= 0)
		listen_to(&r);
	close_all(&r);
	while (r.said_len > 0 && r.said[r.said_len - 1] == '\n')
		r.said_len--;
	utf8_add_visible(&end_r->said, r.said, r.said_len, false);
	return 0;
}
