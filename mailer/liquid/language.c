#include <string.h>
#include <strings.h>

#include "liquid/language.h"

const char *const plural_names[FORM_COUNT] = {"zero", "one", "two", "few", "many", "other"};

static const struct language *find_exact(const char *tag, size_t n)
{
	for (size_t i = 0; i < language_count; i++)
		if (strlen(languages[i].tag) == n && strncasecmp(languages[i].tag, tag, n) == 0)
			return &languages[i];
	return NULL;
}

const struct language *language_find(const char *tag)
{
	size_t n = strcspn(tag, "-_");
	char exact[16] = "";
	const struct language *l = NULL;

	if (strlen(tag) < sizeof exact) {
		memcpy(exact, tag, strlen(tag) + 1);
		if (exact[n] == '_')
			exact[n] = '-';
		l = find_exact(exact, strlen(exact));
	}
	if (l == NULL)
		l = find_exact(tag, n);
	if (l == NULL && n == 2 &&
		(strncasecmp(tag, "no", 2) == 0 || strncasecmp(tag, "nn", 2) == 0))
		l = find_exact("nb", 2);
	return l ? l : &languages[0];
}

/* Item i of a list separated by |. */
static void add_item(struct str *out, const char *list, int i)
{
	for (; i > 0 && list; i--) {
		list = strchr(list, '|');
		list = list ? list + 1 : NULL;
	}
	if (list)
		str_add(out, list, strcspn(list, "|"));
}

static void add_day(struct str *out, const struct language *l, int day)
{
	/* French counts the first day: 1er janvier. */
	str_addf(out, "%d%s", day, day == 1 && strcmp(l->tag, "fr") == 0 ? "er" : "");
}

static void add_pattern(
	struct str *out, const struct language *l, const struct moment *m, const char *p)
{
	for (; *p; p++) {
		bool twice = p[1] == *p;
		if (*p == '{') {
			const char *end = strchr(p, '}');
			str_add(out, p + 1, (size_t)(end - p) - 1);
			p = end;
		} else if (*p == 'd' && twice) {
			str_addf(out, "%02d", m->day);
			p++;
		} else if (*p == 'M' && twice) {
			str_addf(out, "%02d", m->month);
			p++;
		} else if (*p == 'd') {
			if (strpbrk(l->long_date, "B") && strchr(p, 'B') && p != l->short_date)
				add_day(out, l, m->day);
			else
				str_addf(out, "%d", m->day);
		} else if (*p == 'M') {
			str_addf(out, "%d", m->month);
		} else if (*p == 'y') {
			str_addf(out, "%lld", (long long)m->year);
		} else if (*p == 'B') {
			add_item(out, l->months, m->month - 1);
		} else if (*p == 'A') {
			add_item(out, l->weekdays, moment_weekday(m));
		} else {
			str_addc(out, *p);
		}
	}
}

bool language_add_date(struct str *out, const struct language *l, const struct moment *m,
	const char *style, size_t n)
{
	if (n == 4 && memcmp(style, "long", 4) == 0)
		add_pattern(out, l, m, l->long_date);
	else if (n == 4 && memcmp(style, "full", 4) == 0)
		add_pattern(out, l, m, l->full_date);
	else if (n == 5 && memcmp(style, "short", 5) == 0)
		add_pattern(out, l, m, l->short_date);
	else
		return false;
	return true;
}

void language_format(struct str *out, const struct language *l, const struct moment *m,
	const char *format, size_t n)
{
	struct str mine = STR_INIT;

	for (size_t i = 0; i < n; i++) {
		char next = format[i] == '%' && i + 1 < n ? format[i + 1] : '\0';
		if (next == 'B' || next == 'b' || next == 'h')
			add_item(&mine, l->months, m->month - 1);
		else if (next == 'A' || next == 'a')
			add_item(&mine, l->weekdays, moment_weekday(m));
		else if (next == '%')
			str_adds(&mine, "%%");
		else {
			str_addc(&mine, format[i]);
			continue;
		}
		i++;
	}
	moment_format(out, m, str_c(&mine), mine.len);
	str_release(&mine);
}

