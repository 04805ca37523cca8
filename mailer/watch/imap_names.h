/* Names of folders on the wire: modified UTF-7 (RFC 3501 5.1.3). */
#ifndef WATCH_IMAP_NAMES_H
#define WATCH_IMAP_NAMES_H

#include "base/str.h"

/* Appends a name in UTF-8; bytes that are no UTF-8 become U+FFFD. */
void imap_name_encode(struct str *out, const char *name);

/* Appends the name that stands on the wire, in UTF-8; what is no such name stays as it is. */
void imap_name_decode(struct str *out, const char *name);

#endif
