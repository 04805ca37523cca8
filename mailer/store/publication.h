/*
 * Publication, the fourth layer: which replies the public may read, and in which words.
 *
 * Nothing is public until a person says so, reply by reply. A redacted reply has a text of its own,
 * and of the mail itself nothing else is public then. The mail in the archive stays what it is.
 */
#ifndef STORE_PUBLICATION_H
#define STORE_PUBLICATION_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/mem.h"
#include "store/replies.h"
#include "store/store.h"

enum { PUBLICATION_TEXT_MAX = 4 << 20 }; /* bytes of a redacted text */

/*
 * A person's decision on a reply. text: the redacted text for REPLY_REDACTED, NULL otherwise;
 * copied. by: who decided. A decision replaces the one before; every one is an event: "published",
 * "redacted", "withheld", "under-review", "received". ERR_INPUT when there is no such reply.
 */
int reply_publish(struct store *store, long number, enum reply_publication state, const char *text,
	const char *by, int64_t at, struct err *err);

/* What the log tells besides the decision: the hash of a redacted text; NULL without one. */
enum { PUBLICATION_DETAIL = 16 + 65 };
const char *publication_detail(const char *text, char detail_r[PUBLICATION_DETAIL]);

/* A reply as far as publication goes. Strings belong to the arena. */
struct publication {
	long reply;
	enum reply_publication state;
	int64_t date, received_at; /* as in struct reply */
	const char *class;
	enum reply_filing filing;
	const char *subject; /* NULL unless REPLY_PUBLISHED */
	const char *text; /* what is public: what the sender wrote, or the redacted text; or NULL */
	const char *by; /* who decided last; NULL when nobody did */
	int64_t at; /* when; 0 */
	const char *
		*targets; /* organisations of the letters it is linked to, each once, best first */
	size_t target_count;
};

/* All mails that were read in, by number, in *rows_r; the count, or -1. */
long publication_list(
	struct store *store, struct arena *arena, struct publication **rows_r, struct err *err);

#endif
