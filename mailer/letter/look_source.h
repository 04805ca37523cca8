/* What is suspicious in the source of an HTML template, before anything is merged. */
#ifndef LETTER_LOOK_SOURCE_H
#define LETTER_LOOK_SOURCE_H

#include <stddef.h>

#include "base/err.h"

/*
 * Warns of values in attributes without quotes: what is escaped there are quotes and brackets, but
 * a blank ends the value, and what follows is an attribute of its own ("x onclick=...").
 */
void look_at_source(const char *file, const char *text, size_t n, struct problems *problems);

#endif
