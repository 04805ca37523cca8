#include <string.h>

#include "reply/dateparts.h"
#include "reply/datewords.h"

static int year_of(int number, size_t digits)
{
	return digits == 4 ? number : digits == 2 ? 2000 + number : 0;
}

/* "2025-10-31", "31.10.2025", "31.10.", "31/10/25", "10/31/2025". */
static size_t numeric(const struct tokens *t, size_t i, struct date today, struct date *date_r)
{
	size_t first = datetoken_digits(t, i), second = datetoken_digits(t, i + 2),
	       third = datetoken_digits(t, i + 4);

	if (first == 0 || second == 0 || second > 2 || !datetoken_adjoins(t, i) ||
		!datetoken_adjoins(t, i + 1))
		return 0;
	char sign = t->text[t->items[i + 1].start];
	int a = t->items[i].number, b = t->items[i + 2].number;
	bool same = datetoken_adjoins(t, i + 2) && third && token_is(t, i + 3, (char[]){sign, 0}) &&
		    datetoken_adjoins(t, i + 3);
	if (first == 4 && same && (sign == '-' || sign == '/' || sign == '.'))
		return date_make(a, b, t->items[i + 4].number, date_r) ? 5 : 0;
	if (first > 2 || !strchr("./-", sign))
		return 0;
	if (same) {
		int year = year_of(t->items[i + 4].number, third);
		if (date_make(year, b, a, date_r) || (sign == '/' && date_make(year, a, b, date_r)))
			return 5;
		return 0;
	}
	if (sign == '.' && token_is(t, i + 3, ".") && date_make_next(today, b, a, date_r))
		return 4;
	return sign == '/' && date_make_next(today, b, a, date_r) ? 3 : 0;
}

/* "31 October 2025", "31st of October", "31. Oktober", "1er novembre", "31 de octubre de 2025". */
static size_t day_month(const struct tokens *t, size_t i, struct date today, struct date *date_r)
{
	size_t k = i + 1, n;
	int day = datetoken_digits(t, i) && datetoken_digits(t, i) <= 2 ? t->items[i].number : -1,
	    month;

	if (day < 1 || day > 31)
		return 0;
	/* "31-Oct-2025", as programs write it */
	bool dash = token_is(t, k, "-") && datetoken_adjoins(t, i) && datetoken_adjoins(t, k);
	if (dash || token_means(t, k, MEANS_ORDINAL) || token_is(t, k, "."))
		k++;
	if (token_is(t, k, "of") || token_is(t, k, "de"))
		k++;
	if ((month = datetoken_month(t, k)) == 0)
		return 0;
	if (dash && token_is(t, k + 1, "-")) {
		size_t digits = datetoken_digits(t, k + 2);
		int year = digits ? year_of(t->items[k + 2].number, digits) : 0;
		return date_make(year, month, day, date_r) ? k + 3 - i : 0;
	}
	n = datetoken_with_year(t, k + 1, month, day, today, date_r);
	return n ? k + n - i : 0;
}

/* "the 31st": the next such day. */
static size_t day_alone(const struct tokens *t, size_t i, struct date today, struct date *date_r)
{
	int day = datetoken_digits(t, i) <= 2 ? t->items[i].number : -1;
	size_t k = i + 2;

	if (day < 1 || day > 31 || datetoken_digits(t, i) == 0 || !datetoken_adjoins(t, i) ||
		!token_means(t, i + 1, MEANS_ORDINAL))
		return 0;
	/* "the 2nd report", "the 3rd of your demands" */
	if (k < t->count && t->items[k].kind == TOKEN_WORD && !token_is(t, k, "at") &&
		!token_is(t, k, "and"))
		return 0;
	int month = today.month + (day < today.day), year = today.year + (month > 12);
	return date_make(year, month > 12 ? 1 : month, day, date_r) ? 2 : 0;
}

/* "October 31, 2025", "October 31st". */
static size_t month_day(const struct tokens *t, size_t i, struct date today, struct date *date_r)
{
	size_t k = i + 1, n;
	int month = datetoken_month(t, i);

	if (month == 0)
		return 0;
	if (token_is(t, k, "."))
		k++;
	if (datetoken_digits(t, k) == 0 || datetoken_digits(t, k) > 2)
		return 0;
	int day = t->items[k].number;
	if (token_means(t, k + 1, MEANS_ORDINAL) && datetoken_adjoins(t, k))
		k++;
	n = datetoken_with_year(t, k + 1, month, day, today, date_r);
	return n ? k + n - i : 0;
}

/* "Friday", "Friday, 31 October": the weekday counts only where no date follows. */
static size_t weekday(const struct tokens *t, size_t i, struct date today, struct date *date_r)
{
	int day = datetoken_weekday(t, i);
	size_t k = i + 1, n;

	if (day < 0)
		return 0;
	while (k < i + 4 && (datetoken_is_comma(t, k) || datetoken_is_filler(t, k)))
		k++;
	if ((n = day_month(t, k, today, date_r)) || (n = month_day(t, k, today, date_r)) ||
		(n = numeric(t, k, today, date_r)))
		return k + n - i;
	int ahead = (day - date_weekday(today) + 7) % 7;
	*date_r = date_plus_days(today, ahead ? ahead : 7);
	return datetoken_is_next(t, i + 1) ? 2 : 1; /* "vendredi prochain" */
}

/* "2025年10月31日", which may go on without a space: "31日まで". The parts are numbers and words.
 */
