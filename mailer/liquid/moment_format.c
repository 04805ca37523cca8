#include <stdlib.h>
#include <string.h>

#include "liquid/moment.h"

/* One directive: %[flags][width][colons]letter. */
struct directive {
	bool no_padding, zero, space, upper, swap;
	int colons;
	int width; /* -1: not given */
	char letter;
};

enum { WIDTH_MAX = 1024 };

/* A number with its usual padding, which flags and width change. */
static void add_number(
	struct str *out, const struct directive *d, int64_t value, int width, char pad)
{
	char digits[24];
	size_t at = sizeof digits;
	bool negative = value < 0;
	uint64_t m = negative ? 0 - (uint64_t)value : (uint64_t)value;

	do {
		digits[--at] = (char)('0' + m % 10);
		m /= 10;
	} while (m);
	if (d->width >= 0)
		width = d->width;
	if (d->zero)
		pad = '0';
	if (d->space)
		pad = ' ';
	int missing = d->no_padding ? 0 : width - (int)(sizeof digits - at) - negative;
	if (negative && pad == '0')
		str_addc(out, '-');
	for (; missing > 0; missing--)
		str_addc(out, pad);
	if (negative && pad != '0')
		str_addc(out, '-');
	str_add(out, digits + at, sizeof digits - at);
}

static void add_text(struct str *out, const struct directive *d, const char *text, size_t n)
{
	int missing = d->no_padding ? 0 : d->width - (int)n;

	if (d->width <= 0 && !d->upper && !d->swap) {
		str_add(out, text, n);
		return;
	}
	bool capitals = d->upper || (d->swap && d->letter != 'p');
	bool small = d->swap && (d->letter == 'p' || d->letter == 'Z');

	for (; missing > 0; missing--)
		str_addc(out, d->zero ? '0' : ' ');
	for (size_t i = 0; i < n; i++) {
		int c = (unsigned char)text[i];
		if (small)
			c = ascii_lower(c);
		else if (capitals && c >= 'a' && c <= 'z')
			c -= 'a' - 'A';
		str_addc(out, (char)c);
	}
}

/* +hhmm, +hh:mm, +hh:mm:ss; %:::z is the shortest. */
static void add_offset(struct str *out, const struct directive *d, int offset)
{
	struct str digits = STR_INIT;
	int o = abs(offset), h = o / 3600, m = o / 60 % 60, s = o % 60, colons = d->colons;
	bool negative = offset < 0;

	if (colons == 3)
		colons = s ? 2 : m ? 1 : -1;
	if (colons == 0)
		str_addf(&digits, "%02d", m);
	else if (colons > 0)
		str_addf(&digits, ":%02d", m);
	if (colons == 2)
		str_addf(&digits, ":%02d", s);
	int width = d->width > 0 ? d->width : 0, hours = width - 1 - (int)digits.len;
	if (hours < 2)
		hours = 2;
	if (d->space) {
		for (int i = h < 10 ? 1 : 2; i < hours; i++)
			str_addc(out, ' ');
		str_addf(out, "%c%d", negative ? '-' : '+', h);
	} else {
		str_addf(out, "%c%0*d", negative ? '-' : '+', hours, h);
	}
	str_add(out, str_c(&digits), digits.len);
	str_release(&digits);
}

/* The ISO 8601 week and the year that it belongs to. */
static int iso_week(const struct moment *m, int64_t *year_r)
{
	int yday = moment_yearday(m), wday = (moment_weekday(m) + 6) % 7;
	int week = (yday - 1 - wday + 10) / 7;
	struct moment end = {.year = m->year - 1, .month = 12, .day = 31};

	*year_r = m->year;
	if (week < 1) {
		*year_r = m->year - 1;
		int64_t ignored;
		return iso_week(&end, &ignored);
	}
	end.year = m->year;
	if (week == 53 && moment_weekday(&end) >= 1 && moment_weekday(&end) <= 3) {
		*year_r = m->year + 1;
		return 1;
	}
	return week;
}

