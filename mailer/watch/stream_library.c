#include <libetpan/mailstream.h>
#include <stdlib.h>
#include <string.h>

#include "watch/stream_parts.h"

static const char greeting[] = "* PREAUTH logged in\r\n";

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
	if (stream_read_more(s) < 0)
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

static ssize_t low_write(mailstream_low *low, const void *bytes, size_t n)
{
	return stream_write_some(low->data, bytes, n);
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

mailstream *stream_mailstream(struct stream *s)
{
	s->low = mailstream_low_new(s, &driver);
	return s->low ? mailstream_new(s->low, STREAM_BUFFER_SIZE) : NULL;
}
