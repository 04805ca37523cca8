/*
 * The header fields of a mail or a part, as they stand, and their values in UTF-8.
 *
 * Tolerant where libraries are strict: a leading mbox line ("From x@y ..."), blank lines before the
 * first field, bare LF or CR LF, obsolete space before the colon (RFC 5322 4.5). Values are decoded
 * by RFC 2047, and damaged encoded words are left readable.
 */
#ifndef REPLY_HEADER_H
#define REPLY_HEADER_H

#include <stdbool.h>
#include <stddef.h>

#include "base/mem.h"
#include "base/str.h"

/* Slices of the mail's bytes. */
struct header {
	const char *name;
	size_t name_len;
	const char *value; /* raw, folds and all, without the last line end */
	size_t value_len;
};

struct headers {
	struct header *items;
	size_t count;
	size_t start; /* offset of the first field: what is before it is no part of the mail */
	size_t body; /* offset of the first byte after the blank line; n when there is none */
	bool truncated; /* more than READING_MAX_HEADERS */
};

/* Splits the fields at the beginning of n bytes. */
void headers_parse(struct arena *a, const char *bytes, size_t n, struct headers *headers_r);

/* The first field of that name (any case) at or after index *i, which is moved behind it; or NULL.
 */
const struct header *headers_next(const struct headers *h, const char *name, size_t *i);
const struct header *headers_find(const struct headers *h, const char *name);

/* The value in one line, decoded (RFC 2047), trimmed; NULL when there is no such field. */
const char *headers_text(struct arena *a, const struct headers *h, const char *name);

/* The value in one line, as it stands but as valid UTF-8, trimmed; NULL when there is none. */
const char *headers_raw(struct arena *a, const struct headers *h, const char *name);
const char *header_raw(struct arena *a, const struct header *field);

/* Appends n bytes of a header value: unfolded, encoded words decoded, raw 8-bit guessed. */
void header_decode(struct str *out, const char *value, size_t n);

#endif
