/*
 * A letter's template file: header lines, a blank line, the text; all of it Liquid.
 *
 * The file is split in its source at the first blank line that is in no tag and no block. What can
 * be told about its header lines before anything is merged is told here.
 */
#ifndef LETTER_TEMPLATE_H
#define LETTER_TEMPLATE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "base/str.h"

enum template_form { FORM_TEXT, FORM_MARKDOWN, FORM_HTML };

/* What a header line is. */
enum field {
	FIELD_UNKNOWN,
	FIELD_SUBJECT,
	FIELD_FROM,
	FIELD_SENDER,
	FIELD_REPLY_TO,
	FIELD_TO,
	FIELD_CC,
	FIELD_BCC,
	FIELD_ATTACHMENT,
	FIELD_EXTRA, /* X-..., Organization */
	FIELD_OURS, /* a known header that openletter writes itself: Date, Message-ID, ... */
	FIELDS,
};

enum field field_of(const char *name, size_t n);
/* The known name nearest to a misspelt one, or NULL. */
const char *field_nearest(const char *name, size_t n);

struct template_place {
	size_t line, column;
};

/* A header line that begins outside tags. */
struct template_line {
	enum field field;
	struct template_place place; /* of its value */
	size_t at, len; /* its value in the source, to the end of the line */
};

struct template_text {
	struct str source; /* UTF-8, LF; owned */
	enum template_form form;
	size_t head_len; /* the head is the first head_len bytes */
	size_t body_at, body_line;
	struct template_line *lines;
	size_t line_count, line_cap;
	bool head_has_tags; /* {% ... %}: may assign what the body uses, may print lines */
};

/* .md, .txt, .html by the end of the name; anything else is plain text. */
enum template_form template_form_of(const char *file);

/*
 * Takes the bytes of a file apart (byte-order mark and CRLF are taken away) and checks the head.
 * Problems go to problems with their places. Release t in any case.
 */
void template_split(struct template_text *t, const char *file, const void *bytes, size_t n,
	struct problems *problems);
void template_text_release(struct template_text *t);

/* Notes a header line of the head. */
void template_add_line(struct template_text *t, const struct template_line *line);

/* Whether a header line of this kind begins outside tags. */
bool template_has(const struct template_text *t, enum field field);

/*
 * Where a field stands that was merged into value (NULL: whatever it was): the line that holds that
 * text, else one that merges something, else the first of the kind, else the beginning.
 */
struct template_place template_place(
	const struct template_text *t, enum field field, const char *value);

#endif
