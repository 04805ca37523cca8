/*
 * Whether a text file that a person wrote is UTF-8 text at all: told with the places and with what
 * it seems to be instead.
 */
#ifndef CAMPAIGN_ENCODING_H
#define CAMPAIGN_ENCODING_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"

/*
 * Reports UTF-16 and UTF-32 (by name), NUL bytes and invalid UTF-8; a UTF-8 byte-order mark is
 * fine. False when the bytes are no text whose parts could be checked further (UTF-16, UTF-32).
 */
bool encoding_check(const char *file, const char *bytes, size_t n, struct problems *problems);

#endif
