#include <string.h>
#include <strings.h>

#include "liquid/language.h"
#include "liquid/unicode.h"

enum { TAG_BYTES = 36 }; /* RFC 5646, section 4.4.1 */

static const struct language *find_exact(const char *tag)
{
	for (size_t i = 0; i < language_count; i++)
		if (strcasecmp(languages[i].tag, tag) == 0)
			return &languages[i];
	return NULL;
}

/* Tags with another name for a language, or whose region stands for a script; longest first. */
static const struct {
	const char *tag, *is;
} aliases[] = {{"zh-TW", "zh-Hant"}, {"zh-HK", "zh-Hant"}, {"zh-MO", "zh-Hant"},
	{"sr-ME", "sr-Latn"}, {"es-AR", "es-419"}, {"es-BO", "es-419"}, {"es-CL", "es-419"},
	{"es-CO", "es-419"}, {"es-CR", "es-419"}, {"es-CU", "es-419"}, {"es-DO", "es-419"},
	{"es-EC", "es-419"}, {"es-GT", "es-419"}, {"es-HN", "es-419"}, {"es-NI", "es-419"},
	{"es-PA", "es-419"}, {"es-PE", "es-419"}, {"es-PR", "es-419"}, {"es-PY", "es-419"},
	{"es-SV", "es-419"}, {"es-UY", "es-419"}, {"es-VE", "es-419"}, {"no", "nb"}, {"iw", "he"},
	{"in", "id"}, {"tl", "fil"}, {"sh", "sr-Latn"}, {"mo", "ro"}};

static const struct language *find_alias(const char *tag)
{
	for (size_t i = 0; i < sizeof aliases / sizeof *aliases; i++)
		if (strcasecmp(aliases[i].tag, tag) == 0)
			return find_exact(aliases[i].is);
	return NULL;
}

/* The entry of a tag; NULL when there is none. */
static const struct language *look_up(const char *tag)
{
	char start[TAG_BYTES + 1];
	const struct language *l;
	char *hyphen;

	strncpy(start, tag, TAG_BYTES);
	start[TAG_BYTES] = '\0';
	for (char *p = start; *p; p++)
		if (*p == '_')
			*p = '-';
	while ((l = find_exact(start)) == NULL && (l = find_alias(start)) == NULL &&
		(hyphen = strrchr(start, '-')) != NULL)
		*hyphen = '\0';
	return l;
}

const struct language *language_find(const char *tag)
{
	const struct language *l = look_up(tag);

	return l ? l : &languages[0];
}

bool language_is_known(const char *tag)
{
	return look_up(tag) != NULL;
}

/* Appends the item at a place of a list separated by |. */
static void add_item(struct str *out, const char *list, int place)
{
	for (; place > 0 && list; place--) {
		list = strchr(list, '|');
		list = list ? list + 1 : NULL;
	}
	if (list)
		str_add(out, list, strcspn(list, "|"));
}

void language_add_digits(struct str *out, const struct language *l, const char *text, size_t n)
{
	if (l->digits == NULL) {
		str_add(out, text, n);
		return;
	}
	size_t length = strlen(l->digits) / 10;
	for (size_t i = 0; i < n; i++)
		if (text[i] >= '0' && text[i] <= '9')
			str_add(out, l->digits + (size_t)(text[i] - '0') * length, length);
		else
			str_addc(out, text[i]);
}

/* The first that there is. */
static const char *names(const char *a, const char *b, const char *c)
{
	return a ? a : b ? b : c;
}

static void add_month(
	struct str *out, const struct language *l, const struct moment *m, bool brief, bool alone)
{
	const char *list = l->months;

	if (brief && alone)
		list = names(l->months_short_alone, l->months_short, l->months);
	else if (brief)
		list = names(l->months_short, l->months, NULL);
	else if (alone)
		list = names(l->months_alone, l->months, NULL);
	add_item(out, list, m->month - 1);
}

static void add_weekday(
	struct str *out, const struct language *l, const struct moment *m, bool brief, bool alone)
{
	const char *list = l->weekdays;

	if (brief && alone)
		list = names(l->weekdays_short_alone, l->weekdays_short, l->weekdays);
	else if (brief)
		list = names(l->weekdays_short, l->weekdays, NULL);
	else if (alone)
		list = names(l->weekdays_alone, l->weekdays, NULL);
	add_item(out, list, moment_weekday(m));
}

static void add_number(struct str *out, const struct language *l, int64_t n, bool two_digits)
{
	struct str number = STR_INIT;

	str_addf(&number, two_digits ? "%02lld" : "%lld", (long long)n);
	language_add_digits(out, l, str_c(&number), number.len);
	str_release(&number);
}

static void add_pattern(
	struct str *out, const struct language *l, const struct moment *m, const char *pattern)
{
	bool words = strpbrk(pattern, "Bb") != NULL;

