/*
 * The text that a person would read in an HTML part. Never rendered, never fetched.
 */
#ifndef REPLY_HTML_H
#define REPLY_HTML_H

#include <stddef.h>

#include "base/str.h"

/*
 * Appends the text of n bytes of HTML (valid UTF-8): blocks on lines of their own, entities
 * decoded, quoted blocks (blockquote) with "> " before each line, as plain-text mail has it, rulers
 * as a line of underscores, scripts, styles and hidden elements left out.
 */
void html_add_text(struct str *out, const char *html, size_t n);

#endif
