#include <string.h>
#include <time.h>

#include "base/clock.h"
#include "base/mem.h"
#include "liquid/moment.h"
#include "liquid/moment_part.h"

static void parse_day(struct parse *p)
{
	if (pattern_find(p, PATTERN_DAY))
		pattern_take(p); /* the weekday follows from the date */
}

static void parse_time(struct parse *p)
{
	part time;

	if (!pattern_find(p, PATTERN_TIME))
		return;
	pattern_group(p, 1, time, sizeof time);
	pattern_group(p, 11, p->zone, sizeof p->zone);
	moment_store_time(p, time);
	pattern_take(p);
}

static bool parse_named_month(struct parse *p)
{
	part y = "", d = "", era = "";
	char month[4];
	bool eu = pattern_find(p, PATTERN_EU);

	if (eu) {
		pattern_group(p, 1, d, sizeof d);
		pattern_group(p, 2, month, sizeof month);
		pattern_group(p, 4, era, sizeof era);
		pattern_group(p, 9, y, sizeof y);
	} else if (pattern_find(p, PATTERN_US)) {
		pattern_group(p, 1, month, sizeof month);
		pattern_group(p, 2, d, sizeof d);
		pattern_group(p, 4, era, sizeof era);
		pattern_group(p, 9, y, sizeof y);
	} else {
		return false;
	}
	pattern_take(p);
	p->bc = *era == 'b';
	moment_store_named_date(p, y, month, d);
	return true;
}

static bool parse_three(struct parse *p, enum pattern which, int third)
{
	part y, m, d;

	if (!pattern_find(p, which))
		return false;
	pattern_group(p, 1, y, sizeof y);
	pattern_group(p, 2, m, sizeof m);
	pattern_group(p, third, d, sizeof d);
	pattern_take(p);
	moment_store_date(p, y, m, d);
	return true;
}

static bool parse_vms(struct parse *p)
{
	part y = "", d = "";
	char month[4];

	if (pattern_find(p, PATTERN_VMS)) {
		pattern_group(p, 1, d, sizeof d);
		pattern_group(p, 2, month, sizeof month);
		pattern_group(p, 3, y, sizeof y);
	} else if (pattern_find(p, PATTERN_VMS_MONTH_FIRST)) {
		pattern_group(p, 1, month, sizeof month);
		pattern_group(p, 2, d, sizeof d);
		pattern_group(p, 4, y, sizeof y);
	} else {
		return false;
	}
	pattern_take(p);
	moment_store_named_date(p, y, month, d);
	return true;
}

/* Years of a Japanese era: Meiji, Taisho, Showa, Heisei, Reiwa. */
static bool parse_era_of_japan(struct parse *p)
{
	static const char letters[] = "mtshr";
	static const int first[] = {1867, 1911, 1925, 1988, 2018};
	part text;

	if (!pattern_find(p, PATTERN_JIS))
		return false;
	pattern_group(p, 1, text, sizeof text);
	int before = first[strchr(letters, *text) - letters];
	pattern_group(p, 2, text, sizeof text);
	p->year = before + part_number(text);
	p->has_year = true;
	pattern_group(p, 3, text, sizeof text);
	p->month = part_small_number(text);
	pattern_group(p, 4, text, sizeof text);
	p->day = part_small_number(text);
	pattern_take(p);
	return true;
}

/* Two digits that are left over are the hour of a day, or the day of an hour. */
static void parse_rest(struct parse *p)
{
	part text;

	if (!pattern_find(p, PATTERN_REST))
		return;
	pattern_group(p, 1, text, sizeof text);
	int n = part_small_number(text);
	if (p->hour != NOT_SET && p->day == NOT_SET && n >= 1 && n <= 31)
		p->day = n;
	else if (p->day != NOT_SET && p->hour == NOT_SET && n <= 24)
		p->hour = n;
}

/* Week dates, and dates without a year or without a month. */
static bool parse_iso_others(struct parse *p)
{
	part text;

	if (pattern_find(p, PATTERN_WEEK)) {
		pattern_take(p); /* Time.parse makes nothing of weeks */
		return true;
	}
	if (pattern_find(p, PATTERN_NO_YEAR) || pattern_find(p, PATTERN_NO_YEAR_COMPACT)) {
		pattern_group(p, 1, text, sizeof text);
		if (*text)
			p->month = part_small_number(text);
		pattern_group(p, 2, text, sizeof text);
		if (*text)
			p->day = part_small_number(text);
		pattern_take(p);
		return true;
	}
	if (pattern_find(p, PATTERN_YEAR_DAY)) {
		pattern_group(p, 1, text, sizeof text);
		moment_store_year(p, text);
		pattern_group(p, 2, text, sizeof text);
		p->yday = part_small_number(text);
		pattern_take(p);
		return true;
	}
	return false;
}

