/*
 * The sender: letters of the outbox go out, and what became of each is in the journal.
 *
 * It knows the outbox and servers, not campaigns: the bytes of a letter come from the caller. Three
 * promises hold whatever ends the process, and whenever: a letter is accepted by the server at most
 * once; none is forgotten; what is truly in doubt (its final dot left, no answer came) is
 * `uncertain`, at most one a connection. For that the intent is committed before the final dot
 * leaves, and all results and intents of one turn of the loop share one commit.
 *
 * Transports by URL: smtp:// and smtps:// (smtp.c), maildir:PATH (folder.c), sendmail:[PATH]
 * (program.c).
 */
#ifndef SEND_SENDER_H
#define SEND_SENDER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/str.h"
#include "store/outbox.h"
#include "store/store.h"
#include "net/connection.h"
#include "send/message.h"
#include "send/pace.h"
#include "send/session.h"

struct sender_settings {
	struct connection_settings server; /* its secret is asked for by calls->secret */
	const char *path; /* maildir: and sendmail: the path, resolved */
	long connections; /* at least 1 */
	struct pace_limit rate, domain_rate;
	const long *retry; /* waits in seconds between tries */
	size_t retry_count;
	bool wait; /* stay until every letter is decided */
	size_t limit; /* letters of this run; 0: any number */
	int stop_fd; /* a byte for each wish to stop: the first ends gently, the second at once; -1
		      */
	const struct session_patience *patience; /* NULL: the standard */
	int64_t stop_ms; /* how long a gentle end may take; 0: SENDER_STOP_MS */
};

enum { SENDER_STOP_MS = 30000 };

/* Why a run ended. */
enum sender_end {
	SENDER_DONE, /* nothing is left that could be sent now */
	SENDER_LIMIT,
	SENDER_STOPPED, /* stop_fd */
	SENDER_QUIET, /* letters may not leave at this hour: calls->allowed_at */
	SENDER_UNREACHABLE,
	SENDER_UNTRUSTED, /* certificate, TLS or settings */
	SENDER_LOGIN, /* refused */
	SENDER_POLICY, /* several refusals by policy in a row */
	SENDER_DOUBT, /* several letters in a row became uncertain */
	SENDER_FAILED, /* a letter could not be claimed or made, while others were on their way */
};

struct sender_report {
	enum sender_end end;
	struct err why; /* in words, where end is not DONE, LIMIT or STOPPED */
	size_t by_state[OUTBOX_STATES]; /* outcomes of this run */
	size_t untried; /* begun and given back */
	size_t links; /* connections that are open now */
	int64_t next_at; /* when the next letter is due or allowed, 0: nothing waits */
};

struct sender_calls {
	void *ctx;
	/* The letter of a row; m_r is valid until the next call. -1 ends the run. */
	int (*compose)(
		void *ctx, const struct outbox_letter *row, struct message *m_r, struct err *err);
	/* Whether to send it in this run; NULL: all. */
	bool (*want)(void *ctx, const struct outbox_letter *row);
	/* Password or token, appended; called again when the server refused a token. NULL: none. */
	int (*secret)(void *ctx, struct str *secret_r, struct err *err);
	/* When letters may leave, at or after now; NULL: always. */
	int64_t (*allowed_at)(void *ctx, int64_t now);
	/* A letter's outcome, durable by now. NULL: nobody asks. */
	void (*outcome)(void *ctx, const struct outbox_letter *row,
		const struct outbox_result *result, long attempt, int64_t at);
	/* About once a second, and after outcomes. NULL: nobody asks. */
	void (*tick)(void *ctx, const struct sender_report *report);
};

/*
 * Sends what the outbox has for now. The store must be open for writing and locked for "send", and
 * outbox_recover() done (see sender_recover()). 0 with *report_r, also when it ended early; -1 when
 * the store or a letter failed: nothing more was sent then.
 */
int sender_run(const struct sender_settings *settings, const struct sender_calls *calls,
	struct store *store, struct sender_report *report_r, struct err *err);

/*
 * At the start: letters that a run before left in `sending` become uncertain. Only where both runs
 * deliver to one Maildir, where a second delivery finds the first, they are delivered again
 * instead. The number that became uncertain, or -1.
 */
long sender_recover(const struct sender_settings *settings, const struct sender_calls *calls,
	struct store *store, struct err *err);

#endif
