#include <string.h>

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

/* A run of digits without separators: what it is depends on how many they are. */
static void store_digits(struct parse *p, const char *sign, const char *s, bool time_follows)
{
	size_t n = strlen(s);

	p->complete_year = false;
	if (n == 2) {
		if (time_follows && p->m[4].rm_so < 0 && p->m[5].rm_so >= 0)
			p->second = part_two_digits(s);
		else
			p->day = part_two_digits(s);
	} else if (n == 3) {
		p->yday = part_small_number(s);
	} else if (n == 4) {
		p->month = part_two_digits(s);
		p->day = part_two_digits(s + 2);
	} else if (n == 5 || n == 7) {
		part year = "";
		memcpy(year, s, n - 3);
		p->year = part_number(year);
		p->has_year = true;
		p->complete_year = n == 5 && !*sign;
		p->yday = part_small_number(s + n - 3);
	} else if (n == 6) {
		p->year = part_two_digits(s);
		p->has_year = true;
		p->complete_year = !*sign;
		p->month = part_two_digits(s + 2);
		p->day = part_two_digits(s + 4);
	} else if (n >= 8) {
		part year = "";
		memcpy(year, s, 4);
		p->year = part_number(year);
		p->has_year = true;
		p->month = part_two_digits(s + 4);
		p->day = part_two_digits(s + 6);
		if (n >= 10)
			p->hour = part_two_digits(s + 8);
		if (n >= 12)
			p->minute = part_two_digits(s + 10);
		if (n >= 14)
			p->second = part_two_digits(s + 12);
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
		p->hour = n >= 2 ? part_two_digits(time) : p->hour;
		p->minute = n >= 4 ? part_two_digits(time + 2) : p->minute;
		p->second = n >= 6 ? part_two_digits(time + 4) : p->second;
	}
	pattern_group(p, 6, text, sizeof text);
	if (*text)
		p->nanosecond = part_nanoseconds(text);
	if (pattern_has(p, 7))
		pattern_group(p, 7, p->zone, sizeof p->zone);
	pattern_take(p);
	return true;
}

void moment_read_parts(struct parse *p)
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
