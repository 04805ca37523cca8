/*
 * Bytes in any charset to UTF-8.
 *
 * Converters are kept open for the life of the process, since a worker without file access cannot
 * load them later. One thread only.
 */
#ifndef REPLY_CHARSET_H
#define REPLY_CHARSET_H

#include <stddef.h>

#include "base/str.h"

/*
 * Appends n bytes as valid UTF-8 without NULs. charset is the label of the mail; NULL, "us-ascii"
 * or a label that nobody knows means: UTF-8 where the bytes are that, ISO-2022-JP where its escapes
 * are seen, else windows-1252. Labels that are used loosely get the larger set that mail programs
 * mean (iso-8859-1: windows-1252, gb2312: gb18030, shift_jis: cp932). What cannot be converted
 * becomes U+FFFD.
 */
void charset_add(struct str *out, const char *charset, const void *bytes, size_t n);

/* Opens every converter that mail is known to need; call it while files can still be opened. */
void charset_preload(void);

/* Closes them. */
void charset_release(void);

#endif
