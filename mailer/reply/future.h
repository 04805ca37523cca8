/*
 * Futures that a verb has in its form: "répondrons", "contestaremos", "سنرد", "将".
 */
#ifndef REPLY_FUTURE_H
#define REPLY_FUTURE_H

#include <stdbool.h>
#include <stddef.h>

#include "reply/tokens.h"

enum future { FUTURE_NONE, FUTURE_OF_OTHERS, FUTURE };

/* Whose future token i is: the writer's or the reader's, that of others, or none. */
enum future future_of(const struct tokens *t, size_t i);

/* Whether a word up to `end` has one of the endings, and some letters before it. NULL ends them. */
bool future_ends_like(const char *word, const char *end, const char *const *endings);

#endif
