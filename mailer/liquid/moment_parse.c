#include <regex.h>
#include <string.h>
#include <time.h>

#include "base/clock.h"
#include "base/mem.h"
#include "liquid/moment.h"

/*
 * The order in which parts are looked for, and what each looks like, are those of Ruby's
 * Date._parse: a part that was found is taken out of the text before the next one is looked for.
 */
enum { TEXT_MAX = 128, GROUPS = 10, NOT_SET = -1 };

#define MONTHS "(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)"
#define ERA "(c(e|\\.e\\.)|b(ce|\\.c\\.e\\.)|a(d|\\.d\\.)|b(c|\\.c\\.))?"

enum pattern {
	PATTERN_DAY,
	PATTERN_TIME,
	PATTERN_EU,
	PATTERN_US,
	PATTERN_ISO,
	PATTERN_JIS,
	PATTERN_WEEK,
	PATTERN_NO_YEAR,
	PATTERN_NO_YEAR_COMPACT,
	PATTERN_YEAR_DAY,
	PATTERN_VMS,
	PATTERN_VMS_MONTH_FIRST,
	PATTERN_SLASH,
	PATTERN_DOT,
	PATTERN_YEAR,
	PATTERN_MONTH,
	PATTERN_MDAY,
	PATTERN_DIGITS,
	PATTERN_BC,
	PATTERN_REST,
	PATTERN_COUNT,
};

static const char *const patterns[PATTERN_COUNT] = {
	[PATTERN_DAY] = "\\b(sun|mon|tue|wed|thu|fri|sat)[^-/0-9 ]*",
	[PATTERN_TIME] = "(([0-9]+ *: *[0-9]+( *: *[0-9]+([,.][0-9]*)?)?|[0-9]+ *h( *[0-9]+m?( "
			 "*[0-9]+s?)?)?)"
			 "( *[ap](m\\b|\\.m\\.))?|[0-9]+ *[ap](m\\b|\\.m\\.))"
			 "( *((gmt|utc?)?[-+][0-9]+([,.:][0-9]+(:[0-9]+)?)?|"
			 "[a-z. ]+(standard|daylight) time\\b|[a-z]+( dst)?\\b))?",
	[PATTERN_EU] = "('?[0-9]+)[^-0-9 ]* *\\b" MONTHS "[^-0-9 ']*( *" ERA
		       " *('?-?[0-9]+((st|nd|rd|th)\\b)?))?",
	[PATTERN_US] =
		"\\b" MONTHS "[^-0-9 ']* *('?[0-9]+)[^-0-9 ']*( *,? *" ERA " *('?-?[0-9]+))?",
	[PATTERN_ISO] = "('?[-+]?[0-9]+)-([0-9]+)-('?-?[0-9]+)",
	[PATTERN_JIS] = "\\b([mtshr])([0-9]+)\\.([0-9]+)\\.([0-9]+)",
	[PATTERN_WEEK] = "\\b([0-9]{2}|[0-9]{4})?-?w([0-9]{2})(-?([0-9]))?\\b",
	[PATTERN_NO_YEAR] = "--([0-9]{2})?-([0-9]{2})\\b",
	[PATTERN_NO_YEAR_COMPACT] = "--([0-9]{2})([0-9]{2})?\\b",
	[PATTERN_YEAR_DAY] = "\\b([0-9]{2}|[0-9]{4})-([0-9]{3})\\b",
	[PATTERN_VMS] = "('?-?[0-9]+)-" MONTHS "[^-/.]*-('?-?[0-9]+)",
	[PATTERN_VMS_MONTH_FIRST] = "\\b" MONTHS "[^-/.]*-('?-?[0-9]+)(-('?-?[0-9]+))?",
	[PATTERN_SLASH] = "('?-?[0-9]+)/ *('?[0-9]+)([^0-9] *('?-?[0-9]+))?",
	[PATTERN_DOT] = "('?-?[0-9]+)\\. *('?[0-9]+)\\. *('?-?[0-9]+)",
	[PATTERN_YEAR] = "'([0-9]+)\\b",
	[PATTERN_MONTH] = "\\b" MONTHS "[^ ]*",
	[PATTERN_MDAY] = "([0-9]+)(st|nd|rd|th)\\b",
	[PATTERN_DIGITS] = "([-+]?)([0-9]{2,14})( *t? "
			   "*([0-9]{2,6})?([,.]([0-9]*))?)?(z\\b|[-+][0-9]{1,4}\\b)?",
	[PATTERN_REST] = "^ *([0-9]{1,2}) *$",
	[PATTERN_BC] = "\\b(bc\\b|bce\\b|b\\.c\\.|b\\.c\\.e\\.)",
};

