/*
 * Dates in running text: ISO, numeric and written ones, and those that count from today, in
 * English, German, French and Spanish, and plain ones in some more languages.
 */
#ifndef REPLY_DATEWORDS_H
#define REPLY_DATEWORDS_H

#include <stddef.h>

#include "base/clock.h"
#include "reply/tokens.h"

/*
 * The date that begins at token i and is due by then: "31 October", "the end of the month",
 * "Friday", "31/10/2025". today: what relative dates count from; a date without year is the next
 * such day. Returns the number of tokens, 0 when there is none.
 */
size_t date_at_token(const struct tokens *t, size_t i, struct date today, struct date *date_r);

/* The same for a month ("November", "November 2025"), which is due at its end. */
size_t month_at_token(const struct tokens *t, size_t i, struct date today, struct date *date_r);

/* The same for spans: "ten working days", "a fortnight", "the next three weeks". */
size_t span_at_token(const struct tokens *t, size_t i, struct date today, struct date *date_r);

/* Spans that say themselves where they begin: "ten days from now", "a week today". */
size_t span_from_today(const struct tokens *t, size_t i, struct date today, struct date *date_r);

/* Whether "w/c" or "w/e", the week commencing or ending, begins at token i. */
bool dateword_commencing(const struct tokens *t, size_t i);

/* Whether token i, the last of a date in Chinese or Japanese, goes on with "before" or "by". */
bool date_is_eastern_limit(const struct tokens *t, size_t i);

#endif
