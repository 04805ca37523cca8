#include <string.h>

#include "base/str.h"
#include "base/utf8.h"
#include "letter/look_source.h"
#include "letter/template_walk.h"

enum place { IN_TEXT, IN_TAG, BEFORE_VALUE, IN_VALUE, IN_QUOTES };

struct look_source {
	struct walk w;
	enum place place;
	char quote;
};

/* Behind a comment that begins here, where nothing is an attribute. */
static bool skip_comment(struct look_source *s)
{
	const char *end;

	if (s->place != IN_TEXT || !str_starts_in(s->w.p, s->w.end, "<!--"))
		return false;
	end = memmem(s->w.p, (size_t)(s->w.end - s->w.p), "-->", 3);
	s->w.p = end ? end + 3 : s->w.end;
	return true;
}

/* One character that is no Liquid. */
static void step(struct look_source *s)
{
	unsigned char c = (unsigned char)*s->w.p++;
	bool blank = ascii_is_space(c);

	if (s->place == IN_TEXT) {
		if (c == '<' && s->w.p < s->w.end && ascii_is_alnum((unsigned char)*s->w.p))
			s->place = IN_TAG;
	} else if (s->place == IN_QUOTES) {
		if (c == (unsigned char)s->quote)
			s->place = IN_TAG;
	} else if (c == '>') {
		s->place = IN_TEXT;
	} else if (s->place == IN_TAG) {
		if (c == '=')
			s->place = BEFORE_VALUE;
	} else if (s->place == BEFORE_VALUE && (c == '"' || c == '\'')) {
		s->place = IN_QUOTES;
		s->quote = (char)c;
	} else if (blank && s->place == IN_VALUE) {
		s->place = IN_TAG;
	} else if (!blank) {
		s->place = IN_VALUE;
	}
}

void look_at_source(const char *file, const char *text, size_t n, struct problems *problems)
{
	struct look_source s = {.w = {.p = text, .end = text + n}};
	size_t line, column;

	/* Beyond the limit none is kept; a place takes a walk from the beginning. */
	while (s.w.p < s.w.end && problems->count < PROBLEMS_MAX) {
		if (skip_comment(&s))
			continue;
		if (!walk_at_liquid(&s.w)) {
			step(&s);
			continue;
		}
		if (s.w.p[1] == '{' && (s.place == BEFORE_VALUE || s.place == IN_VALUE)) {
			utf8_place(text, n, (size_t)(s.w.p - text), &line, &column);
			problems_warn(problems, file, line, column,
				"a merge field in an attribute without quotes: a blank in it would "
				"begin another attribute, expected name=\"{{ ... }}\"");
			s.place = IN_VALUE;
		}
		walk_liquid(&s.w);
	}
}
