#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/mem.h"
#include "base/str.h"
#include "demand/workdays.h"

enum { YEARS_MAX = 9999, SPAN_MAX = 10000 };

static int compare_days(const void *a, const void *b)
{
	int64_t p = *(const int64_t *)a, q = *(const int64_t *)b;

	return p < q ? -1 : p > q;
}

/* "Fri Sat" behind "weekend". */
static bool read_weekend(struct workdays *w, const char *text)
{
	static const char *const names[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
	size_t count = 0;

	while (*(text += strspn(text, " \t,"))) {
		size_t n = strcspn(text, " \t,"), i = 0;
		while (i < 7 && (n != 3 || strncasecmp(text, names[i], 3) != 0))
			i++;
		if (i == 7)
			return false;
		count += !w->weekend[i];
		w->weekend[i] = true;
		text += n;
	}
	w->has_weekend = true;
	/* A week without a working day would never end. */
	return count < 7;
}

/* "12-25": every year; the 29 February too. */
static bool read_yearly(struct workdays *w, const char *text)
{
	char whole[16] = "2000-";
	struct date d;

	memcpy(whole + 5, text, strlen(text) + 1);
	if (date_parse(whole, &d) < 0)
		return false;
	w->yearly[d.month - 1][d.day - 1] = true;
	return true;
}

static bool read_line(struct workdays *w, const char *line)
{
	size_t n = strcspn(line, " \t");
	char day[16] = "";
	struct date d;

	if (n == 7 && strncasecmp(line, "weekend", 7) == 0)
		return read_weekend(w, line + n);
	if (n != 10 && n != 5)
		return false;
	memcpy(day, line, n);
	if (n == 5)
		return read_yearly(w, day);
	if (date_parse(day, &d) < 0)
		return false;
	mem_grow(&w->days, &w->cap, w->count, sizeof *w->days);
	w->days[w->count++] = date_to_days(d);
	return true;
}

void workdays_parse(struct workdays *w, const char *file, const char *bytes, size_t n,
	struct problems *problems)
{
	size_t number = 0;

	*w = (struct workdays){0};
	for (const char *p = bytes, *end = bytes + n; p < end; p++) {
		const char *eol = memchr(p, '\n', (size_t)(end - p));
		size_t len = (size_t)((eol ? eol : end) - p);
		const char *comment = memchr(p, '#', len);
		char *line = mem_strndup(p, comment ? (size_t)(comment - p) : len);
		size_t used = strlen(line);
		while (used && ascii_is_space(line[used - 1]))
			line[--used] = '\0';
		const char *text = line + strspn(line, " \t");
		number++;
		if (number == 1 && strncmp(text, "\xef\xbb\xbf", 3) == 0)
			text += 3;
		if (*text && !read_line(w, text))
			problems_add(problems, file, number, 1,
				"\"%.60s\" is no day, expected 2025-12-25, 12-25 (every year) or "
				"\"weekend Sat Sun\"",
				text);
		free(line);
		p += len;
	}
	if (w->count)
		qsort(w->days, w->count, sizeof *w->days, compare_days);
}

void workdays_release(struct workdays *w)
{
	free(w->days);
	*w = (struct workdays){0};
}

bool workdays_is_free(const struct workdays *w, struct date d)
{
	int64_t day = date_to_days(d);
	int weekday = date_weekday(d);

	if (w->has_weekend ? w->weekend[weekday] : weekday == 0 || weekday == 6)
		return true;
	if (w->yearly[d.month - 1][d.day - 1])
		return true;
	return w->count && bsearch(&day, w->days, w->count, sizeof day, compare_days);
}

int workdays_add(const struct workdays *w, struct date d, long n, struct date *date_r)
{
	int64_t day = date_to_days(d);

	if (n < 0 || n > WORKDAYS_MAX)
		return -1;
	/* Holidays can fill a year, but not ten for each day that is counted. */
	for (int64_t left = (n + 1) * 3660; n > 0; left--) {
		if (left == 0)
			return -1;
		n -= !workdays_is_free(w, date_from_days(++day));
	}
	*date_r = date_from_days(day);
	return date_r->year > YEARS_MAX ? -1 : 0;
}

int workdays_read_date(
	const struct workdays *w, const char *text, struct date today, struct date *date_r)
{
	char digits[8] = "";
	size_t n;
	long count;

	if (*text != '+')
		return date_parse(text, date_r);
	n = strspn(text + 1, "0123456789");
	if (n == 0 || n >= sizeof digits)
		return -1;
	memcpy(digits, text + 1, n);
	if (parse_long(digits, 0, SPAN_MAX, &count) < 0)
		return -1;
	const char *unit = text + 1 + n;
	if (strcmp(unit, "wd") == 0)
		return workdays_add(w, today, count, date_r);
	if (strcmp(unit, "w") == 0)
		count *= 7;
	else if (strcmp(unit, "d") != 0)
		return -1;
	*date_r = date_from_days(date_to_days(today) + count);
	return 0;
}
