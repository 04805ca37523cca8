/*
 * One run of a local mail program: fed a letter, waited for, ended when it hangs.
 *
 * What counts afterwards is whether it can have passed the letter on. Its exit status says so, and
 * the pipe does: of a letter that is still in it nothing can have left.
 */
#ifndef SEND_PROGRAM_CHILD_H
#define SEND_PROGRAM_CHILD_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/str.h"
#include "send/transports.h"

enum { PROGRAM_SAID_MAX = 2000 }; /* bytes of what it says that are kept */

enum program_how {
	PROGRAM_ENDED, /* by itself */
	PROGRAM_HUNG, /* we ended it: for so long it neither took bytes nor ended */
	PROGRAM_STOPPED, /* we ended it: somebody wished the run to stop */
};

enum program_took { PROGRAM_TOOK_ALL, PROGRAM_TOOK_SOME, PROGRAM_TOOK_NOTHING };

struct program_end {
	enum program_how how;
	int status; /* of wait(2) */
	enum program_took took; /* of its input; NOTHING: and nobody can any more */
	struct str said; /* its output and errors, safe to show; release it */
};

/*
 * Runs the program at path with argv and the n bytes of a letter as its input, in a process group
 * of its own. It may be silent for t's patience after the dot, and once a wish to stop came
 * (*wishes counts them) for stop_ms; a second wish ends it at once: SIGTERM, then SIGKILL, to the
 * group. Meanwhile t's caller is told how things stand. 0 with *end_r, or -1 when it was never
 * started.
 */
int program_child_run(const struct transport *t, const char *path, char *const argv[],
	const char *bytes, size_t n, int *wishes, int64_t *next_tick, struct program_end *end_r,
	struct err *err);

#endif
