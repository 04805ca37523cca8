/*
 * The tags of HTML, as far as html.c needs them to make text: names, and what says that an element
 * is not shown.
 */
#ifndef REPLY_HTML_TAG_H
#define REPLY_HTML_TAG_H

#include <stdbool.h>
#include <stddef.h>

enum { HTML_TAG_MAX = 16 };

struct html_tag {
	char name[HTML_TAG_MAX]; /* lower case; "" for a comment */
	bool closing, hidden;
	size_t length; /* from < to > */
	unsigned start; /* of a numbered list: its first number */
};

/* Reads the tag or comment that begins at p with '<'. False when there is none. */
bool html_tag_read(const char *p, size_t n, struct html_tag *t);

#endif
