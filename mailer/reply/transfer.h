/*
 * Bytes behind hexadecimal digits and base64 (RFC 2045 6, RFC 2047, RFC 2231), however damaged.
 */
#ifndef REPLY_TRANSFER_H
#define REPLY_TRANSFER_H

#include <stddef.h>

#include "base/str.h"

/* The value of a hexadecimal digit in either case, or -1. */
int hex_value(char c);

/* Appends what base64 gives; what is no digit is passed over, and padding ends a piece. */
void base64_decode(struct str *out, const char *p, size_t n);

#endif
