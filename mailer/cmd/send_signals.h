/*
 * Signals of `send`, as a descriptor to wait for: SIGINT, SIGTERM and SIGHUP (the terminal has
 * gone) wish it to stop. One that whoever started us has ignored stays so.
 */
#ifndef CMD_SEND_SIGNALS_H
#define CMD_SEND_SIGNALS_H

#include <signal.h>

#include "base/err.h"

enum { SEND_SIGNALS = 3 };

struct send_signals {
	int fd; /* a byte for each wish */
	int in;
	struct sigaction old[SEND_SIGNALS];
};

/* From now on; the first one is answered on standard error. One at a time in a process. 0 or -1. */
int send_signals_catch(struct send_signals *s, struct err *err);

/* As it was before. */
void send_signals_restore(struct send_signals *s);

#endif