static bool parse_single(struct parse *p)
{
	part text;

	if (pattern_find(p, PATTERN_YEAR)) {
		pattern_group(p, 1, text, sizeof text);
		p->year = part_number(text);
		p->has_year = true;
		p->complete_year = true;
	} else if (pattern_find(p, PATTERN_MONTH)) {
		pattern_group(p, 1, text, sizeof text);
		p->month = part_month(text);
	} else if (pattern_find(p, PATTERN_MDAY)) {
		pattern_group(p, 1, text, sizeof text);
		p->day = part_small_number(text);
	} else {
		return false;
	}
	pattern_take(p);
	return true;
}

static int two(const char *s)
{
	return (s[0] - '0') * 10 + (s[1] - '0');
}

/* A run of digits without separators: what it is depends on how many they are. */
static void store_digits(struct parse *p, const char *sign, const char *s, bool time_follows)
{
	size_t n = strlen(s);

	p->complete_year = false;
	if (n == 2) {
		if (time_follows && p->m[4].rm_so < 0 && p->m[5].rm_so >= 0)
			p->second = two(s);
		else
			p->day = two(s);
	} else if (n == 3) {
		p->yday = part_small_number(s);
	} else if (n == 4) {
		p->month = two(s);
		p->day = two(s + 2);
	} else if (n == 5 || n == 7) {
		part year = "";
		memcpy(year, s, n - 3);
		p->year = part_number(year);
		p->has_year = true;
		p->complete_year = n == 5 && !*sign;
		p->yday = part_small_number(s + n - 3);
	} else if (n == 6) {
		p->year = two(s);
		p->has_year = true;
		p->complete_year = !*sign;
		p->month = two(s + 2);
		p->day = two(s + 4);
	} else if (n >= 8) {
		part year = "";
		memcpy(year, s, 4);
		p->year = part_number(year);
		p->has_year = true;
		p->month = two(s + 4);
		p->day = two(s + 6);
		if (n >= 10)
			p->hour = two(s + 8);
		if (n >= 12)
			p->minute = two(s + 10);
		if (n >= 14)
			p->second = two(s + 12);
	}
	if (*sign == '-' && p->has_year)
		p->year = -p->year;
}

static bool parse_digits(struct parse *p)
{
	part digits, time, text;
	char sign[2];

	if (!pattern_find(p, PATTERN_DIGITS))
		return false;
	pattern_group(p, 1, sign, sizeof sign);
	pattern_group(p, 2, digits, sizeof digits);
	pattern_group(p, 4, time, sizeof time);
	store_digits(p, sign, digits, pattern_has(p, 3));
	if (*time && strlen(digits) >= 3) {
		size_t n = strlen(time);
		p->hour = n >= 2 ? two(time) : p->hour;
		p->minute = n >= 4 ? two(time + 2) : p->minute;
		p->second = n >= 6 ? two(time + 4) : p->second;
	}
	pattern_group(p, 6, text, sizeof text);
	if (*text)
		p->nanosecond = part_nanoseconds(text);
	if (pattern_has(p, 7))
		pattern_group(p, 7, p->zone, sizeof p->zone);
	pattern_take(p);
	return true;
}

/* Letters, digits and a few signs stay; everything else is a space. */
static void clean(struct parse *p, const char *text, size_t n)
{
	size_t to = 0;
	bool space = false;

	for (size_t i = 0; i < n; i++) {
		int c = ascii_lower((unsigned char)text[i]);
		if (ascii_is_alnum(c) || (c && c < 0x80 && strchr("-+',./:@[]", c)) || c >= 0x80) {
			p->text[to++] = (char)c;
			space = false;
		} else if (!space) {
			p->text[to++] = ' ';
			space = true;
		}
	}
	p->text[to] = '\0';
}

