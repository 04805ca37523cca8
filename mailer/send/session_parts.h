/* The parts of a session that its files share. */
#ifndef SEND_SESSION_PARTS_H
#define SEND_SESSION_PARTS_H

#include "send/session.h"

/* Answers that are due, in order. */
void session_expect(
	struct session *s, enum stage stage, struct session_letter *letter, int64_t now);
struct session_expected session_take_expected(struct session *s, int64_t now);

/* A letter ends with the outcome that is in l->failure. */
void session_finish(struct session *s, struct session_letter *l);
/* The session ends; s->why says why. */
void session_end(struct session *s);

/* Lines to be sent: any; the next of a letter's envelope; DATA. */
void session_say(struct session *s, const char *line);
void session_say_next(struct session *s, struct session_letter *l, int64_t now);
void session_say_data(struct session *s, struct session_letter *l, int64_t now);

#endif
