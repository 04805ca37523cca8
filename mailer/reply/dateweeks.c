/* Weeks, which are due on their Friday: "week 14", "the first week of June"; and days by them: "the
 * last Friday of May", "Thursday of next week". */
#include "reply/dateparts.h"

/* The next week of a number (ISO 8601: the first of a year is the one with 4 January). */
static bool numbered_week(int number, struct date today, struct date *date_r)
{
	enum { WEEKS_MAX = 53 };

	if (number < 1 || number > WEEKS_MAX)
		return false;
	for (int year = today.year - 1; year <= today.year + 1; year++) {
		struct date first = {year, 1, 4};
		int from_monday = (date_weekday(first) + 6) % 7;
		*date_r = date_plus_days(first, 4 - from_monday + 7 * (number - 1));
		int64_t ahead = date_to_days(*date_r) - date_to_days(today);
		if (ahead >= 0)
			return ahead <= DATE_NEAR_DAYS;
	}
	return false;
}

bool dateparts_is_week(const struct tokens *t, size_t i)
{
	return token_is(t, i, "kw") || token_is(t, i, "cw") || token_is(t, i, "wk") ||
	       token_is(t, i, "kalenderwoche");
}

/* "week 14", "KW 14", "semaine 14", "14. Kalenderwoche". */
size_t dateparts_week(const struct tokens *t, size_t i, struct date today, struct date *date_r)
{
	size_t k = i + 1;

	if (datetoken_digits(t, i)) {
		k += token_is(t, k, ".") || token_means(t, k, MEANS_ORDINAL);
		return dateparts_is_week(t, k) && numbered_week(t->items[i].number, today, date_r)
			       ? k + 1 - i
			       : 0;
	}
	if (!dateparts_is_week(t, i) &&
		(datetoken_unit(t, i) != UNIT_WEEK || token_means(t, i, MEANS_PLURAL)))
		return 0;
	while (k < i + 3 && (token_is(t, k, ".") || token_is(t, k, "no") || token_is(t, k, "nr") ||
				    token_is(t, k, "n") || token_is(t, k, "number")))
		k++;
	return datetoken_digits(t, k) && datetoken_digits(t, k) <= 2 &&
			       numbered_week(t->items[k].number, today, date_r)
		       ? k + 1 - i
		       : 0;
}

/* The month that is named at i, with an article or "of" before it, or "next month": its last day.
 * The tokens, 0 when there is none. */
static size_t whole_month(const struct tokens *t, size_t i, struct date today, struct date *date_r)
{
	enum { LOOKED_AT = 4 };
	size_t k = i;
	bool next = false;

	for (; k < i + LOOKED_AT; k++) {
		if (datetoken_is_next(t, k))
			next = true;
		else if (!datetoken_is_filler(t, k) && !token_is(t, k, "in") &&
			 !token_is(t, k, "im") && !token_is(t, k, "di") && !token_is(t, k, "'"))
			break;
	}
	int month = datetoken_month(t, k);
	if (month) {
		size_t n = datetoken_with_year(
			t, k + 1, month, date_days_in_month(today.year, month), today, date_r);
		if (n)
			date_r->day = date_days_in_month(date_r->year, date_r->month);
		return n ? k + n - i : 0;
	}
	if (datetoken_unit(t, k) != UNIT_MONTH || token_means(t, k, MEANS_PLURAL))
		return 0;
	next = next || datetoken_is_next(t, k + 1);
	*date_r = date_month_end(today, next ? 1 : 0);
	return k + 1 + datetoken_is_next(t, k + 1) - i;
}

/* The last day of a kind (0 is Sunday) in the month that ends on d. */
static struct date last_weekday(struct date d, int weekday)
{
	return date_plus_days(d, -((date_weekday(d) - weekday + 7) % 7));
}

/* Number n (RANK_LAST: the last) of the days of a kind in the month that ends on d. */
static struct date nth_weekday(struct date d, int n, int weekday)
{
	struct date first = {d.year, d.month, 1};

	if (n == RANK_LAST)
		return last_weekday(d, weekday);
	return date_plus_days(first, (weekday - date_weekday(first) + 7) % 7 + 7 * (n - 1));
}