static void add_fraction(struct str *out, const struct directive *d, int nanosecond, int digits)
{
	char text[10];
	int n = d->width > 0 ? d->width : digits;

	for (int i = 8; i >= 0; i--, nanosecond /= 10)
		text[i] = (char)('0' + nanosecond % 10);
	for (int i = 0; i < n; i++)
		str_addc(out, i < 9 ? text[i] : '0');
}

static void add_compound(
	struct str *out, const struct directive *d, const struct moment *m, const char *format)
{
	struct str inner = STR_INIT;
	struct directive plain = *d;

	plain.swap = plain.no_padding = false;
	moment_format(&inner, m, format, strlen(format));
	add_text(out, &plain, str_c(&inner), inner.len);
	str_release(&inner);
}

static bool add_compound_of(struct str *out, const struct directive *d, const struct moment *m)
{
	switch (d->letter) {
	case 'c':
		add_compound(out, d, m, "%a %b %e %H:%M:%S %Y");
		return true;
	case 'D':
	case 'x':
		add_compound(out, d, m, "%m/%d/%y");
		return true;
	case 'F':
		add_compound(out, d, m, "%Y-%m-%d");
		return true;
	case 'T':
	case 'X':
		add_compound(out, d, m, "%H:%M:%S");
		return true;
	case 'R':
		add_compound(out, d, m, "%H:%M");
		return true;
	case 'r':
		add_compound(out, d, m, "%I:%M:%S %p");
		return true;
	case 'v':
		add_compound(out, d, m, "%e-%^b-%4Y");
		return true;
	default:
		return false;
	}
}

static bool add_name_of(struct str *out, const struct directive *d, const struct moment *m)
{
	const char *name;

	switch (d->letter) {
	case 'B':
		name = moment_month_name(m->month);
		add_text(out, d, name, strlen(name));
		return true;
	case 'b':
	case 'h':
		add_text(out, d, moment_month_name(m->month), 3);
		return true;
	case 'A':
		name = moment_weekday_name(moment_weekday(m));
		add_text(out, d, name, strlen(name));
		return true;
	case 'a':
		add_text(out, d, moment_weekday_name(moment_weekday(m)), 3);
		return true;
	case 'p':
		add_text(out, d, m->hour < 12 ? "AM" : "PM", 2);
		return true;
	case 'P':
		add_text(out, d, m->hour < 12 ? "am" : "pm", 2);
		return true;
	case 'Z':
		if (m->zone_known)
			add_text(out, d, m->zone, strlen(m->zone));
		return true;
	case 'n':
		add_text(out, d, "\n", 1);
		return true;
	case 't':
		add_text(out, d, "\t", 1);
		return true;
	case '%':
		add_text(out, d, "%", 1);
		return true;
	default:
		return false;
	}
}

static int64_t floor_div(int64_t a, int64_t b)
{
	return a / b - (a % b < 0);
}

static bool add_year(struct str *out, const struct directive *d, const struct moment *m)
{
	int64_t week_year;

	switch (d->letter) {
	case 'Y':
		add_number(out, d, m->year, m->year < 0 ? 5 : 4, '0');
		break;
	case 'C':
		add_number(out, d, floor_div(m->year, 100), 2, '0');
		break;
	case 'y':
		add_number(out, d, m->year - floor_div(m->year, 100) * 100, 2, '0');
		break;
	case 'G':
		iso_week(m, &week_year);
		add_number(out, d, week_year, week_year < 0 ? 5 : 4, '0');
		break;
	case 'g':
		iso_week(m, &week_year);
		add_number(out, d, week_year - floor_div(week_year, 100) * 100, 2, '0');
		break;
	case 'V':
		add_number(out, d, iso_week(m, &week_year), 2, '0');
		break;
	default:
		return false;
	}
	return true;
}

