/* The units of an answer: paragraphs, and what begins with a label within one. */
#include <string.h>

#include "base/str.h"
#include "watch/demands_parts.h"

enum {
	UNITS_MAX = 5000,
	HEADING_MAX = 160, /* bytes of a line within which a heading names its demand */
	TITLE_MIN = 4, /* bytes of a title that names a demand without a sign behind it */
};

bool demands_is_blank(const char *p, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (!ascii_is_space((unsigned char)p[i]))
			return false;
	return true;
}

size_t demands_question_mark(const char *folded, size_t at, size_t end)
{
	static const char *const marks[] = {"q", "f", "question", "demand", "request", "frage",
		"forderung", "demande", "pregunta", "petición", "domanda", "richiesta"};
	enum { LONGEST = 10 }; /* bytes */
	const char *p = folded + at;

	if (*p != 'q' && *p != 'f' && *p != 'd' && *p != 'r' && *p != 'p')
		return 0;
	const char *colon = memchr(p, ':', end - at < LONGEST + 1 ? end - at : LONGEST + 1);
	size_t n = colon ? (size_t)(colon - p) : 0;
	for (size_t k = 0; colon && k < sizeof marks / sizeof *marks; k++)
		if (strlen(marks[k]) == n && memcmp(p, marks[k], n) == 0)
			return n + 1;
	return 0;
}

static size_t line_end(const char *p, size_t at, size_t end)
{
	const char *newline = memchr(p + at, '\n', end - at);

	return newline ? (size_t)(newline - p) + 1 : end;
}

static bool is_title_mark(char c)
{
	return c == '*' || c == '#' || c == '_' || c == '-' || c == '"';
}

/* Whether a line begins with the title of a demand, or is named by one as a heading. */
static uint64_t title_at(const struct work *w, size_t at, size_t end, size_t *len_r)
{
	const char *p = w->folded;

	while (at < end && (ascii_is_space((unsigned char)p[at]) || is_title_mark(p[at])))
		at++;
	for (size_t k = 0; k < w->n; k++) {
		size_t n;
		const char *title = overlap_title(w->overlap, k, &n);
		if (n < 2 || n > end - at || title[0] != p[at] || memcmp(title, p + at, n) != 0)
			continue;
		size_t after = at + n;
		if (after < end && (ascii_is_alnum((unsigned char)p[after]) || (p[after] & 0x80)))
			continue;
		/* "Pay: no change", but not "pay the price" */
		if (n < TITLE_MIN && after < end && !strchr(":\n*_", p[after]))
			continue;
		*len_r = after;
		return UINT64_C(1) << k;
	}
	return 0;
}

static bool has_digit(const char *p, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (ascii_is_digit(p[i]))
			return true;
	return false;
}

static void set_heading(struct unit *u, uint64_t mask, size_t content, const char *reason)
{
	u->mask = mask;
	u->sign = SIGN_HEADING;
	u->content = content;
	u->reason = reason;
}

/* Reads the number of a list's item, up to end; whether there is one. */
static bool read_item(struct work *w, struct unit *u, size_t end, bool may_be_item)
{
	const char *p = w->folded + u->start;
	bool sure = false;
	size_t len, n = end - u->start;
	size_t number = may_be_item ? labels_list_number(p, n, &sure, &len) : 0;

	if (number > 0)
		u->kind = sure || has_digit(p, len) ? LABEL_DIGITS : LABEL_LETTERS;
	else if ((number = labels_ordinal_item(p, n, &len)) > 0)
		u->kind = LABEL_ORDINALS;
	else
		return false;
	u->list_number = number;
	u->sure = sure;
	u->content = u->start + len;
	return true;
}

/* What the line at a unit's beginning says by itself. */
static void read_label(struct work *w, struct unit *u)
{
	static const char titled[] = "its title begins the passage";
	size_t end = line_end(w->folded, u->start, u->end), len, at = 0, after;
	const char *p = w->folded + u->start;
	bool item = labels_may_be_item(p, end - u->start);
	uint64_t mask;

	/* "1. Suspend the business: ..." names its demand better than the number does. */
	if (read_item(w, u, end, item) && u->kind != LABEL_ORDINALS &&
		(mask = title_at(w, u->content, end, &after)) != 0) {
		set_heading(u, mask, after, titled);
		return;
	}
	size_t head = end - u->start < HEADING_MAX ? end : u->start + HEADING_MAX;
	mask = item ? labels_list_numbers(p, end - u->start, w->n, &len) : 0;
	if (mask == 0)
		mask = labels_heading(&w->labels, u->start, head, w->n, &at, &len);
	if (mask) {
		set_heading(u, mask, u->start + at + len,
			arena_printf(w->arena, "named: %.*s", (int)len,
				w->reading->text + u->start + at));
		u->list_number = 0;
	} else if ((mask = title_at(w, u->start, end, &after)) != 0) {
		set_heading(u, mask, after, titled);
	}
}

static void add_unit(struct work *w, size_t start, size_t end, size_t range)
{
	while (end > start && ascii_is_space((unsigned char)w->folded[end - 1]))
		end--;
	while (start < end && ascii_is_space((unsigned char)w->folded[start]))
		start++;
	if (start == end || w->count >= UNITS_MAX)
		return;
	mem_grow(&w->units, &w->cap, w->count, sizeof *w->units);
	struct unit *u = &w->units[w->count++];
	*u = (struct unit){.start = start, .end = end, .range = range, .content = start};
	read_label(w, u);
}

