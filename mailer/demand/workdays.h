/*
 * Working days: weekends and a country's holidays from a plain file.
 *
 * The file has a day a line, what follows is for people; '#' begins a comment:
 *
 *	2025-04-21  Easter Monday
 *	12-25       Christmas Day, every year
 *	weekend Fri Sat
 *
 * Without a weekend line Saturdays and Sundays are free. Pure: bytes in, answers out.
 */
#ifndef DEMAND_WORKDAYS_H
#define DEMAND_WORKDAYS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/clock.h"
#include "base/err.h"

/* Zero-initialised: no holidays, Saturday and Sunday are free. */
struct workdays {
	int64_t *days; /* since 1970, sorted; heap */
	size_t count, cap;
	bool yearly[12][31];
	bool weekend[7]; /* 0 = Sunday */
	bool has_weekend;
};

enum { WORKDAYS_MAX = 100000 }; /* working days that workdays_add() counts at most */

/* Reads a file's bytes; every problem goes to problems with its line. Release in either case. */
void workdays_parse(struct workdays *w, const char *file, const char *bytes, size_t n,
	struct problems *problems);
void workdays_release(struct workdays *w);

/* Whether it is no working day: of the weekend (Saturday and Sunday, unless the file says
 * otherwise), or a holiday. */
bool workdays_is_free(const struct workdays *w, struct date d);

/* The n-th working day after d; d itself for 0. -1 when there is none in reach. */
int workdays_add(const struct workdays *w, struct date d, long n, struct date *date_r);

/*
 * A date as people give it: "2025-10-31", or from `today`: "+10d", "+2w", "+10wd" (working days).
 * 0 or -1.
 */
int workdays_read_date(
	const struct workdays *w, const char *text, struct date today, struct date *date_r);

#endif
