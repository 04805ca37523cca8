#include <string.h>

#include "liquid/language.h"

static bool within(int64_t n, int64_t from, int64_t to)
{
	return n >= from && n <= to;
}

/* The place of n in a text of pairs, a digit that n may be and its form's place, else another. */
static int among(int64_t n, const char *pairs, int other)
{
	for (; *pairs; pairs += 2)
		if (n == pairs[0] - '0')
			return pairs[1] - '0';
	return other;
}

/* Those with i, ü, ı and u in the last syllable. */
static int azeri(int64_t n)
{
	if (n % 10)
		return among(n % 10, "1020507080314162", 3);
	if (n % 100)
		return among(n % 100 / 10, "20507080426292", 3);
	return n == 0 ? 2 : n % 1000 ? 1 : 3;
}

static int georgian(int64_t n)
{
	int64_t hundred = n % 100;

	if (n == 1)
		return 0;
	bool twenties = hundred % 20 == 0; /* also hundreds */
	return n == 0 || twenties || within(hundred, 2, 20) ? 1 : 2;
}

/* The place of the form among those of the rule. */
static int form_of(enum ordinal_rule rule, int64_t n)
{
	int64_t ten = n % 10, hundred = n % 100;
	bool teen = within(hundred, 11, 19);

	switch (rule) {
	case ORDINAL_SAME:
		break;
	case ORDINAL_FIRST:
		return n != 1;
	case ORDINAL_ENGLISH:
		return teen ? 3 : among(ten, "102132", 3);
	case ORDINAL_SWEDISH:
		return teen ? 1 : among(ten, "1020", 1);
	case ORDINAL_BULGARIAN:
		return teen ? 3 : among(ten, "10217282", 3);
	case ORDINAL_BELARUSIAN:
		return teen ? 1 : among(ten, "2030", 1);
	case ORDINAL_CATALAN:
		return among(n, "10302142", 3);
	case ORDINAL_HINDI:
		return among(n, "1021314263", 4);
	case ORDINAL_BENGALI:
		return n == 10 ? 0 : among(n, "105070809021314263", 4);
	case ORDINAL_GAELIC:
		return among(teen && n < 20 ? ten : n, "102132", 3);
	case ORDINAL_AFRIKAANS:
		return within(hundred, 2, 19) && hundred != 8;
	case ORDINAL_KAZAKH:
		return n == 0 || among(ten, "006090", 1);
	case ORDINAL_AZERI:
		return azeri(n);
	case ORDINAL_GEORGIAN:
		return georgian(n);
	}
	return 0;
}

void language_add_ordinal(struct str *out, const struct language *l, int64_t n)
{
	int64_t positive = n < 0 ? (n == INT64_MIN ? INT64_MAX : -n) : n;
	int place = form_of(l->ordinals, positive);
	const char *form = l->ordinal;
	struct str number = STR_INIT;

	while (place-- > 0)
		form = strchr(form, '|') + 1;
	str_addf(&number, "%lld", (long long)n);
	for (; *form && *form != '|'; form++)
		if (*form == '#')
			language_add_digits(out, l, str_c(&number), number.len);
		else
			str_addc(out, *form);
	str_release(&number);
}
