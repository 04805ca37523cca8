#include <errno.h>
#include <libetpan/mailstream.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/mem.h"
#include "base/str.h"
#include "watch/stream.h"

enum {
	BUFFER_SIZE = 64 << 10,
	HELD_SIZE = 6, /* bytes of a line that wait until they are known not to be "* BYE " */
	HEAD_SIZE = 24, /* kept of a line's beginning: "* 4294967295 EXISTS" */
	TAIL_SIZE = 28,
	WHY_SIZE = 400,
	STOP_BYTES = 256 << 10, /* an answer that never pauses is interrupted after so many */
};

static const char greeting[] = "* PREAUTH logged in\r\n";

struct stream {
	struct stream_line line;
	mailstream_low *low;
	int stop_fd;
	int64_t silence_ms, deadline_ms; /* deadline_ms: when the answer must be over, 0 for none */
	uint64_t bytes_left, news, literal_max;
	size_t unasked; /* bytes received since stop_fd was last looked at */
	enum stream_end end;
	char why[WHY_SIZE];
	size_t greeted; /* bytes of the greeting that the library has read */

	/* Bytes received: start..ready may go to the library, ready..stop are not judged yet. */
	char buffer[BUFFER_SIZE];
	size_t start, ready, stop;

	/* The line that is being judged. */
	uint64_t literal_left;
	size_t line_len; /* without literals */
	char head[HEAD_SIZE], tail[TAIL_SIZE];
	size_t tail_len;
};

static void finish(struct stream *s, enum stream_end end, const char *why)
{
	if (s->end != STREAM_OPEN)
		return;
	s->end = end;
	snprintf(s->why, sizeof s->why, "%s", why);
}

/* Whether the line's beginning, as far as it is known, says `* WORD`. */
static bool says(const struct stream *s, const char *word)
{
	size_t n = strlen(word);

	if (s->line_len < n + 2 || strncmp(s->head, "* ", 2) != 0)
		return false;
	for (size_t i = 0; i < n; i++)
		if (ascii_lower((unsigned char)s->head[2 + i]) != word[i])
			return false;
	return s->line_len == n + 2 || !ascii_is_alnum((unsigned char)s->head[2 + n]);
}

/* Only data carries literals; a status line's text may end in what merely looks like one. */
static bool may_have_literal(const struct stream *s)
{
	return strncmp(s->head, "* ", 2) == 0 && !says(s, "ok") && !says(s, "no") &&
	       !says(s, "bad") && !says(s, "preauth");
}

/* The number in "{123}" or "{123+}" at the end of a line; false when it ends otherwise. */
static bool literal_size(const struct stream *s, uint64_t *size_r)
{
	const char *t = s->tail;
	size_t n = s->tail_len, i;

	if (n > 0 && t[n - 1] == '\n')
		n--;
	if (n > 0 && t[n - 1] == '\r')
		n--;
	if (n == 0 || t[--n] != '}')
		return false;
	if (n > 0 && t[n - 1] == '+')
		n--;
	for (i = n; i > 0 && t[i - 1] >= '0' && t[i - 1] <= '9'; i--)
		;
	if (i == n || n - i > 20)
		return false;
	/* A number that fills all that is kept of the line is beyond every limit. */
	*size_r = i == 0 || n - i > 18 ? UINT64_MAX : 0;
	if (i > 0 && t[i - 1] != '{')
		return false;
	for (; *size_r != UINT64_MAX && i < n; i++)
		*size_r = *size_r * 10 + (uint64_t)(t[i] - '0');
	return true;
}

static void next_line(struct stream *s)
{
	s->line_len = 0;
	s->tail_len = 0;
	memset(s->head, 0, sizeof s->head);
}

static void keep_tail(struct stream *s, char c)
{
	if (s->tail_len == TAIL_SIZE) {
		memmove(s->tail, s->tail + 1, TAIL_SIZE - 1);
		s->tail_len--;
	}
	s->tail[s->tail_len++] = c;
}

/* Counts "* NUMBER EXISTS". */
static void note_news(struct stream *s)
{
	size_t n = s->line_len < HEAD_SIZE ? s->line_len : HEAD_SIZE, i = 2;

	if (n < 10 || memcmp(s->head, "* ", 2) != 0)
		return;
	while (i < n && s->head[i] >= '0' && s->head[i] <= '9')
		i++;
	if (i == 2 || i + 7 > n || s->head[i] != ' ')
		return;
	for (size_t k = 0; k < 6; k++)
		if (ascii_lower((unsigned char)s->head[i + 1 + k]) != "exists"[k])
			return;
	s->news++;
}

static void end_of_line(struct stream *s)
{
	uint64_t size;

	note_news(s);

	if (!may_have_literal(s) || !literal_size(s, &size)) {
		next_line(s);
	} else if (size > s->literal_max) {
		finish(s, STREAM_LIMIT, "the server announced a literal beyond every limit");
	} else {
		s->literal_left = size;
		s->tail_len = 0;
	}
}

static void said_goodbye(struct stream *s, size_t at)
{
	size_t n = 0;
	char why[WHY_SIZE], text[256];

	while (at + n < s->stop && n < sizeof text - 1 && s->buffer[at + n] != '\r' &&
		s->buffer[at + n] != '\n') {
		char c = s->buffer[at + n];

		text[n++] = c >= ' ' && c < 127 ? c : '?';
	}
	text[n] = '\0';
	snprintf(why, sizeof why, "the server said goodbye:%s", text);
	finish(s, STREAM_BYE, why);
}