static bool starts(const char *name, size_t n, const char *what)
{
	return n >= strlen(what) && strncasecmp(name, what, strlen(what)) == 0;
}

/* Spanish: y becomes e before the sound i. */
static bool spanish_e(const char *name, size_t n)
{
	if (starts(name, n, "hi"))
		return !starts(name, n, "hia") && !starts(name, n, "hie") &&
		       !starts(name, n, "hio");
	return starts(name, n, "i") || starts(name, n, "\xC3\xAD") || starts(name, n, "\xC3\x8D");
}

void language_add_last(struct str *out, const struct language *l, size_t count, const char *name,
	size_t n, const char *word)
{
	const char *between = count == 2 ? l->two : l->last;

	if (word) {
		str_addf(out, between[0] == ',' ? ", %s " : " %s ", word);
	} else if (strcmp(l->tag, "es") == 0 && spanish_e(name, n)) {
		str_adds(out, " e ");
	} else {
		str_adds(out, between);
		/* The Hebrew prefix takes a hyphen before what is not Hebrew. */
		if (strcmp(l->tag, "he") == 0 && !(n > 1 && (unsigned char)name[0] == 0xD7 &&
							 (unsigned char)name[1] >= 0x90))
			str_addc(out, '-');
	}
}

static bool within(int64_t n, int64_t from, int64_t to)
{
	return n >= from && n <= to;
}

static enum plural slavic(int64_t n, enum plural rest)
{
	int64_t ten = n % 10, hundred = n % 100;

	if (ten == 1 && hundred != 11)
		return FORM_ONE;
	if (within(ten, 2, 4) && !within(hundred, 12, 14))
		return FORM_FEW;
	return rest;
}

static enum plural arabic(int64_t n)
{
	int64_t hundred = n % 100;

	if (n <= 2)
		return n == 0 ? FORM_ZERO : n == 1 ? FORM_ONE : FORM_TWO;
	return within(hundred, 3, 10) ? FORM_FEW : within(hundred, 11, 99) ? FORM_MANY : FORM_OTHER;
}

/* Rules for integers; n is not negative. */
static enum plural whole_plural(enum plural_rule rule, int64_t n)
{
	int64_t ten = n % 10, hundred = n % 100;
	bool million = n != 0 && n % 1000000 == 0, teen = within(hundred, 11, 19);

	switch (rule) {
	case PLURAL_NONE:
		return FORM_OTHER;
	case PLURAL_ONE:
		return n == 1 ? FORM_ONE : FORM_OTHER;
	case PLURAL_ONE_MANY:
		return n == 1 ? FORM_ONE : million ? FORM_MANY : FORM_OTHER;
	case PLURAL_ZERO_ONE_MANY:
		return n <= 1 ? FORM_ONE : million ? FORM_MANY : FORM_OTHER;
	case PLURAL_ZERO_ONE:
		return n <= 1 ? FORM_ONE : FORM_OTHER;
	case PLURAL_HEBREW:
		return n == 1 ? FORM_ONE : n == 2 ? FORM_TWO : FORM_OTHER;
	case PLURAL_ARABIC:
		return arabic(n);
	case PLURAL_RUSSIAN:
		return slavic(n, FORM_MANY);
	case PLURAL_CROATIAN:
		return slavic(n, FORM_OTHER);
	case PLURAL_POLISH:
		return n == 1 ? FORM_ONE : ten == 1 ? FORM_MANY : slavic(n, FORM_MANY);
	case PLURAL_CZECH:
		return n == 1 ? FORM_ONE : within(n, 2, 4) ? FORM_FEW : FORM_OTHER;
	case PLURAL_ROMANIAN:
		return n == 1 ? FORM_ONE : n == 0 || within(hundred, 1, 19) ? FORM_FEW : FORM_OTHER;
	case PLURAL_SLOVENIAN:
		return hundred == 1	       ? FORM_ONE
		       : hundred == 2	       ? FORM_TWO
		       : within(hundred, 3, 4) ? FORM_FEW
					       : FORM_OTHER;
	case PLURAL_LITHUANIAN:
		return teen || ten == 0 ? FORM_OTHER : ten == 1 ? FORM_ONE : FORM_FEW;
	case PLURAL_LATVIAN:
		return teen || ten == 0 ? FORM_ZERO : ten == 1 ? FORM_ONE : FORM_OTHER;
	}
	return FORM_OTHER;
}

