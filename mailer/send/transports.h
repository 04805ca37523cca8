/* The transports of sender_run(), by URL. */
#ifndef SEND_TRANSPORTS_H
#define SEND_TRANSPORTS_H

#include "base/err.h"
#include "send/claim.h"
#include "send/journal.h"

/* What all of them work on. */
struct transport {
	const struct sender_settings *settings;
	const struct sender_calls *calls;
	struct store *store;
	struct sender_report *report;
	struct journal journal;
	struct claims claims;
};

/* Letters go to a server over several connections. */
int smtp_run(struct transport *t, struct err *err);

/* Letters become files of a Maildir, whose names make a second delivery find the first. */
int folder_run(struct transport *t, struct err *err);
/* One letter, also one that was left in `sending` by a run before; *outcome is initialised. */
int folder_deliver(const struct sender_settings *settings, const struct job *job,
	struct outcome *outcome, struct err *err);

/* Letters go to a local program, /usr/sbin/sendmail -i -f FROM -- TO..., one at a time. */
int program_run(struct transport *t, struct err *err);

/* Nothing is left that a transport may still do in this run, or somebody wishes it to stop. */
bool transport_is_over(const struct transport *t, int wishes, int64_t now);

/* Nothing may go now: waits until something may, or a wish to stop comes, a second at most. */
void transport_wait(const struct transport *t, int64_t now);

/* Tells the caller how things stand, once a second; *next is when the next time is. */
void transport_tick(const struct transport *t, int64_t now, int64_t *next);

/* Reads the wishes to stop that have come; their number so far. fd -1: none. */
int stop_wishes(int fd, int so_far);

#endif
