/*
 * What the sender wrote himself: a mail's text without quotes, the lines that introduce them,
 * signature, footers of telephones and disclaimers.
 */
#ifndef REPLY_QUOTE_H
#define REPLY_QUOTE_H

#include "reply/reading.h"

/* Sets reply_text and reply_ranges from text; folded is the text in lower case. */
void quote_strip(struct reading *r, const char *folded);

#endif