/* Whether a line begins a unit of its own, in the middle of a paragraph. */
static bool begins_unit(struct work *w, size_t at, size_t end)
{
	struct unit u = {.start = at, .end = end, .content = at};

	read_label(w, &u);
	return u.list_number > 0 || u.sign == SIGN_HEADING ||
	       demands_question_mark(w->folded, at, end);
}

/* Whether the word before a point at folded[at] is cut short, so that its sentence goes on. */
static bool is_abbreviation(const char *folded, size_t start, size_t at)
{
	static const char *const words[] = {"no", "nr", "nos", "ref", "art", "abs", "vgl", "núm",
		"num", "ca", "p", "s", "v", "z"};
	size_t i = at;

	while (i > start && !ascii_is_space((unsigned char)folded[i - 1]) && at - i < 8)
		i--;
	for (size_t k = 0; k < sizeof words / sizeof *words; k++)
		if (strlen(words[k]) == at - i && memcmp(words[k], folded + i, at - i) == 0)
			return true;
	return false;
}

/* The beginning of the sentence that p is in, when it begins near and behind start; else start. */
static size_t sentence_start(const char *folded, size_t start, size_t p)
{
	enum { NEAR = 40 }; /* bytes: of a heading */

	for (size_t i = p; i > start + 2 && p - i < NEAR; i--) {
		char end = folded[i - 2];
		if (ascii_is_space((unsigned char)folded[i - 1]) &&
			(end == '!' || end == '?' ||
				(end == '.' && !is_abbreviation(folded, start, i - 2))))
			return i;
	}
	return start;
}

/* The next sentence in a paragraph that begins with a name of demands; end when there is none. */
static size_t next_named_sentence(const struct work *w, size_t start, size_t end)
{
	for (size_t p = start; (p = labels_place(&w->labels, p + 1, end)) < end;) {
		size_t s = sentence_start(w->folded, start, p), at, len;
		size_t head = end - s < HEADING_MAX ? end : s + HEADING_MAX;
		if (s > start &&
			(labels_heading(&w->labels, s, head, w->n, &at, &len) ||
				(s == p && labels_ordinal_item(w->folded + s, end - s, &len) > 1)))
			return s;
	}
	return end;
}

/* The highest number of an item that begins at p; 0: there is none. */
static size_t item_number(const struct work *w, const char *p, size_t n)
{
	bool sure;
	size_t len, number = labels_list_number(p, n, &sure, &len);
	uint64_t several = number ? 0 : labels_list_numbers(p, n, w->n, &len);

	return several ? 64 - (size_t)__builtin_clzll(several) : number;
}

/* What shows an item's label within a line: "(", "#", and behind the number ")", ":" or "."; 0. */
static char item_form(const char *p, size_t n)
{
	enum { LABEL_MAX = 8 }; /* bytes */

	if (*p == '(' || *p == '#')
		return *p;
	if (memchr(p, ')', n < LABEL_MAX ? n : LABEL_MAX))
		return ')';
	return n > 2 && ascii_is_digit(*p) && (p[1] == ':' || p[1] == '.') && p[2] == ' ' ? p[1]
											  : '\0';
}

/* The next item of a list that goes on within its line, "1) yes 2) no", "1: yes, 2: no" or "ad 1:
 * yes; ad 2: no", when one begins at start; end when there is none. */
static size_t next_inline_item(const struct work *w, size_t start, size_t end)
{
	enum { NEAR = 1000 }; /* bytes */
	const char *p = w->folded;
	size_t stop = end - start < NEAR ? end : start + NEAR;

	if (start == end || !labels_may_be_item(p + start, stop - start))
		return end;
	size_t word = labels_ahead(p + start, stop - start);
	char form = word ? '\0' : item_form(p + start, stop - start);
	size_t number = word || form ? item_number(w, p + start, stop - start) : 0;
	if (number == 0 || number >= w->n)
		return end;
	/* What stands out less goes on behind a sign only. */
	bool sign = word || form == ':' || form == '.';
	for (size_t i = start + 3; i < stop && p[i] != '\n'; i++) {
		if (p[i - 1] != ' ' || (sign && !strchr(word ? ".,;" : ",;", p[i - 2])))
			continue;
		if (word ? stop - i < word || memcmp(p + i, p + start, word) != 0
			 : item_form(p + i, stop - i) != form)
			continue;
		size_t next = item_number(w, p + i, stop - i);
		if (next > number && next <= w->n)
			return i;
	}
	return end;
}

/* "As to your first demand, yes. The second one we refuse.": each sentence that names a demand is a
 * unit of its own. */
static void add_paragraph(struct work *w, size_t start, size_t end, size_t range)
{
	for (size_t next; start < end; start = next) {
		size_t item = next_inline_item(w, start, end);
		next = next_named_sentence(w, start, item);
		add_unit(w, start, next, range);
	}
}

void demands_split(struct work *w, size_t range)
{
	struct reading_range r = w->reading->reply_ranges[range];
	size_t start = r.start;

	if (r.end - r.start > w->left)
		r.end = r.start + w->left;
	w->left -= r.end - r.start;
	labels_scan(&w->labels, r.start, r.end);
	for (size_t at = r.start; at < r.end;) {
		size_t next = line_end(w->folded, at, r.end);
		if (demands_is_blank(w->folded + at, next - at)) {
			add_paragraph(w, start, at, range);
			start = next;
		} else if (at > start && begins_unit(w, at, next)) {
			add_paragraph(w, start, at, range);
			start = at;
		}
		at = next;
	}
	add_paragraph(w, start, r.end, range);
}
