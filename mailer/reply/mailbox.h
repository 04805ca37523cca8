/*
 * The addresses of header values, however badly they are written.
 */
#ifndef REPLY_MAILBOX_H
#define REPLY_MAILBOX_H

#include <stdbool.h>
#include <stddef.h>

#include "base/mem.h"
#include "reply/found.h"
#include "reply/reading.h"

struct address_list {
	struct reading_address *items;
	size_t count, cap;
	bool full;
};

/*
 * Adds the addresses of an address list (RFC 5322 3.4, with groups, comments and obsolete forms)
 * in n raw bytes of a header value. Addresses are never decoded by RFC 2047; names are.
 */
void mailboxes_add(struct arena *a, struct address_list *list, const char *value, size_t n);
struct reading_address *mailboxes_finish(
	struct arena *a, struct address_list *list, size_t *count_r);

#endif
