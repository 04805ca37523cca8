#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <time.h>
#include <unistd.h>

#include "base/file.h"
#include "base/str.h"
#include "reply/charset.h"
#include "reply/mail.h"
#include "reply/sandbox.h"
#include "reply/wire.h"
#include "reply/worker_parts.h"

enum {
	READ_BYTES = 256 << 10, /* of mails that are read ahead, where there are so many */
	KEEP_BYTES = 4 << 20, /* a larger buffer is given back after use */
};

/* What the parent sends; it is read ahead, so that many small mails come by one call. */
struct input {
	int fd;
	struct str bytes;
	size_t at; /* what is before it was used */
};

/* Makes room for n bytes behind `at`; a large buffer is given back. */
static void make_room(struct input *in, size_t n)
{
	struct str rest;
	size_t have = in->bytes.len - in->at;

	if (in->bytes.cap > KEEP_BYTES) {
		str_init_max(&rest, in->bytes.max);
		str_add(&rest, in->bytes.p + in->at, have);
		str_release(&in->bytes);
		in->bytes = rest;
	} else if (in->at > 0) {
		memmove(in->bytes.p, in->bytes.p + in->at, have);
		str_truncate(&in->bytes, have);
	}
	in->at = 0;
	if (n > have)
		str_reserve(&in->bytes, n - have);
}

/* The next n bytes, until the next call; NULL when there are no more. */
static const char *next_bytes(struct input *in, size_t n)
{
	if (in->bytes.len - in->at < n)
		make_room(in, n > READ_BYTES ? n : READ_BYTES);
	while (in->bytes.len - in->at < n) {
		ssize_t got = read(
			in->fd, in->bytes.p + in->bytes.len, in->bytes.cap - in->bytes.len - 1);
		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			return NULL;
		in->bytes.len += (size_t)got;
	}
	in->at += n;
	return in->bytes.p + in->at - n;
}

/* Reads mails until the parent closes the pipe. What is read of one is written before the next is
 * begun, so that a mail that ends this process is known. */
static void serve(const struct worker *worker, int from, int to)
{
	struct input in = {.fd = from};
	struct str answer;
	struct wire_frame frame;
	const char *bytes;

	str_init(&in.bytes);
	str_init_max(&answer, (size_t)WIRE_MAX + sizeof frame);
	while ((bytes = next_bytes(&in, sizeof frame)) != NULL) {
		struct reading r = {.size = 0};

		memcpy(&frame, bytes, sizeof frame);
		size_t n = (size_t)frame.length;
		if (frame.length > READING_MAX_BYTES || (bytes = next_bytes(&in, n)) == NULL)
			break;
		if (frame.plain)
			mail_read_text(&r, bytes, n);
		else if (worker->parse)
			worker->parse(bytes, n, &r);
		else
			mail_read(&r, bytes, n);
		if (worker->examine && !frame.plain)
			worker->examine(worker->examine_ctx, &r);
		str_reset(&answer);
		str_add(&answer, &frame, sizeof frame);
		wire_write(&answer, &r);
		reading_release(&r);
		if (answer.full)
			break;
		frame.length = answer.len - sizeof frame;
		memcpy(answer.p, &frame, sizeof frame);
		if (fd_write_all(to, answer.p, answer.len) < 0)
			break;
		if (answer.cap > KEEP_BYTES)
			str_release(&answer);
	}
}

void worker_be_child(const struct worker *worker, int in, int out)
{
	static const int signals[] = {SIGINT, SIGTERM, SIGHUP, SIGUSR1, SIGUSR2, SIGALRM, SIGCHLD};
	static const char locked_up = WORKER_LOCKED_UP;
	sigset_t none;

	/* Signals of the terminal are the parent's business; it ends its child in good order. */
	for (size_t i = 0; i < sizeof signals / sizeof *signals; i++)
		signal(signals[i], i < 3 ? SIG_IGN : SIG_DFL);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	prctl(PR_SET_DUMPABLE, 0);
	sandbox_close_others(in, out);
	tzset();
	charset_preload();
	if (sandbox_limit() == 0 && sandbox_enter() == 0 && fd_write_all(out, &locked_up, 1) == 0)
		serve(worker, in, out);
	_exit(0);
}
