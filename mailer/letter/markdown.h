/*
 * Markdown (CommonMark, by cmark) to HTML for mail.
 *
 * Input is a rendering in ESCAPE_MARKDOWN. There is no raw HTML in the output: what looks like HTML
 * in the source is shown as text. Links keep http, https and mailto, images http, https and cid;
 * other targets are dropped and the words stay.
 */
#ifndef LETTER_MARKDOWN_H
#define LETTER_MARKDOWN_H

#include <stddef.h>

#include "base/str.h"

/* Appends the HTML of a Markdown text of n bytes; to dropped (may be NULL) each target that was
 * dropped and a line end. */
void markdown_to_html(struct str *out, const char *text, size_t n, struct str *dropped);

/* Appends the character that an HTML entity ("eacute", without & and ;) stands for; 0, or -1. */
int markdown_entity(struct str *out, const char *name, size_t n);

#endif
