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
 * Appends text as it is, with CRLF line ends and one at its end, when no mail system would touch it
 * (ENCODE_7BIT): ASCII in short lines, without white space at an end and without "From " at a
 * beginning. False, and nothing appended, when it is not such.
 */
bool encode_plain(struct str *out, const char *text, size_t n);

/*
 * Appends text so that it ends in CRLF, as the shorter of quoted-printable and base64, and says
 * which.
 */
enum encoding encode_text(struct str *out, const char *text, size_t n);

/*
 * Appends the quoted-printable form of text (RFC 2045 6.7), lines of at most 76. A line that begins
 * with "From " or "." is armoured, for mbox files and careless SMTP programs; soft breaks fall
 * between characters, not within.
 */
void encode_quoted_printable(struct str *out, const char *text, size_t n);

/* Appends base64 in lines of 76 (RFC 2045 6.8). */
void encode_base64_lines(struct str *out, const void *bytes, size_t n);

#endif
