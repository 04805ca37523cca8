#include <string.h>

#include "base/str.h"
#include "reply/datewords.h"

static int month_of(const struct tokens *t, size_t i)
{
	return i < t->count && t->items[i].word ? t->items[i].word->month : 0;
}

/* 0 is Sunday; -1 when it is no weekday. */
static int weekday_of(const struct tokens *t, size_t i)
{
	return i < t->count && t->items[i].word ? t->items[i].word->weekday - 1 : -1;
}

static enum unit unit_of(const struct tokens *t, size_t i)
{
	if (i >= t->count || t->items[i].word == NULL || token_means(t, i, MEANS_END))
		return UNIT_NONE;
	return (enum unit)t->items[i].word->unit;
}

static bool is_filler(const struct tokens *t, size_t i)
{
	return token_means(t, i, MEANS_FILLER);
}

static bool is_next(const struct tokens *t, size_t i)
{
	return token_means(t, i, MEANS_NEXT);
}

static bool is_comma(const struct tokens *t, size_t i)
{
	return token_is(t, i, ",");
}

static int days_in_month(int year, int month)
{
	struct date next = {month == 12 ? year + 1 : year, month == 12 ? 1 : month + 1, 1};

	return date_from_days(date_to_days(next) - 1).day;
}

static bool make(int year, int month, int day, struct date *date_r)
{
	if (month < 1 || month > 12 || day < 1 || year < 1970 || year > 2200 ||
		day > days_in_month(year, month))
		return false;
	*date_r = (struct date){year, month, day};
	return true;
}

enum { NEAR_DAYS = 300 }; /* a day that was a while ago is not meant a year later */

/* A date without year: the next such day, from today on. */
static bool make_next(struct date today, int month, int day, struct date *date_r)
{
	for (int year = today.year; year <= today.year + 1; year++)
		if (make(year, month, day, date_r) && date_to_days(*date_r) >= date_to_days(today))
			return date_to_days(*date_r) - date_to_days(today) <= NEAR_DAYS;
	return false;
}

static int year_of(int number, size_t digits)
{
	return digits == 4 ? number : digits == 2 ? 2000 + number : 0;
}

static size_t digits_of(const struct tokens *t, size_t i)
{
	return i < t->count && t->items[i].kind == TOKEN_NUMBER
		       ? t->items[i].end - t->items[i].start
		       : 0;
}

static bool adjoins(const struct tokens *t, size_t i)
{
	return i + 1 < t->count && t->items[i].end == t->items[i + 1].start;
}

/* "2025-10-31", "31.10.2025", "31.10.", "31/10/25", "10/31/2025". */
static size_t numeric(const struct tokens *t, size_t i, struct date today, struct date *date_r)
{
	size_t first = digits_of(t, i), second = digits_of(t, i + 2), third = digits_of(t, i + 4);

	if (first == 0 || second == 0 || second > 2 || !adjoins(t, i) || !adjoins(t, i + 1))
		return 0;
	char sign = t->text[t->items[i + 1].start];
	int a = t->items[i].number, b = t->items[i + 2].number;
	bool same = adjoins(t, i + 2) && third && token_is(t, i + 3, (char[]){sign, 0}) &&
		    adjoins(t, i + 3);
	if (first == 4 && same && (sign == '-' || sign == '/' || sign == '.'))
		return make(a, b, t->items[i + 4].number, date_r) ? 5 : 0;
	if (first > 2 || !strchr("./-", sign))
		return 0;
	if (same) {
		int year = year_of(t->items[i + 4].number, third);
		if (make(year, b, a, date_r) || (sign == '/' && make(year, a, b, date_r)))
			return 5;
		return 0;
	}
	if (sign == '.' && token_is(t, i + 3, ".") && make_next(today, b, a, date_r))
		return 4;
	return sign == '/' && make_next(today, b, a, date_r) ? 3 : 0;
}

/* A year behind a written date: ", 2025", "de 2025"; the tokens it takes. */
static size_t year_behind(const struct tokens *t, size_t i, int *year_r)
{
	size_t k = i;

	if (is_comma(t, k) || token_is(t, k, "de") || token_is(t, k, "del") || token_is(t, k, "."))
		k++;
	if (digits_of(t, k) != 4 || t->items[k].number < 1970 || t->items[k].number > 2200)
		return 0;
	*year_r = t->items[k].number;
	return k + 1 - i;
}

static size_t with_year(const struct tokens *t, size_t i, int month, int day, struct date today,
	struct date *date_r)
{
	int year = 0;
	size_t n = year_behind(t, i, &year);

	if (n)
		return make(year, month, day, date_r) ? n + 1 : 0;
	return make_next(today, month, day, date_r) ? 1 : 0;
}

/* "31 October 2025", "31st of October", "31. Oktober", "1er novembre", "31 de octubre de 2025". */
static size_t day_month(const struct tokens *t, size_t i, struct date today, struct date *date_r)
{
	size_t k = i + 1, n;
	int day = digits_of(t, i) && digits_of(t, i) <= 2 ? t->items[i].number : -1, month;

	if (day < 1 || day > 31)
		return 0;
	if (token_means(t, k, MEANS_ORDINAL) || token_is(t, k, "."))
		k++;
	if (token_is(t, k, "of") || token_is(t, k, "de"))
		k++;
	if ((month = month_of(t, k)) == 0)
		return 0;
	n = with_year(t, k + 1, month, day, today, date_r);
	return n ? k + n - i : 0;
}

