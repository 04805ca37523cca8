/*
 * The date by which the sender promises to answer, in his own words: "by 31 October", "by the end
 * of the month", "within ten working days".
 */
#ifndef REPLY_PROMISE_H
#define REPLY_PROMISE_H

#include "reply/reading.h"

/*
 * Sets promised_date and promised_at from the reply ranges. folded is the text in lower case.
 * Relative dates count from the mail's date (now, when it has none) in the process's time zone.
 *
 * The first date counts that its sentence promises. What is vague is due at its end: a month on its
 * last day, "early November" on the 10th, "mid-November" on the 15th, a week on its Friday. None is
 * set where only a guess would give one: "before Christmas", "in the coming weeks", "we need two
 * more weeks" (beyond a deadline that is not known here), dates of others and of conditions.
 */
void promise_find(struct reading *r, const char *folded);

#endif
