#include <string.h>
#include <time.h>

#include "base/clock.h"
#include "liquid/moment.h"

static int two(const char *s)
{
	return (s[0] - '0') * 10 + (s[1] - '0');
}

int moment_month_days(int64_t year, int month)
{
	static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
	bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;

	return month == 2 && leap ? 29 : days[month - 1];
}

/* Named zones that Time.parse knows; false: the name is ignored. */
static bool named_offset(const char *zone, int *offset)
{
	static const struct {
		const char *name;
		int hours;
	} zones[] = {{"utc", 0}, {"gmt", 0}, {"ut", 0}, {"z", 0}, {"est", -5}, {"edt", -4},
		{"cst", -6}, {"cdt", -5}, {"mst", -7}, {"mdt", -6}, {"pst", -8}, {"pdt", -7}};

	for (size_t i = 0; i < sizeof zones / sizeof *zones; i++)
		if (strcmp(zones[i].name, zone) == 0) {
			*offset = zones[i].hours * 3600;
			return true;
		}
	if (zone[0] && !zone[1] && zone[0] >= 'a' && zone[0] <= 'y' && zone[0] != 'j') {
		int c = zone[0] - 'a';
		*offset = 3600 * (c <= 8 ? c + 1 : c <= 12 ? c : -(c - 12));
		return true;
	}
	return false;
}

bool moment_zone_offset(const char *zone, int *offset)
{
	size_t n = strlen(zone), digits = strspn(zone + (n > 0), "0123456789");
	const char *d = zone + 1;
	bool plain = n == 1 + digits && (digits == 2 || digits == 4 || digits == 6);
	bool colons = digits == 2 && (n == 6 || n == 9) && d[2] == ':' &&
		      strspn(d + 3, "0123456789") == 2 &&
		      (n == 6 || (d[5] == ':' && strspn(d + 6, "0123456789") == 2));

	if (*zone != '-' && *zone != '+')
		return named_offset(zone, offset);
	if (!plain && !colons)
		return false;
	int step = colons ? 3 : 2, o = two(d) * 3600;
	if (digits > 2 || colons)
		o += two(d + step) * 60;
	if (digits == 6 || n == 9)
		o += two(d + 2 * step);
	*offset = *zone == '-' ? -o : o;
	return true;
}

static bool is_utc(const char *zone)
{
	static const char *const names[] = {"utc", "gmt", "ut", "z", "-00:00", "-0000", "-00"};

	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (strcmp(names[i], zone) == 0)
			return true;
	return false;
}

/* Local time: seconds by mktime, and the fields as the zone shows them. */
bool moment_make_local(struct moment *m)
{
	struct tm tm = {.tm_year = (int)(m->year - 1900),
		.tm_mon = m->month - 1,
		.tm_mday = m->day,
		.tm_hour = m->hour,
		.tm_min = m->minute,
		.tm_sec = m->second,
		.tm_isdst = -1};
	int nanosecond = m->nanosecond;

	if (m->year < -200000 || m->year > 200000)
		return false;
	time_t t = mktime(&tm);
	moment_at(t, m);
	m->nanosecond = nanosecond;
	return true;
}

void moment_make_zoned(struct moment *m, const char *zone, int offset)
{
	int nanosecond = m->nanosecond;
	struct moment local;

	m->offset = offset;
	int64_t seconds = moment_seconds(m);
	moment_at(seconds, &local);
	if (is_utc(zone)) {
		m->offset = 0;
		m->zone_known = true;
		memcpy(m->zone, "UTC", 4);
	} else if (local.offset == offset) {
		*m = local; /* a real zone is better than a number */
		m->nanosecond = nanosecond;
	} else {
		/* Normalises 24:00 and seconds of 60. */
		struct moment utc;
		int64_t shifted = seconds + offset, day = shifted / 86400 - (shifted % 86400 < 0);
		struct date date = date_from_days(day);
		int64_t rest = shifted - day * 86400;
		utc = (struct moment){.year = date.year,
			.month = date.month,
			.day = date.day,
			.hour = (int)(rest / 3600),
			.minute = (int)(rest / 60 % 60),
			.second = (int)(rest % 60),
			.nanosecond = nanosecond,
			.offset = offset};
		*m = utc;
	}
}

void moment_settle(struct moment *m)
{
	if (!m->zone_later)
		return;
	m->zone_later = false;
	moment_make_local(m);
}
