#include <string.h>

#include "base/str.h"
#include "reply/lines.h"
#include "reply/quote.h"
#include "reply/words.h"

enum {
	CITATION_LINES = 10, /* of a quote that is kept for the sake of sense */
	SIGNATURE_LINES = 10, /* below a ruler */
	SIGNATURE_COLUMNS = 80,
};

/*
 * Whether what stands below a ruler is a signature or the footer of a list: few, short lines, and
 * no numbered answers. A ruler between two parts of an answer has more below it.
 */
static bool is_signature_below(const struct lines *l, size_t ruler)
{
	size_t lines = 0, above = ruler, len;

	while (above && l->items[above - 1].kind == LINE_BLANK)
		above--;
	const char *last = above ? line_folded(l, above - 1, &len) : "";
	if (above && line_before_colon(last, len)) /* "Our position:" */
		return false;

	for (size_t i = ruler + 1; i < l->count && !line_ends_signature(&l->items[i]); i++) {
		size_t n;
		const char *p = line_folded(l, i, &n);

		if (n == 0)
			continue;
		/* Longer ones are links and how to leave a list. */
		bool link = memmem(p, n, "http", 4) || memchr(p, '@', n);
		if (++lines > SIGNATURE_LINES || (n > SIGNATURE_COLUMNS && !link))
			return false;
		if ((p[0] >= '0' && p[0] <= '9' && n > 2 && (p[1] == '.' || p[1] == ')')) ||
			str_starts(p, "demand") || str_starts(p, "ad "))
			return false;
	}
	return true;
}

/* The line of PGP armour that a signed text has around it; how many lines of it from i. */
static size_t armour(const struct lines *l, size_t i)
{
	size_t n, end = i;
	const char *p = line_folded(l, i, &n);

	bool encrypted = n >= 20 && memcmp(p, "-----begin pgp m", 16) == 0;
	if (n < 20 || (memcmp(p, "-----begin pgp s", 16) != 0 && !encrypted))
		return 0;
	if (memcmp(p, "-----begin pgp signed", 21) == 0) {
		for (end = i + 1; end < l->count && l->items[end].kind != LINE_BLANK && end < i + 6;
			end++)
			continue;
		return end - i;
	}
	for (end = i; end < l->count; end++) {
		p = line_folded(l, end, &n);
		if (n > 14 && memcmp(p, encrypted ? "-----end pgp m" : "-----end pgp s", 14) == 0)
			return end + 1 - i;
	}
	return end - i;
}

static void mark_armour(struct lines *l)
{
	for (size_t i = 0; i < l->count;) {
		size_t n = l->items[i].kind == LINE_TEXT ? armour(l, i) : 0;
		for (size_t k = i; k < i + n; k++)
			l->items[k].kind = LINE_ARMOUR;
		i += n ? n : 1;
	}
}

/* A line that the quoting program broke off a quoted one: it stands alone between two of them. */
static void mend_wrapped(struct lines *l)
{
	for (size_t i = 1; i + 1 < l->count; i++) {
		const struct line *before = &l->items[i - 1];
		size_t n;
		const char *p = line_folded(l, i, &n);

		if (l->items[i].kind == LINE_TEXT && before->kind == LINE_QUOTE &&
			l->items[i + 1].kind == LINE_QUOTE && before->end - before->start >= 65 &&
			n < 25 && l->text[l->items[i].start] == *p && *p >= 'a' && *p <= 'z')
			l->items[i].kind = LINE_QUOTE;
	}
}

/* What follows an introduction: the next line that is neither blank nor part of one. */
static size_t after_intro(const struct lines *l, size_t i)
{
	while (i < l->count && (l->items[i].kind == LINE_BLANK || line_is_intro(&l->items[i])))
		i++;
	return i;
}

/* What the first pass found out. */
struct shape {
	bool unmarked; /* quotes are not marked: nothing can be told apart but introductions */
	bool text_first; /* the sender's words come before the first quote */
	bool introduced; /* an introduction comes before the first quote */
};

/* Marks the lines that the sender wrote. */
static struct shape mark_own(struct lines *l)
{
	struct shape shape = {.unmarked = false};
	bool own = false, quoted = false, signature = false;

