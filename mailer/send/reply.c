#include <string.h>

#include "base/str.h"
#include "base/utf8.h"
#include "send/reply.h"

void reply_reader_init(struct reply_reader *r)
{
	*r = (struct reply_reader){0};
	str_init_max(&r->line, REPLY_MAX_BYTES);
	str_init(&r->reply.text);
}

void reply_reader_release(struct reply_reader *r)
{
	str_release(&r->line);
	str_release(&r->reply.text);
}

static size_t digits(const char *s, size_t n, size_t max)
{
	size_t i = 0;

	while (i < n && i < max && ascii_is_digit(s[i]))
		i++;
	return i;
}

/* The length of "5.1.1 " at the start of text, without the space; 0 when there is none. Its class
 * must be that of the code (RFC 2034 4). */
static size_t enhanced_length(const char *s, size_t n, int code)
{
	size_t i = 2, part;

	if (n < 5 || s[0] != '0' + code / 100 || s[1] != '.')
		return 0;
	for (int round = 0; round < 2; round++) {
		part = digits(s + i, n - i, 3);
		if (part == 0)
			return 0;
		i += part;
		if (round == 0) {
			if (i >= n || s[i] != '.')
				return 0;
			i++;
		}
	}
	return i == n || s[i] == ' ' ? i : 0;
}

static void keep_text(struct reply_reader *r, const char *s, size_t n)
{
	struct reply *reply = &r->reply;
	size_t enhanced = enhanced_length(s, n, reply->code);

	if (enhanced) {
		memcpy(reply->enhanced, s, enhanced);
		reply->enhanced[enhanced] = '\0';
		s += enhanced + (enhanced < n);
		n -= enhanced + (enhanced < n);
	}
	if (reply->text.len >= REPLY_MAX_TEXT || n == 0)
		return;
	if (reply->text.len)
		str_addc(&reply->text, ' ');
	utf8_add_visible(&reply->text, s, n < REPLY_MAX_TEXT ? n : REPLY_MAX_TEXT, false);
}

static enum reply_status take_line(struct reply_reader *r, const char *s, size_t n)
{
	int code;

	if (n > 0 && s[n - 1] == '\r')
		n--;
	if (digits(s, n, 3) != 3 || s[0] < '2' || s[0] > '5' ||
		(n > 3 && s[3] != ' ' && s[3] != '-'))
		goto garbage;
	code = (s[0] - '0') * 100 + (s[1] - '0') * 10 + (s[2] - '0');
	if (r->began && code != r->reply.code)
		goto garbage;
	r->reply.code = code;
	if (n > 4)
		keep_text(r, s + 4, n - 4);
	r->began = n > 3 && s[3] == '-';
	r->done = !r->began;
	str_reset(&r->line);
	return r->done ? REPLY_COMPLETE : REPLY_MORE;
garbage:
	str_reset(&r->reply.text);
	utf8_add_visible(&r->reply.text, s, n < 200 ? n : 200, false);
	return REPLY_GARBAGE;
}

enum reply_status reply_read(struct reply_reader *r, const char **bytes, size_t *n)
{
	enum reply_status status = REPLY_MORE;

	if (r->done) {
		r->done = r->began = false;
		r->bytes = 0;
		r->reply.code = 0;
		r->reply.enhanced[0] = '\0';
		str_reset(&r->reply.text);
	}
	while (*n > 0 && status == REPLY_MORE) {
		const char *end = memchr(*bytes, '\n', *n);
		const char *line = *bytes;
		size_t part = end ? (size_t)(end - *bytes) : *n, used = part + (end != NULL);
		r->bytes += used;
		*bytes += used;
		*n -= used;
		/* A line that came in one piece is read where it is. */
		if (end == NULL || r->line.len) {
			str_add(&r->line, line, part);
			line = str_c(&r->line);
			part = r->line.len;
		}
		if (r->bytes > REPLY_MAX_BYTES || r->line.full) {
			str_reset(&r->reply.text);
			str_addf(&r->reply.text, "a reply of more than %d bytes", REPLY_MAX_BYTES);
			return REPLY_GARBAGE;
		}
		if (end)
			status = take_line(r, line, part);
	}
	return status;
}