/* Compiled once a thread. */
static _Thread_local regex_t compiled[PATTERN_COUNT];
static _Thread_local bool is_compiled[PATTERN_COUNT];

struct parse {
	char text[TEXT_MAX + 2];
	regmatch_t m[32];
	int64_t year;
	bool has_year, complete_year, bc;
	int month, day, yday, hour, minute, second, nanosecond;
	int week, week_day, weekday;
	int64_t week_year;
	char zone[48];
};

/* Looks for a pattern; p->m is where its groups are. */
static bool find(struct parse *p, enum pattern which)
{
	if (!is_compiled[which]) {
		if (regcomp(&compiled[which], patterns[which], REG_EXTENDED) != 0)
			return false;
		is_compiled[which] = true;
	}
	return regexec(&compiled[which], p->text, 32, p->m, 0) == 0;
}

/* Takes what was found out of the text. */
static void take(struct parse *p)
{
	size_t from = (size_t)p->m[0].rm_so, to = (size_t)p->m[0].rm_eo, n = strlen(p->text);

	if (to == from)
		return;
	p->text[from] = ' ';
	memmove(p->text + from + 1, p->text + to, n - to + 1);
}

/* Group g as text ("" when it took no part). */
static void group(const struct parse *p, int g, char *out, size_t size)
{
	size_t n = 0;

	if (p->m[g].rm_so >= 0) {
		n = (size_t)(p->m[g].rm_eo - p->m[g].rm_so);
		if (n >= size)
			n = size - 1;
		memcpy(out, p->text + p->m[g].rm_so, n);
	}
	out[n] = '\0';
}

static bool has(const struct parse *p, int g)
{
	return p->m[g].rm_so >= 0;
}

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

typedef char part[TEXT_MAX + 2];

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
	static const char names[] = "sunmontuewedthufrisat";
	char name[4];

	if (!find(p, PATTERN_DAY))
		return;
	group(p, 1, name, sizeof name);
	for (int i = 0; i < 7; i++)
		if (memcmp(names + 3 * i, name, 3) == 0)
			p->weekday = i;
	take(p);
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

	if (!find(p, PATTERN_TIME))
		return;
	group(p, 1, time, sizeof time);
	group(p, 11, p->zone, sizeof p->zone);
	store_time(p, time);
	take(p);
}

static bool parse_named_month(struct parse *p)
{
	part y = "", m = "", d = "", era = "";
	char month[4];
	bool eu = find(p, PATTERN_EU);

	if (eu) {
		group(p, 1, d, sizeof d);
		group(p, 2, month, sizeof month);
		group(p, 4, era, sizeof era);
		group(p, 9, y, sizeof y);
	} else if (find(p, PATTERN_US)) {
		group(p, 1, month, sizeof month);
		group(p, 2, d, sizeof d);
		group(p, 4, era, sizeof era);
		group(p, 9, y, sizeof y);
	} else {
		return false;
	}
	take(p);
	m[0] = (char)('0' + month_of(month) / 10);
	m[1] = (char)('0' + month_of(month) % 10);
	p->bc = *era == 'b';
	store_date(p, y, m, d);
	return true;
}

static bool parse_three(struct parse *p, enum pattern which, int third)
{
	part y, m, d;

	if (!find(p, which))
		return false;
	group(p, 1, y, sizeof y);
	group(p, 2, m, sizeof m);
	group(p, third, d, sizeof d);
	take(p);
	store_date(p, y, m, d);
	return true;
}

static bool parse_vms(struct parse *p)
{
	part y = "", m = "", d = "";
	char month[4];

	if (find(p, PATTERN_VMS)) {
		group(p, 1, d, sizeof d);
		group(p, 2, month, sizeof month);
		group(p, 3, y, sizeof y);
	} else if (find(p, PATTERN_VMS_MONTH_FIRST)) {
		group(p, 1, month, sizeof month);
		group(p, 2, d, sizeof d);
		group(p, 4, y, sizeof y);
	} else {
		return false;
	}
	take(p);
	m[0] = (char)('0' + month_of(month) / 10);
	m[1] = (char)('0' + month_of(month) % 10);
	store_date(p, y, m, d);
	return true;
}

/* Years of a Japanese era: Meiji, Taisho, Showa, Heisei, Reiwa. */
static bool parse_era_of_japan(struct parse *p)
{
	static const char letters[] = "mtshr";
	static const int first[] = {1867, 1911, 1925, 1988, 2018};
	part text;

	if (!find(p, PATTERN_JIS))
		return false;
	group(p, 1, text, sizeof text);
	int before = first[strchr(letters, *text) - letters];
	group(p, 2, text, sizeof text);
	p->year = before + number(text);
	p->has_year = true;
	group(p, 3, text, sizeof text);
	p->month = small_number(text);
	group(p, 4, text, sizeof text);
	p->day = small_number(text);
	take(p);
	return true;
}

