/* One run over SMTP, for the files that make it up. */
#ifndef SEND_SMTP_RUN_H
#define SEND_SMTP_RUN_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/str.h"
#include "send/link.h"
#include "send/throttle.h"
#include "send/transports.h"

struct smtp {
	struct transport *t;
	struct journal *journal;
	struct claims *claims;
	struct throttle throttle;
	struct link *links;
	size_t link_count;
	int epoll, done_fd;
	atomic_bool give_up; /* threads stop opening */
	struct str secret;
	bool token_renewed; /* since the last login that worked */
	int64_t token_since; /* when it was asked for; what began to open before has another */

	int wishes; /* to stop, so far */
	bool stopping; /* no letter begins; what is in doubt is waited for, until stop_until */
	int64_t stop_until, next_tick;
};

size_t smtp_count(const struct smtp *s, enum link_state state);
/* Connections, open or not, that have a letter. */
size_t smtp_count_busy(const struct smtp *s);
bool smtp_link_busy(const struct link *l);

/* smtp_open.c: begins sessions on connections that were opened; deals with those that were not. */
int smtp_take_opened(struct smtp *s, int64_t now, struct err *err);
/* Gives a letter that waits for a connection back. */
void smtp_give_back(struct smtp *s, struct link *l);

/*
 * smtp_letters.c: gives work to connections that can take it: open ones first, then new ones. A
 * letter that cannot be had or made ends the run once the others on their way have their answers.
 */
void smtp_assign(struct smtp *s, int64_t now);
/* Takes what they made of it. 0, or -1 when it could not be written down. */
int smtp_settle(struct smtp *s, int64_t now, struct err *err);

/* Ends what can be ended: letters that have not left are given back. */
void smtp_stop(struct smtp *s, int64_t now);

/* Puts fd among what the loop waits for; tag: a link's number, or one of these. */
enum { SMTP_TAG_DONE = 1 << 20, SMTP_TAG_STOP };
int smtp_watch(struct smtp *s, int op, int fd, uint32_t events, size_t tag);

#endif
