#include <string.h>
#include <strings.h>
#include <time.h>

#include "base/str.h"
#include "campaign/schedule.h"

enum { DAY = 86400, NUMBER_MAX = 1000000000 };

/* Reading a text from left to right; every reader skips the blanks before what it wants. */
struct in {
	const char *text;
	size_t at;
};

static void skip(struct in *in)
{
	while (ascii_is_space((unsigned char)in->text[in->at]))
		in->at++;
}

static bool take_char(struct in *in, char c)
{
	skip(in);
	if (in->text[in->at] != c)
		return false;
	in->at++;
	return true;
}

static bool at_end(struct in *in)
{
	skip(in);
	return in->text[in->at] == '\0';
}

/* A number without sign, at most max; leaves the place as it is when there is none. */
static bool take_number(struct in *in, long max, long *value_r)
{
	skip(in);
	size_t at = in->at;
	long value = 0;

	while (in->text[at] >= '0' && in->text[at] <= '9') {
		value = value * 10 + (in->text[at++] - '0');
		if (value > max)
			return false;
	}
	if (at == in->at)
		return false;
	in->at = at;
	*value_r = value;
	return true;
}

struct word {
	const char *name;
	long value;
};

/* One of the words, longest first in the table where one begins another; any case. */
static bool take_word(struct in *in, const struct word *words, size_t n, long *value_r)
{
	skip(in);
	const char *p = in->text + in->at;
	size_t len = 0;

	while ((p[len] | 0x20) >= 'a' && (p[len] | 0x20) <= 'z')
		len++;
	for (size_t i = 0; i < n; i++)
		if (strlen(words[i].name) == len && strncasecmp(words[i].name, p, len) == 0) {
			in->at += len;
			*value_r = words[i].value;
			return true;
		}
	return false;
}

static const struct word units[] = {
	{"s", 1},
	{"sec", 1},
	{"second", 1},
	{"seconds", 1},
	{"m", 60},
	{"min", 60},
	{"minute", 60},
	{"minutes", 60},
	{"h", 3600},
	{"hour", 3600},
	{"hours", 3600},
	{"d", DAY},
	{"day", DAY},
	{"days", DAY},
	{"w", 7L * DAY},
	{"week", 7L * DAY},
	{"weeks", 7L * DAY},
};

static const struct word days[] = {
	{"sun", 0},
	{"sunday", 0},
	{"mon", 1},
	{"monday", 1},
	{"tue", 2},
	{"tuesday", 2},
	{"wed", 3},
	{"wednesday", 3},
	{"thu", 4},
	{"thursday", 4},
	{"fri", 5},
	{"friday", 5},
	{"sat", 6},
	{"saturday", 6},
};

#define COUNT(a) (sizeof(a) / sizeof *(a))

static int stopped(const struct in *in, size_t *at_r)
{
	*at_r = in->at;
	return -1;
}

int rate_parse(const char *text, struct rate *r, size_t *at_r)
{
	struct in in = {.text = text};

	if (!take_number(&in, NUMBER_MAX, &r->count) || r->count == 0 || !take_char(&in, '/') ||
		!take_word(&in, units, COUNT(units), &r->seconds) || !at_end(&in))
		return stopped(&in, at_r);
	return 0;
}

int durations_parse(
	const char *text, bool negative, long *values, size_t max, size_t *count_r, size_t *at_r)
{
	struct in in = {.text = text};
	size_t n = 0;

	do {
		bool minus = negative && take_char(&in, '-');
		long value, unit = 1, times = 1;
		if (!take_number(&in, 10000L * DAY, &value) ||
			(!(value == 0 && (at_end(&in) || in.text[in.at] == ',')) &&
				!take_word(&in, units, COUNT(units), &unit)))
			return stopped(&in, at_r);
		if (value > 10000L * DAY / unit)
			return stopped(&in, at_r);
		if (take_char(&in, '*') &&
			(!take_number(&in, (long)(max - n), &times) || times == 0))
			return stopped(&in, at_r);
		for (; times > 0; times--) {
			if (n == max)
				return stopped(&in, at_r);
			values[n++] = minus ? -value * unit : value * unit;
		}
	} while (take_char(&in, ','));
	if (!at_end(&in))
		return stopped(&in, at_r);
	*count_r = n;
	return 0;
}

