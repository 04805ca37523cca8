/*
 * Addresses and message-ids in header values and in text, however badly they are written.
 */
#ifndef REPLY_FOUND_H
#define REPLY_FOUND_H

#include <stdbool.h>
#include <stddef.h>

#include "base/map.h"
#include "base/mem.h"
#include "reply/reading.h"

/* An address or an id on one line, as valid UTF-8, without blanks around it. */
char *found_text(struct arena *a, const char *p, size_t n);

/* A growing list of found things, each once; at most READING_MAX_ITEMS. Release it by
 * found_finish(). */
struct found_list {
	struct reading_found *items;
	size_t count, cap;
	bool full;
	struct map seen; /* so that time stays linear where a mail names the same thing often */
};

/* Adds text (n bytes, copied, repaired to UTF-8) unless it is there with the same header. */
void found_add(
	struct arena *a, struct found_list *list, const char *text, size_t n, const char *header);

/* Moves the items into the arena. */
struct reading_found *found_finish(struct arena *a, struct found_list *list, size_t *count_r);

/*
 * Adds the message-ids of In-Reply-To, References and the like: those in brackets, and, where there
 * are none, bare words with an @.
 */
void message_ids_add(
	struct arena *a, struct found_list *list, const char *value, size_t n, const char *header);

/* Adds what looks like an address or a bracketed message-id in running text. */
void text_scan(struct arena *a, struct found_list *addresses, struct found_list *ids,
	const char *text, size_t n, const char *header);

/* The length of the address that begins at p (local@domain), or 0. */
size_t address_length(const char *p, size_t n);

/* Whether punctuation of East Asia is at p, which is no part of an address. */
bool wide_sign(const char *p, size_t n);

#endif
