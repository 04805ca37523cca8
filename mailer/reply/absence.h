/*
 * Absences that no header marks, as simple programs send them: the words tell of nothing else.
 */
#ifndef REPLY_ABSENCE_H
#define REPLY_ABSENCE_H

#include <stdbool.h>

/* Whether the text says that somebody is away; folded. People write that as well. */
bool absence_says_away(const char *text);

/* Whether the text tells of an absence and nothing else. text: the sender's own words, folded. */
bool absence_is_all(const char *text);

#endif
