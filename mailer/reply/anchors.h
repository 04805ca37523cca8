/*
 * Where a text may hold a date: the quick look that spares most texts the slow one of promise.c.
 */
#ifndef REPLY_ANCHORS_H
#define REPLY_ANCHORS_H

#include <stddef.h>

/*
 * Looks from start to end (exclusive) of folded text for what each date and span of datewords.h
 * has: the name of a month, a weekday or a unit, a word like "today" or "end", or digits on both
 * sides of a sign or before "th". A place within the first; end when there is none. It may find
 * more, never less.
 */
size_t anchor_find(const char *text, size_t start, size_t end);

#endif
