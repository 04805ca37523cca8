#include <string.h>

#include "base/clock.h"
#include "base/mem.h"
#include "liquid/moment.h"
#include "liquid/moment_part.h"

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
	*r = (struct moment){.year = part_two_digits(s) * 100 + part_two_digits(s + 2),
		.month = part_two_digits(s + 5),
		.day = part_two_digits(s + 8),
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
	moment_read_parts(&p);
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
