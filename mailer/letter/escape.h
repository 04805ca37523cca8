/*
 * Merge values on their way into headers, Markdown and HTML: what they hold is never structure.
 *
 * Characters that could mean something to Markdown, or to a list of addresses, are replaced by
 * noncharacters (U+FDD0 to U+FDEF, which Unicode keeps for such use inside a program) while the
 * text is parsed, and put back afterwards, escaped for where they then stand. So a value reads the
 * same everywhere, also in code spans and link targets, where a backslash or an entity would show.
 */
#ifndef LETTER_ESCAPE_H
#define LETTER_ESCAPE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/str.h"

enum escape_mode {
	ESCAPE_NONE, /* plain text */
	ESCAPE_HEADER, /* header lines: a value is one line, and cannot end a name or add an
			* address; one with an @ stands between the marks */
	ESCAPE_MARKDOWN, /* before cmark */
	ESCAPE_HTML,
};

/*
 * What escape_value() does from now on in this thread. mark: values are put between ESCAPE_MARK_ON
 * and ESCAPE_MARK_OFF, for previews that show them.
 */
void escape_set_mode(enum escape_mode mode, bool mark);

#define ESCAPE_MARK_ON "\xEF\xB7\xAE" /* U+FDEE */
#define ESCAPE_MARK_OFF "\xEF\xB7\xAF" /* U+FDEF */

/* The escape function for struct liquid_options. */
void escape_value(struct str *out, const char *text, size_t n);

/* Appends text with the characters put back; marks are dropped. */
void escape_restore(struct str *out, const char *text, size_t n);

/*
 * Appends HTML with the characters put back as HTML text, a line end of a value as <br />. Marks
 * become <mark> and </mark>, inside tags nothing.
 */
void escape_restore_html(struct str *out, const char *html, size_t n);

/* Whether there is anything to put back. */
bool escape_is_in(const char *text, size_t n);

#endif
