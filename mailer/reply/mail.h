/*
 * A mail's bytes to a struct reading: the steps in their order. reading_parse() without the hash,
 * which a worker leaves to its parent.
 */
#ifndef REPLY_MAIL_H
#define REPLY_MAIL_H

#include <stddef.h>

#include "reply/reading.h"

/* Fills all of *r but size and sha256; r is initialised. */
void mail_read(struct reading *r, const char *bytes, size_t n);

/* The same for a text without headers. */
void mail_read_text(struct reading *r, const char *bytes, size_t n);

#endif
