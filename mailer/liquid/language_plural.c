/* The rules of Unicode's CLDR for cardinals, and the forms of ordinals. */

#include "liquid/language.h"

enum { MILLION = 1000000 };

const char *const plural_names[FORM_COUNT] = {"zero", "one", "two", "few", "many", "other"};

static bool within(int64_t n, int64_t from, int64_t to)
{
	return n >= from && n <= to;
}

static bool digit(const char *text, size_t n, size_t at)
{
	return at < n && text[at] >= '0' && text[at] <= '9';
}

struct plural_count plural_count_of(const char *text, size_t n)
{
	struct plural_count c = {0};
	size_t at = n > 0 && (text[0] == '-' || text[0] == '+');

	for (; digit(text, n, at); at++) {
		/* The rules ask for the last six digits, and whether it is a small number. */
		if (c.i > INT64_MAX / 100)
			c.i = INT64_C(10000000000) + c.i % MILLION;
		c.i = c.i * 10 + (text[at] - '0');
	}
	if (at == n || text[at] != '.')
		return c;
	size_t point = at + 1, end = point;
	for (at = point; digit(text, n, at); at++)
		if (text[at] != '0')
			end = at + 1;
	c.v = (unsigned)(end - point);
	for (at = c.v > 2 ? end - 2 : point; at < end; at++)
		c.f = c.f * 10 + (unsigned)(text[at] - '0');
	return c;
}

/* one and few of the Slavic languages, of an integer or of the digits behind the point. */
static enum plural slavic(int64_t n, enum plural rest)
{
	int64_t ten = n % 10, hundred = n % 100;

	if (ten == 1 && hundred != 11)
		return FORM_ONE;
	if (within(ten, 2, 4) && !within(hundred, 12, 14))
		return FORM_FEW;
	return rest;
}

static enum plural latvian(int64_t n)
{
	int64_t ten = n % 10;

	if (ten == 0 || within(n % 100, 11, 19))
		return FORM_ZERO;
	return ten == 1 ? FORM_ONE : FORM_OTHER;
}

static enum plural arabic(int64_t n)
{
	int64_t hundred = n % 100;

	if (n <= 2)
		return n == 0 ? FORM_ZERO : n == 1 ? FORM_ONE : FORM_TWO;
	return within(hundred, 3, 10) ? FORM_FEW : within(hundred, 11, 99) ? FORM_MANY : FORM_OTHER;
}

static enum plural maltese(int64_t n)
{
	int64_t hundred = n % 100;

	if (n == 1 || n == 2)
		return n == 1 ? FORM_ONE : FORM_TWO;
	if (n == 0 || within(hundred, 3, 10))
		return FORM_FEW;
	return within(hundred, 11, 19) ? FORM_MANY : FORM_OTHER;
}

static enum plural irish(int64_t n)
{
	if (n == 1 || n == 2)
		return n == 1 ? FORM_ONE : FORM_TWO;
	return within(n, 3, 6) ? FORM_FEW : within(n, 7, 10) ? FORM_MANY : FORM_OTHER;
}

static enum plural gaelic(int64_t n)
{
	if (n == 1 || n == 11)
		return FORM_ONE;
	if (n == 2 || n == 12)
		return FORM_TWO;
	return within(n, 3, 19) ? FORM_FEW : FORM_OTHER;
}

static enum plural welsh(int64_t n)
{
	static const enum plural forms[] = {
		FORM_ZERO, FORM_ONE, FORM_TWO, FORM_FEW, FORM_OTHER, FORM_OTHER, FORM_MANY};

	return within(n, 0, 6) ? forms[n] : FORM_OTHER;
}

static enum plural slovenian(int64_t n)
{
	int64_t hundred = n % 100;

	if (hundred == 1 || hundred == 2)
		return hundred == 1 ? FORM_ONE : FORM_TWO;
	return within(hundred, 3, 4) ? FORM_FEW : FORM_OTHER;
}

static enum plural filipino(int64_t n)
{
	return n % 10 == 4 || n % 10 == 6 || n % 10 == 9 ? FORM_OTHER : FORM_ONE;
}

static enum plural one_if(bool is)
{
	return is ? FORM_ONE : FORM_OTHER;
}

static enum plural whole_plural(enum plural_rule rule, int64_t n)
{
	int64_t ten = n % 10, hundred = n % 100;
	bool million = n != 0 && n % MILLION == 0, teen = within(hundred, 11, 19);

