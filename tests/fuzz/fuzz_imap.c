/* What a mail server sends, as it reaches the IMAP library. */
/* rooms: watch */
#include <libetpan/libetpan.h>
#include <stdint.h>
#include <string.h>
#include <sys/types.h>

#include "watch/stream.h"

struct script {
	const uint8_t *p;
	size_t left;
	unsigned turn;
};

/* Pieces of changing sizes, so that what is judged falls onto their borders. */
static ssize_t give(void *ctx, void *bytes, size_t n)
{
	struct script *s = ctx;
	size_t piece = 1 + s->turn++ * 7 % 23;

	if (s->left == 0)
		return 0;
	piece = piece < s->left ? piece : s->left;
	piece = piece < n ? piece : n;
	memcpy(bytes, s->p, piece);
	s->p += piece;
	s->left -= piece;
	return (ssize_t)piece;
}

static ssize_t swallow(void *ctx, const void *bytes, size_t n)
{
	(void)ctx;
	(void)bytes;
	return (ssize_t)n;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* No BYE at a line's beginning and no more bytes than came may reach the library. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct script script = {data, size, 0};
	struct stream_line line = {.ctx = &script, .recv = give, .send = swallow, .fd = -1};
	struct stream *s = stream_new(&line, -1, 1);
	mailstream *m = stream_mailstream(s);
	char buffer[64];
	size_t total = 0;
	ssize_t n;

	stream_begin(s, 1 << 20, 5);
	while ((n = mailstream_read(m, buffer, sizeof buffer)) > 0)
		total += (size_t)n;
	if (total > size + sizeof "* PREAUTH logged in\r\n" || stream_end(s) == STREAM_OPEN)
		__builtin_trap();
	mailstream_close(m);
	stream_free(s);
	return 0;
}
