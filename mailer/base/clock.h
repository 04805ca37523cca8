/*
 * Time: now, calendar dates, the campaign's time zone, and the forms that mail and JSON want.
 *
 * Wall-clock times are int64_t seconds since the epoch (UTC). Waits use the monotonic clock only,
 * so that a clock that jumps delays nothing and repeats nothing.
 */
#ifndef BASE_CLOCK_H
#define BASE_CLOCK_H

#include <stdint.h>

#include "base/err.h"
#include "base/str.h"

/* A calendar date; month and day count from 1. */
struct date {
	int year, month, day;
};

/*
 * Seconds since the epoch. OPENLETTER_NOW (RFC 3339, or "@SECONDS") stands in for the clock: for
 * tests and the demo only. A value that cannot be read is refused by clock_init().
 */
int64_t clock_now(void);

/* Reads OPENLETTER_NOW once, at start. */
int clock_init(struct err *err);

/* Milliseconds that only ever grow; unrelated to the date. */
int64_t clock_monotonic_ms(void);

/* The same, but it goes on while the machine sleeps: for what is due at a time of the day. */
int64_t clock_elapsed_ms(void);

/*
 * Makes NAME ("Europe/Brussels", "UTC") the process's time zone: it sets TZ, so that localtime_r
 * and strftime follow. -1 when the system has no such zone.
 */
int clock_set_zone(const char *name, struct err *err);

/* "YYYY-MM-DD", a real day of the calendar. 0 or -1. */
int date_parse(const char *text, struct date *date_r);

/* Days since 1970-01-01 (proleptic Gregorian), and back. */
int64_t date_to_days(struct date d);
struct date date_from_days(int64_t days);

/* 0 = Sunday ... 6 = Saturday. */
int date_weekday(struct date d);

/* The date at t in the process's time zone. */
struct date date_at(int64_t t);

/* The first second after date d in the process's time zone: a date is due at its end. */
int64_t date_end(struct date d);

/* Appends "YYYY-MM-DD". */
void date_add(struct str *out, struct date d);

/* Appends "2025-09-26T09:00:00+02:00" (RFC 3339), in the process's time zone. */
void clock_add_rfc3339(struct str *out, int64_t t);

/* Appends "Fri, 26 Sep 2025 09:00:00 +0200" (RFC 5322 3.3), in the process's time zone. */
void clock_add_rfc5322(struct str *out, int64_t t);

/* Reads RFC 3339 ("2025-09-26T09:00:00Z", a space for the T and no offset accepted: then local
 * time). */
int clock_parse(const char *text, int64_t *t_r);

#endif
