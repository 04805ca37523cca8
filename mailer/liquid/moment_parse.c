#include <string.h>
#include <time.h>

#include "base/clock.h"
#include "base/mem.h"
#include "liquid/moment.h"
#include "liquid/moment_pattern.h"

static int64_t number(const char *s)
{
	int64_t v = 0;
	bool negative = *s == '-';

	for (s += *s == '-' || *s == '+'; *s >= '0' && *s <= '9'; s++)
		if (v < INT64_MAX / 100)
			v = v * 10 + (*s - '0');
	return negative ? -v : v;
}

static int small_number(const char *s)
{
	int64_t v = number(s);

	return v > 1000000 ? 1000000 : v < -1000000 ? -1000000 : (int)v;
}

static int month_of(const char *name)
{
	for (int i = 1; i <= 12; i++)
		if (strncasecmp(moment_month_name(i), name, 3) == 0)
			return i;
	return NOT_SET;
}

typedef char part[TEXT_MAX + 2]; /* one part of a date, as text */

static bool looks_like_year(const char *s)
{
	return *s == '\'' || strlen(s) > 2;
}

static void swap(char *a, char *b)
{
	part keep;

	memcpy(keep, a, sizeof keep);
	memcpy(a, b, sizeof keep);
	memcpy(b, keep, sizeof keep);
}

/* The year's own digits stand first; what follows them means that it is a day ("14th"). */
static void set_year(part y, part d)
{
	char *at = y;

	while (*at && *at != '-' && *at != '+' && !(*at >= '0' && *at <= '9'))
		at++;
	size_t n = (size_t)(*at == '-' || *at == '+');
	n += strspn(at + n, "0123456789");
	if (n == 0 || at[n] == '\0')
		return;
	part digits = "";
	memcpy(digits, at, n);
	memcpy(y, d, sizeof(part));
	memcpy(d, digits, sizeof(part));
}

static void store_year(struct parse *p, const char *y)
{
	bool quoted = *y == '\'', is_signed;

	while (*y && *y != '-' && *y != '+' && !(*y >= '0' && *y <= '9'))
		y++;
	if (*y == '\0')
		return;
	is_signed = *y == '-' || *y == '+';
	p->year = number(y);
	p->has_year = true;
	p->complete_year = !is_signed && (quoted || strspn(y, "0123456789") <= 2);
}

static int first_number(const char *s)
{
	while (*s && !(*s >= '0' && *s <= '9'))
		s++;
	return small_number(s);
}

/* Year, month and day in the order they stood in: which is which is told by how they look. */
static void store_date(struct parse *p, part y, part m, part d)
{
	if (*y && *m && !*d) { /* two parts are month and day */
		swap(d, m);
		swap(m, y);
	}
	if (!*y) {
		if (*d && looks_like_year(d))
			swap(y, d);
	}
	if (*y)
		set_year(y, d);
	if (*m && looks_like_year(m)) {
		part keep;
		memcpy(keep, y, sizeof keep);
		memcpy(y, m, sizeof keep);
		memcpy(m, d, sizeof keep);
		memcpy(d, keep, sizeof keep);
	}
	if (*d && looks_like_year(d))
		swap(y, d);
	if (*y)
		store_year(p, y);
	if (*m)
		p->month = first_number(m);
	if (*d)
		p->day = first_number(d);
}

static void parse_day(struct parse *p)
{
	if (pattern_find(p, PATTERN_DAY))
		pattern_take(p); /* the weekday follows from the date */
}

static int nanoseconds(const char *digits)
{
	int n = 0;

	for (int i = 0; i < 9; i++) {
		n = n * 10 + (*digits ? *digits - '0' : 0);
		digits += *digits != '\0';
	}
	return n;
}

/* The parts of a time that was found: h:m:s.f, "10 h 30 m", "5 pm". */
static void store_time(struct parse *p, const char *s)
{
	p->hour = small_number(s);
	s += strspn(s, "0123456789");
	s += strspn(s, " :hm");
	if (*s >= '0' && *s <= '9') {
		p->minute = small_number(s);
		s += strspn(s, "0123456789");
		s += strspn(s, " :");
		if (*s == 'm' && s[1] != '.' && !(s[-1] == 'a' || s[-1] == 'p'))
			s += 1 + strspn(s + 1, " :");
		if (*s >= '0' && *s <= '9') {
			p->second = small_number(s);
			s += strspn(s, "0123456789");
			if (*s == '.' || *s == ',')
				p->nanosecond = nanoseconds(s + 1);
		}
	}
	const char *half = strpbrk(s, "ap");
	if (half) {
		p->hour %= 12;
		if (*half == 'p')
			p->hour += 12;
	}
}

static void parse_time(struct parse *p)
{
	part time;

	if (!pattern_find(p, PATTERN_TIME))
		return;
	pattern_group(p, 1, time, sizeof time);
	pattern_group(p, 11, p->zone, sizeof p->zone);
	store_time(p, time);
	pattern_take(p);
}

static void store_named_date(struct parse *p, part y, const char *month, part d)
{
	part m = {(char)('0' + month_of(month) / 10), (char)('0' + month_of(month) % 10)};

	store_date(p, y, m, d);
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
	store_named_date(p, y, month, d);
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
	store_date(p, y, m, d);
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
	store_named_date(p, y, month, d);
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
	p->year = before + number(text);
	p->has_year = true;
	pattern_group(p, 3, text, sizeof text);
	p->month = small_number(text);
	pattern_group(p, 4, text, sizeof text);
	p->day = small_number(text);
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
	int n = small_number(text);
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
			p->month = small_number(text);
		pattern_group(p, 2, text, sizeof text);
		if (*text)
			p->day = small_number(text);
		pattern_take(p);
		return true;
	}
	if (pattern_find(p, PATTERN_YEAR_DAY)) {
		pattern_group(p, 1, text, sizeof text);
		store_year(p, text);
		pattern_group(p, 2, text, sizeof text);
		p->yday = small_number(text);
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
		p->year = number(text);
		p->has_year = true;
		p->complete_year = true;
	} else if (pattern_find(p, PATTERN_MONTH)) {
		pattern_group(p, 1, text, sizeof text);
		p->month = month_of(text);
	} else if (pattern_find(p, PATTERN_MDAY)) {
		pattern_group(p, 1, text, sizeof text);
		p->day = small_number(text);
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
		p->yday = small_number(s);
	} else if (n == 4) {
		p->month = two(s);
		p->day = two(s + 2);
	} else if (n == 5 || n == 7) {
		part year = "";
		memcpy(year, s, n - 3);
		p->year = number(year);
		p->has_year = true;
		p->complete_year = n == 5 && !*sign;
		p->yday = small_number(s + n - 3);
	} else if (n == 6) {
		p->year = two(s);
		p->has_year = true;
		p->complete_year = !*sign;
		p->month = two(s + 2);
		p->day = two(s + 4);
	} else if (n >= 8) {
		part year = "";
		memcpy(year, s, 4);
		p->year = number(year);
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
		p->nanosecond = nanoseconds(text);
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
