#include <string.h>

#include "liquid/moment.h"
#include "liquid/moment_directive.h"

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

static void add_compound(
	struct str *out, const struct directive *d, const struct moment *m, const char *format)
{
	struct str inner = STR_INIT;
	struct directive plain = *d;

	plain.swap = plain.no_padding = false;
	moment_format(&inner, m, format, strlen(format));
	directive_add_text(out, &plain, str_c(&inner), inner.len);
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
		directive_add_text(out, d, name, strlen(name));
		return true;
	case 'b':
	case 'h':
		directive_add_text(out, d, moment_month_name(m->month), 3);
		return true;
	case 'A':
		name = moment_weekday_name(moment_weekday(m));
		directive_add_text(out, d, name, strlen(name));
		return true;
	case 'a':
		directive_add_text(out, d, moment_weekday_name(moment_weekday(m)), 3);
		return true;
	case 'p':
		directive_add_text(out, d, m->hour < 12 ? "AM" : "PM", 2);
		return true;
	case 'P':
		directive_add_text(out, d, m->hour < 12 ? "am" : "pm", 2);
		return true;
	case 'Z':
		if (m->zone_known)
			directive_add_text(out, d, m->zone, strlen(m->zone));
		return true;
	case 'n':
		directive_add_text(out, d, "\n", 1);
		return true;
	case 't':
		directive_add_text(out, d, "\t", 1);
		return true;
	case '%':
		directive_add_text(out, d, "%", 1);
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
		directive_add_number(out, d, m->year, m->year < 0 ? 5 : 4, '0');
		break;
	case 'C':
		directive_add_number(out, d, floor_div(m->year, 100), 2, '0');
		break;
	case 'y':
		directive_add_number(out, d, m->year - floor_div(m->year, 100) * 100, 2, '0');
		break;
	case 'G':
		iso_week(m, &week_year);
		directive_add_number(out, d, week_year, week_year < 0 ? 5 : 4, '0');
		break;
	case 'g':
		iso_week(m, &week_year);
		directive_add_number(out, d, week_year - floor_div(week_year, 100) * 100, 2, '0');
		break;
	case 'V':
		directive_add_number(out, d, iso_week(m, &week_year), 2, '0');
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
		directive_add_number(out, d, m->month, 2, '0');
		break;
	case 'd':
	case 'e':
		directive_add_number(out, d, m->day, 2, d->letter == 'd' ? '0' : ' ');
		break;
	case 'j':
		directive_add_number(out, d, moment_yearday(m), 3, '0');
		break;
	case 'u':
		directive_add_number(out, d, (moment_weekday(m) + 6) % 7 + 1, 1, '0');
		break;
	case 'w':
		directive_add_number(out, d, moment_weekday(m), 1, '0');
		break;
	case 'U':
		directive_add_number(
			out, d, (moment_yearday(m) + 6 - moment_weekday(m)) / 7, 2, '0');
		break;
	case 'W':
		directive_add_number(
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
		directive_add_number(out, d, m->hour, 2, d->letter == 'H' ? '0' : ' ');
		break;
	case 'I':
	case 'l':
		directive_add_number(out, d, hour12, 2, d->letter == 'I' ? '0' : ' ');
		break;
	case 'M':
		directive_add_number(out, d, m->minute, 2, '0');
		break;
	case 'S':
		directive_add_number(out, d, m->second, 2, '0');
		break;
	case 's':
		directive_add_number(out, d, moment_seconds(m), 1, '0');
		break;
	case 'L':
	case 'N':
		directive_add_fraction(out, d, m->nanosecond, d->letter == 'L' ? 3 : 9);
		break;
	case 'z':
		directive_add_offset(out, d, m->offset);
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

/* Whether a format asks for more than the day: then a plain date needs its zone. */
static bool asks_for_time(const char *format, size_t n)
{
	const char *p = format, *end = format + n;
	struct directive d;

	while ((p = memchr(p, '%', (size_t)(end - p))) != NULL) {
		p = directive_read(p + 1, end, &d);
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
		p = directive_read(percent + 1, end, &d);
		if (!add_number_of(out, &d, m) && !add_name_of(out, &d, m) &&
			!add_compound_of(out, &d, m))
			str_add(out, percent, (size_t)(p - percent));
	}
}
