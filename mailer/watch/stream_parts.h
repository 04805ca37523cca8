/*
 * A line that is read: what stream.c, stream_judge.c and stream_library.c share. Nobody else
 * includes this.
 */
#ifndef WATCH_STREAM_PARTS_H
#define WATCH_STREAM_PARTS_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "watch/stream.h"

enum {
	STREAM_BUFFER_SIZE = 64 << 10,
	STREAM_HEAD_SIZE = 24, /* kept of a line's beginning: "* 4294967295 EXISTS" */
	STREAM_TAIL_SIZE = 28,
	STREAM_WHY_SIZE = 400,
};

struct stream {
	struct stream_line line;
	struct _mailstream_low *low; /* the library's end; NULL before and after its session */
	int stop_fd;
	int64_t silence_ms, deadline_ms; /* deadline_ms: when the answer must be over, 0 for none */
	uint64_t bytes_left, news, literal_max;
	size_t unasked; /* bytes received since stop_fd was last looked at */
	enum stream_end end;
	char why[STREAM_WHY_SIZE];
	size_t greeted; /* bytes of the greeting that the library has read */

	/* Bytes received: start..ready may go to the library, ready..stop are not judged yet. */
	char buffer[STREAM_BUFFER_SIZE];
	size_t start, ready, stop;

	/* The line that is being judged. */
	uint64_t literal_left;
	size_t line_len; /* without literals */
	char head[STREAM_HEAD_SIZE], tail[STREAM_TAIL_SIZE];
	size_t tail_len;
};

/* Ends the stream, unless it has ended before. */
void stream_finish(struct stream *s, enum stream_end end, const char *why);

/*
 * Judges what was received and moves `ready` on. The first bytes of a line wait until it is clear
 * that they are no BYE, which never reaches the library.
 */
void stream_judge(struct stream *s);

/* Makes bytes ready for the library: 1, or -1 when the stream has ended. */
int stream_read_more(struct stream *s);

/* Sends some of n bytes: their number, or -1 when the stream has ended. */
ssize_t stream_write_some(struct stream *s, const void *bytes, size_t n);

#endif
