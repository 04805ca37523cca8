#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <string.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

#include "base/child.h"
#include "base/clock.h"
#include "base/file.h"
#include "reply/sandbox.h"
#include "reply/wire.h"
#include "reply/worker.h"
#include "reply/worker_parts.h"

enum {
	PIPE_BYTES = 1 << 20,
	START_MS = 60000, /* a child that takes longer to be ready never will be */
};

/* Whether the child has given up its rights. One that cannot reads nothing: else each mail would
 * seem to be what ended it. */
static bool is_locked_up(int from)
{
	int64_t until = clock_monotonic_ms() + START_MS;
	struct pollfd fd = {.fd = from, .events = POLLIN};
	char word = 0;
	ssize_t n = -1;

	/* Where memory runs out, libseccomp may try again without end. */
	while (poll(&fd, 1, START_MS) < 0 && clock_monotonic_ms() < until)
		;
	while (fd.revents && (n = read(from, &word, sizeof word)) < 0 && errno == EINTR)
		;
	return n == 1 && word == WORKER_LOCKED_UP;
}

int worker_start(struct worker *worker, struct err *err)
{
	int down[2] = {-1, -1}, up[2] = {-1, -1};

	if (pipe2(down, O_CLOEXEC) < 0 || pipe2(up, O_CLOEXEC) < 0) {
		err_errno(err, ERR_FAILED, "no pipe to the process that reads mails could be made");
		if (down[0] >= 0) {
			close(down[0]);
			close(down[1]);
		}
		return -1;
	}
	/* Larger pipes cost fewer switches between the processes; the default works as well. */
	fcntl(down[1], F_SETPIPE_SZ, PIPE_BYTES);
	fcntl(up[1], F_SETPIPE_SZ, PIPE_BYTES);
	pid_t pid = fork();
	if (pid < 0) {
		err_errno(err, ERR_FAILED, "the process that reads mails could not be started");
		close(down[0]);
		close(down[1]);
		close(up[0]);
		close(up[1]);
		return -1;
	}
	if (pid == 0)
		worker_be_child(worker, down[0], up[1]);
	close(down[0]);
	close(up[1]);
	worker->pid = pid;
	worker->to = down[1];
	worker->from = up[0];
	signal(SIGPIPE, SIG_IGN); /* a child that is gone is noticed by the result of write() */
	if (!is_locked_up(worker->from)) {
		worker_stop(worker);
		return err_set(err, ERR_FAILED,
			"the process that reads mails could not give up its rights (limits, "
			"seccomp), and mails are not read without that; allow seccomp where this "
			"runs");
	}
	fcntl(worker->to, F_SETFL, O_NONBLOCK);
	fcntl(worker->from, F_SETFL, O_NONBLOCK);
	return 0;
}

void worker_stop(struct worker *worker)
{
	if (worker->pid == 0)
		return;
	close(worker->to);
	close(worker->from);
	kill(worker->pid, SIGKILL);
	child_wait(worker->pid);
	worker->pid = 0;
}

