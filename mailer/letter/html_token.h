/*
 * HTML as a run of tokens: for letters of our own templates, not a browser's parser.
 *
 * A pull iterator over borrowed bytes. Every byte belongs to exactly one token, so that a caller
 * can copy what it does not change. Linear time whatever comes in.
 */
#ifndef LETTER_HTML_TOKEN_H
#define LETTER_HTML_TOKEN_H

#include <stdbool.h>
#include <stddef.h>

#include "base/str.h"

enum html_kind {
	HTML_TEXT,
	HTML_OPEN,
	HTML_CLOSE,
	HTML_RAW, /* what is inside script, style, title, textarea */
	HTML_OTHER, /* comments, doctype, processing instructions */
};

struct html_scan {
	const char *p, *end;
	char raw[12]; /* the element whose raw text comes next, or "" */
};

struct html_token {
	enum html_kind kind;
	const char *begin, *end; /* the whole token */
	char name[12]; /* of a tag: lower case, cut where longer */
	const char *attributes; /* of HTML_OPEN: where they begin; they end before `end` */
};

struct html_attribute {
	const char *name, *value; /* value points behind the name where there is none */
	size_t name_len, value_len;
};

void html_scan_init(struct html_scan *s, const char *html, size_t n);
bool html_scan_next(struct html_scan *s, struct html_token *t_r);

/* The next attribute of an HTML_OPEN token; *at is t->attributes at first. */
bool html_attribute_next(const struct html_token *t, const char **at, struct html_attribute *a_r);
bool html_attribute_is(const struct html_attribute *a, const char *name);

/* The value of one attribute of a token; false when it is not there. */
bool html_attribute_get(const struct html_token *t, const char *name, struct html_attribute *a_r);

/* Appends text of n bytes with its character references decoded to UTF-8. */
void html_decode(struct str *out, const char *text, size_t n);

#endif
