/*
 * The SMTP dialogue on one connection, without the connection: bytes in, bytes out, outcomes.
 *
 * Two letters at most are in it: the front one may be in doubt (its message has left), the back one
 * is in its envelope only. Where the server knows PIPELINING the message of one letter and the
 * envelope of the next leave together (RFC 2920 3.1 lets message content begin a group), else every
 * command waits for its answer. A letter's message leaves only after session_data(): what must be
 * durable before, the caller commits when session_wants_data() names the letter.
 *
 * A letter ends with exactly one outcome. A connection that ends leaves each letter in it
 *     uncertain   its final dot had left,
 *     deferred    something had been said about it, or it was the first on this connection,
 *     untried     nothing had been said about it.
 */
#ifndef SEND_SESSION_H
#define SEND_SESSION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/str.h"
#include "send/message.h"
#include "send/outcome.h"
#include "send/reply.h"

/* Milliseconds to wait for a whole answer, however slowly it drips (RFC 5321 4.5.3.2). */
struct session_patience {
	int64_t mail, rcpt, data, block, dot, quit;
};
extern const struct session_patience session_patience_standard;

struct session_letter {
	void *job; /* the caller's name for the letter; NULL: the slot is free */
	const char *const *to;
	size_t to_count, rcpts_sent, rcpts_answered, bytes;
	struct str mail_line;
	bool mail_sent, mail_taken, data_sent, touched, wants_data;
	bool failed; /* failure is what it will end with */
	struct outcome failure;
	bool dot_queued, dot_left, dot_empty;
	uint64_t dot_end; /* the place of the dot's end in all that was ever queued */
};

struct session_event {
	void *job;
	struct outcome outcome;
};

struct session {
	struct offers offers;
	const struct session_patience *patience;
	struct session_letter slots[2], *front, *back; /* NULL when there is none */
	struct reply_reader reader;

	struct str out; /* to be sent from out_at on */
	size_t out_at;
	uint64_t queued, left; /* bytes ever */

	struct session_expected {
		enum stage stage;
		struct session_letter *letter;
	} * expected; /* a ring of answers that are due, in order */
	size_t expected_head, expected_count, expected_cap;
	int64_t deadline; /* for the first of them */

	bool dot_free; /* the final dot of a large letter may leave */
	bool needs_rset, quitting, winding_down, ended;
	struct str why; /* why it ended, for people */
	int end_code; /* 421 when the server said so */
	size_t completed; /* letters that it decided on */

	struct session_event events[3];
	size_t event_count;
};

void session_init(
	struct session *s, const struct offers *offers, const struct session_patience *patience);
void session_release(struct session *s);

/* Whether a letter may begin now. */
bool session_can_begin(const struct session *s);

/*
 * Begins a letter. m's addresses must live until its outcome, its bytes only during the call. One
 * that does not fit this server has its outcome (rejected) at once.
 */
void session_begin(struct session *s, void *job, const struct message *m, int64_t now);

/* The letter whose message the server waits for, or NULL. */
void *session_wants_data(const struct session *s);

/* Sends its message. The intent to do so must be durable. */
void session_data(struct session *s, const char *bytes, size_t n, int64_t now);

/* Bytes from the server. */
void session_feed(struct session *s, const char *bytes, size_t n, int64_t now);

/* Bytes that wait to be sent; n of them went out; or, after a failure, up to n may have. */
size_t session_pending(const struct session *s, const char **bytes_r);
void session_sent(struct session *s, size_t n, int64_t now);
void session_perhaps_sent(struct session *s, size_t n);

/*
 * A large letter's final dot is held back until all before it has arrived: a line that breaks while
 * megabytes are on their way then leaves no doubt. Whether all but that dot has been sent; and that
 * it may follow.
 */
enum { SESSION_LARGE = 128 << 10 };
bool session_holds_dot(const struct session *s);
void session_free_dot(struct session *s);

/* When an answer is overdue (INT64_MAX: none is due); and the end that this makes. */
int64_t session_deadline(const struct session *s);
void session_check_deadline(struct session *s, int64_t now);

/* The connection is gone. */
void session_lost(struct session *s, const char *why);

/* Says QUIT, when nothing is under way. */
void session_quit(struct session *s, int64_t now);

/*
 * Ends as soon as it can be done without a doubt: at once, or with the answer to a final dot.
 * Letters that have not left are untried.
 */
void session_wind_down(struct session *s);

/* Takes the oldest outcome; false when there is none. event_r->outcome is initialised. */
bool session_event(struct session *s, struct session_event *event_r);

/* Nothing is under way. */
bool session_idle(const struct session *s);

#endif
