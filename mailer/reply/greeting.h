/*
 * What stands around what a mail says: how the reader is greeted, and what the writer closes with.
 */
#ifndef REPLY_GREETING_H
#define REPLY_GREETING_H

#include <stdbool.h>
#include <stddef.h>

/* Whether a sentence, folded, is a salutation, a name, or what stands above it at the end. */
bool greeting_is(const char *sentence);

/* How many words a sentence has; where no blanks are between them, one for some signs. */
size_t greeting_words(const char *sentence);

/* Whether text is of a script without blanks between words. */
bool greeting_is_spaceless(const char *text);

#endif
