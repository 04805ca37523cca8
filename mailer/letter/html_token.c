#include <stdint.h>
#include <string.h>
#include <strings.h>

#include "letter/html_token.h"
#include "letter/markdown.h"

enum { REFERENCE_MAX = 34, LAST_CHARACTER = 0x10FFFF };

void html_scan_init(struct html_scan *s, const char *html, size_t n)
{
	*s = (struct html_scan){.p = html, .end = html + n};
}

static bool is_raw_element(const char *name)
{
	return strcmp(name, "script") == 0 || strcmp(name, "style") == 0 ||
	       strcmp(name, "title") == 0 || strcmp(name, "textarea") == 0;
}

/* The end of raw text: before "</name", or the end of everything. */
static const char *raw_end(const struct html_scan *s)
{
	size_t n = strlen(s->raw);

	for (const char *p = s->p; p < s->end; p++) {
		p = memchr(p, '<', (size_t)(s->end - p));
		if (p == NULL)
			break;
		if ((size_t)(s->end - p) >= n + 2 && p[1] == '/' &&
			strncasecmp(p + 2, s->raw, n) == 0)
			return p;
	}
	return s->end;
}

static const char *other_end(const char *p, const char *end)
{
	const char *close;

	if ((size_t)(end - p) >= 4 && memcmp(p, "<!--", 4) == 0) {
		close = memmem(p + 4, (size_t)(end - p) - 4, "-->", 3);
		return close ? close + 3 : end;
	}
	close = memchr(p, '>', (size_t)(end - p));
	return close ? close + 1 : end;
}

/* The end of a tag, quoted attribute values skipped. */
static const char *tag_end(const char *p, const char *end)
{
	char quote = '\0';
	char before = '\0';

	for (; p < end; p++) {
		if (quote) {
			if (*p == quote)
				quote = '\0';
		} else if (*p == '>') {
			return p + 1;
		} else if ((*p == '"' || *p == '\'') && before == '=') {
			quote = *p;
		}
		if (!ascii_is_space((unsigned char)*p))
			before = *p;
	}
	return end;
}

static bool is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static void read_tag(struct html_token *t, const char *end)
{
	bool close = t->begin[1] == '/';
	const char *p = t->begin + 1 + close;
	size_t n = 0;

	t->kind = close ? HTML_CLOSE : HTML_OPEN;
	t->end = tag_end(p, end);
	while (p < t->end && (ascii_is_alnum((unsigned char)*p) || *p == '-' || *p == ':')) {
		if (n + 1 < sizeof t->name)
			t->name[n++] = (char)ascii_lower((unsigned char)*p);
		p++;
	}
	t->name[n] = '\0';
	t->attributes = p;
}

bool html_scan_next(struct html_scan *s, struct html_token *t_r)
{
	const char *p = s->p, *end = s->end;

	if (p == end)
		return false;
	*t_r = (struct html_token){.begin = p, .kind = HTML_TEXT};
	if (*s->raw) {
		t_r->end = raw_end(s);
		*s->raw = '\0';
		t_r->kind = HTML_RAW;
		if (t_r->end > p) {
			s->p = t_r->end;
			return true;
		}
	}
	if (*p == '<' && end - p > 1 && (p[1] == '!' || p[1] == '?')) {
		t_r->kind = HTML_OTHER;
		t_r->end = other_end(p, end);
	} else if (*p == '<' && end - p > 1 &&
		   (is_letter(p[1]) || (p[1] == '/' && end - p > 2 && is_letter(p[2])))) {
		read_tag(t_r, end);
		if (t_r->kind == HTML_OPEN && is_raw_element(t_r->name))
			memcpy(s->raw, t_r->name, sizeof s->raw);
	} else {
		const char *next = memchr(p + 1, '<', (size_t)(end - p) - 1);
		t_r->kind = HTML_TEXT;
		t_r->end = next ? next : end;
	}
	s->p = t_r->end;
	return true;
}

