/* The parts of a session that its files share. */
#ifndef SEND_SESSION_PARTS_H
#define SEND_SESSION_PARTS_H

#include "send/session.h"

/* session_expected.c: answers that are due, in order; the first one's deadline, begun anew. */
void session_expect(
	struct session *s, enum stage stage, struct session_letter *letter, int64_t now);
struct session_expected session_take_expected(struct session *s, int64_t now);
void session_arm(struct session *s, int64_t now);
/* Where a letter stands: the first answer that is due for it. */
enum stage session_stage_of(const struct session *s, const struct session_letter *l);

/* session.c: a letter ends with the outcome that is in l->failure. */
void session_finish(struct session *s, struct session_letter *l);
/* The session ends; s->why says why. */
void session_end(struct session *s);

/* session_say.c: lines to be sent: any; the next of a letter's envelope; DATA. */
void session_say(struct session *s, const char *line);
void session_say_next(struct session *s, struct session_letter *l, int64_t now);
void session_say_data(struct session *s, struct session_letter *l, int64_t now);
/*
 * All that may be said of a letter at once. With several recipients DATA waits: were some refused,
 * a server that has the DATA already would take the message for the others, and the letter would be
 * sent to a part of its envelope.
 */
void session_say_group(struct session *s, struct session_letter *l, int64_t now);

#endif
