/*
 * What languages want: names in dates, lists of names, plural forms, ordinals.
 *
 * A table of our own, language_data.c, with facts of Unicode's CLDR (names of months and weekdays,
 * date patterns, list patterns, plural rules), so that a letter has the same bytes on every
 * machine, whatever locales it has. tests/conformance/language.sh compares it with CLDR.
 */
#ifndef LIQUID_LANGUAGE_H
#define LIQUID_LANGUAGE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/str.h"
#include "liquid/moment.h"

/* CLDR's rules for cardinals; languages of a rule have the same forms. */
enum plural_rule {
	PLURAL_ONE, /* one (1), other: most languages */
	PLURAL_NONE, /* other */
	PLURAL_ONE_MANY, /* one (1), many (millions), other: es, it, ca */
	PLURAL_ZERO_ONE_MANY, /* one (0 to below 2), many (millions), other: fr, pt */
	PLURAL_ZERO_ONE, /* one (0 to 1), other: hi, fa */
	PLURAL_BELOW_TWO, /* one (0 to below 2), other: hy */
	PLURAL_WHOLE_ZERO_ONE, /* one (0, 1), other: pa */
	PLURAL_DANISH,
	PLURAL_ICELANDIC,
	PLURAL_SINHALA,
	PLURAL_FILIPINO,
	PLURAL_HEBREW,
	PLURAL_ARABIC,
	PLURAL_RUSSIAN, /* one, few, many, other */
	PLURAL_CROATIAN, /* one, few, other */
	PLURAL_POLISH,
	PLURAL_CZECH,
	PLURAL_ROMANIAN,
	PLURAL_SLOVENIAN,
	PLURAL_LITHUANIAN,
	PLURAL_LATVIAN,
	PLURAL_MALTESE,
	PLURAL_IRISH,
	PLURAL_GAELIC,
	PLURAL_WELSH,
	PLURAL_RULES
};

enum plural { FORM_ZERO, FORM_ONE, FORM_TWO, FORM_FEW, FORM_MANY, FORM_OTHER, FORM_COUNT };

/* How the forms of an ordinal are chosen; the forms stand in the order given here. */
enum ordinal_rule {
	ORDINAL_SAME, /* one form */
	ORDINAL_FIRST, /* 1; others */
	ORDINAL_ENGLISH, /* 1, 21; 2, 22; 3, 23; others */
	ORDINAL_SWEDISH, /* 1, 2, 21, 22; others */
	ORDINAL_BULGARIAN, /* 1, 21; 2, 22; 7, 8, 27, 28; others */
	ORDINAL_BELARUSIAN, /* 2, 3, 22, 23; others */
	ORDINAL_CATALAN, /* 1, 3; 2; 4; others */
	ORDINAL_HINDI, /* 1; 2, 3; 4; 6; others */
	ORDINAL_BENGALI, /* 1, 5, 7 to 10; 2, 3; 4; 6; others */
	ORDINAL_GAELIC, /* 1, 11; 2, 12; 3, 13; others */
	ORDINAL_AFRIKAANS, /* 1, 8, 20 to 100 and all that end so; others */
	ORDINAL_KAZAKH, /* ends in 6, 9, 0; others */
	ORDINAL_AZERI, /* by the last vowel of the number's name */
	ORDINAL_GEORGIAN, /* 1; 0, 2 to 20, 40, 60, 80, 100 and all that end so; others */
};

/* What the word before the last name of a list does. */
enum joining { JOINING_PLAIN, JOINING_SPANISH, JOINING_HEBREW };

/* Names are separated by |, January and Sunday first. NULL for `alone` and `short`: the same as
 * the name before. */
struct language {
	const char *tag;
	const char *months; /* as they stand with a day */
	const char *months_alone;
	const char *months_short; /* with a day */
	const char *months_short_alone;
	const char *weekdays; /* as they stand in a date */
	const char *weekdays_alone;
	const char *weekdays_short; /* in a date */
	const char *weekdays_short_alone;
	/* d day, dd with two digits, M month, MM with two digits, B month's name, b its short one,
	 * y year, A weekday's name, E the same alone; all else, and what is in {}, as it is. */
	const char *long_date, *full_date, *medium_date, *short_date;
	const char *first_day; /* stands behind the 1 of a first day in words, or NULL */
	const char *digits; /* of dates and ordinals, each of the same length; NULL: 0 to 9 */
	const char *comma; /* between the names of a list */
	const char *two, *last; /* between two names, and before the last of more */
	enum joining joining;
	enum plural_rule plurals;
	enum ordinal_rule ordinals;
	const char *ordinal; /* forms separated by |; # is the number */
};

/* The entries, English first. */
extern const struct language languages[];
extern const size_t language_count;

/*
 * The language of a tag (RFC 5646; _ is taken for -): the longest beginning of it that has an
 * entry ("zh-Hant-TW", "zh-Hant", "zh"), so that regions without one have their language, else
 * English. Never NULL.
 */
const struct language *language_find(const char *tag);

/* Whether it finds an entry, and does not take English in its place. */
bool language_is_known(const char *tag);

/* Appends a date: "long", "full", "medium" or "short"; false when style is none of these. */
bool language_add_date(struct str *out, const struct language *l, const struct moment *m,
	const char *style, size_t n);

/*
 * As moment_format(), with the names of the language for %A %a %B %b %h, its short date for %x,
 * its medium date and the time for %c, and its digits. In a format without a day (%d, %e) the
 * names are those that stand alone: "октябрь 2025".
 */
void language_format(struct str *out, const struct language *l, const struct moment *m,
	const char *format, size_t n);

/*
 * Appends what stands before the last of count names ("and", "و"), which depends in some languages
 * on how that name begins. word: instead of the language's own, or NULL.
 */
void language_add_last(struct str *out, const struct language *l, size_t count, const char *name,
	size_t n, const char *word);

/*
 * A count, as CLDR's rules see it, without its sign: i, the integer, is taken modulo 10^6 when it
 * is too large; v is the number of digits behind the point without closing zeros, f the last two
 * of them.
 */
struct plural_count {
	int64_t i;
	unsigned v, f;
};

/* Reads a decimal number as it is printed ("-1.50"). */
struct plural_count plural_count_of(const char *text, size_t n);

/* The form that a count takes. */
enum plural language_plural(const struct language *l, struct plural_count count);

/* The place of a form among those that the language has, and how many these are. */
size_t language_form_place(const struct language *l, enum plural form, size_t *count_r);

extern const char *const plural_names[FORM_COUNT];

/* Appends a number as an ordinal: "1st", "1er". */
void language_add_ordinal(struct str *out, const struct language *l, int64_t n);

/* Appends text with the digits of a language. */
void language_add_digits(struct str *out, const struct language *l, const char *text, size_t n);

#endif
