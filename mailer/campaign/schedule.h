/*
 * Times in settings: durations, rates, and the hours in which letters may leave.
 */
#ifndef CAMPAIGN_SCHEDULE_H
#define CAMPAIGN_SCHEDULE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* "60/min" and the like: count letters in each period; count 0 is no limit. */
struct rate {
	long count;
	long seconds;
};

/* Minutes of the day [from, to) on some days of the week (bit 0: Sunday ... bit 6: Saturday). */
struct hours_span {
	unsigned days;
	int from, to;
};

enum { HOURS_SPANS_MAX = 14 };

struct hours {
	struct hours_span spans[HOURS_SPANS_MAX];
	size_t count;
};

/*
 * Each reads the whole of text: 0, or -1 with *at_r, the byte at which it cannot be read on. Blanks
 * around words do not matter.
 */

/* "10/s", "60/min", "500/hour", "2000/day"; short and long names of the periods. */
int rate_parse(const char *text, struct rate *r, size_t *at_r);

/*
 * "1m, 5m*2, 1h*12": durations in s, m, h, d or w, each perhaps repeated, expanded to at most max
 * seconds values. With `negative`, "-3d" is fine too. *count_r values in values.
 */
int durations_parse(
	const char *text, bool negative, long *values, size_t max, size_t *count_r, size_t *at_r);

/* "Mon-Fri 09:00-17:00", "Mon-Thu 09:00-17:00, Fri 09:00-12:00", "08:00-20:00" (every day). */
int hours_parse(const char *text, struct hours *h, size_t *at_r);

/*
 * The first time at or after t (seconds since the epoch) at which letters may leave, by the
 * process's time zone: t itself when they may now, or when there are no hours.
 */
int64_t hours_next(const struct hours *h, int64_t t);

#endif
