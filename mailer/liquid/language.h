/*
 * What languages want: names in dates, lists of names, plural forms, ordinals.
 *
 * A table of our own, language_data.c, with facts of Unicode's CLDR (months and weekdays as they
 * stand in dates, date patterns, list patterns, plural rules), so that a letter has the same bytes
 * on every machine, whatever locales it has.
 */
#ifndef LIQUID_LANGUAGE_H
#define LIQUID_LANGUAGE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/str.h"
#include "liquid/moment.h"

enum plural_rule {
	PLURAL_NONE, /* other */
	PLURAL_ONE, /* one, other */
	PLURAL_ONE_MANY, /* one (1), many (millions), other: es, it, ca */
	PLURAL_ZERO_ONE_MANY, /* one (0, 1), many (millions), other: fr, pt */
	PLURAL_ZERO_ONE, /* one (0, 1), other: hi, fa */
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
};

enum plural { FORM_ZERO, FORM_ONE, FORM_TWO, FORM_FEW, FORM_MANY, FORM_OTHER, FORM_COUNT };

struct language {
	const char *tag;
	const char *months; /* separated by |, January first, as they stand behind a day */
	const char *weekdays; /* Sunday first */
	/* d day, M month, B month's name, y year, A weekday's name; all else, and what is in {}, as
	 * it is. */
	const char *long_date, *full_date, *short_date;
	const char *comma; /* between the names of a list */
	const char *two, *last; /* between two names, and before the last of more */
	enum plural_rule plurals;
	const char *ordinal; /* # is the number; NULL: a rule in language.c */
};

/* The entries, English first. */
extern const struct language languages[];
extern const size_t language_count;

/* "pt-BR", else "pt", else English. Never NULL. */
const struct language *language_find(const char *tag);

/* Appends a date: "long", "full" or "short"; false when style is none of these. */
bool language_add_date(struct str *out, const struct language *l, const struct moment *m,
	const char *style, size_t n);

/* As moment_format(), with the names of the language for %A %a %B %b (abbreviated: the whole name).
 */
void language_format(struct str *out, const struct language *l, const struct moment *m,
	const char *format, size_t n);

/*
 * Appends what stands before the last of count names ("and", "و"), which depends in some languages
 * on how that name begins. word: instead of the language's own, or NULL.
 */
void language_add_last(struct str *out, const struct language *l, size_t count, const char *name,
	size_t n, const char *word);

/* The form that a count takes. whole: it has no fraction. */
enum plural language_plural(const struct language *l, int64_t n, bool whole);

/* The place of a form among those that the language has, and how many these are. */
size_t language_form_place(const struct language *l, enum plural form, size_t *count_r);

extern const char *const plural_names[FORM_COUNT];

void language_add_ordinal(struct str *out, const struct language *l, int64_t n);

#endif
