/*
 * The text of a mail: which parts make it up, in UTF-8 with LF line ends.
 */
#ifndef REPLY_TEXT_H
#define REPLY_TEXT_H

#include <stdbool.h>

#include "base/str.h"
#include "reply/parse.h"

/* Appends the text of one text/... part: decoded, unflowed (RFC 3676), HTML made plain. */
void text_of_part(struct str *out, const struct part *part);

/*
 * Appends the text that a person sees first: of alternatives the plain one unless it is empty, then
 * HTML; of mixed parts all that are not attached. Attached messages are not part of it.
 * *from_html_r: an HTML part was used.
 */
void text_of_mail(struct str *out, const struct parts *parts, bool *from_html_r);

/* Appends bytes with CR LF and CR as LF, and no white space at the end. */
void text_normalise(struct str *out, const char *p, size_t n);

#endif
