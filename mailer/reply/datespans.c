/* Spans of time: "ten working days", "a fortnight". */
#include "reply/dateparts.h"
#include "reply/datewords.h"

static bool is_working(const struct tokens *t, size_t i)
{
	return token_means(t, i, MEANS_WORKING);
}

static struct date plus_workdays(struct date d, int days)
{
	if (days > 400)
		days = 400;
	while (days > 0) {
		d = date_plus_days(d, 1);
		int weekday_number = date_weekday(d);
		days -= weekday_number != 0 && weekday_number != 6;
	}
	return d;
}

static struct date plus_months(struct date d, int months)
{
	struct date last = date_month_end(d, months);

	return (struct date){last.year, last.month, d.day < last.day ? d.day : last.day};
}

/* "5 to 10": the sign between the two, with a number behind it. */
static bool is_range(const struct tokens *t, size_t i)
{
	static const char *const signs[] = {"to", "or", "-", "\xe2\x80\x93", "bis", "oder", "à",
		"a", "ou", "o", "tot", "до", NULL};
	bool number = i + 1 < t->count && t->items[i + 1].number > 0; /* "two to three" */

	return number && token_is_one_of(t, i, signs);
}

/* Whether a span counts from something that is not told ("of that meeting"), or is only the name of
 * a week ("the week commencing 20 October"). From the mail or ours it does count. */
static bool starts_elsewhere(const struct tokens *t, size_t i)
{
	static const char *const from[] = {"of", "after", "following", "from", "nach", "ab",
		"après", "tras", "después", "commencing", "beginning", "starting", "ending", NULL};
	static const char *const here[] = {"receipt", "receiving", "your", "this", "today", "now",
		"ihrem", "ihres", "erhalt", "eingang", "heute", "réception", "recepción", "votre",
		"date", "aujourd", "hoy", "letter", "su", "recibir", "schreibens", NULL};
	enum { LOOKED_AT = 6 };
	bool other = token_is_one_of(t, i, from);

	for (size_t at = i + 1; other && at < i + LOOKED_AT; at++)
		if (token_is_one_of(t, at, here))
			return false;
	return other;
}

/* What the words before a unit say. */
struct amount {
	int count; /* 0: none is said */
	bool working, plural, next;
};

/* Reads them from token i on: the token of the unit, if one follows. */
static size_t read_amount(const struct tokens *t, size_t i, struct amount *a)
{
	enum { WORDS_MAX = 6 };
	size_t k = i;

	for (; k < t->count && k < i + WORDS_MAX; k++) {
		bool next = datetoken_is_next(t, k);
		a->next = a->next || next;
		if (t->items[k].number > 0 && a->count == 0 && datetoken_unit(t, k) != UNIT_YEAR)
			a->count = t->items[k].number;
		else if (a->count == 1 && token_is(t, k, "couple")) /* "a couple of days" */
			a->count = t->items[k].number;
		else if (a->count > 0 && is_range(t, k))
			a->count = t->items[++k].number;
		else if (is_working(t, k))
			a->working = true;
		else if (next && token_means(t, k, MEANS_PLURAL))
			a->plural = true; /* "les prochains mois" */
		else if (!datetoken_is_filler(t, k) && !next && !token_is(t, k, "of") &&
			 !token_is(t, k, "(") && !token_is(t, k, ")") && t->items[k].number < 0)
			break;
	}
	return k;
}

static struct date plus_units(struct date today, enum unit unit, const struct amount *a)
{
	switch (unit) {
	case UNIT_HOUR:
		return date_plus_days(today, (a->count + 23) / 24);
	case UNIT_DAY:
		return a->working ? plus_workdays(today, a->count)
				  : date_plus_days(today, a->count);
	case UNIT_WORKDAY:
		return plus_workdays(today, a->count);
	case UNIT_WEEK:
		return date_plus_days(today, 7 * a->count);
	case UNIT_FORTNIGHT:
		return date_plus_days(today, 14 * a->count);
	case UNIT_MONTH:
		return plus_months(today, a->count);
	case UNIT_QUARTER:
		return plus_months(today, 3 * a->count);
	case UNIT_HALF:
		return plus_months(today, 6 * a->count);
	case UNIT_YEAR:
		return plus_months(today, 12 * a->count);
	case UNIT_NONE:
		break;
	}
	return today;
}

size_t span_at_token(const struct tokens *t, size_t i, struct date today, struct date *date_r)
{
	struct amount a = {.count = 0};
	size_t k = read_amount(t, i, &a);
	enum unit unit = datetoken_unit(t, k);

	if (unit == UNIT_NONE || a.count > 1000)
		return 0;
	if (a.count == 0 && unit == UNIT_WEEK && dateparts_week(t, k, today, date_r))
		return 0; /* "in week 14" is a date */
	a.plural = a.plural || token_means(t, k, MEANS_PLURAL);
	k++;
	/* "jours ouvrables", "días hábiles" */
	if (is_working(t, k)) {
		a.working = true;
		k++;
	}
	if (starts_elsewhere(t, k))
		return 0;
	if (a.count == 0 && token_is(t, k - 1, "q")) /* "Q1" is a date */
		return 0;
	if (a.count == 0 && a.plural) /* "in the coming weeks" */
		return 0;
	/* "in the next fortnight", "within the next week", "binnen Monatsfrist" */
	bool term = token_is(t, k - 1, "monatsfrist") || token_is(t, k - 1, "wochenfrist") ||
		    token_is(t, k - 1, "jahresfrist");
	if (a.count == 0 && (unit == UNIT_FORTNIGHT || term || (a.next && unit > UNIT_WORKDAY)))
		a.count = 1;
	if (a.count == 0) /* "within the week" */
		return dateparts_end_of_unit(unit, false, today, date_r) ? k - i : 0;
	*date_r = plus_units(today, unit, &a);
	return k - i;
}

size_t span_from_today(const struct tokens *t, size_t i, struct date today, struct date *date_r)
{
	if (i >= t->count || t->items[i].number <= 0)
		return 0;
	size_t len = span_at_token(t, i, today, date_r), k = i + len;
	if (len == 0)
		return 0;
	if (token_is(t, k, "hence"))
		return len + 1;
	k += token_is(t, k, "from");
	return token_means(t, k, MEANS_TODAY) || token_is(t, k, "now") ? k + 1 - i : 0;
}
