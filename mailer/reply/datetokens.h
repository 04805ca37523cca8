/*
 * What the tokens of dates mean, and how dates are made of them: what those files share that find
 * dates. An index beyond the tokens means nothing.
 */
#ifndef REPLY_DATETOKENS_H
#define REPLY_DATETOKENS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/clock.h"
#include "reply/tokens.h"

enum { DATE_NEAR_DAYS = 300 }; /* a day that was a while ago is not meant a year later */

int datetoken_month(const struct tokens *t, size_t i); /* 1 to 12, or 0 */
int datetoken_rank(const struct tokens *t, size_t i); /* 1 for "first", RANK_LAST; 0 */
int datetoken_weekday(const struct tokens *t, size_t i); /* 0 is Sunday; -1 when it is none */
enum unit datetoken_unit(const struct tokens *t, size_t i);
bool datetoken_is_filler(const struct tokens *t, size_t i);
bool datetoken_is_next(const struct tokens *t, size_t i);
size_t datetoken_next_behind(
	const struct tokens *t, size_t i); /* "prochain", "que viene"; the tokens, or 0 */
bool datetoken_is_this(const struct tokens *t, size_t i); /* "this", "diese" */
bool datetoken_is_comma(const struct tokens *t, size_t i);
size_t datetoken_digits(const struct tokens *t, size_t i); /* of a number; 0 */

/* Whether nothing stands between the token and the next one. */
bool datetoken_adjoins(const struct tokens *t, size_t i);

/* A year at i, behind a written date: ", 2025", "de 2025". The tokens it takes, 0 when there is
 * none. */
size_t datetoken_year(const struct tokens *t, size_t i, int *year_r);

/* The date of a day and a month with the year that may follow at i. The tokens from the month on,
 * 0 when there is no such day. */
size_t datetoken_with_year(const struct tokens *t, size_t i, int month, int day, struct date today,
	struct date *date_r);

int date_days_in_month(int year, int month);
bool date_make(int year, int month, int day, struct date *date_r); /* false: no such day */

/* A date without year: the next such day, from today on, unless it is nearly a year away. */
bool date_make_next(struct date today, int month, int day, struct date *date_r);

struct date date_plus_days(struct date d, int64_t days);

/* The last day of the month that is `months` after today's. */
struct date date_month_end(struct date today, int months);

#endif