/*
 * Judges what was received and moves `ready` on. The first bytes of a line wait until it is clear
 * that they are no BYE, which never reaches the library.
 */
static void judge(struct stream *s)
{
	size_t safe = s->ready, i = s->ready;

	/* Bytes that were held back are judged again from the line's beginning. */
	if (s->line_len < HELD_SIZE)
		next_line(s);
	while (i < s->stop && s->end == STREAM_OPEN) {
		if (s->literal_left > 0) {
			size_t n = s->stop - i;

			n = n < s->literal_left ? n : (size_t)s->literal_left;
			s->literal_left -= n;
			i += n;
			safe = i;
			continue;
		}
		char c = s->buffer[i++];

		if (s->line_len < HEAD_SIZE)
			s->head[s->line_len] = c;
		s->line_len++;
		keep_tail(s, c);
		if (s->line_len > STREAM_MAX_LINE)
			finish(s, STREAM_LIMIT, "the server sent a line without end");
		else if (s->line_len == HELD_SIZE && says(s, "bye"))
			said_goodbye(s, i - 1);
		else if (c == '\n')
			end_of_line(s);
		if (s->end == STREAM_OPEN && (s->line_len == 0 || s->line_len >= HELD_SIZE))
			safe = i;
	}
	s->ready = safe;
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
			finish(s, STREAM_CLOSED, "the connection cannot be waited for");
			return -1;
		}
		if (n > 0 && fds[1].revents) {
			finish(s, STREAM_STOPPED, "it was told to stop");
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
	finish(s, STREAM_SILENT,
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
	finish(s, STREAM_STOPPED, "it was told to stop");
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
	ssize_t n = s->line.recv(s->line.ctx, s->buffer + s->stop, BUFFER_SIZE - s->stop);
	if (n == STREAM_AGAIN)
		return 0;
	if (n <= 0) {
		finish(s, STREAM_CLOSED,
			n == 0 ? "the server closed the connection" : "the connection broke");
		return -1;
	}
	if ((uint64_t)n > s->bytes_left) {
		finish(s, STREAM_LIMIT, "the server's answer is longer than any it should give");
		return -1;
	}
	s->bytes_left -= (uint64_t)n;
	s->stop += (size_t)n;
	s->unasked += (size_t)n;
	judge(s);
	return s->unasked >= STOP_BYTES && is_stopped(s) ? -1 : 1;
}

/* Makes bytes ready for the library: 1, or -1 when the stream has ended. */
static int read_more(struct stream *s)
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

static ssize_t low_read(mailstream_low *low, void *bytes, size_t n)
{
	struct stream *s = low->data;
	size_t left = sizeof greeting - 1 - s->greeted;

	if (left > 0) {
		n = n < left ? n : left;
		memcpy(bytes, greeting + s->greeted, n);
		s->greeted += n;
		return (ssize_t)n;
	}
	if (n == 0)
		return 0;
	if (read_more(s) < 0)
		return -1;
	n = n < s->ready - s->start ? n : s->ready - s->start;
	/* A line at a time: what follows may not be for the library. */
	const char *end = memchr(s->buffer + s->start, '\n', n);
	if (end)
		n = (size_t)(end - (s->buffer + s->start)) + 1;
	memcpy(bytes, s->buffer + s->start, n);
	s->start += n;
	return (ssize_t)n;
}

static ssize_t write_some(struct stream *s, const void *bytes, size_t n)
{
	int64_t until = patience(s);

	while (s->end == STREAM_OPEN) {
		ssize_t sent = s->line.send(s->line.ctx, bytes, n);
		if (sent > 0 || n == 0)
			return sent;
		if (sent != STREAM_AGAIN) {
			finish(s, STREAM_CLOSED, "the connection broke");
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

static ssize_t low_write(mailstream_low *low, const void *bytes, size_t n)
{
	return write_some(low->data, bytes, n);
}

static int low_close(mailstream_low *low)
{
	(void)low;
	return 0;
}

static int low_get_fd(mailstream_low *low)
{
	const struct stream *s = low->data;

	return s->line.fd;
}

/* The stream outlives the library's session. */
static void low_free(mailstream_low *low)
{
	struct stream *s = low->data;

	s->low = NULL;
	free(low);
}

static void low_cancel(mailstream_low *low)
{
	(void)low;
}

static struct mailstream_cancel *low_get_cancel(mailstream_low *low)
{
	(void)low;
	return NULL;
}

static mailstream_low_driver driver = {
	.mailstream_read = low_read,
	.mailstream_write = low_write,
	.mailstream_close = low_close,
	.mailstream_get_fd = low_get_fd,
	.mailstream_free = low_free,
	.mailstream_cancel = low_cancel,
	.mailstream_get_cancel = low_get_cancel,
};

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

mailstream *stream_mailstream(struct stream *s)
{
	s->low = mailstream_low_new(s, &driver);
	return s->low ? mailstream_new(s->low, BUFFER_SIZE) : NULL;
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
		ssize_t some = write_some(s, (const char *)bytes + sent, n - sent);
		if (some < 0)
			return -1;
		sent += (size_t)some;
	}
	return 0;
}

ssize_t stream_peek(struct stream *s, const char **bytes_r)
{
	if (read_more(s) < 0)
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