/* The Friday of week number n of a month: a week is of the month that has its Thursday. The last
 * one may end with the month. */
static struct date nth_week(struct date d, int n)
{
	enum { THURSDAY = 4, FRIDAY };
	int weekday = date_weekday(d);

	if (n == RANK_LAST)
		return weekday > 0 && weekday < FRIDAY ? d : last_weekday(d, FRIDAY);
	return date_plus_days(nth_weekday(d, n, THURSDAY), 1);
}

size_t dateparts_of_month(const struct tokens *t, size_t i, struct date today, struct date *date_r)
{
	bool digit = datetoken_digits(t, i) == 1;
	int rank = digit ? t->items[i].number : datetoken_rank(t, i);
	size_t k = i + 1, n;

	if (rank < 1 || rank > RANK_LAST || (digit && rank == RANK_LAST))
		return 0;
	if (digit)
		k += token_is(t, k, ".") || token_means(t, k, MEANS_ORDINAL);
	int day = datetoken_weekday(t, k);
	if (day < 0 && (datetoken_unit(t, k) != UNIT_WEEK || token_means(t, k, MEANS_PLURAL)))
		return 0;
	/* "Juniwoche" has the month in it. */
	size_t from = k < t->count && t->items[k].word->month ? k : k + 1;
	n = from == k ? datetoken_with_year(t, k + 1, t->items[k].word->month, 1, today, date_r)
		      : whole_month(t, from, today, date_r);
	if (n == 0)
		return 0;
	struct date end = date_month_end(*date_r, 0);
	*date_r = day >= 0 ? nth_weekday(end, rank, day) : nth_week(end, rank);
	return from + n - i;
}

/* The next or this week at i, behind "of": "next week", "der nächsten Woche", "the week after
 * next". date_r: its Friday. The tokens, 0 when there is none. */
static size_t named_week(const struct tokens *t, size_t i, struct date today, struct date *date_r)
{
	enum { LOOKED_AT = 4 };
	size_t n;

	for (size_t k = i; k < i + LOOKED_AT; k++) {
		bool week =
			datetoken_unit(t, k) == UNIT_WEEK || datetoken_unit(t, k + 1) == UNIT_WEEK;
		if (week && (n = dateparts_next_unit(t, k, today, date_r)) > 0)
			return k + n - i;
		if (!datetoken_is_filler(t, k) && !token_is(t, k, "of") && !token_is(t, k, "in") &&
			!token_is(t, k, "di"))
			break;
	}
	return 0;
}

/* Where a weekday stands behind a week at i: "next week, on Thursday"; 0 when none does, or one
 * with a date of its own. */
static size_t day_behind(const struct tokens *t, size_t i)
{
	size_t k = i;

	while (k < i + 3 && (datetoken_is_comma(t, k) || datetoken_is_filler(t, k) ||
				    token_is(t, k, "on") || token_is(t, k, "am")))
		k++;
	size_t date = k + 1 + (datetoken_is_comma(t, k + 1) || datetoken_is_filler(t, k + 1));
	if (datetoken_digits(t, date) || datetoken_month(t, date))
		return 0;
	return datetoken_weekday(t, k) >= 0 ? k : 0;
}

size_t dateparts_day_of_week(
	const struct tokens *t, size_t i, struct date today, struct date *date_r)
{
	enum { FRIDAY = 5, DAYS = 7 };
	bool ahead = datetoken_weekday(t, i) >= 0;
	struct date friday;

	if (!ahead && datetoken_unit(t, i) != UNIT_WEEK && datetoken_unit(t, i + 1) != UNIT_WEEK)
		return 0;
	size_t n = named_week(t, i + ahead, today, &friday);
	size_t day = ahead ? i : day_behind(t, i + n);
	if (n == 0 || (!ahead && day == 0))
		return 0;
	int number = datetoken_weekday(t, day);
	*date_r = date_plus_days(friday, (number ? number : DAYS) - FRIDAY);
	return ahead ? 1 + n : day + 1 - i;
}