/* "October 31, 2025", "October 31st". */
static size_t month_day(const struct tokens *t, size_t i, struct date today, struct date *date_r)
{
	size_t k = i + 1, n;
	int month = month_of(t, i);

	if (month == 0)
		return 0;
	if (token_is(t, k, "."))
		k++;
	if (digits_of(t, k) == 0 || digits_of(t, k) > 2)
		return 0;
	int day = t->items[k].number;
	if (token_means(t, k + 1, MEANS_ORDINAL) && adjoins(t, k))
		k++;
	n = with_year(t, k + 1, month, day, today, date_r);
	return n ? k + n - i : 0;
}

static struct date plus_days(struct date d, int64_t days)
{
	return date_from_days(date_to_days(d) + days);
}

/* The last day of the month that is `months` after today's. */
static struct date month_end(struct date today, int months)
{
	int index = today.year * 12 + today.month - 1 + months, year = index / 12,
	    month = index % 12 + 1;

	return (struct date){year, month, days_in_month(year, month)};
}

/* A week ends on Friday, when offices close. */
static struct date week_end(struct date today, int weeks)
{
	int from_monday = (date_weekday(today) + 6) % 7;

	return plus_days(
		today, 4 - from_monday + 7 * weeks + (from_monday > 4 && weeks == 0 ? 7 : 0));
}

static bool end_of_unit(enum unit unit, bool next, struct date today, struct date *date_r)
{
	int later = next ? 1 : 0;

	switch (unit) {
	case UNIT_DAY:
		*date_r = today;
		return true;
	case UNIT_WEEK:
		*date_r = week_end(today, later);
		return true;
	case UNIT_MONTH:
		*date_r = month_end(today, later);
		return true;
	case UNIT_QUARTER:
		*date_r = month_end(today, 2 - (today.month - 1) % 3 + 3 * later);
		return true;
	case UNIT_YEAR:
		*date_r = (struct date){today.year + later, 12, 31};
		return true;
	case UNIT_NONE:
	case UNIT_HOUR:
	case UNIT_WORKDAY:
	case UNIT_FORTNIGHT:
		break;
	}
	return false;
}

/* "end of the month", "Ende Oktober 2025", "fin du mois", "finales de octubre", "mid-November". */
static size_t part_of(const struct tokens *t, size_t i, struct date today, struct date *date_r)
{
	bool end = token_means(t, i, MEANS_END), middle = token_means(t, i, MEANS_MIDDLE);
	bool next = false;
	size_t k = i + 1, n;
	int month;

	/* "year end", "year-end" */
	enum unit ending = unit_of(t, i);
	size_t dash = token_is(t, i + 1, "-") ? 1 : 0;
	if (ending > UNIT_WORKDAY && token_is(t, i + 1 + dash, "end"))
		return end_of_unit(ending, false, today, date_r) ? 2 + dash : 0;
	if (!end && !middle)
		return 0;
	if (end && t->items[i].word->unit) /* "Monatsende" */
		return end_of_unit((enum unit)t->items[i].word->unit, false, today, date_r) ? 1 : 0;
	while (k < t->count &&
		(is_filler(t, k) || is_next(t, k) || token_is(t, k, "-") || token_is(t, k, "'")) &&
		k < i + 5) {
		next |= is_next(t, k);
		k++;
	}
	/* "fin du mois prochain", "final del mes que viene" */
	enum unit unit = unit_of(t, k);
	if (unit != UNIT_NONE) {
		size_t behind = is_next(t, k + 1)					   ? 1
				: token_is(t, k + 1, "que") && token_is(t, k + 2, "viene") ? 2
											   : 0;
		if (middle && unit == UNIT_MONTH) {
			struct date last =
				month_end(today, next || behind || today.day > 15 ? 1 : 0);
			*date_r = (struct date){last.year, last.month, 15};
			return k + 1 + behind - i;
		}
		return end && end_of_unit(unit, next || behind, today, date_r) ? k + 1 + behind - i
									       : 0;
	}
	if ((month = month_of(t, k)) == 0)
		return 0;
	int day = middle ? 15 : days_in_month(today.year, month);
	n = with_year(t, k + 1, month, day, today, date_r);
	if (n && end)
		date_r->day = days_in_month(date_r->year, date_r->month);
	return n ? k + n - i : 0;
}

/* "Friday", "Friday, 31 October": the weekday counts only where no date follows. */
static size_t weekday(const struct tokens *t, size_t i, struct date today, struct date *date_r)
{
	int day = weekday_of(t, i);
	size_t k = i + 1, n;

	if (day < 0)
		return 0;
	while (k < i + 4 && (is_comma(t, k) || is_filler(t, k)))
		k++;
	if ((n = day_month(t, k, today, date_r)) || (n = month_day(t, k, today, date_r)) ||
		(n = numeric(t, k, today, date_r)))
		return k + n - i;
	int ahead = (day - date_weekday(today) + 7) % 7;
	*date_r = plus_days(today, ahead ? ahead : 7);
	return 1;
}