bool html_attribute_next(const struct html_token *t, const char **at, struct html_attribute *a_r)
{
	const char *p = *at, *end = t->end;

	while (p < end && (ascii_is_space((unsigned char)*p) || *p == '/' || *p == '>'))
		p++;
	if (p >= end)
		return false;
	a_r->name = p++;
	while (p < end && !ascii_is_space((unsigned char)*p) && !strchr("=>/", *p))
		p++;
	a_r->name_len = (size_t)(p - a_r->name);
	a_r->value = p;
	a_r->value_len = 0;
	const char *q = p;
	while (q < end && ascii_is_space((unsigned char)*q))
		q++;
	if (q < end && *q == '=') {
		q++;
		while (q < end && ascii_is_space((unsigned char)*q))
			q++;
		char quote = q < end && (*q == '"' || *q == '\'') ? *q++ : '\0';
		a_r->value = q;
		while (q < end &&
			(quote ? *q != quote : !ascii_is_space((unsigned char)*q) && *q != '>'))
			q++;
		a_r->value_len = (size_t)(q - a_r->value);
		p = q < end && quote ? q + 1 : q;
	}
	*at = p;
	return true;
}

bool html_attribute_is(const struct html_attribute *a, const char *name)
{
	return strlen(name) == a->name_len && strncasecmp(a->name, name, a->name_len) == 0;
}

bool html_attribute_get(const struct html_token *t, const char *name, struct html_attribute *a_r)
{
	const char *at = t->attributes;

	while (html_attribute_next(t, &at, a_r))
		if (html_attribute_is(a_r, name))
			return true;
	return false;
}

static void add_character(struct str *out, uint32_t c)
{
	char b[4];
	size_t n;

	if (c == 0 || c > LAST_CHARACTER || (c >= 0xD800 && c <= 0xDFFF))
		c = 0xFFFD;
	if (c < 0x80) {
		b[0] = (char)c;
		n = 1;
	} else if (c < 0x800) {
		b[0] = (char)(0xC0 | c >> 6);
		n = 2;
	} else if (c < 0x10000) {
		b[0] = (char)(0xE0 | c >> 12);
		n = 3;
	} else {
		b[0] = (char)(0xF0 | c >> 18);
		n = 4;
	}
	for (size_t i = 1; i < n; i++)
		b[i] = (char)(0x80 | (c >> 6 * (n - 1 - i) & 0x3F));
	str_add(out, b, n);
}

/* "#38", "#x26" without its semicolon. False when it is no number. */
static bool add_numeric(struct str *out, const char *p, size_t n)
{
	unsigned base = n > 1 && ascii_lower((unsigned char)p[1]) == 'x' ? 16 : 10;
	uint32_t value = 0;
	size_t i = base == 16 ? 2 : 1;

	if (i >= n)
		return false;
	for (; i < n; i++) {
		int c = ascii_lower((unsigned char)p[i]);
		uint32_t digit = c >= '0' && c <= '9'	? (uint32_t)(c - '0')
				 : c >= 'a' && c <= 'f' ? (uint32_t)(c - 'a' + 10)
							: 99;
		if (digit >= base)
			return false;
		if (value <= LAST_CHARACTER)
			value = value * base + digit;
	}
	add_character(out, value);
	return true;
}

/* A reference at p (an &): how many bytes it takes, 0 when it is none. */
static size_t add_reference(struct str *out, const char *p, size_t n)
{
	size_t max = n < REFERENCE_MAX ? n : REFERENCE_MAX;
	const char *semi = memchr(p, ';', max);
	size_t len;

	if (semi == NULL)
		return 0;
	len = (size_t)(semi - p) - 1;
	if (len == 0)
		return 0;
	if (p[1] == '#' ? add_numeric(out, p + 1, len) : markdown_entity(out, p + 1, len) == 0)
		return len + 2;
	return 0;
}

void html_decode(struct str *out, const char *text, size_t n)
{
	for (size_t i = 0; i < n;) {
		const char *amp = memchr(text + i, '&', n - i);
		size_t stop = amp ? (size_t)(amp - text) : n;
		str_add(out, text + i, stop - i);
		if (amp == NULL)
			break;
		size_t took = add_reference(out, amp, n - stop);
		if (took == 0) {
			str_addc(out, '&');
			took = 1;
		}
		i = stop + took;
	}
}
