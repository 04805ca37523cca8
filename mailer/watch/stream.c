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

enum { BUFFER_SIZE = 64 << 10, HEAD_SIZE = 12, TAIL_SIZE = 28, WHY_SIZE = 400 };

static const char greeting[] = "* PREAUTH logged in\r\n";

struct stream {
	struct stream_line line;
	int stop_fd;
	int64_t silence_ms, deadline_ms;
	uint64_t bytes_left;
	enum stream_end end;
	char why[WHY_SIZE];

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

static void end_of_line(struct stream *s)
{
	uint64_t size;

	if (!may_have_literal(s) || !literal_size(s, &size)) {
		next_line(s);
	} else if (size > STREAM_MAX_LITERAL) {
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
	if (s->line_len < HEAD_SIZE)
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
		else if (s->line_len > 5 && s->line_len <= HEAD_SIZE && says(s, "bye"))
			said_goodbye(s, i - 1);
		else if (c == '\n')
			end_of_line(s);
		if (s->end == STREAM_OPEN && (s->line_len == 0 || s->line_len >= HEAD_SIZE))
			safe = i;
	}
	s->ready = safe;
}
