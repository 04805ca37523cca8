/* The head of one letter, merged: its header lines read. */
#ifndef LETTER_HEAD_H
#define LETTER_HEAD_H

#include <stddef.h>

#include "base/err.h"
#include "base/mem.h"
#include "letter/headers.h"
#include "letter/template.h"

/* HEAD_VALUE_MAX: bytes of a text, which is what one line of a mail may hold (RFC 5322 2.1.1). */
enum { HEAD_EXTRA_MAX = 50, HEAD_FILES_MAX = 100, HEAD_VALUE_MAX = 998 };

struct head {
	const char *subject; /* NULL when there is none */
	struct mailbox_list from, sender, reply_to, to, cc, bcc;
	const char *files[HEAD_FILES_MAX]; /* paths of attachments */
	size_t file_count;
	struct {
		const char *name, *value;
	} extra[HEAD_EXTRA_MAX];
	size_t extra_count;
};

/*
 * Reads a rendering of t's head (in ESCAPE_HEADER; NUL-terminated, changed in place). Texts belong
 * to a. -1 with "FILE:LINE:COLUMN: TEXT" when a line is no header, unknown, or holds what it must
 * not.
 */
int head_read(struct head *h, struct arena *a, const struct template_text *t, const char *file,
	char *rendered, struct err *err);

/* Likewise to the end, whatever is in it: tells of each line that head_read() would end at. */
void head_tell(struct head *h, struct arena *a, const struct template_text *t, const char *file,
	char *rendered, void (*told)(void *ctx, const struct err *err), void *ctx);

/*
 * Begins a sentence about a field of the template, "FILE:LINE:COLUMN: "; value: as for
 * template_place(). Returns -1.
 */
int head_error(const struct template_text *t, const char *file, enum field field, const char *value,
	struct err *err);

#endif