/* Milliseconds of CPU that the child has used; 0 when that cannot be told. */
static int64_t cpu_ms(pid_t pid)
{
	struct timespec t;
	clockid_t clock;

	if (clock_getcpuclockid(pid, &clock) != 0 || clock_gettime(clock, &t) < 0)
		return 0;
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

void worker_limits_begin(struct worker_limits *limits)
{
	int64_t now = clock_monotonic_ms();

	/* The child's clock is read at the first look: most mails are done before it. */
	*limits = (struct worker_limits){.cpu = -1,
		.wall = now + WORKER_WALL_SECONDS * 1000,
		.next_look = now + WORKER_TICK_MS};
}

const char *worker_limits_exceeded(struct worker_limits *limits, const struct worker *worker)
{
	int64_t now = clock_monotonic_ms();

	if (now < limits->next_look)
		return NULL;
	limits->next_look = now + WORKER_TICK_MS;
	int64_t used = cpu_ms(worker->pid);
	if (limits->cpu < 0)
		limits->cpu = used + WORKER_SECONDS * 1000;
	if (used > limits->cpu)
		return "it took more than 2 seconds to read";
	return now <= limits->wall ? NULL : "it took too long to read";
}

/* One mail on its way through the child. */
struct passage {
	struct wire_frame sent;
	const char *mail;
	size_t done; /* bytes of frame and mail that are written */
	struct str answer;
	struct worker_limits limits;
	const char *why; /* it failed */
};

static bool fail(struct passage *p, const char *why)
{
	p->why = why;
	return false;
}

/* Writes what the pipe takes. */
static bool push(struct worker *worker, struct passage *p)
{
	size_t head = p->done < sizeof p->sent ? sizeof p->sent - p->done : 0;
	size_t body = p->done > sizeof p->sent ? p->done - sizeof p->sent : 0;
	struct iovec parts[2] = {{(char *)&p->sent + (sizeof p->sent - head), head},
		{(char *)p->mail + body, (size_t)p->sent.length - body}};
	ssize_t n = writev(worker->to, parts, 2);

	if (n < 0)
		return errno == EAGAIN || errno == EINTR || fail(p, WORKER_ENDED);
	p->done += (size_t)n;
	return true;
}

/* Whether the answer is there whole; what cannot be one fails. */
static bool complete(struct passage *p)
{
	struct wire_frame got;

	if (p->answer.len < sizeof got)
		return false;
	memcpy(&got, p->answer.p, sizeof got);
	if (got.serial != p->sent.serial || got.length > WIRE_MAX ||
		p->answer.len > sizeof got + got.length) {
		p->why = WORKER_OUT_OF_ORDER;
		return false;
	}
	return p->answer.len == sizeof got + got.length;
}

static bool pull(struct worker *worker, struct passage *p)
{
	size_t want = 64 << 10;

	str_reserve(&p->answer, want);
	ssize_t n = read(worker->from, p->answer.p + p->answer.len, want);
	if (n < 0)
		return errno == EAGAIN || errno == EINTR || fail(p, WORKER_ENDED);
	if (n == 0)
		return fail(p, WORKER_ENDED);
	p->answer.len += (size_t)n;
	p->answer.p[p->answer.len] = '\0';
	return true;
}

/* Moves bytes both ways until the answer is there, the child ends, or its time is over. */
static bool carry(struct worker *worker, struct passage *p)
{
	while (!complete(p)) {
		bool more = p->done < sizeof p->sent + p->sent.length;
		struct pollfd fds[2] = {{.fd = worker->from, .events = POLLIN},
			{.fd = worker->to, .events = POLLOUT}};

		if (p->why)
			return false;
		if (more && !push(worker, p))
			return false;
		more = p->done < sizeof p->sent + p->sent.length;
		int n = poll(fds, more ? 2 : 1, WORKER_TICK_MS);
		if (n < 0 && errno != EINTR)
			return fail(p, "the process that reads mails could not be waited for");
		if (n > 0 && (fds[0].revents & (POLLIN | POLLHUP | POLLERR)) && !pull(worker, p))
			return false;
		const char *late = worker_limits_exceeded(&p->limits, worker);
		if (late)
			return fail(p, late);
	}
	return true;
}

/* Sends one mail through the child that runs. */
static bool pass(struct worker *worker, const void *bytes, size_t n, bool plain, struct reading *r,
	const char **why_r)
{
	struct passage p = {.mail = bytes};

	worker_limits_begin(&p.limits);
	p.sent = (struct wire_frame){
		++worker->serial, n < READING_MAX_BYTES ? n : READING_MAX_BYTES, plain};
	str_init_max(&p.answer, (size_t)2 * WIRE_MAX);
	bool good = carry(worker, &p);
	if (good && wire_read(p.answer.p + sizeof p.sent, p.answer.len - sizeof p.sent,
			    worker->subjects, r) < 0)
		good = fail(&p, WORKER_LIED);
	str_release(&p.answer);
	*why_r = p.why;
	return good;
}

/* A child whose whole CPU allowance is half used makes way for a new one. */
int worker_refresh(struct worker *worker, struct err *err)
{
	if (worker->pid && cpu_ms(worker->pid) > SANDBOX_CPU_SECONDS * 500)
		worker_stop(worker);
	return worker->pid ? 0 : worker_start(worker, err);
}

enum { TRIES = 2 };

/* `why` says why the tries before `attempt` failed. */
static int read_one(struct worker *worker, const void *bytes, size_t n, bool plain, int attempt,
	const char *why, struct reading *reading_r, struct err *err)
{
	bool good = false;

	memset(reading_r, 0, sizeof *reading_r);
	for (; attempt < TRIES && !good; attempt++) {
		if (worker_refresh(worker, err) < 0)
			return -1;
		good = pass(worker, bytes, n, plain, reading_r, &why);
		if (good)
			break;
		worker_stop(worker);
		worker->restarts++;
	}
	sha256_hex(bytes, n, reading_r->sha256);
	reading_r->size = n;
	if (!good) {
		reading_r->quarantined = true;
		reading_r->quarantine_reason = arena_strdup(&reading_r->arena, why ? why : "");
		reading_r->text = reading_r->reply_text = "";
	} else if (n > READING_MAX_BYTES) {
		reading_r->truncated = true;
	}
	return 0;
}

int worker_read_again(struct worker *worker, const void *bytes, size_t n, const char *why,
	struct reading *reading_r, struct err *err)
{
	worker_stop(worker);
	worker->restarts++;
	return read_one(worker, bytes, n, false, 1, why, reading_r, err);
}

int worker_read(struct worker *worker, const void *bytes, size_t n, struct reading *reading_r,
	struct err *err)
{
	return read_one(worker, bytes, n, false, 0, NULL, reading_r, err);
}

int worker_read_text(struct worker *worker, const void *bytes, size_t n, struct reading *reading_r,
	struct err *err)
{
	return read_one(worker, bytes, n, true, 0, NULL, reading_r, err);
}
