/*
 * What introduces a date in running text: "by", "no later than", "within", "in the course of".
 */
#ifndef REPLY_INTRODUCTIONS_H
#define REPLY_INTRODUCTIONS_H

#include "base/clock.h"
#include "reply/tokens.h"

/* The longest introduction at token i, with the number of its tokens (and of an apostrophe behind
 * it) in *len_r; NULL: none. */
const struct introduction *introduction_at(const struct tokens *t, size_t i, size_t *len_r);

/*
 * The date at token i, as it may stand behind an introduction (NULL: behind none): a day, the end
 * of a span, the end of a month or the day before it. The number of its tokens, 0 when there is
 * none.
 */
size_t introduction_date(const struct tokens *t, const struct introduction *form, size_t i,
	struct date today, struct date *date_r);

#endif
