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
	static const char *const signs[] = {
		"to", "or", "-", "\xe2\x80\x93", "bis", "oder", "à", "a", "ou", "o", "tot", "до"};
	bool number = i + 1 < t->count && t->items[i + 1].number > 0; /* "two to three" */

	for (size_t k = 0; number && k < sizeof signs / sizeof *signs; k++)
		if (token_is(t, i, signs[k]))
			return true;
	return false;
}

/* Whether a span counts from something that is not told ("of that meeting"), or is only the name of
 * a week ("the week commencing 20 October"). From the mail or ours it does count. */
static bool starts_elsewhere(const struct tokens *t, size_t i)
{
	static const char *const from[] = {"of", "after", "following", "from", "nach", "ab",
		"après", "tras", "después", "commencing", "beginning", "starting", "ending"};
	static const char *const here[] = {"receipt", "receiving", "your", "this", "today", "now",
		"ihrem", "ihres", "erhalt", "eingang", "heute", "réception", "recepción", "votre",
		"date", "aujourd", "hoy", "letter", "su", "recibir", "schreibens"};
	enum { LOOKED_AT = 6 };
	bool other = false;

	for (size_t k = 0; k < sizeof from / sizeof *from; k++)
		other = other || token_is(t, i, from[k]);
	for (size_t at = i + 1; other && at < i + LOOKED_AT && at < t->count; at++)
		for (size_t k = 0; k < sizeof here / sizeof *here; k++)
			if (token_is(t, at, here[k]))
				return false;
	return other;
}

size_t span_at_token(const struct tokens *t, size_t i, struct date today, struct date *date_r)
{
	int count = 0;
	bool working = false, plural = false, next = false;
	size_t k = i;

	for (; k < t->count && k < i + 6; k++) {
		next = next || datetoken_is_next(t, k);
		if (t->items[k].number > 0 && count == 0 && datetoken_unit(t, k) != UNIT_YEAR)
			count = t->items[k].number;
		else if (count == 1 && token_is(t, k, "couple")) /* "a couple of days" */
			count = t->items[k].number;
		else if (count > 0 && is_range(t, k))
			count = t->items[++k].number;
		else if (is_working(t, k))
			working = true;
		else if (datetoken_is_next(t, k) && token_means(t, k, MEANS_PLURAL))
			plural = true; /* "les prochains mois" */
		else if (!datetoken_is_filler(t, k) && !datetoken_is_next(t, k) &&
			 !token_is(t, k, "of") && !token_is(t, k, "(") && !token_is(t, k, ")") &&
			 t->items[k].number < 0)
			break;
	}
	enum unit unit = datetoken_unit(t, k);
	if (unit == UNIT_NONE || count > 1000)
		return 0;
	if (count == 0 && unit == UNIT_WEEK && dateparts_week(t, k, today, date_r))
		return 0; /* "in week 14" is a date */
	plural = plural || token_means(t, k, MEANS_PLURAL);
	k++;
	/* "jours ouvrables", "días hábiles" */
	if (is_working(t, k)) {
		working = true;
		k++;
	}
	if (starts_elsewhere(t, k))
		return 0;
	if (count == 0 && token_is(t, k - 1, "q")) /* "Q1" is a date */
		return 0;
	if (count == 0 && plural) /* "in the coming weeks" */
		return 0;
	/* "in the next fortnight", "within the next week" */
	if (count == 0 && (unit == UNIT_FORTNIGHT || (next && unit > UNIT_WORKDAY)))
		count = 1;
	if (count == 0) /* "within the week" */
		return dateparts_end_of_unit(unit, false, today, date_r) ? k - i : 0;
	switch (unit) {
	case UNIT_HOUR:
		*date_r = date_plus_days(today, (count + 23) / 24);
		break;
	case UNIT_DAY:
	case UNIT_WORKDAY:
		*date_r = working || unit == UNIT_WORKDAY ? plus_workdays(today, count)
							  : date_plus_days(today, count);
		break;
	case UNIT_WEEK:
		*date_r = date_plus_days(today, 7 * count);
		break;
	case UNIT_FORTNIGHT:
		*date_r = date_plus_days(today, 14 * count);
		break;
	case UNIT_MONTH:
		*date_r = plus_months(today, count);
		break;
	case UNIT_QUARTER:
		*date_r = plus_months(today, 3 * count);
		break;
	case UNIT_HALF:
		*date_r = plus_months(today, 6 * count);
		break;
	case UNIT_YEAR:
		*date_r = plus_months(today, 12 * count);
		break;
	case UNIT_NONE:
		return 0;
	}
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
