/*
 * A line of the daybook, as bytes: a letter for the kind, numbers of 8 bytes, texts with their
 * lengths. Internal to store/.
 */
#ifndef STORE_DAYBOOK_LINE_H
#define STORE_DAYBOOK_LINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/mem.h"
#include "base/str.h"
#include "store/outbox.h"

struct daybook_line {
	int64_t id; /* of the letter */
	bool intent; /* then nothing else is in it */
	struct outbox_result result;
	long attempts;
	int64_t at;
	const char *ref;
};

/* Appends a line. Texts are repaired (UTF-8) and kept to a length that rows hold. */
void daybook_line_add(struct str *out, const struct daybook_line *line);

/* What is left of a row; `bad` when it is not what was written. */
struct daybook_reading {
	const unsigned char *p;
	size_t n;
	bool bad;
};

/* The next line of a row that has some; texts are copied into the arena. */
void daybook_line_take(struct daybook_reading *r, struct daybook_line *line_r, struct arena *arena);

#endif