enum plural language_plural(const struct language *l, int64_t n, bool whole)
{
	if (n < 0)
		n = n == INT64_MIN ? INT64_MAX : -n;
	if (whole)
		return whole_plural(l->plurals, n);
	switch (l->plurals) {
	case PLURAL_ZERO_ONE_MANY:
		return n <= 1 ? FORM_ONE : FORM_OTHER;
	case PLURAL_ZERO_ONE:
		return n == 0 ? FORM_ONE : FORM_OTHER;
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

/* Which forms the languages of a rule have, as bits. */
static unsigned forms_of(enum plural_rule rule)
{
	enum { Z = 1, O = 2, T = 4, F = 8, M = 16, X = 32 };
	static const unsigned forms[] = {[PLURAL_NONE] = X,
		[PLURAL_ONE] = O | X,
		[PLURAL_ONE_MANY] = O | M | X,
		[PLURAL_ZERO_ONE_MANY] = O | M | X,
		[PLURAL_ZERO_ONE] = O | X,
		[PLURAL_HEBREW] = O | T | X,
		[PLURAL_ARABIC] = Z | O | T | F | M | X,
		[PLURAL_RUSSIAN] = O | F | M | X,
		[PLURAL_CROATIAN] = O | F | X,
		[PLURAL_POLISH] = O | F | M | X,
		[PLURAL_CZECH] = O | F | M | X,
		[PLURAL_ROMANIAN] = O | F | X,
		[PLURAL_SLOVENIAN] = O | T | F | X,
		[PLURAL_LITHUANIAN] = O | F | M | X,
		[PLURAL_LATVIAN] = Z | O | X};

	return forms[rule];
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

static const char *english(int64_t n)
{
	int64_t ten = n % 10, hundred = n % 100;

	if (within(hundred, 11, 13))
		return "th";
	return ten == 1 ? "st" : ten == 2 ? "nd" : ten == 3 ? "rd" : "th";
}

static const char *bulgarian(int64_t n)
{
	int64_t ten = n % 10;

	if (within(n % 100, 11, 19))
		return "-ти";
	return ten == 1 ? "-ви" : ten == 2 ? "-ри" : ten == 7 || ten == 8 ? "-ми" : "-ти";
}

static const char *catalan(int64_t n)
{
	return n == 1 || n == 3 ? "r" : n == 2 ? "n" : n == 4 ? "t" : "è";
}

static const char *swedish(int64_t n)
{
	bool a = (n % 10 == 1 || n % 10 == 2) && !within(n % 100, 11, 12);

	return a ? ":a" : ":e";
}

void language_add_ordinal(struct str *out, const struct language *l, int64_t n)
{
	int64_t m = n < 0 ? (n == INT64_MIN ? INT64_MAX : -n) : n;

	if (l->ordinal) {
		const char *hash = strchr(l->ordinal, '#');
		str_add(out, l->ordinal, (size_t)(hash - l->ordinal));
		str_addf(out, "%lld%s", (long long)n, hash + 1);
	} else if (str_starts(l->tag, "en")) {
		str_addf(out, "%lld%s", (long long)n, english(m));
	} else if (strcmp(l->tag, "fr") == 0) {
		str_addf(out, "%lld%s", (long long)n, m == 1 ? "er" : "e");
	} else if (strcmp(l->tag, "sv") == 0) {
		str_addf(out, "%lld%s", (long long)n, swedish(m));
	} else if (strcmp(l->tag, "bg") == 0) {
		str_addf(out, "%lld%s", (long long)n, bulgarian(m));
	} else if (strcmp(l->tag, "ca") == 0) {
		str_addf(out, "%lld%s", (long long)n, catalan(m));
	} else { /* Romanian */
		if (m == 1)
			str_adds(out, "primul");
		else
			str_addf(out, "al %lld-lea", (long long)n);
	}
}
