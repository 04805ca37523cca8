/*
 * Taking the next letter: which one may go now, by schedule, limits and pace; and its bytes.
 */
#ifndef SEND_CLAIM_H
#define SEND_CLAIM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/mem.h"
#include "base/str.h"
#include "send/journal.h"
#include "send/pace.h"
#include "send/sender.h"

/* A letter that is on its way. Zero-initialised is none. */
struct job {
	struct outbox_letter row;
	struct arena arena; /* the envelope */
	struct message message; /* its own copies; bytes are in `bytes` */
	struct str bytes;
	bool held; /* claimed */
	bool intended, decided;
	char *domain;
};

void job_release(struct job *job);

struct claims {
	struct journal *journal;
	const struct sender_settings *settings;
	const struct sender_calls *calls;
	struct store *store;
	struct pace pace;
	size_t taken;
	int64_t try_at; /* monotonic ms: nothing can be claimed before, as far as is known */
	bool drained; /* the last try found nothing that only had to wait for its pace */

	/* of the search that is going on; deferred letters [1] and queued ones [0] go round apart
	 */
	int64_t searched_at, first_seen[2], blocked_until;
	size_t seen;
	bool came_round[2];
};

void claims_init(struct claims *c, struct journal *journal, struct store *store);
void claims_release(struct claims *c);

/* Claims a letter into job: 1; 0: none now (c->try_at tells when to try again); -1. */
int claims_take(struct claims *c, struct job *job, struct err *err);

/* The bytes of a job whose copy was dropped, made again. */
int claims_compose(struct claims *c, struct job *job, struct err *err);

/* A letter was given back, or became due sooner: try again at once. */
void claims_wake(struct claims *c);

/* It was not tried: it does not count. The caller unclaims it. */
void claims_refund(struct claims *c, const struct job *job);

#endif
