/*
 * Mails of help desks, which show the correspondence as a list of comments, the newest first, below
 * the line above which answers are to be written. Each comment has a heading with who wrote it and
 * when.
 */
#include <string.h>

#include "base/str.h"
#include "reply/lines.h"

/* A line with a date and a time, and at most a name besides. */
static bool is_stamp(const struct lines *l, size_t i)
{
	enum { STAMP_MAX = 90, STAMP_MIN = 8, DIGITS = 5, WORDS = 7 };
	size_t n, digits = 0, words = 0;
	const char *p = line_folded(l, i, &n);
	bool time = false;

	/* Behind a colon, it is a field of the case. */
	if (l->items[i].kind != LINE_TEXT || n > STAMP_MAX || n < STAMP_MIN ||
		strchr(".!?", p[n - 1]) || memmem(p, n, ": ", 2))
		return false;
	for (size_t k = 0; k < n; k++) {
		bool digit = ascii_is_digit(p[k]);
		digits += digit;
		words += !digit && ascii_is_alnum(p[k]) && (k == 0 || p[k - 1] == ' ');
		time |= p[k] == ':' && k > 0 && k + 2 < n && ascii_is_digit(p[k - 1]) &&
			ascii_is_digit(p[k + 1]) && ascii_is_digit(p[k + 2]);
	}
	return time && digits >= DIGITS && words <= WORDS;
}

/* The first stamp at or after line i; count when there is none. */
static size_t next_stamp(const struct lines *l, size_t i)
{
	while (i < l->count && !is_stamp(l, i))
		i++;
	return i;
}

/* Where the heading begins that line i ends: at a ruler above it, or above a name over it; i when
 * there is none. */
static size_t heading_of(const struct lines *l, size_t i)
{
	size_t texts = 0;

	for (size_t k = i; k > 0 && texts < 2; k--) {
		if (l->items[k - 1].kind == LINE_RULER)
			return k - 1;
		texts += l->items[k - 1].kind != LINE_BLANK;
	}
	return i;
}

void desk_mark(struct lines *l)
{
	enum { HEADING_LINES = 12 }; /* with the case and its number */
	size_t top = lines_next(l, 0);

	if (top == l->count || l->items[top].kind != LINE_ABOVE)
		return;
	while (top < l->count && l->items[top].kind == LINE_ABOVE)
		top++;
	top = lines_next(l, top);
	size_t stamp = next_stamp(l, top), heading = heading_of(l, stamp);
	/* Below a ruler, it is the heading of an older comment already. */
	if (stamp < l->count && stamp - top < HEADING_LINES && (heading == stamp || heading == top))
		stamp = next_stamp(l, stamp + 1);
	if (stamp < l->count)
		lines_mark(l, heading_of(l, stamp), stamp + 1, LINE_HEADER);
}
