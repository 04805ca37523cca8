#include <stdbool.h>
#include <string.h>
#include <strings.h>

#include "base/clock.h"
#include "base/str.h"
#include "reply/maildate.h"

static const char *const months[] = {
	"jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"};

/* RFC 5322 4.3: the zones that mean something; all other names count as +0000. */
static const struct {
	const char *name;
	int hours;
} zones[] = {{"EST", -5}, {"EDT", -4}, {"CST", -6}, {"CDT", -5}, {"MST", -7}, {"MDT", -6},
	{"PST", -8}, {"PDT", -7}, {"JST", 9}, {"CET", 1}, {"CEST", 2}, {"MSK", 3}};

struct parts {
	int day, month, year; /* 0: not seen */
	int hour, minute, second, offset;
	bool time;
};

static int number(const char *p, size_t n)
{
	int v = 0;

	for (size_t i = 0; i < n && i < 8; i++)
		v = v * 10 + (p[i] - '0');
	return v;
}

static void take_digits(struct parts *d, const char *p, size_t n)
{
	int v = number(p, n);

	if (n <= 2 && d->day == 0 && v >= 1 && v <= 31)
		d->day = v;
	else if (n == 4 && d->year == 0 && v >= 1900)
		d->year = v;
	else if ((n == 2 || n == 3) && d->year == 0 && d->month)
		d->year = v + (n == 3 || v >= 50 ? 1900 : 2000);
}

static void take_word(struct parts *d, const char *p, size_t n)
{
	for (int m = 0; m < 12 && d->month == 0; m++)
		if (n >= 3 && strncasecmp(p, months[m], 3) == 0)
			d->month = m + 1;
	for (size_t i = 0; i < sizeof zones / sizeof *zones; i++)
		if (d->time && strlen(zones[i].name) == n && strncasecmp(p, zones[i].name, n) == 0)
			d->offset = zones[i].hours * 3600;
}

static bool digit(char c)
{
	return c >= '0' && c <= '9';
}

/* "17:05" or "17:05:33" at p; the length, or 0. */
static size_t take_time(struct parts *d, const char *p)
{
	size_t n = digit(p[0]) && digit(p[1]) ? 2 : 1, i = n;
	int v[3] = {number(p, n), 0, 0};

	if (!digit(p[0]) || p[n] != ':' || d->time)
		return 0;
	for (int k = 1; k < 3 && p[i] == ':' && digit(p[i + 1]) && digit(p[i + 2]); k++, i += 3)
		v[k] = number(p + i + 1, 2);
	if (v[0] > 23 || v[1] > 59 || v[2] > 60)
		return 0;
	d->hour = v[0];
	d->minute = v[1];
	d->second = v[2];
	d->time = true;
	return i;
}

static size_t take_offset(struct parts *d, const char *p)
{
	if ((p[0] != '+' && p[0] != '-') || !d->time)
		return 0;
	for (int i = 1; i <= 4; i++)
		if (!digit(p[i]))
			return 0;
	int minutes = number(p + 1, 2) * 60 + number(p + 3, 2);
	if (minutes > 16 * 60)
		minutes = 0;
	d->offset = (p[0] == '-' ? -60 : 60) * minutes;
	return 5;
}

int maildate_parse(const char *text, int64_t *t_r)
{
	struct parts d = {0};

	for (const char *p = text; *p && p < text + 200;) {
		size_t n = take_time(&d, p);

		if (n == 0)
			n = take_offset(&d, p);
		if (n == 0 && digit(*p)) {
			while (digit(p[n]))
				n++;
			take_digits(&d, p, n);
		} else if (n == 0 && ascii_is_alnum(*p)) {
			while (ascii_is_alnum(p[n]) && !digit(p[n]))
				n++;
			take_word(&d, p, n);
		}
		p += n ? n : 1;
	}
	if (d.day == 0 || d.month == 0 || d.year == 0)
		return -1;
	struct date date = {d.year, d.month, d.day};
	*t_r = date_to_days(date) * 86400 + d.hour * 3600 + d.minute * 60 + d.second - d.offset;
	return 0;
}
