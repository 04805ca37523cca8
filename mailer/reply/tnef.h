/*
 * Outlook's winmail.dat (TNEF): the text and the attachments that it hides. By libytnef, when the
 * program is built with OPENLETTER_TNEF (its licence is the GPL); without it the file is an
 * attachment like any other.
 */
#ifndef REPLY_TNEF_H
#define REPLY_TNEF_H

#include "base/str.h"
#include "reply/parse.h"
#include "reply/reading.h"

/* Adds the text inside to text when that is empty, and what is attached inside to r. */
void tnef_read(struct reading *r, const struct parts *parts, struct str *text);

#endif