	switch (rule) {
	case PLURAL_ONE:
	case PLURAL_DANISH:
		return one_if(n == 1);
	case PLURAL_ONE_MANY:
		return million ? FORM_MANY : one_if(n == 1);
	case PLURAL_ZERO_ONE_MANY:
		return million ? FORM_MANY : one_if(n <= 1);
	case PLURAL_ZERO_ONE:
	case PLURAL_BELOW_TWO:
	case PLURAL_WHOLE_ZERO_ONE:
	case PLURAL_SINHALA:
		return one_if(n <= 1);
	case PLURAL_ICELANDIC:
		return one_if(ten == 1 && hundred != 11);
	case PLURAL_FILIPINO:
		return filipino(n);
	case PLURAL_HEBREW:
		return n == 2 ? FORM_TWO : one_if(n == 1);
	case PLURAL_ARABIC:
		return arabic(n);
	case PLURAL_RUSSIAN:
		return slavic(n, FORM_MANY);
	case PLURAL_CROATIAN:
		return slavic(n, FORM_OTHER);
	case PLURAL_POLISH:
		return n == 1 ? FORM_ONE : ten == 1 ? FORM_MANY : slavic(n, FORM_MANY);
	case PLURAL_CZECH:
		return within(n, 2, 4) ? FORM_FEW : one_if(n == 1);
	case PLURAL_ROMANIAN:
		return n == 1 ? FORM_ONE : n == 0 || within(hundred, 1, 19) ? FORM_FEW : FORM_OTHER;
	case PLURAL_SLOVENIAN:
		return slovenian(n);
	case PLURAL_LITHUANIAN:
		return teen || ten == 0 ? FORM_OTHER : ten == 1 ? FORM_ONE : FORM_FEW;
	case PLURAL_LATVIAN:
		return latvian(n);
	case PLURAL_MALTESE:
		return maltese(n);
	case PLURAL_IRISH:
		return irish(n);
	case PLURAL_GAELIC:
		return gaelic(n);
	case PLURAL_WELSH:
		return welsh(n);
	case PLURAL_NONE:
	case PLURAL_RULES:
		break;
	}
	return FORM_OTHER;
}

/* Rules for what has digits behind the point, the last of which is not 0. */
static enum plural decimal_plural(enum plural_rule rule, struct plural_count c)
{
	switch (rule) {
	case PLURAL_ZERO_ONE_MANY:
	case PLURAL_BELOW_TWO:
	case PLURAL_DANISH:
		return one_if(c.i <= 1);
	case PLURAL_ZERO_ONE:
	case PLURAL_HEBREW:
		return one_if(c.i == 0);
	case PLURAL_SINHALA:
		return one_if(c.i == 0 && c.v == 1 && c.f == 1);
	case PLURAL_ICELANDIC:
		return one_if(c.f % 10 == 1 && c.f != 11);
	case PLURAL_FILIPINO:
		return filipino(c.f);
	case PLURAL_CROATIAN:
		return slavic(c.f, FORM_OTHER);
	case PLURAL_LATVIAN:
		return c.v == 2 ? latvian(c.f) : one_if(c.f % 10 == 1);
	case PLURAL_CZECH:
	case PLURAL_LITHUANIAN:
		return FORM_MANY;
	case PLURAL_ROMANIAN:
	case PLURAL_SLOVENIAN:
		return FORM_FEW;
	default:
		return FORM_OTHER;
	}
}

enum plural language_plural(const struct language *l, struct plural_count count)
{
	return count.v ? decimal_plural(l->plurals, count) : whole_plural(l->plurals, count.i);
}

/* Which forms the languages of a rule have, as bits. */
static unsigned forms_of(enum plural_rule rule)
{
	enum { Z = 1, O = 2, T = 4, F = 8, M = 16, X = 32 };
	static const unsigned forms[PLURAL_RULES] = {[PLURAL_NONE] = X,
		[PLURAL_ONE_MANY] = O | M | X,
		[PLURAL_ZERO_ONE_MANY] = O | M | X,
		[PLURAL_HEBREW] = O | T | X,
		[PLURAL_ARABIC] = Z | O | T | F | M | X,
		[PLURAL_RUSSIAN] = O | F | M | X,
		[PLURAL_CROATIAN] = O | F | X,
		[PLURAL_POLISH] = O | F | M | X,
		[PLURAL_CZECH] = O | F | M | X,
		[PLURAL_ROMANIAN] = O | F | X,
		[PLURAL_SLOVENIAN] = O | T | F | X,
		[PLURAL_LITHUANIAN] = O | F | M | X,
		[PLURAL_LATVIAN] = Z | O | X,
		[PLURAL_MALTESE] = O | T | F | M | X,
		[PLURAL_IRISH] = O | T | F | M | X,
		[PLURAL_GAELIC] = O | T | F | X,
		[PLURAL_WELSH] = Z | O | T | F | M | X};

	return forms[rule] ? forms[rule] : O | X;
}

size_t language_form_place(const struct language *l, enum plural form, size_t *count_r)
{
	unsigned forms = forms_of(l->plurals);
	size_t place = 0, count = 0;

	for (unsigned i = 0; i < FORM_COUNT; i++)
		if (forms & 1u << i) {
			if (i < (unsigned)form)
				place++;
			count++;
		}
	*count_r = count;
	return place;
}
