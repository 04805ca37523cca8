#include "reply/dateparts.h"

/* A week ends on Friday, when offices close. */
static struct date week_end(struct date today, int weeks)
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
		*date_r = week_end(today, later);
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

/* 1 to 4 for "first" and the like; 0. */
static int ordinal_of(const struct tokens *t, size_t i)
{
	static const struct {
		const char *word;
		int number;
	} ordinals[] = {{"first", 1}, {"second", 2}, {"third", 3}, {"fourth", 4}, {"last", 4},
		{"ersten", 1}, {"erstes", 1}, {"zweiten", 2}, {"zweites", 2}, {"dritten", 3},
		{"vierten", 4}, {"premier", 1}, {"deuxième", 2}, {"second", 2}, {"troisième", 3},
		{"quatrième", 4}, {"primer", 1}, {"segundo", 2}, {"tercer", 3}, {"cuarto", 4}};

	if (!token_means(t, i, MEANS_RANK))
		return 0;
	for (size_t k = 0; k < sizeof ordinals / sizeof *ordinals; k++)
		if (token_is(t, i, ordinals[k].word))
			return ordinals[k].number;
	return 0;
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
		number = datetoken_digits(t, k) == 1 ? t->items[k].number : ordinal_of(t, k);
		k++;
		if (token_means(t, k, MEANS_ORDINAL) || token_is(t, k, "."))
			k++;
		if (datetoken_unit(t, k) != UNIT_QUARTER && datetoken_unit(t, k) != UNIT_HALF)
			return 0;
		k++;
	}
	int months = datetoken_unit(t, k - 1) == UNIT_HALF ? 6 : 3;
	if (number < 1 || number > 12 / months)
		return 0;
	if (token_is(t, k, "of") && !datetoken_is_filler(t, k + 1)) /* not "of the year" */
		k++;
	int month = datetoken_month(t, k + (token_is(t, k, "of") || token_is(t, k, "de")));
	if (month) { /* "the second half of November" */
		k += token_is(t, k, "of") || token_is(t, k, "de");
		int last = number == 1 ? 15 : date_days_in_month(today.year, month);
		n = months == 6 ? datetoken_with_year(t, k + 1, month, last, today, date_r) : 0;
		return n ? k + n - i : 0;
	}
	n = datetoken_year(t, k, &year);
	struct date first = {n ? year : today.year, number * months, 1};
	if (n == 0 && first.month < today.month)
		first.year++;
	*date_r = date_month_end(first, 0);
	return k + n - i;
}

/* "end of the month", "Ende Oktober 2025", "fin du mois", "finales de octubre", "mid-November". */
size_t dateparts_part(const struct tokens *t, size_t i, struct date today, struct date *date_r)
{
	bool end = token_means(t, i, MEANS_END), middle = token_means(t, i, MEANS_MIDDLE);
	bool next = false;
	size_t k = i + 1, n;
	int month;

	/* "year end", "year-end" */
	enum unit ending = datetoken_unit(t, i);
	size_t dash = token_is(t, i + 1, "-") ? 1 : 0;
	if (ending > UNIT_WORKDAY && token_is(t, i + 1 + dash, "end"))
		return dateparts_end_of_unit(ending, false, today, date_r) ? 2 + dash : 0;
	if (!end && !middle)
		return 0;
	if (end && t->items[i].word->unit) /* "Monatsende" */
		return dateparts_end_of_unit(
			       (enum unit)t->items[i].word->unit, false, today, date_r)
			       ? 1
			       : 0;
	while (k < t->count &&
		(datetoken_is_filler(t, k) || datetoken_is_next(t, k) || token_is(t, k, "-") ||
			token_is(t, k, "'")) &&
		k < i + 5) {
		next |= datetoken_is_next(t, k);
		k++;
	}
	if (end && (n = dateparts_of_year(t, k, today, date_r)))
		return k + n - i;
	/* "fin du mois prochain", "final del mes que viene" */
	enum unit unit = datetoken_unit(t, k);
	if (unit != UNIT_NONE) {
		size_t behind = datetoken_is_next(t, k + 1)				   ? 1
				: token_is(t, k + 1, "que") && token_is(t, k + 2, "viene") ? 2
											   : 0;
		if (middle && unit == UNIT_MONTH) {
			struct date last =
				date_month_end(today, next || behind || today.day > 15 ? 1 : 0);
			*date_r = (struct date){last.year, last.month, 15};
			return k + 1 + behind - i;
		}
		return end && dateparts_end_of_unit(unit, next || behind, today, date_r)
			       ? k + 1 + behind - i
			       : 0;
	}
	/* "end of 2026", "Ende 2026" */
	if (end && datetoken_digits(t, k) == 4 && t->items[k].number >= today.year &&
		date_make(t->items[k].number, 12, 31, date_r))
		return k + 1 - i;
	if ((month = datetoken_month(t, k)) == 0)
		return 0;
	int day = middle ? 15 : date_days_in_month(today.year, month);
	n = datetoken_with_year(t, k + 1, month, day, today, date_r);
	if (n && end)
		date_r->day = date_days_in_month(date_r->year, date_r->month);
	return n ? k + n - i : 0;
}

/* "next week", "nächste Woche", "la semaine prochaine", "la próxima semana": due at its end. */
size_t dateparts_next_unit(const struct tokens *t, size_t i, struct date today, struct date *date_r)
{
	enum unit unit;

	if (datetoken_is_next(t, i) && (unit = datetoken_unit(t, i + 1)) >= UNIT_WEEK &&
		unit != UNIT_FORTNIGHT)
		return dateparts_end_of_unit(unit, true, today, date_r) ? 2 : 0;
	if ((unit = datetoken_unit(t, i)) >= UNIT_WEEK && unit != UNIT_FORTNIGHT &&
		datetoken_is_next(t, i + 1))
		return dateparts_end_of_unit(unit, true, today, date_r) ? 2 : 0;
	return 0;
}
