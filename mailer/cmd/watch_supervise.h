/*
 * The process that talks to a mail server, and the one that starts it again.
 *
 * The IMAP library can be ended by what a server sends. So the work is done in a child, and the
 * parent passes signals on, ends it when it does not end in time, and starts it again when it died.
 */
#ifndef CMD_WATCH_SUPERVISE_H
#define CMD_WATCH_SUPERVISE_H

#include <stdbool.h>

#include "watch/source_imap.h"

/* Does the work; its result is an exit status. suspect is shared with the parent. */
typedef int watch_work(void *ctx, struct source_suspect *suspect);

/*
 * Runs work(ctx) in a child until it ends by itself: its exit status. once: a child that died three
 * times in a row at the same mails is not started again (EXIT_TEMPORARY).
 */
int watch_supervise(watch_work *work, void *ctx, bool once);

#endif
