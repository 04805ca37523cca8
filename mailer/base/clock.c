#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/mem.h"

static const char *const weekdays[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
static const char *const months[] = {
	"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

static bool pinned;
static int64_t pinned_now;

int64_t clock_now(void)
{
	return pinned ? pinned_now : (int64_t)time(NULL);
}

int clock_init(struct err *err)
{
	const char *text = getenv("OPENLETTER_NOW");
	long seconds;

	pinned = false;
	if (text == NULL || *text == '\0')
		return 0;
	if (*text == '@' && parse_long(text + 1, 0, 253402300799, &seconds) == 0)
		pinned_now = seconds;
	else if (clock_parse(text, &pinned_now) < 0)
		return err_set(err, ERR_INPUT,
			"OPENLETTER_NOW is \"%.40s\", expected a time like "
			"2025-09-26T09:00:00+02:00",
			text);
	pinned = true;
	return 0;
}

static int64_t milliseconds_of(clockid_t id)
{
	struct timespec ts;

	clock_gettime(id, &ts);
	return (int64_t)ts.tv_sec * 1000 + ts.tv_nsec / 1000000;
}

int64_t clock_monotonic_ms(void)
{
	return milliseconds_of(CLOCK_MONOTONIC);
}

int64_t clock_elapsed_ms(void)
{
	return milliseconds_of(CLOCK_BOOTTIME);
}

int clock_set_zone(const char *name, struct err *err)
{
	const char *dir = getenv("TZDIR");
	bool usable = *name != '\0' && *name != '/' && strstr(name, "..") == NULL;
	char *path = path_join(dir ? dir : "/usr/share/zoneinfo", name);
	struct stat st;

	/* UTC needs no zone files, and must work where tzdata is not installed. */
	if (strcmp(name, "UTC") != 0 && (!usable || stat(path, &st) < 0 || !S_ISREG(st.st_mode)))
		usable = false;
	free(path);
	if (!usable)
		return err_set(err, ERR_INPUT,
			"\"%.60s\" is no known time zone, expected a name like \"Europe/Brussels\"",
			name);
	setenv("TZ", name, 1);
	tzset();
	return 0;
}

static bool leap(int year)
{
	return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

static int digits(const char *s, int n, int *value_r)
{
	*value_r = 0;
	for (int i = 0; i < n; i++) {
		if (s[i] < '0' || s[i] > '9')
			return -1;
		*value_r = *value_r * 10 + (s[i] - '0');
	}
	return 0;
}

/* Reads YYYY-MM-DD at the beginning of text. */
static int date_prefix(const char *text, struct date *d)
{
	static const int lengths[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

	if (digits(text, 4, &d->year) < 0 || text[4] != '-' || digits(text + 5, 2, &d->month) < 0 ||
		text[7] != '-' || digits(text + 8, 2, &d->day) < 0)
		return -1;
	if (d->month < 1 || d->month > 12 || d->day < 1)
		return -1;
	return d->day <= lengths[d->month - 1] + (d->month == 2 && leap(d->year)) ? 0 : -1;
}

int date_parse(const char *text, struct date *date_r)
{
	return date_prefix(text, date_r) == 0 && text[10] == '\0' ? 0 : -1;
}

/* Both directions by the 400-year cycle, counted from 1 March (Hinnant's days_from_civil). */
int64_t date_to_days(struct date d)
{
	int64_t y = d.month <= 2 ? (int64_t)d.year - 1 : d.year;
	int64_t era = (y >= 0 ? y : y - 399) / 400, yoe = y - era * 400;
	int64_t doy = (153 * (d.month + (d.month > 2 ? -3 : 9)) + 2) / 5 + d.day - 1;

	return era * 146097 + yoe * 365 + yoe / 4 - yoe / 100 + doy - 719468;
}

struct date date_from_days(int64_t days)
{
	int64_t z = days + 719468, era = (z >= 0 ? z : z - 146096) / 146097, doe = z - era * 146097;
	int64_t yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
	int64_t doy = doe - (365 * yoe + yoe / 4 - yoe / 100), mp = (5 * doy + 2) / 153;
	int month = (int)(mp < 10 ? mp + 3 : mp - 9);

	return (struct date){
		.year = (int)(yoe + era * 400 + (month <= 2)),
		.month = month,
		.day = (int)(doy - (153 * mp + 2) / 5 + 1),
	};
}

int date_weekday(struct date d)
{
	int64_t w = (date_to_days(d) + 4) % 7;

	return (int)(w < 0 ? w + 7 : w);
}

struct date date_at(int64_t t)
{
	time_t seconds = (time_t)t;
	struct tm tm;

	localtime_r(&seconds, &tm);
	return (struct date){.year = tm.tm_year + 1900, .month = tm.tm_mon + 1, .day = tm.tm_mday};
}

int64_t date_end(struct date d)
{
	/* mktime normalises the day after, and finds midnight (or the first second) across a
	 * change. */
	struct tm tm = {.tm_year = d.year - 1900,
		.tm_mon = d.month - 1,
		.tm_mday = d.day + 1,
		.tm_isdst = -1};

	return (int64_t)mktime(&tm);
}

void date_add(struct str *out, struct date d)
{
	str_addf(out, "%04d-%02d-%02d", d.year, d.month, d.day);
}

static void local(int64_t t, struct tm *tm)
{
	time_t seconds = (time_t)t;

	localtime_r(&seconds, tm);
}

static void add_offset(struct str *out, const struct tm *tm, const char *colon)
{
	long minutes = tm->tm_gmtoff / 60, m = minutes < 0 ? -minutes : minutes;

	str_addf(out, "%c%02ld%s%02ld", minutes < 0 ? '-' : '+', m / 60, colon, m % 60);
}

void clock_add_rfc3339(struct str *out, int64_t t)
{
	struct tm tm;

	local(t, &tm);
	str_addf(out, "%04d-%02d-%02dT%02d:%02d:%02d", tm.tm_year + 1900, tm.tm_mon + 1, tm.tm_mday,
		tm.tm_hour, tm.tm_min, tm.tm_sec);
	add_offset(out, &tm, ":");
}

void clock_add_rfc5322(struct str *out, int64_t t)
{
	struct tm tm;

	local(t, &tm);
	str_addf(out, "%s, %d %s %04d %02d:%02d:%02d ", weekdays[tm.tm_wday], tm.tm_mday,
		months[tm.tm_mon], tm.tm_year + 1900, tm.tm_hour, tm.tm_min, tm.tm_sec);
	add_offset(out, &tm, "");
}

/* The offset behind a time: "Z", "+02:00", or nothing (then *local_r is set). */
static int parse_offset(const char *p, int *seconds_r, bool *local_r)
{
	int h, m;

	*seconds_r = 0;
	*local_r = *p == '\0';
	if (*local_r || ((*p == 'Z' || *p == 'z') && p[1] == '\0'))
		return 0;
	if ((*p != '+' && *p != '-') || digits(p + 1, 2, &h) < 0 || p[3] != ':' ||
		digits(p + 4, 2, &m) < 0 || p[6] != '\0' || h > 23 || m > 59)
		return -1;
	*seconds_r = (h * 60 + m) * 60 * (*p == '-' ? -1 : 1);
	return 0;
}

int clock_parse(const char *text, int64_t *t_r)
{
	struct date d;
	int h, m, s, offset;
	bool is_local;

	if (date_prefix(text, &d) < 0 || (text[10] != 'T' && text[10] != 't' && text[10] != ' '))
		return -1;
	const char *p = text + 11;
	if (digits(p, 2, &h) < 0 || p[2] != ':' || digits(p + 3, 2, &m) < 0 || p[5] != ':' ||
		digits(p + 6, 2, &s) < 0 || h > 23 || m > 59 || s > 60)
		return -1;
	p += 8;
	if (*p == '.')
		for (p++; *p >= '0' && *p <= '9'; p++)
			;
	if (parse_offset(p, &offset, &is_local) < 0)
		return -1;
	if (is_local) {
		struct tm tm = {.tm_year = d.year - 1900,
			.tm_mon = d.month - 1,
			.tm_mday = d.day,
			.tm_hour = h,
			.tm_min = m,
			.tm_sec = s,
			.tm_isdst = -1};
		*t_r = (int64_t)mktime(&tm);
		return 0;
	}
	*t_r = date_to_days(d) * 86400 + h * 3600 + m * 60 + s - offset;
	return 0;
}
