#include <string.h>

#include "liquid/moment_pattern.h"

#define MONTHS "(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)"
#define ERA "(c(e|\\.e\\.)|b(ce|\\.c\\.e\\.)|a(d|\\.d\\.)|b(c|\\.c\\.))?"

static const char *const patterns[PATTERN_COUNT] = {
	[PATTERN_DAY] = "\\b(sun|mon|tue|wed|thu|fri|sat)[^-/0-9 ]*",
	[PATTERN_TIME] = "(([0-9]+ *: *[0-9]+( *: *[0-9]+([,.][0-9]*)?)?|[0-9]+ *h( *[0-9]+m?( "
			 "*[0-9]+s?)?)?)"
			 "( *[ap](m\\b|\\.m\\.))?|[0-9]+ *[ap](m\\b|\\.m\\.))"
			 "( *((gmt|utc?)?[-+][0-9]+([,.:][0-9]+(:[0-9]+)?)?|"
			 "[a-z. ]+(standard|daylight) time\\b|[a-z]+( dst)?\\b))?",
	[PATTERN_EU] = "('?[0-9]+)[^-0-9 ]* *\\b" MONTHS "[^-0-9 ']*( *" ERA
		       " *('?-?[0-9]+((st|nd|rd|th)\\b)?))?",
	[PATTERN_US] =
		"\\b" MONTHS "[^-0-9 ']* *('?[0-9]+)[^-0-9 ']*( *,? *" ERA " *('?-?[0-9]+))?",
	[PATTERN_ISO] = "('?[-+]?[0-9]+)-([0-9]+)-('?-?[0-9]+)",
	[PATTERN_JIS] = "\\b([mtshr])([0-9]+)\\.([0-9]+)\\.([0-9]+)",
	[PATTERN_WEEK] = "\\b([0-9]{2}|[0-9]{4})?-?w([0-9]{2})(-?([0-9]))?\\b",
	[PATTERN_NO_YEAR] = "--([0-9]{2})?-([0-9]{2})\\b",
	[PATTERN_NO_YEAR_COMPACT] = "--([0-9]{2})([0-9]{2})?\\b",
	[PATTERN_YEAR_DAY] = "\\b([0-9]{2}|[0-9]{4})-([0-9]{3})\\b",
	[PATTERN_VMS] = "('?-?[0-9]+)-" MONTHS "[^-/.]*-('?-?[0-9]+)",
	[PATTERN_VMS_MONTH_FIRST] = "\\b" MONTHS "[^-/.]*-('?-?[0-9]+)(-('?-?[0-9]+))?",
	[PATTERN_SLASH] = "('?-?[0-9]+)/ *('?[0-9]+)([^0-9] *('?-?[0-9]+))?",
	[PATTERN_DOT] = "('?-?[0-9]+)\\. *('?[0-9]+)\\. *('?-?[0-9]+)",
	[PATTERN_YEAR] = "'([0-9]+)\\b",
	[PATTERN_MONTH] = "\\b" MONTHS "[^ ]*",
	[PATTERN_MDAY] = "([0-9]+)(st|nd|rd|th)\\b",
	[PATTERN_DIGITS] = "([-+]?)([0-9]{2,14})( *t? "
			   "*([0-9]{2,6})?([,.]([0-9]*))?)?(z\\b|[-+][0-9]{1,4}\\b)?",
	[PATTERN_REST] = "^ *([0-9]{1,2}) *$",
	[PATTERN_BC] = "\\b(bc\\b|bce\\b|b\\.c\\.|b\\.c\\.e\\.)",
};

/* Compiled once a thread. */
static _Thread_local regex_t compiled[PATTERN_COUNT];
static _Thread_local bool is_compiled[PATTERN_COUNT];

/* Looks for a pattern; p->m is where its groups are. */
bool pattern_find(struct parse *p, enum pattern which)
{
	if (!is_compiled[which]) {
		if (regcomp(&compiled[which], patterns[which], REG_EXTENDED) != 0)
			return false;
		is_compiled[which] = true;
	}
	return regexec(&compiled[which], p->text, 32, p->m, 0) == 0;
}

/* Takes what was found out of the text. */
void pattern_take(struct parse *p)
{
	size_t from = (size_t)p->m[0].rm_so, to = (size_t)p->m[0].rm_eo, n = strlen(p->text);

	if (to == from)
		return;
	p->text[from] = ' ';
	memmove(p->text + from + 1, p->text + to, n - to + 1);
}

/* Group g as text ("" when it took no part). */
void pattern_group(const struct parse *p, int g, char *out, size_t size)
{
	size_t n = 0;

	if (p->m[g].rm_so >= 0) {
		n = (size_t)(p->m[g].rm_eo - p->m[g].rm_so);
		if (n >= size)
			n = size - 1;
		memcpy(out, p->text + p->m[g].rm_so, n);
	}
	out[n] = '\0';
}

bool pattern_has(const struct parse *p, int g)
{
	return p->m[g].rm_so >= 0;
}
