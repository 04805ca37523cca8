/*
 * A process that reads mails for us, so that no mail can end or take over the one that holds the
 * store.
 *
 * The child is forked from the running program, closes every descriptor but its two pipes, bounds
 * its memory, stack and CPU time, and gives up everything else (seccomp). Mails go down a pipe,
 * readings come back; both ways in frames with a length that is checked, and a reading is checked
 * again by the parent (UTF-8, ranges, counts), since a child that was taken over may lie.
 *
 * Fork early: before threads are started and before secrets are loaded.
 */
#ifndef REPLY_WORKER_H
#define REPLY_WORKER_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/err.h"
#include "reply/reading.h"

enum {
	WORKER_SECONDS = 2, /* CPU for one mail */
	WORKER_WALL_SECONDS = 20, /* for one mail on a busy machine, before the child is ended */
};

struct worker {
	pid_t pid; /* 0: not running */
	int to, from; /* pipes */
	unsigned restarts; /* times a child was started again */
	uint64_t serial; /* of the last frame sent */
	/*
	 * What the child does with each mail that it has read, or NULL: sets reading->passages,
	 * with the reading's arena. It and what ctx points to are those of the time when the child
	 * was started: after a change, worker_stop(). The parent checks that each of the passages
	 * has another of so many subjects (READING_MAX_SUBJECTS at most), and lies in the text.
	 */
	void (*examine)(void *ctx, struct reading *reading);
	void *examine_ctx;
	size_t subjects;
	/* A test's stand-in for reading_parse(); NULL in the program. */
	void (*parse)(const void *bytes, size_t n, struct reading *reading_r);
};

/* Starts the child; SIGPIPE is ignored from then on. -1 when no process can be made, or when it
 * cannot be locked up. */
int worker_start(struct worker *worker, struct err *err);

/*
 * Reads one mail. A child that dies or goes beyond its time is replaced, the mail tried once more,
 * and then returned as quarantined (sha256, size and reason set): that is a result, not an error.
 * -1 only when no child can be started. Release *reading_r after a 0.
 */
int worker_read(struct worker *worker, const void *bytes, size_t n, struct reading *reading_r,
	struct err *err);

/* The same for a text without headers, as reading_parse_text(). */
int worker_read_text(struct worker *worker, const void *bytes, size_t n, struct reading *reading_r,
	struct err *err);

/* Ends the child and waits for it. */
void worker_stop(struct worker *worker);

#endif
