#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/uio.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/mem.h"
#include "reply/pipeline.h"
#include "reply/wire.h"
#include "reply/worker_parts.h"

enum {
	TOGETHER = 32, /* parcels that are written by one call */
	PUSH_BYTES = 64 << 10, /* so much waits before it is written: each write wakes the child */
	AHEAD_BYTES = 8 << 20, /* of answers that are kept before they are asked for */
};

struct parcel {
	struct str mail;
	struct wire_frame frame;
};

struct pipeline {
	struct worker *worker;
	struct parcel *list; /* those from `first` on are on their way */
	size_t first, count, cap;
	size_t sending, done; /* the parcel that is being written, and the bytes of it that are */
	size_t posted; /* bytes since the last write */
	struct str in; /* what has come back and was not taken */
	size_t in_at; /* where the next answer begins */
};

struct pipeline *pipeline_new(struct worker *worker)
{
	struct pipeline *p = mem_alloc(sizeof *p);

	p->worker = worker;
	str_init_max(&p->in, (size_t)2 * WIRE_MAX);
	return p;
}

void pipeline_forget(struct pipeline *p)
{
	/* The child has mails of which nobody wants to know. */
	if (p->first < p->count)
		worker_stop(p->worker);
	for (size_t i = p->first; i < p->count; i++)
		str_release(&p->list[i].mail);
	p->first = p->count = p->sending = p->done = p->posted = p->in_at = 0;
	str_reset(&p->in);
}

void pipeline_free(struct pipeline *p)
{
	if (p == NULL)
		return;
	pipeline_forget(p);
	str_release(&p->in);
	free(p->list);
	free(p);
}

static size_t parcel_size(const struct parcel *parcel)
{
	return sizeof parcel->frame + (size_t)parcel->frame.length;
}

/* What is behind the first `skip` bytes of a parcel, as one part or two. Their number. */
static int parts_of(struct parcel *parcel, size_t skip, struct iovec *parts_r)
{
	size_t head = sizeof parcel->frame, n = 0;

	if (skip < head)
		parts_r[n++] = (struct iovec){(char *)&parcel->frame + skip, head - skip};
	size_t body = skip < head ? 0 : skip - head;
	if (body < parcel->frame.length)
		parts_r[n++] = (struct iovec){
			(char *)str_c(&parcel->mail) + body, (size_t)parcel->frame.length - body};
	return (int)n;
}

/* Writes what the pipe takes. NULL, or why the child is of no more use. */
static const char *push(struct pipeline *p)
{
	struct iovec parts[2 * TOGETHER];

	p->posted = 0;
	while (p->sending < p->count) {
		size_t left = p->count - p->sending;
		int n = 0;

		for (size_t i = 0; i < left && i < TOGETHER; i++)
			n += parts_of(&p->list[p->sending + i], i ? 0 : p->done, parts + n);
		ssize_t written = writev(p->worker->to, parts, n);
		if (written < 0)
			return errno == EAGAIN || errno == EINTR ? NULL : WORKER_ENDED;
		p->done += (size_t)written;
		while (p->sending < p->count && p->done >= parcel_size(&p->list[p->sending]))
			p->done -= parcel_size(&p->list[p->sending++]);
	}
	return NULL;
}

/* Reads what has come back. NULL, or why the child is of no more use. */
static const char *pull(struct pipeline *p)
{
	enum { WANT = 256 << 10 };

	/* What was taken makes room. */
	if (p->in_at > 0 && p->in_at >= p->in.len / 2) {
		memmove(p->in.p, p->in.p + p->in_at, p->in.len - p->in_at);
		str_truncate(&p->in, p->in.len - p->in_at);
		p->in_at = 0;
	}
	str_reserve(&p->in, WANT);
	ssize_t n = read(p->worker->from, p->in.p + p->in.len, WANT);
	if (n < 0)
		return errno == EAGAIN || errno == EINTR ? NULL : WORKER_ENDED;
	if (n == 0)
		return WORKER_ENDED;
	p->in.len += (size_t)n;
	p->in.p[p->in.len] = '\0';
	return NULL;
}

