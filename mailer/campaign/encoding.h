/*
 * Whether a text file that a person wrote is UTF-8 text at all: told with the places and with what
 * it seems to be instead.
 */
#ifndef CAMPAIGN_ENCODING_H
#define CAMPAIGN_ENCODING_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "base/err.h"

/* Lines with one kind of fault. */
struct bad_lines {
	size_t count, last; /* so far, and the number of the last one */
};

/* A file that is looked at piece by piece: set file and problems, and zero the rest. */
struct encoding_check {
	const char *file;
	struct problems *problems;
	bool begun;
	size_t lines; /* line ends so far */
	size_t column; /* characters since the last of them */
	struct bad_lines nul, bad;
};

/*
 * Looks at the next n bytes of the file (`last`: there are no more; else at least 4). Reports
 * UTF-16 and UTF-32 (by name), workbooks and documents, NUL bytes and invalid UTF-8; a UTF-8
 * byte-order mark is fine. The result is how many bytes were looked at: up to 3 less than n, where
 * a character goes on in the next piece, to be given again; -1 when the bytes are no text whose
 * parts could be checked further (UTF-16, UTF-32, documents).
 */
ssize_t encoding_feed(struct encoding_check *e, const char *bytes, size_t n, bool last);

/* Whether a file's first bytes are those of text; reports UTF-16, UTF-32, workbooks, documents. */
bool encoding_is_text(const char *file, const char *bytes, size_t n, struct problems *problems);

/* All of a file at once. False for what encoding_feed() calls no text. */
bool encoding_check(const char *file, const char *bytes, size_t n, struct problems *problems);

#endif
