/*
 * The date by which the sender promises to answer, in his own words: "by 31 October", "by the end
 * of the month", "within ten working days".
 */
#ifndef REPLY_PROMISE_H
#define REPLY_PROMISE_H

#include "reply/reading.h"

/*
 * Sets promised_date and promised_at from the reply ranges. folded is the text in lower
 * case. Relative dates count from the mail's
 * date (now, when it has none) in the process's time zone.
 */
void promise_find(struct reading *r, const char *folded);

#endif
