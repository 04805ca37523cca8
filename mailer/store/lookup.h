/*
 * What the matching of mails asks the store, each by an index: cost does not grow with the number
 * of letters or mails.
 */
#ifndef STORE_LOOKUP_H
#define STORE_LOOKUP_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/mem.h"
#include "store/outbox.h"
#include "store/store.h"

/*
 * The letters (ids in *ids_r, of the arena; at most max) to which the newest mail with this
 * Message-ID belongs: filed by rungs 1 to 3 or by a person, not only suggested or contested.
 * *reply_r is that mail's number. What a person filed is learned so, and forgotten when it is taken
 * back. The count, or -1.
 */
long lookup_letters_of_mail(struct store *store, const char *message_id, size_t max,
	struct arena *arena, int64_t **ids_r, long *reply_r, struct err *err);

/*
 * Whether a person filed a mail from this address to a letter to this organisation: 1, 0, -1.
 */
int lookup_learned_sender(struct store *store, const char *email, const char *org, struct err *err);

/*
 * Letters that were sent (or may have been) to a recipient (address_key()), or, when it is NULL, to
 * addresses at a domain, latest first; at most max. ids in *ids_r. The count, or -1.
 */
long lookup_letters_to(struct store *store, const char *recipient_key, const char *domain,
	size_t max, struct arena *arena, int64_t **ids_r, struct err *err);

#endif