static size_t chinese(const struct tokens *t, size_t i, struct date *date_r)
{
	enum { HAN = 3 }; /* bytes of a character */
	static const char day[] = "日";

	if (datetoken_digits(t, i) != 4 || !token_is(t, i + 1, "年") ||
		datetoken_digits(t, i + 2) == 0 || !token_is(t, i + 3, "月") ||
		datetoken_digits(t, i + 4) == 0 || i + 5 >= t->count ||
		t->items[i + 5].end - t->items[i + 5].start < HAN ||
		memcmp(t->text + t->items[i + 5].start, day, HAN) != 0)
		return 0;
	return date_make(t->items[i].number, t->items[i + 2].number, t->items[i + 4].number, date_r)
		       ? 6
		       : 0;
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
	*date_r = now ? today : date_plus_days(today, 1);
	return 1;
}

/*
 * What hour of the day that follows: "close of business on", "COB", "17:00 Uhr am", "5 pm on". The
 * tokens it takes, 0 when no hour is told.
 */
static size_t time_of_day(const struct tokens *t, size_t i)
{
	static const char *const alone[] = {
		"cob", "eob", "eod", "noon", "midday", "midnight", "midi"};
	static const char *const hours[] = {"am", "pm", "a", "p", "uhr", "h", "heures", "horas"};
	size_t k = i;
	bool told = false;

	if (token_means(t, k, MEANS_END) && token_is(t, k + 1, "of") &&
		(token_is(t, k + 2, "business") || token_is(t, k + 2, "play") ||
			(datetoken_unit(t, k + 2) == UNIT_DAY && !datetoken_is_filler(t, k + 2)))) {
		told = true;
		k += 3;
	} else if (datetoken_digits(t, k) && datetoken_digits(t, k) <= 2) {
		k++;
		if ((token_is(t, k, ":") || token_is(t, k, ".")) &&
			datetoken_digits(t, k + 1) == 2) {
			told = token_is(t, k, ":");
			k += 2;
		}
		for (size_t h = 0; h < sizeof hours / sizeof *hours; h++)
			if (token_is(t, k, hours[h])) {
				told = true;
				k++;
				while (token_is(t, k, ".") || token_is(t, k, "m"))
					k++;
				break;
			}
	} else {
		for (size_t h = 0; h < sizeof alone / sizeof *alone && !told; h++)
			told = token_is(t, k, alone[h]);
		k += told;
	}
	if (!told)
		return 0;
	while (k < i + 8 && (datetoken_is_comma(t, k) || datetoken_is_filler(t, k)))
		k++;
	/* "By the end of the day" is a date itself. */
	bool date = k < t->count &&
		    (datetoken_digits(t, k) ||
			    (t->items[k].word &&
				    (t->items[k].word->month || t->items[k].word->weekday ||
					    token_means(t, k, MEANS_TOMORROW | MEANS_TODAY))));
	return date ? k - i : 0;
}

bool date_is_eastern_limit(const struct tokens *t, size_t i)
{
	static const char *const behind[] = {"日前", "日之前", "日以前", "日まで", "日內", "日内"};

	for (size_t k = 0; i < t->count && k < sizeof behind / sizeof *behind; k++) {
		size_t n = strlen(behind[k]);
		if (t->items[i].end - t->items[i].start >= n &&
			memcmp(t->text + t->items[i].start, behind[k], n) == 0)
			return true;
	}
	return false;
}

size_t date_at_token(const struct tokens *t, size_t i, struct date today, struct date *date_r)
{
	size_t k = i, n;

	k += time_of_day(t, k);
	/* "by next week" is the week's end; "by next Friday" is a Friday: so before fillers. */
	for (; k < t->count && k < i + 5; k++) {
		/* Most words are no part of a date: on with the next one. */
		if (t->items[k].kind != TOKEN_NUMBER && t->items[k].word == NULL &&
			!token_is(t, k, "'") && !token_is(t, k, "\xe2\x80\x99") &&
			!token_is(t, k, "aujourd"))
			break;
		if ((n = dateparts_next_unit(t, k, today, date_r)) ||
			(n = dateparts_week(t, k, today, date_r)) ||
			(n = dateparts_of_year(t, k, today, date_r)) ||
			(n = chinese(t, k, date_r)) || (n = numeric(t, k, today, date_r)) ||
			(n = day_month(t, k, today, date_r)) ||
			(n = month_day(t, k, today, date_r)) ||
			(n = dateparts_part(t, k, today, date_r)) ||
			(n = weekday(t, k, today, date_r)) ||
			(n = named_day(t, k, today, date_r)) ||
			(n = day_alone(t, k, today, date_r)))
			return k + n - i;
		if (!datetoken_is_filler(t, k) && !token_is(t, k, "'") &&
			!token_is(t, k, "\xe2\x80\x99"))
			break;
	}
	return 0;
}

size_t month_at_token(const struct tokens *t, size_t i, struct date today, struct date *date_r)
{
	size_t k = i;

	/* "im Laufe des März", "dans le courant du mois de mars" */
	while (k < i + 4 && (datetoken_is_filler(t, k) || datetoken_unit(t, k) == UNIT_MONTH))
		k++;
	int month = datetoken_month(t, k);
	size_t n = month ? datetoken_with_year(t, k + 1, month,
				   date_days_in_month(today.year, month), today, date_r)
			 : 0;

	if (n)
		date_r->day = date_days_in_month(date_r->year, date_r->month);
	return n ? k + n - i : 0;
}
