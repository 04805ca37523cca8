#include <string.h>

#include "reply/datedays.h"
#include "reply/dateparts.h"
#include "reply/datewords.h"

/* "Friday", "Friday, 31 October": the weekday counts only where no date follows. */
static size_t weekday(const struct tokens *t, size_t i, struct date today, struct date *date_r)
{
	int day = datetoken_weekday(t, i);
	size_t k = i + 1, n;

	if (day < 0)
		return 0;
	while (k < i + 4 && (datetoken_is_comma(t, k) || datetoken_is_filler(t, k)))
		k++;
	if ((n = dateday_month(t, k, today, date_r)) || (n = dateday_us(t, k, today, date_r)) ||
		(n = dateday_numeric(t, k, today, date_r)))
		return k + n - i;
	int ahead = (day - date_weekday(today) + 7) % 7;
	*date_r = date_plus_days(today, ahead ? ahead : 7);
	if (token_is(t, i + 1, "week")) { /* "Friday week" */
		*date_r = date_plus_days(*date_r, 7);
		return 2;
	}
	return datetoken_is_next(t, i + 1) ? 2 : 1; /* "vendredi prochain" */
}

bool dateword_commencing(const struct tokens *t, size_t i)
{
	return token_is(t, i, "w") && token_is(t, i + 1, "/") &&
	       (token_is(t, i + 2, "c") || token_is(t, i + 2, "e"));
}

/* "the week of 4 May", "the week beginning Monday, 4 May", "die Woche vom 4. Mai". */
static size_t week_of(const struct tokens *t, size_t i, struct date today, struct date *date_r)
{
	static const char *const of[] = {"of", "beginning", "commencing", "starting", "ending",
		"from", "vom", "ab", "du", "del", "dal", "van", "från", NULL};
	enum { LOOKED_AT = 6 };
	size_t k = i + 1, n;
	bool found = false;

	if (dateword_commencing(t, i)) {
		found = true;
		k = i + 2;
	} else if (datetoken_unit(t, i) != UNIT_WEEK || token_means(t, i, MEANS_PLURAL)) {
		return 0;
	}
	found = found || token_is_one_of(t, k, of);
	for (k++; found && k < i + LOOKED_AT; k++)
		if (!datetoken_is_filler(t, k) && datetoken_weekday(t, k) < 0 &&
			!datetoken_is_comma(t, k))
			break;
	if (!found || ((n = dateday_month(t, k, today, date_r)) == 0 &&
			      (n = dateday_us(t, k, today, date_r)) == 0 &&
			      (n = dateday_numeric(t, k, today, date_r)) == 0))
		return 0;
	*date_r = dateparts_week_end(*date_r, 0);
	return k + n - i;
}

/* "Morgen" and "mañana" are also the morning: "heute Morgen", "por la mañana". */
static bool is_morning(const struct tokens *t, size_t i)
{
	static const char *const before[] = {
		"guten", "am", "jeden", "gestern", "la", "esta", "de", "goede", NULL};

	if (i == 0 || !(token_is(t, i, "morgen") || token_is(t, i, "mañana")))
		return false;
	return token_means(t, i - 1, MEANS_TODAY) || token_is_one_of(t, i - 1, before);
}

/* "the day after tomorrow", "après-demain", "pasado mañana", "übermorgen". */
static bool is_day_after(const struct tokens *t, size_t i)
{
	if (t->items[i].number == 2)
		return true;
	return i > 0 &&
	       (token_is(t, i - 1, "after") || token_is(t, i - 1, "pasado") ||
		       (i > 1 && token_is(t, i - 2, "après") && token_is(t, i - 1, "-")) ||
		       (i > 1 && token_is(t, i - 2, "depois") && token_is(t, i - 1, "de")));
}

static size_t named_day(const struct tokens *t, size_t i, struct date today, struct date *date_r)
{
	if (token_is(t, i, "aujourd") && token_is(t, i + 2, "hui")) {
		*date_r = today;
		return 3;
	}
	bool now = token_means(t, i, MEANS_TODAY);
	if (!now && (!token_means(t, i, MEANS_TOMORROW) || is_morning(t, i)))
		return 0;
	size_t n = now && token_is(t, i + 1, "in") ? span_at_token(t, i + 2, today, date_r) : 0;
	if (n) /* "heute in einer Woche" */
		return n + 2;
	*date_r = date_plus_days(today, now ? 0 : is_day_after(t, i) ? 2 : 1);
	return 1;
}

/*
 * What hour of the day that follows: "close of business on", "COB", "17:00 Uhr am", "5 pm on". The
 * tokens it takes, 0 when no hour is told.
 */
static size_t time_of_day(const struct tokens *t, size_t i)
{
	static const char *const alone[] = {
		"cob", "eob", "eod", "noon", "midday", "midnight", "midi", NULL};
	static const char *const hours[] = {
		"am", "pm", "a", "p", "uhr", "h", "heures", "horas", NULL};
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
		if (token_is_one_of(t, k, hours)) {
			told = true;
			k++;
			while (token_is(t, k, ".") || token_is(t, k, "m"))
				k++;
		}
	} else {
		told = token_is_one_of(t, k, alone);
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

/* "Fri 31 October", "Fr., den 31.10.": the tokens of the weekday, which says nothing more. */
static size_t short_weekday(const struct tokens *t, size_t i)
{
	static const char *const days[] = {"mon", "tue", "tues", "wed", "weds", "thu", "thur",
		"thurs", "fri", "sat", "sun", "mo", "di", "mi", "do", "fr", "sa", "so", "lun",
		"mar", "mer", "jeu", "ven", "sam", "dim", "mié", "jue", "vie", "sáb", "dom", "gio",
		"sab", "ma", "wo", "vr", "za", "zo", NULL};
	enum { LONGEST = 5 };
	size_t k = i + 1;

	if (i >= t->count || t->items[i].kind != TOKEN_WORD ||
		t->items[i].end - t->items[i].start > LONGEST)
		return 0;
	while (k < i + 4 &&
		(datetoken_is_comma(t, k) || token_is(t, k, ".") || datetoken_is_filler(t, k)))
		k++;
	return datetoken_digits(t, k) && token_is_one_of(t, i, days) ? k - i : 0;
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
	k += short_weekday(t, k);
	/* "by next week" is the week's end; "by next Friday" is a Friday: so before fillers. */
	for (; k < t->count && k < i + 5; k++) {
		/* Most words are no part of a date: on with the next one. */
		if (t->items[k].kind != TOKEN_NUMBER && t->items[k].word == NULL &&
			!token_is(t, k, "'") && !token_is(t, k, "\xe2\x80\x99") &&
			!token_is(t, k, "aujourd"))
			break;
		if ((n = dateparts_day_of_week(t, k, today, date_r)) ||
			(n = dateparts_next_unit(t, k, today, date_r)) ||
			(n = dateparts_of_month(t, k, today, date_r)) ||
			(n = week_of(t, k, today, date_r)) ||
			(n = dateparts_week(t, k, today, date_r)) ||
			(n = dateparts_of_year(t, k, today, date_r)) ||
			(n = dateday_chinese(t, k, date_r)) ||
			(n = dateday_numeric(t, k, today, date_r)) ||
			(n = dateday_month(t, k, today, date_r)) ||
			(n = dateday_of_month(t, k, today, date_r)) ||
			(n = dateday_us(t, k, today, date_r)) ||
			(n = dateparts_part(t, k, today, date_r)) ||
			(n = weekday(t, k, today, date_r)) ||
			(n = named_day(t, k, today, date_r)) ||
			(n = dateday_alone(t, k, today, date_r)))
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
