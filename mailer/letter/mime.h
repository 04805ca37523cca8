/*
 * The MIME structure of a letter: multipart/mixed > related > alternative, only as deep as needed.
 */
#ifndef LETTER_MIME_H
#define LETTER_MIME_H

#include <stddef.h>

#include "base/str.h"
#include "letter/attachment.h"

struct mime_body {
	const char *text; /* UTF-8, LF */
	size_t text_len;
	const char *html; /* NULL: there is no HTML part */
	size_t html_len;
	struct attachment *const *files, *const *images; /* images are those of the HTML part */
	size_t file_count, image_count;
	const char *boundary; /* letters and digits, the same for the same letter */
	struct str *scratch; /* reused from letter to letter */
};

/*
 * Appends the Content- fields that end a mail's header, the empty line and the body. Boundaries
 * cannot occur in the parts: they hold "=_", which neither quoted-printable nor base64 has, and
 * text that holds it is not sent as 7bit.
 */
void mime_write(struct str *out, const struct mime_body *body);

#endif