/* "09:00" as minutes; "24:00" is the end of the day. */
static bool take_time(struct in *in, int *minutes_r)
{
	long hour, minute;

	if (!take_number(in, 24, &hour) || !take_char(in, ':') || !take_number(in, 59, &minute) ||
		(hour == 24 && minute))
		return false;
	*minutes_r = (int)(hour * 60 + minute);
	return true;
}

/* "Mon-Fri", "Sat Sun", "Mon-Wed Fri"; none is every day. */
static bool take_days(struct in *in, unsigned *days_r)
{
	long first, last;

	*days_r = 0;
	while (take_word(in, days, COUNT(days), &first)) {
		last = first;
		if (take_char(in, '-') && !take_word(in, days, COUNT(days), &last))
			return false;
		for (long d = first;; d = (d + 1) % 7) {
			*days_r |= 1u << d;
			if (d == last)
				break;
		}
	}
	if (*days_r == 0)
		*days_r = 0x7F;
	return true;
}

int hours_parse(const char *text, struct hours *h, size_t *at_r)
{
	struct in in = {.text = text};

	h->count = 0;
	do {
		struct hours_span *span = &h->spans[h->count];
		if (h->count == HOURS_SPANS_MAX || !take_days(&in, &span->days))
			return stopped(&in, at_r);
		if (!take_time(&in, &span->from) || !take_char(&in, '-'))
			return stopped(&in, at_r);
		skip(&in);
		size_t at = in.at;
		if (!take_time(&in, &span->to) || span->to <= span->from) {
			in.at = at;
			return stopped(&in, at_r);
		}
		h->count++;
	} while (take_char(&in, ','));
	return at_end(&in) ? 0 : stopped(&in, at_r);
}

/* Minute m of the day of tm, as seconds since the epoch. */
static int64_t minute_of_day(const struct tm *day, int m)
{
	struct tm tm = {
		.tm_year = day->tm_year,
		.tm_mon = day->tm_mon,
		.tm_mday = day->tm_mday,
		.tm_hour = m / 60,
		.tm_min = m % 60,
		.tm_isdst = -1,
	};

	return (int64_t)mktime(&tm);
}

/* By the wall clock, which shows an hour twice when summer time ends: letters may leave in both. */
static bool is_within(const struct hours_span *span, int64_t t)
{
	struct tm tm;
	time_t at = (time_t)t;

	localtime_r(&at, &tm);
	int minute = tm.tm_hour * 60 + tm.tm_min;
	return span->days & 1u << tm.tm_wday && minute >= span->from && minute < span->to;
}

int64_t hours_next(const struct hours *h, int64_t t)
{
	for (size_t i = 0; i < h->count; i++)
		if (is_within(&h->spans[i], t))
			return t;
	/* Today's hours may be over and come again in seven days, when summer time may skip them.
	 */
	for (int ahead = 0; h->count && ahead <= 14; ahead++) {
		struct tm day;
		time_t now = (time_t)t;
		int64_t best = INT64_MAX;
		localtime_r(&now, &day);
		day.tm_mday += ahead;
		day.tm_hour = 12;
		day.tm_min = day.tm_sec = 0;
		day.tm_isdst = -1;
		mktime(&day);
		for (size_t i = 0; i < h->count; i++) {
			int64_t from = minute_of_day(&day, h->spans[i].from);
			/* Hours that summer time skips are not within themselves. */
			if (from > t && from < best && is_within(&h->spans[i], from))
				best = from;
		}
		if (best != INT64_MAX)
			return best;
	}
	return t;
}
