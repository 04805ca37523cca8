#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/mem.h"
#include "watch/stream_parts.h"

enum {
	STOP_BYTES = 256 << 10, /* an answer that never pauses is interrupted after so many */
};

void stream_finish(struct stream *s, enum stream_end end, const char *why)
{
	if (s->end != STREAM_OPEN)
		return;
	s->end = end;
	snprintf(s->why, sizeof s->why, "%s", why);
}

static int64_t earlier(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

/* Waits for events on the line until `until` (monotonic ms); 1, 0 when the time is over, -1. */
static int wait_line(struct stream *s, short events, int64_t until)
{
	struct pollfd fds[2] = {
		{.fd = s->line.fd, .events = events}, {.fd = s->stop_fd, .events = POLLIN}};

	for (;;) {
		int64_t left = until - clock_monotonic_ms();
		int n = poll(fds, 2, left < 0 ? 0 : (int)earlier(left, 3600000));

		if (n < 0 && errno != EINTR) {
			stream_finish(s, STREAM_CLOSED, "the connection cannot be waited for");
			return -1;
		}
		if (n > 0 && fds[1].revents) {
			stream_finish(s, STREAM_STOPPED, "it was told to stop");
			return -1;
		}
		if (n > 0)
			return 1;
		if (n == 0 && left <= 0)
			return 0;
	}
}

/* When a wait that begins now is over; the answer's deadline may come first. */
static int64_t patience(const struct stream *s)
{
	int64_t silence = clock_monotonic_ms() + s->silence_ms;

	return s->deadline_ms ? earlier(silence, s->deadline_ms) : silence;
}

static void too_long(struct stream *s)
{
	stream_finish(s, STREAM_SILENT,
		s->deadline_ms && clock_monotonic_ms() >= s->deadline_ms
			? "the server's answer took too long"
			: "the server stopped answering");
}

static bool is_stopped(struct stream *s)
{
	struct pollfd fd = {.fd = s->stop_fd, .events = POLLIN};

	s->unasked = 0;
	if (poll(&fd, 1, 0) <= 0)
		return false;
	stream_finish(s, STREAM_STOPPED, "it was told to stop");
	return true;
}

/* One read from the line into the buffer: 1 when bytes came, 0 when none are there now, -1. */
static int fill(struct stream *s)
{
	if (s->start > 0) {
		memmove(s->buffer, s->buffer + s->start, s->stop - s->start);
		s->ready -= s->start;
		s->stop -= s->start;
		s->start = 0;
	}
	ssize_t n = s->line.recv(s->line.ctx, s->buffer + s->stop, STREAM_BUFFER_SIZE - s->stop);
	if (n == STREAM_AGAIN)
		return 0;
	if (n <= 0) {
		stream_finish(s, STREAM_CLOSED,
			n == 0 ? "the server closed the connection" : "the connection broke");
		return -1;
	}
	if ((uint64_t)n > s->bytes_left) {
		stream_finish(
			s, STREAM_LIMIT, "the server's answer is longer than any it should give");
		return -1;
	}
	s->bytes_left -= (uint64_t)n;
	s->stop += (size_t)n;
	s->unasked += (size_t)n;
	stream_judge(s);
	return s->unasked >= STOP_BYTES && is_stopped(s) ? -1 : 1;
}

int stream_read_more(struct stream *s)
{
	int64_t until = patience(s);

	while (s->ready == s->start) {
		if (s->end != STREAM_OPEN)
			return -1;
		/* Bytes that drip in for ever end with the answer's deadline. */
		if (s->deadline_ms && clock_monotonic_ms() >= s->deadline_ms) {
			too_long(s);
			return -1;
		}
		int got = fill(s);
		if (got > 0)
			until = patience(s);
		if (got != 0)
			continue;
		int ready = wait_line(s, POLLIN, until);
		if (ready == 0)
			too_long(s);
		if (ready <= 0)
			return -1;
	}
	return 1;
}

ssize_t stream_write_some(struct stream *s, const void *bytes, size_t n)
{
	int64_t until = patience(s);

	while (s->end == STREAM_OPEN) {
		ssize_t sent = s->line.send(s->line.ctx, bytes, n);
		if (sent > 0 || n == 0)
			return sent;
		if (sent != STREAM_AGAIN) {
			stream_finish(s, STREAM_CLOSED, "the connection broke");
			break;
		}
		int ready = wait_line(s, POLLOUT, until);
		if (ready == 0)
			too_long(s);
		if (ready <= 0)
			break;
	}
	return -1;
}

struct stream *stream_new(const struct stream_line *line, int stop_fd, int silence_seconds)
{
	struct stream *s = mem_alloc(sizeof *s);

	s->line = *line;
	s->stop_fd = stop_fd;
	s->silence_ms = (int64_t)silence_seconds * 1000;
	s->bytes_left = STREAM_MAX_LINE;
	s->literal_max = STREAM_MAX_LITERAL;
	return s;
}

void stream_free(struct stream *s)
{
	free(s);
}

uint64_t stream_news(const struct stream *s)
{
	return s->news;
}

void stream_begin(struct stream *s, uint64_t max_bytes, int total_seconds)
{
	s->bytes_left = max_bytes;
	s->literal_max = STREAM_MAX_LITERAL;
	s->deadline_ms =
		total_seconds > 0 ? clock_monotonic_ms() + (int64_t)total_seconds * 1000 : 0;
}

void stream_allow_literal(struct stream *s, uint64_t max)
{
	s->literal_max = max;
}

void stream_grant(struct stream *s, uint64_t bytes, int seconds)
{
	s->bytes_left += bytes;
	if (s->deadline_ms)
		s->deadline_ms += (int64_t)seconds * 1000;
}

int stream_send(struct stream *s, const void *bytes, size_t n)
{
	for (size_t sent = 0; sent < n;) {
		ssize_t some = stream_write_some(s, (const char *)bytes + sent, n - sent);
		if (some < 0)
			return -1;
		sent += (size_t)some;
	}
	return 0;
}

ssize_t stream_peek(struct stream *s, const char **bytes_r)
{
	if (stream_read_more(s) < 0)
		return -1;
	*bytes_r = s->buffer + s->start;
	return (ssize_t)(s->ready - s->start);
}

void stream_skip(struct stream *s, size_t n)
{
	s->start += n;
}

int stream_wait(struct stream *s, int64_t milliseconds)
{
	int64_t until = clock_monotonic_ms() + milliseconds;

	/* Bytes that came long after the last answer are within no deadline. */
	s->deadline_ms = 0;
	for (;;) {
		if (s->ready > s->start)
			return 1;
		if (s->end != STREAM_OPEN)
			return -1;
		int got = fill(s);
		if (got != 0)
			continue;
		int ready = wait_line(s, POLLIN, until);
		if (ready <= 0)
			return ready;
	}
}

enum stream_end stream_end(const struct stream *s)
{
	return s->end;
}

const char *stream_why(const struct stream *s)
{
	return s->why;
}
