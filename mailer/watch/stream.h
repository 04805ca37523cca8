/*
 * The line under an IMAP conversation: a mailstream_low driver for libetpan over a connection that
 * is open, encrypted and logged in already.
 *
 * The library is told of a server that greeted with PREAUTH, so it never sees a password and never
 * decides about TLS. Everything that a server sends passes through here first, and what would hurt
 * the library or us ends the conversation instead: endless lines, literals that are too long, more
 * bytes than an answer may have, silence, and BYE (for which the library reads memory that is not
 * there). It knows lines and literals (RFC 3501 2.2, 4.3), not what they mean.
 *
 * The library is given one line at a time, so that between its commands others can be sent and
 * their answers read here, without a copy: stream_peek().
 */
#ifndef WATCH_STREAM_H
#define WATCH_STREAM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/* How bytes move; the connection in the program, a socket pair in tests. None of them blocks. */
struct stream_line {
	void *ctx;
	/* Bytes moved (> 0), 0 at the end of the line, STREAM_AGAIN, or STREAM_BROKEN. */
	ssize_t (*recv)(void *ctx, void *bytes, size_t n);
	ssize_t (*send)(void *ctx, const void *bytes, size_t n);
	int fd; /* to poll */
};

enum { STREAM_AGAIN = -2, STREAM_BROKEN = -1 };

/* Limits on what a server sends. */
enum {
	STREAM_MAX_LINE = 8 << 20, /* without its literals: a SEARCH of a million mails */
	STREAM_MAX_LITERAL = 9 << 20,
};

enum stream_end {
	STREAM_OPEN,
	STREAM_CLOSED, /* by the server or the network */
	STREAM_BYE, /* the server said so */
	STREAM_SILENT, /* nothing came within the deadline */
	STREAM_LIMIT, /* a line, a literal or an answer beyond its limit */
	STREAM_STOPPED, /* stop_fd became readable: the person wants to end */
};

struct stream;
struct _mailstream; /* libetpan's mailstream */

/* line is copied; stop_fd (or -1) ends every wait when it becomes readable. */
struct stream *stream_new(const struct stream_line *line, int stop_fd, int silence_seconds);

/* The mailstream for the library, which frees it by mailstream_close(); the stream stays. */
struct _mailstream *stream_mailstream(struct stream *s);
void stream_free(struct stream *s);

/*
 * How often the server has announced a number of messages ("* 12 EXISTS") so far. The library drops
 * what comes before the "+" of IDLE, so new mail is noticed by this number.
 */
uint64_t stream_news(const struct stream *s);

/*
 * Before each command: its whole answer may have max_bytes and take total_seconds, however slowly
 * it drips. A literal in it may have STREAM_MAX_LITERAL bytes.
 */
void stream_begin(struct stream *s, uint64_t max_bytes, int total_seconds);

/* Literals may have up to max bytes until the next stream_begin(). */
void stream_allow_literal(struct stream *s, uint64_t max);

/* The answer may have so many bytes more, and take so much longer. */
void stream_grant(struct stream *s, uint64_t bytes, int seconds);

/* Sends n bytes: 0, or -1 when the stream has ended. */
int stream_send(struct stream *s, const void *bytes, size_t n);

/*
 * The bytes that were received and not read yet, at *bytes_r until the next call; waits for one of
 * them. Their number, or -1 when the stream has ended.
 */
ssize_t stream_peek(struct stream *s, const char **bytes_r);
void stream_skip(struct stream *s, size_t n); /* reads n of them */

/* Waits until a byte is there (1), milliseconds have passed (0), or the stream has ended (-1). */
int stream_wait(struct stream *s, int64_t milliseconds);

enum stream_end stream_end(const struct stream *s);

/* What ended it, as the end of a sentence ("the server said goodbye: ..."); "" while it is open. */
const char *stream_why(const struct stream *s);

#endif
