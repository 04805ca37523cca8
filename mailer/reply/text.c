#include <string.h>

#include "reply/charset.h"
#include "reply/html.h"
#include "reply/reading.h"
#include "reply/text.h"

void text_normalise(struct str *out, const char *p, size_t n)
{
	while (n && ascii_is_space(p[n - 1]))
		n--;
	if (n == 0)
		return;
	str_add_lines(out, p, n);
	str_addc(out, '\n');
}

/* Quote marks at the beginning of a line. */
static size_t quote_depth(const char *line, size_t n)
{
	size_t i = 0;

	while (i < n && line[i] == '>')
		i++;
	return i;
}

/*
 * Joins the lines that format=flowed broke (RFC 3676 4.2): a line that ends in a space goes on in
 * the next one, when both are quoted equally deep. "-- " is never joined.
 */
static void unflow(struct str *out, const char *p, size_t n, bool delsp)
{
	bool open = false; /* the line before is not finished */
	size_t depth = 0;

	for (size_t i = 0; i < n;) {
		const char *lf = memchr(p + i, '\n', n - i);
		size_t end = lf ? (size_t)(lf - p) : n, quote = quote_depth(p + i, end - i);
		size_t start = i + quote;

		if (start < end && p[start] == ' ')
			start++; /* space-stuffing */
		bool signature = end - start == 3 && memcmp(p + start, "-- ", 3) == 0;
		if (open && (quote != depth || signature)) {
			str_addc(out, '\n');
			open = false;
		}
		if (!open) {
			for (size_t q = 0; q < quote; q++)
				str_addc(out, '>');
			if (quote)
				str_addc(out, ' ');
		}
		bool flows = end > start && p[end - 1] == ' ' && !signature;
		str_add(out, p + start, end - start - (flows && delsp ? 1 : 0));
		if (!flows)
			str_addc(out, '\n');
		open = flows;
		depth = quote;
		i = end + 1;
	}
	if (open)
		str_addc(out, '\n');
}

void text_of_part(struct str *out, const struct part *part)
{
	struct str raw, text, clean;

	str_init_max(&raw, READING_MAX_TEXT);
	str_init_max(&text, (size_t)2 * READING_MAX_TEXT);
	str_init_max(&clean, (size_t)2 * READING_MAX_TEXT);
	/* A cap that drops the last addition whole would drop all: decode from a beginning. */
	struct part piece = *part;
	if (piece.body_len > READING_MAX_TEXT)
		piece.body_len = READING_MAX_TEXT;
	part_decode(&raw, &piece);
	charset_add(&text, part->charset, str_c(&raw), raw.len);
	if (strcmp(part->type, "text/html") == 0) {
		html_add_text(&clean, str_c(&text), text.len);
		text_normalise(out, str_c(&clean), clean.len);
	} else if (part->flowed) {
		text_normalise(&clean, str_c(&text), text.len);
		unflow(out, str_c(&clean), clean.len, part->delsp);
	} else {
		text_normalise(out, str_c(&text), text.len);
	}
	str_release(&raw);
	str_release(&text);
	str_release(&clean);
}

static bool is_text(const struct part *part)
{
	return !part->multipart && !part->attachment &&
	       (strcmp(part->type, "text/plain") == 0 || strcmp(part->type, "text/html") == 0);
}

static bool is_blank(const char *s, size_t n)
{
	while (n && ascii_is_space(s[n - 1]))
		n--;
	return n == 0;
}

static void add_part(struct str *out, const struct parts *parts, int self, bool *html);

/* The best of some alternatives; a multipart/related among them stands for its text. */
static void add_alternative(struct str *out, const struct parts *parts, int self, bool *html)
{
	for (int want_html = 0; want_html <= 1; want_html++) {
		for (size_t i = (size_t)self + 1; i < parts->count; i++) {
			const struct part *p = &parts->items[i];
			struct str text;
			bool used = want_html;

			if (p->parent != self || p->attachment)
				continue;
			bool plain = strcmp(p->type, "text/plain") == 0;
			if (plain == (want_html == 1))
				continue;
			str_init_max(&text, READING_MAX_TEXT);
			add_part(&text, parts, (int)i, &used);
			bool good = !is_blank(str_c(&text), text.len);
			if (good) {
				str_add(out, str_c(&text), text.len);
				*html |= used;
			}
			str_release(&text);
			if (good)
				return;
		}
	}
}

static void add_part(struct str *out, const struct parts *parts, int self, bool *html)
{
	const struct part *part = &parts->items[self];

	if (part->message) /* its text is another mail's */
		return;
	if (!part->multipart) {
		if (!is_text(part))
			return;
		size_t before = out->len;
		if (before && out->p[before - 1] == '\n' &&
			!(before > 1 && out->p[before - 2] == '\n'))
			str_addc(out, '\n');
		text_of_part(out, part);
		*html |= out->len > before && strcmp(part->type, "text/html") == 0;
		return;
	}
	if (strcmp(part->type, "multipart/alternative") == 0) {
		add_alternative(out, parts, self, html);
		return;
	}
	for (size_t i = (size_t)self + 1; i < parts->count && !out->full; i++)
		if (parts->items[i].parent == self)
			add_part(out, parts, (int)i, html);
}

void text_of_mail(struct str *out, const struct parts *parts, bool *from_html_r)
{
	*from_html_r = false;
	if (parts->count == 0)
		return;
	if (parts->items[0].attachment && parts->items[0].parent < 0 &&
		!parts->items[0].multipart) {
		struct part whole = parts->items[0]; /* nothing but an attached text */
		whole.attachment = false;
		if (is_text(&whole))
			text_of_part(out, &whole);
		return;
	}
	add_part(out, parts, 0, from_html_r);
}
