/*
 * How much at once: how many connections may have work, and when the next may be opened.
 *
 * It begins with one letter alone, so that a server that refuses us refuses one. The first that is
 * sent opens all connections; every "too much" (4xx) halves them and every few letters sent bring
 * one back; on one connection it pauses instead. Pure: milliseconds of the monotonic clock in, no
 * sockets.
 */
#ifndef SEND_THROTTLE_H
#define SEND_THROTTLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "send/outcome.h"

struct throttle {
	size_t most; /* connections, by the settings */
	size_t allowed; /* connections that may have work now */
	bool proven; /* the server takes letters: more than one may be on its way */
	size_t successes; /* since `allowed` changed */
	int failures; /* connections in a row that could not be opened */
	int drops; /* connections in a row that ended before a letter was decided */
	int64_t grow_after; /* `allowed` stays as it is until then */
	int64_t open_after, pause_ms, pause_until;
};

void throttle_init(struct throttle *t, size_t most);
void throttle_outcome(struct throttle *t, const struct outcome *o, int64_t now);

/*
 * A connection could not be opened: the only one; or a further one, besides `open` others. So many
 * are enough then for a while: those that end may be opened again, no more of them.
 */
void throttle_unreachable(struct throttle *t, int64_t now);
void throttle_no_more(struct throttle *t, size_t open, int64_t now);

/* A connection ended; decided: whether the server had decided on a letter on it. */
void throttle_dropped(struct throttle *t, bool decided, int64_t now);

#endif
