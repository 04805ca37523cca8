#include <string.h>
#include <time.h>

#include "base/clock.h"
#include "liquid/moment.h"

static int64_t days_of(int64_t year, int month, int day)
{
	/* Civil days; years shifted by whole cycles of 400, so that date_to_days' int is enough. */
	int64_t cycles = (year - 2000) / 400;

	return date_to_days((struct date){(int)(year - cycles * 400), month, day}) +
	       cycles * 146097;
}

int moment_weekday(const struct moment *m)
{
	int64_t d = (days_of(m->year, m->month, m->day) + 4) % 7;

	return (int)(d < 0 ? d + 7 : d);
}

int moment_yearday(const struct moment *m)
{
	return (int)(days_of(m->year, m->month, m->day) - days_of(m->year, 1, 1)) + 1;
}

int64_t moment_seconds(const struct moment *m)
{
	return days_of(m->year, m->month, m->day) * 86400 + m->hour * 3600 + m->minute * 60 +
	       m->second - m->offset;
}

static void set_zone(struct moment *m, const char *name)
{
	size_t n = name ? strlen(name) : 0;

	m->zone_known = n > 0 && n < sizeof m->zone;
	if (m->zone_known)
		memcpy(m->zone, name, n + 1);
}

void moment_at(int64_t seconds, struct moment *r)
{
	time_t t = (time_t)seconds;
	struct tm tm;

	*r = (struct moment){.year = 1970, .month = 1, .day = 1};
	if (localtime_r(&t, &tm) == NULL)
		return;
	*r = (struct moment){.year = (int64_t)tm.tm_year + 1900,
		.month = tm.tm_mon + 1,
		.day = tm.tm_mday,
		.hour = tm.tm_hour,
		.minute = tm.tm_min,
		.second = tm.tm_sec,
		.offset = (int)tm.tm_gmtoff};
	set_zone(r, tm.tm_zone);
}

static const char *const month_names[] = {"January", "February", "March", "April", "May", "June",
	"July", "August", "September", "October", "November", "December"};
static const char *const weekday_names[] = {
	"Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"};

const char *moment_month_name(int month)
{
	return month >= 1 && month <= 12 ? month_names[month - 1] : "?";
}

const char *moment_weekday_name(int weekday)
{
	return weekday >= 0 && weekday <= 6 ? weekday_names[weekday] : "?";
}

bool moment_of(struct liquid_value v, struct moment *r, bool *clock_r)
{
	const char *p = v.text.p;
	size_t n, i = 0;

	*clock_r = false;
	if (v.kind == LIQUID_INT) {
		moment_at(v.integer, r);
		return true;
	}
	if (v.kind != LIQUID_TEXT || v.text.n == 0)
		return false;
	n = v.text.n;
	if ((n == 3 && strncasecmp(p, "now", 3) == 0) ||
		(n == 5 && strncasecmp(p, "today", 5) == 0)) {
		*clock_r = true;
		moment_at(clock_now(), r);
		return true;
	}
	int64_t seconds = 0;
	for (i = 0; i < n && p[i] >= '0' && p[i] <= '9' && n < 19; i++)
		seconds = seconds * 10 + (p[i] - '0');
	if (i == n) {
		moment_at(seconds, r);
		return true;
	}
	return moment_parse(p, n, r, clock_r);
}
