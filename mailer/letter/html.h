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

/* Whether a target names a scheme or a host, and so leads somewhere from a mail. */
bool html_has_scheme(const char *url, size_t n);

/*
 * Appends the file that an image is, by "cid:PATH" or by a relative PATH alone (decoded), which
 * would point to nothing in a mail. False for images elsewhere.
 */
bool html_image_path(struct str *out, const char *url, size_t n);

/* Begins and ends the page of a Markdown letter, with a small style of its own; title is UTF-8. */
void html_page_begin(struct str *out, const char *language, const char *title);
void html_page_end(struct str *out);

/* Whether a document brings its own <html> or <body>. */
bool html_is_page(const char *html, size_t n);

/* Where something that belongs at the end goes: before the last </body>, else at the end. */
size_t html_end_of_body(const char *html, size_t n);

/* What html_finish() asks its caller; ctx comes first. */
struct html_targets {
	/* Appends what stands for the file of an image. -1 with a sentence (without a place). */
	int (*resolve)(void *ctx, const char *path, struct str *out, struct err *err);
	/*
	 * A target that html_target_ok() or resolve refuses, as it is written there (decoded), and
	 * why. Returns -1 to end with the sentence, 0 to go on without the target.
	 */
	int (*refused)(void *ctx, const char *target, struct err *err);
	void *ctx;
};

/*
 * Copies HTML with what html_image_path() finds replaced by "cid:" and what resolve appends for it.
 * 0, or -1 where refused said so.
 */
int html_finish(struct str *out, const char *html, size_t n, const struct html_targets *targets,
	struct err *err);

/*
 * Appends the text of an HTML document, UTF-8 with LF, lines of at most 76 columns where words
 * allow: paragraphs, lists, headings, links with their targets, alternative texts of images.
 */
void html_to_plain(struct str *out, const char *html, size_t n);

#endif