static bool add_day(struct str *out, const struct directive *d, const struct moment *m)
{
	switch (d->letter) {
	case 'm':
		add_number(out, d, m->month, 2, '0');
		break;
	case 'd':
	case 'e':
		add_number(out, d, m->day, 2, d->letter == 'd' ? '0' : ' ');
		break;
	case 'j':
		add_number(out, d, moment_yearday(m), 3, '0');
		break;
	case 'u':
		add_number(out, d, (moment_weekday(m) + 6) % 7 + 1, 1, '0');
		break;
	case 'w':
		add_number(out, d, moment_weekday(m), 1, '0');
		break;
	case 'U':
		add_number(out, d, (moment_yearday(m) + 6 - moment_weekday(m)) / 7, 2, '0');
		break;
	case 'W':
		add_number(
			out, d, (moment_yearday(m) + 6 - (moment_weekday(m) + 6) % 7) / 7, 2, '0');
		break;
	default:
		return false;
	}
	return true;
}

static bool add_time(struct str *out, const struct directive *d, const struct moment *m)
{
	int hour12 = m->hour % 12 == 0 ? 12 : m->hour % 12;

	switch (d->letter) {
	case 'H':
	case 'k':
		add_number(out, d, m->hour, 2, d->letter == 'H' ? '0' : ' ');
		break;
	case 'I':
	case 'l':
		add_number(out, d, hour12, 2, d->letter == 'I' ? '0' : ' ');
		break;
	case 'M':
		add_number(out, d, m->minute, 2, '0');
		break;
	case 'S':
		add_number(out, d, m->second, 2, '0');
		break;
	case 's':
		add_number(out, d, moment_seconds(m), 1, '0');
		break;
	case 'L':
	case 'N':
		add_fraction(out, d, m->nanosecond, d->letter == 'L' ? 3 : 9);
		break;
	case 'z':
		add_offset(out, d, m->offset);
		break;
	default:
		return false;
	}
	return true;
}

static bool add_number_of(struct str *out, const struct directive *d, const struct moment *m)
{
	return add_year(out, d, m) || add_day(out, d, m) || add_time(out, d, m);
}

/* Reads a directive behind its %; where it ends. */
static const char *read_directive(const char *p, const char *end, struct directive *d)
{
	*d = (struct directive){.width = -1};
	for (; p < end; p++) {
		if (*p == '-')
			d->no_padding = true;
		else if (*p == '0')
			d->zero = true, d->space = false;
		else if (*p == '_')
			d->space = true, d->zero = false;
		else if (*p == '^')
			d->upper = true;
		else if (*p == '#')
			d->swap = true;
		else
			break;
	}
	for (; p < end && *p >= '0' && *p <= '9'; p++) {
		d->width = (d->width < 0 ? 0 : d->width) * 10 + (*p - '0');
		if (d->width > WIDTH_MAX)
			d->width = WIDTH_MAX;
	}
	const char *modified = p;
	while (p < end && *p == ':' && d->colons < 4)
		d->colons++, p++;
	if (d->colons && (p == end || *p != 'z' || d->colons > 3))
		p = modified; /* only %z has colons */
	else if (p < end && (*p == 'E' || *p == 'O') && end - p > 1)
		p++;
	d->letter = p < end ? *p : '\0';
	return p < end ? p + 1 : p;
}

/* Whether a format asks for more than the day: then a plain date needs its zone. */
static bool asks_for_time(const char *format, size_t n)
{
	const char *p = format, *end = format + n;
	struct directive d;

	while ((p = memchr(p, '%', (size_t)(end - p))) != NULL) {
		p = read_directive(p + 1, end, &d);
		if (d.letter && !strchr("YmdeBbAajyCFDxUWVGguwhv%", d.letter))
			return true;
	}
	return false;
}

void moment_format(struct str *out, const struct moment *m, const char *format, size_t n)
{
	const char *p = format, *end = format + n;
	struct moment settled;

	if (m->zone_later && asks_for_time(format, n)) {
		settled = *m;
		moment_settle(&settled);
		m = &settled;
	}

	while (p < end) {
		const char *percent = memchr(p, '%', (size_t)(end - p));
		struct directive d;
		if (percent == NULL) {
			str_add(out, p, (size_t)(end - p));
			return;
		}
		str_add(out, p, (size_t)(percent - p));
		p = read_directive(percent + 1, end, &d);
		if (!add_number_of(out, &d, m) && !add_name_of(out, &d, m) &&
			!add_compound_of(out, &d, m))
			str_add(out, percent, (size_t)(p - percent));
	}
}
