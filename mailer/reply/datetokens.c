#include <string.h>

#include "reply/datetokens.h"

int datetoken_month(const struct tokens *t, size_t i)
{
	const struct word *w = i < t->count ? t->items[i].word : NULL;

	return w && !w->unit ? w->month : 0; /* "Juniwoche" is a week */
}

int datetoken_rank(const struct tokens *t, size_t i)
{
	return i < t->count && t->items[i].word ? t->items[i].word->rank : 0;
}

/* 0 is Sunday; -1 when it is no weekday. */
int datetoken_weekday(const struct tokens *t, size_t i)
{
	return i < t->count && t->items[i].word ? t->items[i].word->weekday - 1 : -1;
}

enum unit datetoken_unit(const struct tokens *t, size_t i)
{
	if (i >= t->count || t->items[i].word == NULL || token_means(t, i, MEANS_END) ||
		token_means(t, i, MEANS_MIDDLE))
		return UNIT_NONE;
	return (enum unit)t->items[i].word->unit;
}

bool datetoken_is_filler(const struct tokens *t, size_t i)
{
	return token_means(t, i, MEANS_FILLER);
}

bool datetoken_is_next(const struct tokens *t, size_t i)
{
	return token_means(t, i, MEANS_NEXT);
}

size_t datetoken_next_behind(const struct tokens *t, size_t i)
{
	if (datetoken_is_next(t, i))
		return 1;
	return token_is(t, i, "que") && token_is(t, i + 1, "viene") ? 2 : 0;
}

bool datetoken_is_this(const struct tokens *t, size_t i)
{
	static const char *const words[] = {"this", "diese", "diesem", "diesen", "dieser", "ce",
		"cette", "este", "esta", "questo", "questa", "deze", NULL};

	return token_means(t, i, MEANS_FILLER) && token_is_one_of(t, i, words);
}

bool datetoken_is_comma(const struct tokens *t, size_t i)
{
	return token_is(t, i, ",");
}

size_t datetoken_digits(const struct tokens *t, size_t i)
{
	return i < t->count && t->items[i].kind == TOKEN_NUMBER
		       ? t->items[i].end - t->items[i].start
		       : 0;
}

bool datetoken_adjoins(const struct tokens *t, size_t i)
{
	return i + 1 < t->count && t->items[i].end == t->items[i + 1].start;
}

int date_days_in_month(int year, int month)
{
	struct date next = {month == 12 ? year + 1 : year, month == 12 ? 1 : month + 1, 1};

	return date_from_days(date_to_days(next) - 1).day;
}

bool date_make(int year, int month, int day, struct date *date_r)
{
	if (month < 1 || month > 12 || day < 1 || year < 1970 || year > 2200 ||
		day > date_days_in_month(year, month))
		return false;
	*date_r = (struct date){year, month, day};
	return true;
}

/* A date without year: the next such day, from today on. */
bool date_make_next(struct date today, int month, int day, struct date *date_r)
{
	for (int year = today.year; year <= today.year + 1; year++)
		if (date_make(year, month, day, date_r) &&
			date_to_days(*date_r) >= date_to_days(today))
			return date_to_days(*date_r) - date_to_days(today) <= DATE_NEAR_DAYS;
	return false;
}

struct date date_plus_days(struct date d, int64_t days)
{
	return date_from_days(date_to_days(d) + days);
}

/* The last day of the month that is `months` after today's. */
struct date date_month_end(struct date today, int months)
{
	int index = today.year * 12 + today.month - 1 + months, year = index / 12,
	    month = index % 12 + 1;

	return (struct date){year, month, date_days_in_month(year, month)};
}

/* A year behind a written date: ", 2025", "de 2025"; the tokens it takes. */
size_t datetoken_year(const struct tokens *t, size_t i, int *year_r)
{
	size_t k = i;

	if (datetoken_is_comma(t, k) || token_is(t, k, "de") || token_is(t, k, "del") ||
		token_is(t, k, "."))
		k++;
	if (datetoken_digits(t, k) != 4 || t->items[k].number < 1970 || t->items[k].number > 2200)
		return 0;
	*year_r = t->items[k].number;
	return k + 1 - i;
}

size_t datetoken_with_year(const struct tokens *t, size_t i, int month, int day, struct date today,
	struct date *date_r)
{
	int year = 0;
	size_t n = datetoken_year(t, i, &year);

	if (n)
		return date_make(year, month, day, date_r) ? n + 1 : 0;
	return date_make_next(today, month, day, date_r) ? 1 : 0;
}
