/*
 * Content-transfer-encodings: text and files as 7-bit lines (RFC 2045 6).
 *
 * Input text is UTF-8 with LF line ends; whatever is in it, output lines end in CRLF, hold ASCII
 * only and are at most 78 characters long. There is never a bare CR or LF in the output.
 */
#ifndef LETTER_ENCODE_H
#define LETTER_ENCODE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/str.h"

enum encoding { ENCODE_7BIT, ENCODE_QUOTED_PRINTABLE, ENCODE_BASE64 };

/* "7bit", "quoted-printable", "base64". */
const char *encoding_name(enum encoding e);

/*
 * Appends text so that it ends in CRLF, in the plainest form that is safe: as it is when it is
 * ASCII in short lines that no mail system touches, else the shorter of quoted-printable and
 * base64. plain_allowed: whether 7bit may be chosen.
 */
enum encoding encode_text(struct str *out, const char *text, size_t n, bool plain_allowed);

/*
 * Appends the quoted-printable form of text (RFC 2045 6.7), lines of at most 76. A line that begins
 * with "From " or "." is armoured, for mbox files and careless SMTP programs; soft breaks fall
 * between characters, not within.
 */
void encode_quoted_printable(struct str *out, const char *text, size_t n);

/* Appends base64 in lines of 76; as text, each LF is encoded as CRLF (RFC 2045 6.8). */
void encode_base64_lines(struct str *out, const void *bytes, size_t n);
void encode_base64_text(struct str *out, const char *text, size_t n);

#endif
