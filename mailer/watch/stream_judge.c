#include <stdio.h>
#include <string.h>

#include "base/str.h"
#include "watch/stream_parts.h"

enum { HELD_SIZE = 6 }; /* bytes of a line that wait until they are known not to be "* BYE " */

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
	if (s->tail_len == STREAM_TAIL_SIZE) {
		memmove(s->tail, s->tail + 1, STREAM_TAIL_SIZE - 1);
		s->tail_len--;
	}
	s->tail[s->tail_len++] = c;
}

/* Counts "* NUMBER EXISTS". */
static void note_news(struct stream *s)
{
	size_t n = s->line_len < STREAM_HEAD_SIZE ? s->line_len : STREAM_HEAD_SIZE, i = 2;

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
		stream_finish(s, STREAM_LIMIT, "the server announced a literal beyond every limit");
	} else {
		s->literal_left = size;
		s->tail_len = 0;
	}
}

static void said_goodbye(struct stream *s, size_t at)
{
	size_t n = 0;
	char why[STREAM_WHY_SIZE], text[256];

	while (at + n < s->stop && n < sizeof text - 1 && s->buffer[at + n] != '\r' &&
		s->buffer[at + n] != '\n') {
		char c = s->buffer[at + n];

		text[n++] = c >= ' ' && c < 127 ? c : '?';
	}
	text[n] = '\0';
	snprintf(why, sizeof why, "the server said goodbye:%s", text);
	stream_finish(s, STREAM_BYE, why);
}

void stream_judge(struct stream *s)
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

		if (s->line_len < STREAM_HEAD_SIZE)
			s->head[s->line_len] = c;
		s->line_len++;
		keep_tail(s, c);
		if (s->line_len > STREAM_MAX_LINE)
			stream_finish(s, STREAM_LIMIT, "the server sent a line without end");
		else if (s->line_len == HELD_SIZE && says(s, "bye"))
			said_goodbye(s, i - 1);
		else if (c == '\n')
			end_of_line(s);
		if (s->end == STREAM_OPEN && (s->line_len == 0 || s->line_len >= HELD_SIZE))
			safe = i;
	}
	s->ready = safe;
}