	for (size_t i = 0; i < l->count; i++) {
		struct line *line = &l->items[i];

		if (signature && line_ends_signature(line))
			signature = false;
		if (line->kind == LINE_ABOVE) {
			if (own)
				break;
			continue;
		}
		if (line_is_intro(line)) {
			size_t next = after_intro(l, i);
			bool marked = next < l->count && l->items[next].kind == LINE_QUOTE;
			shape.introduced |= !quoted;
			/* From here on it is all the quoted mail, unless nothing was said yet:
			 * then the answer can only be below, and nobody can say where. */
			if (!marked && !shape.unmarked && (own || line->kind == LINE_HEADER))
				break;
			shape.unmarked |= !marked;
			while (i + 1 < next && i + 1 < l->count)
				i++;
			continue;
		}
		if (line->kind == LINE_QUOTE) {
			shape.text_first |= own && !quoted;
			quoted = true;
			line->keep = shape.unmarked;
			continue;
		}
		if (!line->code && (line->kind == LINE_DELIMITER ||
					   (line->kind == LINE_RULER && is_signature_below(l, i))))
			signature = true;
		line->keep = !signature && line->kind != LINE_BLANK && line->kind != LINE_ARMOUR;
		own |= line->keep && line->kind != LINE_RULER;
	}
	return shape;
}

/*
 * A single short quote with the sender's words behind it is a citation that they refer to ("Yes,
 * that one"), unless a program introduced it above an answer at the bottom. It stays in reply_text,
 * but belongs to no range. Where quotes and answers alternate, the quotes go.
 */
static void keep_citation(struct lines *l, struct shape shape)
{
	size_t blocks = 0, first = 0, last = 0, lines = 0, end = l->count;

	if (shape.unmarked || (shape.introduced && !shape.text_first))
		return;
	while (end && !l->items[end - 1].keep) /* quotes at the end are no citations */
		end--;
	for (size_t i = 0; i < end; i++) {
		if (l->items[i].kind != LINE_QUOTE)
			continue;
		size_t before = i;
		while (before && l->items[before - 1].kind == LINE_BLANK)
			before--;
		if (before == 0 || l->items[before - 1].kind != LINE_QUOTE) {
			blocks++;
			first = i;
			lines = 0;
		}
		last = i;
		lines++;
	}
	if (blocks != 1 || lines > CITATION_LINES)
		return;
	for (size_t i = first; i <= last; i++)
		l->items[i].keep = l->items[i].kind == LINE_QUOTE;
}

static bool is_own(const struct line *line, bool unmarked)
{
	return line->keep && (unmarked || line->kind != LINE_QUOTE);
}

/* The ranges of what the sender wrote; blank lines between two of his lines belong to them. */
static void make_ranges(struct reading *r, const struct lines *l, bool unmarked)
{
	struct reading_range *ranges;
	size_t count = 0, last = l->count;

	ranges = arena_array(&r->arena, READING_MAX_ITEMS, sizeof *ranges);
	for (size_t i = 0; i < l->count; i++) {
		const struct line *line = &l->items[i];

		if (!is_own(line, unmarked))
			continue;
		bool joined = last < l->count;
		for (size_t k = last + 1; joined && k < i; k++)
			joined = l->items[k].kind == LINE_BLANK;
		if (joined) {
			ranges[count - 1].end = line->end;
		} else if (count < READING_MAX_ITEMS) {
			ranges[count++] = (struct reading_range){line->start, line->end};
		} else {
			r->truncated = true;
			break;
		}
		last = i;
	}
	r->n_reply_ranges = count;
	r->reply_ranges = count ? ranges : NULL;
}

static void make_text(struct reading *r, const struct lines *l)
{
	struct str text;
	size_t last = l->count;

	str_init_max(&text, (size_t)2 * READING_MAX_TEXT);
	for (size_t i = 0; i < l->count; i++) {
		const struct line *line = &l->items[i];

		if (!line->keep)
			continue;
		if (last < l->count && i > last + 1)
			str_addc(&text, '\n');
		str_add(&text, l->text + line->start, line->end - line->start);
		str_addc(&text, '\n');
		last = i;
	}
	r->reply_text = arena_strndup(&r->arena, str_c(&text), text.len);
	r->reply_text_len = text.len;
	str_release(&text);
}

void quote_strip(struct reading *r, const char *folded)
{
	struct lines l = {.count = 0};

	lines_split(&l, &r->arena, r->text, folded, r->text_len);
	attribution_mark(&l);
	desk_mark(&l);
	mark_armour(&l);
	mend_wrapped(&l);
	struct shape shape = mark_own(&l);
	boilerplate_drop(&l);
	keep_citation(&l, shape);
	make_ranges(r, &l, shape.unmarked);
	make_text(r, &l);
}
