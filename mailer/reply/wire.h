/*
 * A reading as bytes, for the pipe between the worker and its parent.
 *
 * Both ends are the same program, so that no version is needed; but the parent trusts nothing that
 * comes back: every length, count, number and range is checked, and all text is UTF-8 without NULs.
 */
#ifndef REPLY_WIRE_H
#define REPLY_WIRE_H

#include <stddef.h>
#include <stdint.h>

#include "base/str.h"
#include "reply/reading.h"

enum {
	WIRE_MAX = 64 << 20, /* of one reading: far beyond what the limits of reading.h allow */
};

/* What stands before the bytes of a mail or a reading. */
struct wire_frame {
	uint64_t serial; /* of the mail, so that an answer cannot be taken for another's */
	uint64_t length; /* of the bytes that follow */
	uint64_t plain; /* 1: they are a text without headers; else 0 */
};

/* Appends all of r but sha256, size and what concerns quarantine. */
void wire_write(struct str *out, const struct reading *r);

/*
 * Reads n bytes that wire_write() made into *r (initialised), of a worker that was told of
 * `subjects` subjects. 0, or -1 when they are anything else; then r holds nothing but what its
 * arena must release.
 */
int wire_read(const char *bytes, size_t n, size_t subjects, struct reading *r);

#endif
