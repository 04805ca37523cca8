/*
 * Delivering what the outbox has, and telling the person about it: for `send` and `remind`.
 */
#ifndef CMD_SEND_DELIVER_H
#define CMD_SEND_DELIVER_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "send/sender.h"
#include "cmd/cli.h"
#include "cmd/workspace.h"

struct send_options {
	bool wait;
	size_t limit;
	/* Only these; NULL: all. */
	bool (*only)(void *ctx, const struct outbox_letter *row);
	void *only_ctx;
	/* One letter that is not of the outbox (a test); NULL: letters are made from their edition.
	 */
	const struct letter *test;
};

/*
 * Takes what the store needs: the lock, what a run before left in doubt. Tells what it found. 0 or
 * -1.
 */
int send_prepare(struct workspace *w, const struct cli *cli, struct err *err);

/*
 * Sends, tells every outcome, and sums up. The exit status. A first signal stops gently, a second
 * at once.
 */
int send_deliver(struct workspace *w, const struct cli *cli, const struct send_options *options);

/* "maildir:outbox" or "smtp://HOST:PORT", for people. */
const char *send_where(const struct workspace *w);

#endif