	for (const char *p = pattern; *p; p++) {
		bool twice = p[1] == *p;
		switch (*p) {
		case '{': {
			const char *end = strchr(p, '}');
			str_add(out, p + 1, (size_t)(end - p) - 1);
			p = end;
			break;
		}
		case 'd':
			add_number(out, l, m->day, twice);
			if (m->day == 1 && words && l->first_day)
				str_adds(out, l->first_day);
			p += twice;
			break;
		case 'M':
			add_number(out, l, m->month, twice);
			p += twice;
			break;
		case 'y':
			add_number(out, l, m->year, false);
			break;
		case 'B':
		case 'b':
			add_month(out, l, m, *p == 'b', false);
			break;
		case 'A':
		case 'E':
			add_weekday(out, l, m, false, *p == 'E');
			break;
		default:
			str_addc(out, *p);
		}
	}
}

static bool is(const char *p, size_t n, const char *what)
{
	return n == strlen(what) && memcmp(p, what, n) == 0;
}

bool language_add_date(struct str *out, const struct language *l, const struct moment *m,
	const char *style, size_t n)
{
	const char *pattern = is(style, n, "long")     ? l->long_date
			      : is(style, n, "full")   ? l->full_date
			      : is(style, n, "medium") ? l->medium_date
			      : is(style, n, "short")  ? l->short_date
						       : NULL;

	if (pattern)
		add_pattern(out, l, m, pattern);
	return pattern != NULL;
}

/* The bytes of a directive that begins with %: flags, width, letter. */
static size_t directive_length(const char *p, size_t n)
{
	size_t i = 1;

	while (i < n && p[i] && strchr("-0^#_:123456789", p[i]))
		i++;
	return i < n ? i + 1 : n;
}

static bool names_a_day(const char *format, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (format[i] == '%') {
			size_t length = directive_length(format + i, n - i);
			if (memchr("de", format[i + length - 1], 2))
				return true;
			i += length - 1;
		}
	return false;
}

/* A month's or weekday's name; flags and width stand before the letter, of which ^ is heeded. */
static void add_name(struct str *out, const struct language *l, const struct moment *m,
	const char *directive, size_t length, bool alone)
{
	char letter = directive[length - 1];
	struct str name = STR_INIT;

	if (letter == 'A' || letter == 'a')
		add_weekday(&name, l, m, letter == 'a', alone);
	else
		add_month(&name, l, m, letter != 'B', alone);
	if (memchr(directive, '^', length))
		unicode_add_case(out, str_c(&name), name.len, CASE_UPPER, l->tag);
	else
		str_add(out, str_c(&name), name.len);
	str_release(&name);
}

static void add_directive(struct str *out, const struct language *l, const struct moment *m,
	const char *directive, size_t length, bool alone)
{
	struct str piece = STR_INIT;

	switch (directive[length - 1]) {
	case 'A':
	case 'a':
	case 'B':
	case 'b':
	case 'h':
		add_name(out, l, m, directive, length, alone);
		return;
	case 'x':
		add_pattern(out, l, m, l->short_date);
		return;
	case 'c':
		add_pattern(out, l, m, l->medium_date);
		str_addc(out, ' ');
		directive = "%T";
		length = 2;
	}
	moment_format(&piece, m, directive, length);
	language_add_digits(out, l, str_c(&piece), piece.len);
	str_release(&piece);
}

void language_format(struct str *out, const struct language *l, const struct moment *m,
	const char *format, size_t n)
{
	bool alone = !names_a_day(format, n);

	for (size_t i = 0; i < n;) {
		size_t length = 1;
		if (format[i] == '%') {
			length = directive_length(format + i, n - i);
			add_directive(out, l, m, format + i, length, alone);
		} else {
			str_addc(out, format[i]);
		}
		i += length;
	}
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
	return starts(name, n, "i") || starts(name, n, "\xC3\xAD") || starts(name, n, "\xC3\x8D") ||
	       starts(name, n, "h\xC3\xAD") || starts(name, n, "h\xC3\x8D");
}

/* The Hebrew prefix takes a hyphen before what is not Hebrew. */
static bool hebrew(const char *name, size_t n)
{
	return n > 1 && (unsigned char)name[0] == 0xD7 && (unsigned char)name[1] >= 0x90;
}

/* Whether a comma of its own stands before the word, as in ", and ". */
static bool has_comma(const struct language *l, const char *between)
{
	size_t n = strcspn(l->comma, " ");

	return n > 0 && strchr(between, ' ') && strncmp(between, l->comma, n) == 0 &&
	       strcmp(between, l->comma) != 0;
}

void language_add_last(struct str *out, const struct language *l, size_t count, const char *name,
	size_t n, const char *word)
{
	const char *between = count == 2 ? l->two : l->last;

	if (word) {
		if (has_comma(l, between))
			str_add(out, l->comma, strcspn(l->comma, " "));
		str_addf(out, strchr(between, ' ') ? " %s " : "%s", word);
	} else if (l->joining == JOINING_SPANISH && spanish_e(name, n)) {
		str_adds(out, " e ");
	} else {
		str_adds(out, between);
		if (l->joining == JOINING_HEBREW && !hebrew(name, n))
			str_addc(out, '-');
	}
}
