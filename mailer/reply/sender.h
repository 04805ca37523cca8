/* What an address and a return path tell of who sent a mail. */
#ifndef REPLY_SENDER_H
#define REPLY_SENDER_H

#include <stdbool.h>

#include "reply/header.h"
#include "reply/reading.h"

/* A mail system wrote it, by its name or address; or nobody is named. */
bool sender_is_daemon(const struct reading_address *from);

/* The address is a filter's or a gateway's, which write reports from addresses of their own. NULL
 * is none. */
bool sender_is_gateway(const char *address);

/* The return path is empty, so that no answer is wanted (RFC 5321 4.5.5). */
bool sender_is_null(const struct headers *h);

#endif
