/*
 * Moments: what the date filter reads from free-form text, and strftime for them.
 *
 * Text is read as Ruby's Time.parse reads it: parts in almost any order, English names of months
 * and weekdays; what is missing is taken from now.
 */
#ifndef LIQUID_MOMENT_H
#define LIQUID_MOMENT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/str.h"
#include "liquid/value.h"

struct moment {
	int64_t year;
	int month, day, hour, minute, second, nanosecond;
	int offset; /* seconds east of UTC */
	bool zone_known; /* zone holds its name; else it is an offset only */
	bool zone_later; /* a plain date: its offset and zone are found when they are asked for */
	char zone[16];
};

/* A moment of the local time zone. */
void moment_at(int64_t seconds, struct moment *r);

/*
 * Reads text; false when it holds no date. *clock_r is set when something was taken from the clock,
 * so that the same text gives another moment another day.
 */
bool moment_parse(const char *text, size_t n, struct moment *r, bool *clock_r);

/* Any value that is a date: text (also "now", "today", seconds), an integer of seconds. */
bool moment_of(struct liquid_value v, struct moment *r, bool *clock_r);

/* Finds the offset and zone of a plain date. */
void moment_settle(struct moment *m);

/* For moment_parse.c: what a zone's name or number is, and fields made a moment of a zone. */
bool moment_zone_offset(const char *zone, int *offset_r);
bool moment_make_local(struct moment *m);
void moment_make_zoned(struct moment *m, const char *zone, int offset);
int moment_month_days(int64_t year, int month);

/* 0 = Sunday; the day of the year from 1. */
int moment_weekday(const struct moment *m);
int moment_yearday(const struct moment *m);
int64_t moment_seconds(const struct moment *m);

/* Appends the moment as Ruby's Time#strftime: flags - 0 ^ # _ :, widths, all directives. */
void moment_format(struct str *out, const struct moment *m, const char *format, size_t n);

/* English names, as %B and %A have them. */
const char *moment_month_name(int month);
const char *moment_weekday_name(int weekday);

#endif
