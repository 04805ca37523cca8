/*
 * The lines of a mail's text and what each is: the sender's words, a quote, what introduces a
 * quote.
 */
#ifndef REPLY_LINES_H
#define REPLY_LINES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/mem.h"

enum line_kind {
	LINE_BLANK,
	LINE_TEXT,
	LINE_QUOTE, /* marked by > or by initials and > */
	LINE_ATTRIBUTION, /* "On 26 September 2025 at 9:00, Jane wrote:", over one or more lines */
	LINE_HEADER, /* a header block or the line before it ("-----Original Message-----") */
	LINE_ABOVE, /* "reply above this line": the quote is below, unless nothing is above */
	LINE_DELIMITER, /* "-- " (RFC 3676 4.3) */
	LINE_RULER, /* nothing but -----, _____, ***** */
	LINE_ARMOUR, /* of a signed text: what PGP puts before and behind it */
};

struct line {
	uint32_t start, end; /* bytes of the text, without the line end */
	uint32_t from, to; /* the same without blanks around it */
	uint8_t kind;
	bool keep; /* for quote.c */
	bool code; /* between ``` and ``` */
};

struct lines {
	struct line *items;
	size_t count;
	const char *text;
	const char *folded; /* the same in lower case, offset by offset */
};

/* Whether a line introduces a quote. */
static inline bool line_is_intro(const struct line *line)
{
	return line->kind == LINE_ATTRIBUTION || line->kind == LINE_HEADER;
}

/* Whether a line ends a signature that is above it. */
static inline bool line_ends_signature(const struct line *line)
{
	return line_is_intro(line) || line->kind == LINE_QUOTE;
}

/* Splits n bytes and tells blank, quoted, delimiter, ruler and text lines apart. folded is the text
 * in lower case. */
void lines_split(struct lines *l, struct arena *a, const char *text, const char *folded, size_t n);

/* The line in lower case without blanks around it; *n_r its length. */
static inline const char *line_folded(const struct lines *l, size_t i, size_t *n_r)
{
	*n_r = l->items[i].to - l->items[i].from;
	return l->folded + l->items[i].from;
}

/* The next line at or after i that is not blank; count when there is none. */
size_t lines_next(const struct lines *l, size_t i);

/* The length of a line without what may stand behind its last colon; 0 when it does not end so. */
size_t line_before_colon(const char *p, size_t n);

/* Makes lines from (inclusive) to (exclusive) of that kind. */
void lines_mark(struct lines *l, size_t from, size_t to, enum line_kind kind);

/*
 * Marks the header block, the line before one ("-----Original Message-----") or the line above
 * which a help desk wants its answers, that begins at line i. The line after it; i when none begins
 * there.
 */
size_t header_block_mark(struct lines *l, size_t i);

/* Whether a folded line says that answers are to be written above it, as help desks do. */
bool header_is_reply_above(const char *folded, size_t n);

/* Marks the older comments of a help desk's mail, from the heading of the first of them on, as a
 * header. */
void desk_mark(struct lines *l);

/* Marks what introduces a quote: attribution lines and header blocks, in many languages. */
void attribution_mark(struct lines *l);

/* Whether a line is a footer that a telephone or a program adds ("Sent from my ..."). */
bool footer_is_mobile(const char *folded, size_t n);

/* Whether a line is nothing but what stands for a picture in a text: "[cid:logo.png]". */
bool footer_is_picture(const char *folded, size_t n);

/* Takes off (keep) what programs put into a mail: footers of telephones, notices of confidentiality
 * and the like at the end of what the sender wrote, and the banner of a gateway above it. */
void boilerplate_drop(struct lines *l);

#endif
