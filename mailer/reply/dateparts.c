#include "reply/dateparts.h"

/* What is due "early in November" or "in mid-November" is due by then: a third, and half, of it. */
enum { BEGINNING_DAY = 10, MIDDLE_DAY = 15 };

struct date dateparts_week_end(struct date today, int weeks)
{
	int from_monday = (date_weekday(today) + 6) % 7;

	return date_plus_days(
		today, 4 - from_monday + 7 * weeks + (from_monday > 4 && weeks == 0 ? 7 : 0));
}

bool dateparts_end_of_unit(enum unit unit, bool next, struct date today, struct date *date_r)
{
	int later = next ? 1 : 0;

	switch (unit) {
	case UNIT_DAY:
		*date_r = today;
		return true;
	case UNIT_WEEK:
		*date_r = dateparts_week_end(today, later);
		return true;
	case UNIT_MONTH:
		*date_r = date_month_end(today, later);
		return true;
	case UNIT_QUARTER:
		*date_r = date_month_end(today, 2 - (today.month - 1) % 3 + 3 * later);
		return true;
	case UNIT_HALF:
		*date_r = date_month_end(today, 5 - (today.month - 1) % 6 + 6 * later);
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

/* "Q1 2027", "first quarter of 2027", "1. Quartal", "premier semestre": due at its end. */
size_t dateparts_of_year(const struct tokens *t, size_t i, struct date today, struct date *date_r)
{
	size_t k = i, n;
	int number = 0, year = 0;

	if (token_is(t, k, "q") && datetoken_adjoins(t, k) && datetoken_digits(t, k + 1) == 1) {
		number = t->items[k + 1].number;
		k += 2;
	} else {
		number = datetoken_digits(t, k) == 1 ? t->items[k].number : datetoken_rank(t, k);
		k++;
		if (token_means(t, k, MEANS_ORDINAL) || token_is(t, k, "."))
			k++;
		enum unit unit = datetoken_unit(t, k);
		if (unit != UNIT_QUARTER && unit != UNIT_HALF && unit != UNIT_FORTNIGHT)
			return 0;
		k++;
	}
	bool fortnight = datetoken_unit(t, k - 1) == UNIT_FORTNIGHT; /* half of a month, no more */
	int months = fortnight || datetoken_unit(t, k - 1) == UNIT_HALF ? 6 : 3;
	if (number == RANK_LAST)
		number = 12 / months;
	if (number < 1 || number > 12 / months)
		return 0;
	if (token_is(t, k, "of") && !datetoken_is_filler(t, k + 1)) /* not "of the year" */
		k++;
	int month = datetoken_month(t, k + (token_is(t, k, "of") || token_is(t, k, "de")));
	if (month) { /* "the second half of November" */
		k += token_is(t, k, "of") || token_is(t, k, "de");
		int last = number == 1 ? MIDDLE_DAY : date_days_in_month(today.year, month);
		n = months == 6 ? datetoken_with_year(t, k + 1, month, last, today, date_r) : 0;
		return n ? k + n - i : 0;
	}
	if (fortnight)
		return 0;
	n = datetoken_year(t, k, &year);
	struct date first = {n ? year : today.year, number * months, 1};
	if (n == 0 && first.month < today.month)
		first.year++;
	*date_r = date_month_end(first, 0);
	return k + n - i;
}

/* Where the month is that "of" at i leads to, or that stands there; 0: none. */
static size_t named_month(const struct tokens *t, size_t i)
{
	i += token_is(t, i, "of") || token_is(t, i, "de") || token_is(t, i, "di");
	return datetoken_month(t, i) ? i : 0;
}

/* A day of this month, or of the next one where it is past. */
static bool day_of_month(int day, bool next, struct date today, struct date *date_r)
{
	struct date last = date_month_end(today, next || today.day > day ? 1 : 0);

	*date_r = (struct date){last.year, last.month, day};
	return true;
}

/* "Year end", "Monatsende", "Monatsmitte". */
static size_t part_in_a_word(
	const struct tokens *t, size_t i, struct date today, struct date *date_r)
{
	enum unit ending = datetoken_unit(t, i);
	size_t dash = token_is(t, i + 1, "-") ? 1 : 0;

	if (ending > UNIT_WORKDAY && token_is(t, i + 1 + dash, "end"))
		return dateparts_end_of_unit(ending, false, today, date_r) ? 2 + dash : 0;
	enum unit unit = token_means(t, i, MEANS_END | MEANS_MIDDLE)
				 ? (enum unit)t->items[i].word->unit
				 : UNIT_NONE;
	if (unit == UNIT_NONE)
		return 0;
	if (token_means(t, i, MEANS_MIDDLE))
		return day_of_month(MIDDLE_DAY, false, today, date_r) ? 1 : 0;
	return dateparts_end_of_unit(unit, false, today, date_r) ? 1 : 0;
}

/* "end of the month", "Ende Oktober 2025", "fin du mois", "finales de octubre", "mid-November",
 * "early November". */
size_t dateparts_part(const struct tokens *t, size_t i, struct date today, struct date *date_r)
{
	bool end = token_means(t, i, MEANS_END), middle = token_means(t, i, MEANS_MIDDLE);
	bool beginning = token_means(t, i, MEANS_BEGINNING), next = false;
	size_t k = i + 1, n;
	int month;

	if ((n = part_in_a_word(t, i, today, date_r)) > 0)
		return n;
	if (!end && !middle && !beginning)
		return 0;
	while (k < t->count &&
		(datetoken_is_filler(t, k) || datetoken_is_next(t, k) || token_is(t, k, "-") ||
			token_is(t, k, "'")) &&
		k < i + 5) {
		next |= datetoken_is_next(t, k);
		k++;
	}
	if (end && ((n = dateparts_of_year(t, k, today, date_r)) ||
			   (n = dateparts_week(t, k, today, date_r)))) /* "Ende KW 44" */
		return k + n - i;
	/* "fin du mois prochain", "final del mes que viene" */
	enum unit unit = datetoken_unit(t, k);
	size_t named = unit == UNIT_MONTH ? named_month(t, k + 1) : 0;
	if (named) { /* "fin du mois de mai" */
		k = named;
	} else if (unit != UNIT_NONE) {
		size_t behind = datetoken_next_behind(t, k + 1);
		bool made = end ? dateparts_end_of_unit(unit, next || behind, today, date_r)
				: unit == UNIT_MONTH &&
					    day_of_month(middle ? MIDDLE_DAY : BEGINNING_DAY,
						    next || behind, today, date_r);
		return made ? k + 1 + behind - i : 0;
	}
	/* "end of 2026", "Ende 2026" */
	if (end && datetoken_digits(t, k) == 4 && t->items[k].number >= today.year &&
		date_make(t->items[k].number, 12, 31, date_r))
		return k + 1 - i;
	if ((month = datetoken_month(t, k)) == 0)
		return 0;
	int day = end ? date_days_in_month(today.year, month) : middle ? MIDDLE_DAY : BEGINNING_DAY;
	n = datetoken_with_year(t, k + 1, month, day, today, date_r);
	if (n && end)
		date_r->day = date_days_in_month(date_r->year, date_r->month);
	return n ? k + n - i : 0;
}

/* "The week after next", "übernächste Woche". */
static size_t unit_after_next(
	const struct tokens *t, size_t i, struct date today, struct date *date_r)
{
	static const char *const german[] = {"übernächste", "übernächsten", "übernächster", NULL};
	enum unit unit = datetoken_unit(t, i);
	size_t n = unit != UNIT_NONE && token_is(t, i + 1, "after") && datetoken_is_next(t, i + 2)
			   ? 3
			   : 0;

	if (n == 0 && token_is_one_of(t, i, german)) {
		unit = datetoken_unit(t, i + 1);
		n = 2;
	}
	if (n == 0 || (unit != UNIT_WEEK && unit != UNIT_MONTH))
		return 0;
	*date_r = unit == UNIT_WEEK ? dateparts_week_end(today, 2) : date_month_end(today, 2);
	return n;
}

/* Whether a part of a year is told before i, of which only a guess would make a date: "early next
 * year". */
static bool is_part_of_year(const struct tokens *t, size_t i)
{
	enum { LOOKED_AT = 5 };

	for (size_t k = i; k > 0 && i - k < LOOKED_AT; k--) {
		if (token_means(t, k - 1, MEANS_BEGINNING | MEANS_MIDDLE))
			return true;
		if (!datetoken_is_filler(t, k - 1) && !token_is(t, k - 1, "of") &&
			!token_is(t, k - 1, "'") && !token_is(t, k - 1, "-"))
			return false;
	}
	return false;
}

/* "next week", "nächste Woche", "la semaine prochaine", "this month": due at its end. */
size_t dateparts_next_unit(const struct tokens *t, size_t i, struct date today, struct date *date_r)
{
	enum unit unit;
	size_t n;

	/* "the next weeks" have no end. */
	if (token_means(t, i, MEANS_PLURAL) || token_means(t, i + 1, MEANS_PLURAL))
		return 0;
	if ((n = unit_after_next(t, i, today, date_r)) > 0)
		return n;
	bool year = datetoken_unit(t, i) == UNIT_YEAR || datetoken_unit(t, i + 1) == UNIT_YEAR;
	if (year && is_part_of_year(t, i))
		return 0;
	if (datetoken_is_this(t, i) &&
		((unit = datetoken_unit(t, i + 1)) == UNIT_WEEK || unit == UNIT_MONTH))
		return dateparts_end_of_unit(unit, false, today, date_r) ? 2 : 0;
	if (datetoken_is_next(t, i) && (unit = datetoken_unit(t, i + 1)) >= UNIT_WEEK &&
		unit != UNIT_FORTNIGHT)
		return dateparts_end_of_unit(unit, true, today, date_r) ? 2 : 0;
	size_t behind = datetoken_next_behind(t, i + 1);
	if ((unit = datetoken_unit(t, i)) >= UNIT_WEEK && unit != UNIT_FORTNIGHT && behind)
		return dateparts_end_of_unit(unit, true, today, date_r) ? 1 + behind : 0;
	return 0;
}
