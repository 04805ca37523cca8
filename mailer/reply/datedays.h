/*
 * Days as they are written, one way or the other: what datewords.c tries. The functions return the
 * number of tokens, 0 when there is no such day at i. A day without year is the next such day.
 */
#ifndef REPLY_DATEDAYS_H
#define REPLY_DATEDAYS_H

#include "reply/datetokens.h"

/* "2025-10-31", "31.10.2025", "31.10.", "31/10/25", "10/31/2025". */
size_t dateday_numeric(const struct tokens *t, size_t i, struct date today, struct date *date_r);

/* "31 October 2025", "31st of October", "31. Oktober", "1er novembre", "31 de octubre de 2025". */
size_t dateday_month(const struct tokens *t, size_t i, struct date today, struct date *date_r);

/* "October 31, 2025", "October 31st". */
size_t dateday_us(const struct tokens *t, size_t i, struct date today, struct date *date_r);

/* "the 31st". */
size_t dateday_alone(const struct tokens *t, size_t i, struct date today, struct date *date_r);

/* "the 15th of next month", "15. des kommenden Monats", "el 15 del mes que viene". */
size_t dateday_of_month(const struct tokens *t, size_t i, struct date today, struct date *date_r);

/* "2025年10月31日". */
size_t dateday_chinese(const struct tokens *t, size_t i, struct date *date_r);

#endif
