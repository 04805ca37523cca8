/*
 * Addresses and message-ids that lead to a letter of ours: those of the headers that name where a
 * mail was sent, and those inside it (the returned part of a bounce, attached messages, quotes).
 */
#ifndef REPLY_INNER_H
#define REPLY_INNER_H

#include "reply/parse.h"
#include "reply/reading.h"

/* Sets addresses, in_reply_to and references, from the mail's own header. */
void inner_read_headers(struct reading *r, const struct headers *h);

/* Sets inner_message_ids and inner_addresses; text and class are set already. */
void inner_read_parts(struct reading *r, const struct parts *parts);

#endif
