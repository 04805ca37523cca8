/* Days as they are written: "31 October", "2025-10-31", "the 31st". */
#include <string.h>

#include "reply/datedays.h"

static int year_of(int number, size_t digits)
{
	return digits == 4 ? number : digits == 2 ? 2000 + number : 0;
}

/* "2025-10-31", "31.10.2025", "31.10.", "31/10/25", "10/31/2025". */
size_t dateday_numeric(const struct tokens *t, size_t i, struct date today, struct date *date_r)
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

/* The day that words tell at i, with a month behind them: "fifteenth of November", "zwanzigsten
 * Oktober", "quince de noviembre", "twenty-first of". *n_r: their tokens. Or -1. */
static int day_in_words(const struct tokens *t, size_t i, size_t *n_r)
{
	const struct word *w = i < t->count ? t->items[i].word : NULL;
	int day = w && w->day ? w->day : -1;

	*n_r = 1;
	if (w && day < 0 && (w->number == 20 || w->number == 30) && token_is(t, i + 1, "-")) {
		const struct word *one = i + 2 < t->count ? t->items[i + 2].word : NULL;
		if (one && one->day > 0 && one->day < 10) {
			day = w->number + one->day;
			*n_r = 3;
		}
	}
	/* "The first may", "a second march" are no days. */
	bool verb = token_is(t, i + *n_r, "may") || token_is(t, i + *n_r, "march");
	return verb ? -1 : day;
}

/* "31 October 2025", "31st of October", "31. Oktober", "1er novembre", "31 de octubre de 2025". */
size_t dateday_month(const struct tokens *t, size_t i, struct date today, struct date *date_r)
{
	size_t k = i + 1, n;
	bool digits_told = datetoken_digits(t, i) && datetoken_digits(t, i) <= 2;
	int day = digits_told ? t->items[i].number : day_in_words(t, i, &n), month;

	if (day < 1 || day > 31)
		return 0;
	k = digits_told ? k : i + n;
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

/* Whether a number behind an article of days ends its clause: "le 30." */
static bool is_last_word(const struct tokens *t, size_t i)
{
	static const char *const articles[] = {"le", "el", "il", "am", NULL};
	bool article = token_is_one_of(t, i - 1, articles);

	if (token_is(t, i + 1, ".")) /* not "am 30. September", which may be past */
		return article && datetoken_month(t, i + 2) == 0 && !datetoken_is_filler(t, i + 2);
	return article && (i + 1 == t->count || t->items[i + 1].kind == TOKEN_PARAGRAPH ||
				  token_is(t, i + 1, ",") || token_is(t, i + 1, ";"));
}

/* "the 31st": the next such day. */
size_t dateday_alone(const struct tokens *t, size_t i, struct date today, struct date *date_r)
{
	int day = datetoken_digits(t, i) <= 2 ? t->items[i].number : -1;
	size_t k = i + 2;

	if (day < 1 || day > 31 || datetoken_digits(t, i) == 0)
		return 0;
	if (is_last_word(t, i))
		k = i + 1; /* "nous répondrons le 30." */
	else if (!datetoken_adjoins(t, i) || !token_means(t, i + 1, MEANS_ORDINAL))
		return 0;
	/* "the 2nd report", "the 3rd of your demands" */
	if (k < t->count && t->items[k].kind == TOKEN_WORD && !token_is(t, k, "at") &&
		!token_is(t, k, "and"))
		return 0;
	int month = today.month + (day < today.day), year = today.year + (month > 12);
	return date_make(year, month > 12 ? 1 : month, day, date_r) ? k - i : 0;
}

/* "October 31, 2025", "October 31st". */
size_t dateday_us(const struct tokens *t, size_t i, struct date today, struct date *date_r)
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

/* "the 15th of next month", "15. des kommenden Monats", "el 15 del mes que viene". */
size_t dateday_of_month(const struct tokens *t, size_t i, struct date today, struct date *date_r)
{
	enum { LOOKED_AT = 6 };
	size_t k = i + 1, of;
	bool next = false;

	if (datetoken_digits(t, i) == 0 || datetoken_digits(t, i) > 2)
		return 0;
	if (token_means(t, k, MEANS_ORDINAL) || token_is(t, k, "."))
		k++;
	for (of = k; k < i + LOOKED_AT; k++) {
		next |= datetoken_is_next(t, k);
		if (!datetoken_is_filler(t, k) && !datetoken_is_next(t, k))
			break;
	}
	if (k == of || datetoken_unit(t, k) != UNIT_MONTH || token_means(t, k, MEANS_PLURAL))
		return 0;
	size_t behind = datetoken_next_behind(t, k + 1);
	bool past = t->items[i].number < today.day;
	struct date end = date_month_end(today, next || behind || past ? 1 : 0);
	return date_make(end.year, end.month, t->items[i].number, date_r) ? k + 1 + behind - i : 0;
}

/* "2025年10月31日", which may go on without a space: "31日まで". The parts are numbers and words.
 */
size_t dateday_chinese(const struct tokens *t, size_t i, struct date *date_r)
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