/* Whether the answer for the first parcel is there whole. *why_r: what there is cannot be one. */
static bool is_there(const struct pipeline *p, struct wire_frame *got_r, const char **why_r)
{
	size_t have = p->in.len - p->in_at;

	if (have < sizeof *got_r)
		return false;
	memcpy(got_r, p->in.p + p->in_at, sizeof *got_r);
	if (got_r->serial != p->list[p->first].frame.serial || got_r->length > WIRE_MAX) {
		*why_r = WORKER_OUT_OF_ORDER;
		return false;
	}
	return have - sizeof *got_r >= got_r->length;
}

/* Moves bytes both ways until the first answer is there. NULL, or why it will not come. */
static const char *wait_for(struct pipeline *p, struct wire_frame *got_r)
{
	struct worker_limits limits;
	const char *why = NULL;

	/* What it answered before it ended counts: a failure to write is none yet. */
	if (!is_there(p, got_r, &why))
		push(p);
	worker_limits_begin(&limits);
	while (!is_there(p, got_r, &why) && why == NULL) {
		struct pollfd fds[2] = {{.fd = p->worker->from, .events = POLLIN},
			{.fd = p->worker->to, .events = POLLOUT}};
		int n = poll(fds, p->sending < p->count ? 2 : 1, WORKER_TICK_MS);
		if (n < 0 && errno != EINTR)
			return "the process that reads mails could not be waited for";
		if (n > 0 && fds[0].revents)
			why = pull(p);
		else if (n > 0 && fds[1].revents)
			why = push(p);
		if (why == NULL)
			why = worker_limits_exceeded(&limits, p->worker);
	}
	return why;
}

/* Everything behind the first parcel is sent once more, to a child that knows of none. */
static void send_again(struct pipeline *p)
{
	p->sending = p->first + 1;
	p->done = p->in_at = 0;
	str_reset(&p->in);
}

static void drop_first(struct pipeline *p)
{
	str_release(&p->list[p->first].mail);
	if (++p->first == p->count)
		p->first = p->count = p->sending = 0;
}

void pipeline_move(struct pipeline *p)
{
	if (p->worker->pid == 0 || p->first == p->count)
		return;
	/* What ended the child is found out by who waits for an answer. */
	if (push(p) == NULL && p->in.len - p->in_at < AHEAD_BYTES)
		pull(p);
}

int pipeline_post(struct pipeline *p, struct str *mail, struct err *err)
{
	size_t n = mail->len < READING_MAX_BYTES ? mail->len : READING_MAX_BYTES;

	/* Later ones find it ended by what is on its way: that is for pipeline_take(). */
	if (p->first == p->count && worker_refresh(p->worker, err) < 0)
		return -1;
	mem_grow(&p->list, &p->cap, p->count, sizeof *p->list);
	p->list[p->count++] = (struct parcel){
		.mail = *mail, .frame = {.serial = ++p->worker->serial, .length = n}};
	*mail = (struct str)STR_INIT;
	p->posted += n;
	/* A child whose answers nobody takes stops. */
	if (p->posted >= PUSH_BYTES)
		pipeline_move(p);
	return 0;
}

int pipeline_take(struct pipeline *p, struct reading *reading_r, struct err *err)
{
	struct parcel *first = &p->list[p->first];
	struct wire_frame got;
	const char *why;
	int rc = 0;

	memset(reading_r, 0, sizeof *reading_r);
	why = p->worker->pid ? wait_for(p, &got) : WORKER_ENDED;
	if (why == NULL && wire_read(p->in.p + p->in_at + sizeof got, got.length,
				   p->worker->subjects, reading_r) < 0)
		why = WORKER_LIED;
	if (why == NULL) {
		p->in_at += sizeof got + got.length;
		reading_r->size = first->mail.len;
		reading_r->truncated = reading_r->truncated || first->mail.len > READING_MAX_BYTES;
	} else {
		arena_release(&reading_r->arena);
		rc = worker_read_again(
			p->worker, str_c(&first->mail), first->mail.len, why, reading_r, err);
		send_again(p);
		if (rc == 0 && p->sending < p->count)
			rc = worker_refresh(p->worker, err);
		if (rc == 0)
			push(p);
		else
			reading_release(reading_r);
	}
	if (rc == 0)
		drop_first(p);
	return rc;
}
