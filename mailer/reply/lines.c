#include <string.h>

#include "base/str.h"
#include "reply/lines.h"

/* "C> text": the initials of who is quoted; older programs do so. */
static size_t initials(const char *p, size_t n)
{
	size_t i = 0;

	while (i < n && i < 3 && p[i] >= 'A' && p[i] <= 'Z')
		i++;
	return i && i < n && p[i] == '>' ? i : 0;
}

/* The length of a sign that rulers are drawn with, or 0: ASCII, dashes of print, box drawing. */
static size_t ruler_sign(const char *p, size_t n)
{
	static const char *const drawn[] = {"\xe2\x80\x93", "\xe2\x80\x94", "\xe2\x80\x95",
		"\xe2\x94\x80", "\xe2\x94\x81", "\xe2\x95\x90"};

	if (!(*p & 0x80))
		return *p && strchr("-_=*#~+", *p) ? 1 : 0;
	for (size_t i = 0; n >= 3 && i < sizeof drawn / sizeof *drawn; i++)
		if (memcmp(p, drawn[i], 3) == 0)
			return 3;
	return 0;
}

static bool is_ruler(const char *p, size_t n)
{
	size_t signs = 0, len;

	for (size_t i = 0; i < n; i += len) {
		if (p[i] == ' ' && i > 0) {
			len = 1;
			continue;
		}
		if ((len = ruler_sign(p + i, n - i)) == 0)
			return false;
		signs += len == 3 ? 2 : 1; /* a single long dash is enough */
	}
	/* Two signs are enough, but for dashes: "-- " is a line of its own kind. */
	return signs >= 3 || (signs == 2 && p[0] != '-');
}

/* What shows as nothing: blanks of all kinds, and the marks by which mails are tracked. */
static bool is_blank(const char *p, size_t n)
{
	static const char *const invisible[] = {"\xc2\xa0", "\xe2\x80\x8b", "\xe2\x80\x8c",
		"\xe2\x80\x8d", "\xe2\x80\x8e", "\xe2\x80\x8f", "\xef\xbb\xbf", "\xe3\x80\x80",
		"\xe1\x90\xa7"};

	for (size_t i = 0; i < n;) {
		size_t k = 0, len = 0;

		if (ascii_is_space(p[i])) {
			i++;
			continue;
		}
		if (!(p[i] & 0x80))
			return false;
		for (; k < sizeof invisible / sizeof *invisible; k++) {
			len = strlen(invisible[k]);
			if (n - i >= len && memcmp(p + i, invisible[k], len) == 0)
				break;
		}
		if (k == sizeof invisible / sizeof *invisible)
			return false;
		i += len;
	}
	return true;
}

static enum line_kind kind_of(const char *p, size_t n)
{
	size_t i = 0, end = n;

	if (is_blank(p, n))
		return LINE_BLANK;
	while (i < n && i < 4 && (p[i] == ' ' || p[i] == '\t'))
		i++;
	if (p[i] == '>' || initials(p + i, n - i))
		return LINE_QUOTE;
	for (;;) { /* some programs write a blank that does not break */
		if (end > i && ascii_is_space(p[end - 1]))
			end--;
		else if (end > i + 2 && memcmp(p + end - 2, "\xc2\xa0", 2) == 0)
			end -= 2;
		else
			break;
	}
	if (end == 2 && p[0] == '-' && p[1] == '-')
		return LINE_DELIMITER;
	while (i < end && ascii_is_space(p[i]))
		i++;
	return is_ruler(p + i, end - i) ? LINE_RULER : LINE_TEXT;
}

/* What stands between two lines of ``` is text, whatever it looks like. */
static void mark_code(struct lines *l)
{
	size_t open = l->count;

	for (size_t i = 0; i < l->count; i++) {
		size_t n;
		const char *p = line_folded(l, i, &n);

		if (n < 3 || memcmp(p, "```", 3) != 0)
			continue;
		if (open == l->count) {
			open = i;
			continue;
		}
		for (size_t k = open; k <= i; k++) {
			l->items[k].code = true;
			if (l->items[k].kind != LINE_BLANK)
				l->items[k].kind = LINE_TEXT;
		}
		open = l->count;
	}
}

/* Takes the blanks around a line off. */
static void trim(struct line *line, const char *text)
{
	size_t from = line->start, to = line->end;

	while (to > from && ascii_is_space(text[to - 1]))
		to--;
	while (from < to && ascii_is_space(text[from]))
		from++;
	line->from = (uint32_t)from;
	line->to = (uint32_t)to;
}

static size_t count_lines(const char *text, size_t n)
{
	size_t count = n && text[n - 1] != '\n';
	const char *lf;

	for (size_t i = 0; i < n && (lf = memchr(text + i, '\n', n - i)) != NULL; count++)
		i = (size_t)(lf - text) + 1;
	return count;
}

void lines_split(struct lines *l, struct arena *a, const char *text, const char *folded, size_t n)
{
	size_t count = count_lines(text, n);

	l->items = arena_array(a, count, sizeof *l->items);
	l->count = count;
	l->text = text;
	l->folded = folded;
	for (size_t i = 0, k = 0; k < count; k++) {
		const char *lf = memchr(text + i, '\n', n - i);
		size_t end = lf ? (size_t)(lf - text) : n;
		l->items[k] = (struct line){.start = (uint32_t)i,
			.end = (uint32_t)end,
			.kind = (uint8_t)kind_of(text + i, end - i)};
		trim(&l->items[k], text);
		i = end + 1;
	}
	mark_code(l);
}

size_t lines_next(const struct lines *l, size_t i)
{
	while (i < l->count && l->items[i].kind == LINE_BLANK)
		i++;
	return i;
}

size_t line_before_colon(const char *p, size_t n)
{
	for (;;) {
		/* Marks of direction, which Hebrew and Arabic lines end with: U+200E to U+202E. */
		if (n > 3 && memcmp(p + n - 3, "\xe2\x80", 2) == 0)
			n -= 3;
		else if (n && strchr(" *_-\t", p[n - 1]) != NULL)
			n--;
		else
			break;
	}
	if (n && p[n - 1] == ':')
		return n - 1;
	if (n > 3 && memcmp(p + n - 3, "\xef\xbc\x9a", 3) == 0) /* full width */
		return n - 3;
	return 0;
}

void lines_mark(struct lines *l, size_t from, size_t to, enum line_kind kind)
{
	for (size_t i = from; i < to; i++)
		l->items[i].kind = (uint8_t)kind;
}