static void parse_parts(struct parse *p)
{
	parse_day(p);
	parse_time(p);
	(void)(parse_named_month(p) || parse_three(p, PATTERN_ISO, 3) || parse_era_of_japan(p) ||
		parse_vms(p) || parse_three(p, PATTERN_SLASH, 4) ||
		parse_three(p, PATTERN_DOT, 3) || parse_iso_others(p) || parse_single(p) ||
		parse_digits(p));
	if (pattern_find(p, PATTERN_BC)) {
		p->bc = true;
		pattern_take(p);
	}
	parse_rest(p);
	if (p->bc && p->has_year)
		p->year = 1 - p->year;
	else if (p->has_year && p->complete_year && p->year >= 0 && p->year <= 99)
		p->year += p->year >= 69 ? 1900 : 2000;
}

/* What is missing above the first part that is there comes from now; below it, it is the first. */
static bool fill_missing(
	struct parse *p, struct moment *m, bool has_offset, int offset, bool *clock_r)
{
	struct moment now;

	moment_at(clock_now(), &now);
	if (has_offset && now.offset != offset) {
		int64_t t = clock_now() + offset, day = t / 86400 - (t % 86400 < 0);
		struct date d = date_from_days(day);
		now.year = d.year;
		now.month = d.month;
		now.day = d.day;
		now.hour = (int)((t - day * 86400) / 3600);
	}
	*m = (struct moment){.year = now.year, .month = 1, .day = 1};
	*clock_r = !p->has_year;
	if (p->has_year)
		m->year = p->year;
	if (p->yday != NOT_SET) {
		if (p->yday < 1 || p->yday > 366)
			return false;
		m->month = 1;
		int left = p->yday;
		while (m->month <= 12 && left > moment_month_days(m->year, m->month))
			left -= moment_month_days(m->year, m->month++);
		m->day = left;
		if (m->month > 12)
			return false;
	} else {
		if (p->month != NOT_SET)
			m->month = p->month;
		else if (!p->has_year)
			m->month = now.month;
		if (p->day != NOT_SET)
			m->day = p->day;
		else if (!p->has_year && p->month == NOT_SET)
			m->day = now.day;
	}
	m->hour = p->hour != NOT_SET ? p->hour : 0;
	m->minute = p->minute != NOT_SET ? p->minute : 0;
	m->second = p->second != NOT_SET ? p->second : 0;
	m->nanosecond = p->nanosecond != NOT_SET ? p->nanosecond : 0;
	return m->month >= 1 && m->month <= 12 && m->day >= 1 && m->day <= 31 && m->hour <= 24 &&
	       m->minute <= 59 && m->second <= 60 &&
	       (m->hour < 24 || (m->minute == 0 && m->second == 0));
}

/* "2025-10-31", by far the most frequent form: read without looking for anything else. */
static bool parse_plain(const char *s, size_t n, struct moment *r)
{
	if (n != 10 || s[4] != '-' || s[7] != '-')
		return false;
	for (size_t i = 0; i < n; i++)
		if (i != 4 && i != 7 && !(s[i] >= '0' && s[i] <= '9'))
			return false;
	*r = (struct moment){.year = two(s) * 100 + two(s + 2),
		.month = two(s + 5),
		.day = two(s + 8),
		.zone_later = true};
	return r->month >= 1 && r->month <= 12 && r->day >= 1 &&
	       r->day <= moment_month_days(r->year, r->month);
}

bool moment_parse(const char *text, size_t n, struct moment *r, bool *clock_r)
{
	struct parse p = {.month = NOT_SET,
		.day = NOT_SET,
		.yday = NOT_SET,
		.hour = NOT_SET,
		.minute = NOT_SET,
		.second = NOT_SET,
		.nanosecond = NOT_SET};
	int offset = 0;

	if (parse_plain(text, n, r))
		return true;
	if (n > TEXT_MAX || memchr(text, '\0', n))
		return false;
	clean(&p, text, n);
	parse_parts(&p);
	if (!p.has_year && p.month == NOT_SET && p.day == NOT_SET && p.yday == NOT_SET &&
		p.hour == NOT_SET && p.minute == NOT_SET && p.second == NOT_SET &&
		p.nanosecond == NOT_SET)
		return false;
	bool has_offset = *p.zone && moment_zone_offset(p.zone, &offset);
	if (!fill_missing(&p, r, has_offset, offset, clock_r))
		return false;
	/* A 31st that the month has not is a day of the next one. */
	int over = r->day - moment_month_days(r->year, r->month);
	if (over > 0) {
		r->day = over;
		r->month++;
	}
	if (!has_offset)
		return moment_make_local(r);
	moment_make_zoned(r, p.zone, offset);
	return true;
}