/* Two digits that are left over are the hour of a day, or the day of an hour. */
static void parse_rest(struct parse *p)
{
	part text;

	if (!find(p, PATTERN_REST))
		return;
	group(p, 1, text, sizeof text);
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

	if (find(p, PATTERN_WEEK)) {
		group(p, 1, text, sizeof text);
		p->week_year = *text ? number(text) : NOT_SET;
		group(p, 2, text, sizeof text);
		p->week = small_number(text);
		group(p, 4, text, sizeof text);
		p->week_day = *text ? small_number(text) : NOT_SET;
		take(p);
		return true;
	}
	if (find(p, PATTERN_NO_YEAR) || find(p, PATTERN_NO_YEAR_COMPACT)) {
		group(p, 1, text, sizeof text);
		if (*text)
			p->month = small_number(text);
		group(p, 2, text, sizeof text);
		if (*text)
			p->day = small_number(text);
		take(p);
		return true;
	}
	if (find(p, PATTERN_YEAR_DAY)) {
		group(p, 1, text, sizeof text);
		store_year(p, text);
		group(p, 2, text, sizeof text);
		p->yday = small_number(text);
		take(p);
		return true;
	}
	return false;
}

static bool parse_single(struct parse *p)
{
	part text;

	if (find(p, PATTERN_YEAR)) {
		group(p, 1, text, sizeof text);
		p->year = number(text);
		p->has_year = true;
		p->complete_year = true;
	} else if (find(p, PATTERN_MONTH)) {
		group(p, 1, text, sizeof text);
		p->month = month_of(text);
	} else if (find(p, PATTERN_MDAY)) {
		group(p, 1, text, sizeof text);
		p->day = small_number(text);
	} else {
		return false;
	}
	take(p);
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

	if (!find(p, PATTERN_DIGITS))
		return false;
	group(p, 1, sign, sizeof sign);
	group(p, 2, digits, sizeof digits);
	group(p, 4, time, sizeof time);
	store_digits(p, sign, digits, has(p, 3));
	if (*time && strlen(digits) >= 3) {
		size_t n = strlen(time);
		p->hour = n >= 2 ? two(time) : p->hour;
		p->minute = n >= 4 ? two(time + 2) : p->minute;
		p->second = n >= 6 ? two(time + 4) : p->second;
	}
	group(p, 6, text, sizeof text);
	if (*text)
		p->nanosecond = nanoseconds(text);
	if (has(p, 7))
		group(p, 7, p->zone, sizeof p->zone);
	take(p);
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
	if (find(p, PATTERN_BC)) {
		p->bc = true;
		take(p);
	}
	parse_rest(p);
	if (p->bc && p->has_year)
		p->year = 1 - p->year;
	else if (p->has_year && p->complete_year && p->year >= 0 && p->year <= 99)
		p->year += p->year >= 69 ? 1900 : 2000;
}

static int days_in_month(int64_t year, int month)
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

static bool zone_offset(const char *zone, int *offset)
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
static bool local_moment(struct moment *m)
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

static void zoned_moment(struct moment *m, const char *zone, int offset)
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
		while (m->month <= 12 && left > days_in_month(m->year, m->month))
			left -= days_in_month(m->year, m->month++);
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
	       r->day <= days_in_month(r->year, r->month);
}

void moment_settle(struct moment *m)
{
	if (!m->zone_later)
		return;
	m->zone_later = false;
	local_moment(m);
}

bool moment_parse(const char *text, size_t n, struct moment *r, bool *clock_r)
{
	struct parse p = {.month = NOT_SET,
		.day = NOT_SET,
		.yday = NOT_SET,
		.hour = NOT_SET,
		.minute = NOT_SET,
		.second = NOT_SET,
		.nanosecond = NOT_SET,
		.week = NOT_SET,
		.weekday = NOT_SET};
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
	bool has_offset = *p.zone && zone_offset(p.zone, &offset);
	if (!fill_missing(&p, r, has_offset, offset, clock_r))
		return false;
	/* A 31st that the month has not is a day of the next one. */
	int over = r->day - days_in_month(r->year, r->month);
	if (over > 0) {
		r->day = over;
		r->month++;
	}
	if (!has_offset)
		return local_moment(r);
	zoned_moment(r, p.zone, offset);
	return true;
}
