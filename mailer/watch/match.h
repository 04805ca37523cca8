/*
 * The ladder: which letters a mail belongs to, and by what evidence.
 *
 * 1 our token in a recipient or trace header; 2 our Message-ID in In-Reply-To or References, or
 * that of a mail that is filed already; 3 either of them inside the mail (returned, attached,
 * quoted); 4 a reference code; 5 a sender we wrote to, with the same subject; 6 the only letter
 * with open demands at the sender's domain. 1 to 3 file, 4 to 6 suggest. Every question to the
 * store is one by an index, and their number is bounded, whatever a mail holds.
 */
#ifndef WATCH_MATCH_H
#define WATCH_MATCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/mem.h"
#include "store/replies.h"
#include "store/store.h"
#include "reply/reading.h"
#include "demand/demand.h"

/* Who an address is to the campaign. */
enum match_party {
	MATCH_STRANGER,
	MATCH_SIGNATORY, /* one of ours, who may forward what they received */
	MATCH_OURSELVES, /* the address that letters come from: our own copies */
};

struct match_settings {
	const struct demand *demands; /* those whose passages the worker looks for */
	size_t demand_count;
	/* Tells who an address (any spelling) is; NULL: everyone is a stranger. */
	enum match_party (*party)(void *ctx, const char *address);
	void *party_ctx;
};

/* A letter that the mail belongs, or may belong, to. Strings are of the arena. */
struct match_letter {
	int64_t id;
	const char *ref, *email, *org, *recipient_key, *signatory;
	int rung; /* the first rung that leads to it */
	enum outbox_state state; /* as it stands in the store */
	enum outbox_conversation conversation;
	bool carried; /* the mail has its token or Message-ID, and does not only lead to it */
	const char *evidence;
};

enum { MATCH_MAX_LETTERS = 100 };

struct match {
	enum reply_filing filing;
	struct match_letter *letters; /* best first */
	size_t count, cap;
	enum match_party party; /* of the sender */
};

/* Finds the letters of a mail. *match_r belongs to the arena. 0 or -1. */
int match_find(struct store *store, const struct match_settings *settings,
	const struct reading *reading, struct arena *arena, struct match *match_r, struct err *err);

/* The address in the form of address_key() for ASCII addresses: lower case, no dot at the end. */
const char *match_address_key(struct arena *arena, const char *address);

/* The domain of an address in lower case; "" when it has none. */
const char *match_domain(struct arena *arena, const char *address);

/* Whether a domain gives mailboxes to everyone, so that it says nothing of who writes. */
bool match_public_domain(const char *domain);

#endif
