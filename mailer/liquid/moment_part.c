#include <string.h>

#include "liquid/moment.h"
#include "liquid/moment_part.h"

int64_t part_number(const char *s)
{
	int64_t v = 0;
	bool negative = *s == '-';

	for (s += *s == '-' || *s == '+'; *s >= '0' && *s <= '9'; s++)
		if (v < INT64_MAX / 100)
			v = v * 10 + (*s - '0');
	return negative ? -v : v;
}

int part_small_number(const char *s)
{
	int64_t v = part_number(s);

	return v > 1000000 ? 1000000 : v < -1000000 ? -1000000 : (int)v;
}

int part_month(const char *name)
{
	for (int i = 1; i <= 12; i++)
		if (strncasecmp(moment_month_name(i), name, 3) == 0)
			return i;
	return NOT_SET;
}

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

void moment_store_year(struct parse *p, const char *y)
{
	bool quoted = *y == '\'', is_signed;

	while (*y && *y != '-' && *y != '+' && !(*y >= '0' && *y <= '9'))
		y++;
	if (*y == '\0')
		return;
	is_signed = *y == '-' || *y == '+';
	p->year = part_number(y);
	p->has_year = true;
	p->complete_year = !is_signed && (quoted || strspn(y, "0123456789") <= 2);
}

static int first_number(const char *s)
{
	while (*s && !(*s >= '0' && *s <= '9'))
		s++;
	return part_small_number(s);
}

void moment_store_date(struct parse *p, part y, part m, part d)
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
		moment_store_year(p, y);
	if (*m)
		p->month = first_number(m);
	if (*d)
		p->day = first_number(d);
}

int part_nanoseconds(const char *digits)
{
	int n = 0;

	for (int i = 0; i < 9; i++) {
		n = n * 10 + (*digits ? *digits - '0' : 0);
		digits += *digits != '\0';
	}
	return n;
}

void moment_store_time(struct parse *p, const char *s)
{
	p->hour = part_small_number(s);
	s += strspn(s, "0123456789");
	s += strspn(s, " :hm");
	if (*s >= '0' && *s <= '9') {
		p->minute = part_small_number(s);
		s += strspn(s, "0123456789");
		s += strspn(s, " :");
		if (*s == 'm' && s[1] != '.' && !(s[-1] == 'a' || s[-1] == 'p'))
			s += 1 + strspn(s + 1, " :");
		if (*s >= '0' && *s <= '9') {
			p->second = part_small_number(s);
			s += strspn(s, "0123456789");
			if (*s == '.' || *s == ',')
				p->nanosecond = part_nanoseconds(s + 1);
		}
	}
	const char *half = strpbrk(s, "ap");
	if (half) {
		p->hour %= 12;
		if (*half == 'p')
			p->hour += 12;
	}
}

void moment_store_named_date(struct parse *p, part y, const char *month, part d)
{
	part m = {(char)('0' + part_month(month) / 10), (char)('0' + part_month(month) % 10)};

	moment_store_date(p, y, m, d);
}