static size_t named_day(const struct tokens *t, size_t i, struct date today, struct date *date_r)
{
	if (token_is(t, i, "aujourd") && token_is(t, i + 2, "hui")) {
		*date_r = today;
		return 3;
	}
	/* German "morgen" is also the morning: "heute Morgen". */
	bool now = token_means(t, i, MEANS_TODAY);
	bool morning = token_is(t, i, "morgen") && i && token_means(t, i - 1, MEANS_TODAY);
	if (!now && (!token_means(t, i, MEANS_TOMORROW) || morning))
		return 0;
	*date_r = now ? today : plus_days(today, 1);
	return 1;
}

/* "next week", "nächste Woche", "la semaine prochaine", "la próxima semana": due at its end. */
static size_t next_unit(const struct tokens *t, size_t i, struct date today, struct date *date_r)
{
	enum unit unit;

	if (is_next(t, i) && (unit = unit_of(t, i + 1)) >= UNIT_WEEK && unit != UNIT_FORTNIGHT)
		return end_of_unit(unit, true, today, date_r) ? 2 : 0;
	if ((unit = unit_of(t, i)) >= UNIT_WEEK && unit != UNIT_FORTNIGHT && is_next(t, i + 1))
		return end_of_unit(unit, true, today, date_r) ? 2 : 0;
	return 0;
}

size_t date_at_token(const struct tokens *t, size_t i, struct date today, struct date *date_r)
{
	size_t k = i, n;

	/* "by next week" is the week's end; "by next Friday" is a Friday: so before fillers. */
	for (; k < t->count && k < i + 5; k++) {
		/* Most words are no part of a date: on with the next one. */
		if (t->items[k].kind != TOKEN_NUMBER && t->items[k].word == NULL &&
			!token_is(t, k, "'") && !token_is(t, k, "\xe2\x80\x99") &&
			!token_is(t, k, "aujourd"))
			break;
		if ((n = next_unit(t, k, today, date_r)) || (n = numeric(t, k, today, date_r)) ||
			(n = day_month(t, k, today, date_r)) ||
			(n = month_day(t, k, today, date_r)) ||
			(n = part_of(t, k, today, date_r)) || (n = weekday(t, k, today, date_r)) ||
			(n = named_day(t, k, today, date_r)))
			return k + n - i;
		if (!is_filler(t, k) && !token_is(t, k, "'") && !token_is(t, k, "\xe2\x80\x99"))
			break;
	}
	return 0;
}

static bool is_working(const struct tokens *t, size_t i)
{
	return token_means(t, i, MEANS_WORKING);
}

static struct date plus_workdays(struct date d, int days)
{
	if (days > 400)
		days = 400;
	while (days > 0) {
		d = plus_days(d, 1);
		int weekday_number = date_weekday(d);
		days -= weekday_number != 0 && weekday_number != 6;
	}
	return d;
}

static struct date plus_months(struct date d, int months)
{
	struct date last = month_end(d, months);

	return (struct date){last.year, last.month, d.day < last.day ? d.day : last.day};
}

size_t span_at_token(const struct tokens *t, size_t i, struct date today, struct date *date_r)
{
	int count = 0;
	bool working = false;
	size_t k = i;

	for (; k < t->count && k < i + 6; k++) {
		if (t->items[k].number > 0 && count == 0 && unit_of(t, k) != UNIT_YEAR)
			count = t->items[k].number;
		else if (is_working(t, k))
			working = true;
		else if (!is_filler(t, k) && !is_next(t, k) && !token_is(t, k, "of") &&
			 !token_is(t, k, "(") && !token_is(t, k, ")") && t->items[k].number < 0)
			break;
	}
	enum unit unit = unit_of(t, k);
	if (unit == UNIT_NONE || count > 1000)
		return 0;
	k++;
	/* "jours ouvrables", "días hábiles" */
	if (is_working(t, k)) {
		working = true;
		k++;
	}
	if (count == 0) /* "within the week" */
		return end_of_unit(unit, false, today, date_r) ? k - i : 0;
	switch (unit) {
	case UNIT_HOUR:
		*date_r = plus_days(today, (count + 23) / 24);
		break;
	case UNIT_DAY:
	case UNIT_WORKDAY:
		*date_r = working || unit == UNIT_WORKDAY ? plus_workdays(today, count)
							  : plus_days(today, count);
		break;
	case UNIT_WEEK:
		*date_r = plus_days(today, 7 * count);
		break;
	case UNIT_FORTNIGHT:
		*date_r = plus_days(today, 14 * count);
		break;
	case UNIT_MONTH:
		*date_r = plus_months(today, count);
		break;
	case UNIT_QUARTER:
		*date_r = plus_months(today, 3 * count);
		break;
	case UNIT_YEAR:
		*date_r = plus_months(today, 12 * count);
		break;
	case UNIT_NONE:
		return 0;
	}
	return k - i;
}
