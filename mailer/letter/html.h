/*
 * HTML parts of letters: the page around them, inline images, links, and the text that a text-only
 * reader gets.
 */
#ifndef LETTER_HTML_H
#define LETTER_HTML_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "base/str.h"

/* "rtl" for languages written from right to left ("ar", "he-IL", "uz-Arab"), else "ltr". */
const char *html_direction(const char *language);

/*
 * Whether a link (or, with image, an image) may point there: http, https and mailto; http, https
 * and cid. What has no scheme is fine.
 */
bool html_target_ok(const char *url, size_t n, bool image);

/* Begins and ends the page of a Markdown letter, with a small style of its own; title is UTF-8. */
void html_page_begin(struct str *out, const char *language, const char *title);
void html_page_end(struct str *out);

/* Whether a document brings its own <html> or <body>. */
bool html_is_page(const char *html, size_t n);

/* Where something that belongs at the end goes: before the last </body>, else at the end. */
size_t html_end_of_body(const char *html, size_t n);

/*
 * Copies HTML with "cid:PATH" of images, or a relative PATH alone, replaced by "cid:" and what
 * resolve appends for PATH (decoded).
 * Refuses targets that html_target_ok() does. 0 or -1 with a sentence (without a place).
 */
int html_finish(struct str *out, const char *html, size_t n,
	int (*resolve)(void *ctx, const char *path, struct str *out, struct err *err), void *ctx,
	struct err *err);

/*
 * Appends the text of an HTML document, UTF-8 with LF, lines of at most 76 columns where words
 * allow: paragraphs, lists, headings, links with their targets, alternative texts of images.
 */
void html_to_plain(struct str *out, const char *html, size_t n);

#endif
