#include <string.h>

#include "liquid/liquid.h"
#include "letter/escape.h"

/*
 * U+FDD0 + i stands for plain[i]. The last two of the 32 are the marks.
 */
static const char plain[] = "\\`*_[]()<>&\"'-+=#~. \n,;:!|\t";

enum { MARK_ON = 30, MARK_OFF = 31, CODES = 32 };

static _Thread_local struct {
	enum escape_mode mode;
	bool mark;
} now;

void escape_set_mode(enum escape_mode mode, bool mark)
{
	now.mode = mode;
	now.mark = mark;
}

static void add_code(struct str *out, size_t code)
{
	const char bytes[3] = {'\xEF', '\xB7', (char)(0x90 + code)};

	str_add(out, bytes, 3);
}

/* The code at p (of n bytes), or -1. */
static int code_at(const char *p, size_t n)
{
	unsigned char last;

	if (n < 3 || p[0] != '\xEF' || p[1] != '\xB7')
		return -1;
	last = (unsigned char)p[2];
	return last >= 0x90 && last < 0x90 + CODES ? last - 0x90 : -1;
}

/* Markup anywhere in a line of Markdown; ASCII only. */
static bool is_markup(char c)
{
	return c && strchr("\\`*_[]()<>&\"'", c) != NULL;
}

/* What could begin a block when the value begins a line: bullets, headings, fences, indents. */
static bool is_block_start(char c)
{
	return c && strchr("-+=#~ \t", c) != NULL;
}

static void add_mapped(struct str *out, char c)
{
	add_code(out, (size_t)(strchr(plain, c) - plain));
}

/* One byte of a value at i that is no line end. Returns how many bytes were taken. */
static size_t add_foreign(struct str *out, const char *text, size_t n, size_t i)
{
	if (code_at(text + i, n - i) >= 0) {
		str_adds(out, "\xEF\xBF\xBD");
		return 3;
	}
	str_addc(out, text[i]);
	return 1;
}

static void add_markdown(struct str *out, const char *text, size_t n)
{
	size_t digits = 0;

	while (digits < n && text[digits] >= '0' && text[digits] <= '9')
		digits++;
	for (size_t i = 0; i < n;) {
		char c = text[i];
		if (c == '\r' || c == '\n') {
			i += c == '\r' && i + 1 < n && text[i + 1] == '\n' ? 2 : 1;
			add_mapped(out, '\n');
		} else if (is_markup(c) || (i == 0 && is_block_start(c)) ||
			   (i == digits && digits && (c == '.' || c == ')'))) {
			add_mapped(out, c);
			i++;
		} else {
			i += add_foreign(out, text, n, i);
		}
	}
}

static bool is_line_end(char c)
{
	return c == '\r' || c == '\n';
}

/*
 * A cell may hold several lines: a second one would be a header of its own. A value with an @ may
 * be an address or several; marks tell where it begins and ends.
 */
static void add_header(struct str *out, const char *text, size_t n)
{
	bool address = memchr(text, '@', n) != NULL;

	if (address)
		add_code(out, MARK_ON);
	for (size_t i = 0; i < n;) {
		if (is_line_end(text[i])) {
			while (i < n && is_line_end(text[i]))
				i++;
			str_addc(out, ' ');
		} else if (text[i] && strchr("\\()<>\",;:", text[i])) {
			add_mapped(out, text[i]);
			i++;
		} else {
			i += add_foreign(out, text, n, i);
		}
	}
	if (address)
		add_code(out, MARK_OFF);
}

/* Numbers that a template prints before its own full stop are list markers; marks would hide it. */
static bool is_number(const char *text, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (text[i] < '0' || text[i] > '9')
			return false;
	return true;
}

void escape_value(struct str *out, const char *text, size_t n)
{
	bool mark = now.mark && now.mode != ESCAPE_HEADER && !is_number(text, n);

	if (n == 0)
		return;
	if (mark)
		add_code(out, MARK_ON);
	switch (now.mode) {
	case ESCAPE_NONE:
		str_add(out, text, n);
		break;
	case ESCAPE_HEADER:
		add_header(out, text, n);
		break;
	case ESCAPE_MARKDOWN:
		add_markdown(out, text, n);
		break;
	case ESCAPE_HTML:
		liquid_escape_html(out, text, n);
		break;
	}
	if (mark)
		add_code(out, MARK_OFF);
}

/* The next code in text at or after *at; -1 at the end. *at is moved to it. */
static int next_code(const char *text, size_t n, size_t *at)
{
	while (*at < n) {
		const char *p = memchr(text + *at, '\xEF', n - *at);
		if (p == NULL)
			break;
		*at = (size_t)(p - text);
		int code = code_at(p, n - *at);
		if (code >= 0)
			return code;
		++*at;
	}
	*at = n;
	return -1;
}

bool escape_is_in(const char *text, size_t n)
{
	size_t at = 0;

	return n > 0 && next_code(text, n, &at) >= 0;
}

void escape_restore(struct str *out, const char *text, size_t n)
{
	for (size_t from = 0, at = 0; from < n; from = at) {
		int code = next_code(text, n, &at);
		str_add(out, text + from, at - from);
		if (code < 0)
			break;
		if ((size_t)code < sizeof plain - 1)
			str_addc(out, plain[code]);
		at += 3;
	}
}

static void restore_one(struct str *out, int code, bool in_tag)
{
	if (code == MARK_ON || code == MARK_OFF) {
		if (!in_tag)
			str_adds(out, code == MARK_ON ? "<mark>" : "</mark>");
	} else if ((size_t)code < sizeof plain - 1) {
		if (plain[code] == '\n')
			str_adds(out, in_tag ? "&#10;" : "<br />\n");
		else
			liquid_escape_html(out, &plain[code], 1);
	}
}

void escape_restore_html(struct str *out, const char *html, size_t n)
{
	size_t seen = out->len;
	bool in_tag = false;

	for (size_t from = 0, at = 0; from < n; from = at) {
		int code = next_code(html, n, &at);
		str_add(out, html + from, at - from);
		if (code < 0)
			break;
		/* What was looked at once is not looked at again: the state is carried over. */
		const char *lt =
			out->len > seen ? memrchr(out->p + seen, '<', out->len - seen) : NULL;
		const char *gt =
			out->len > seen ? memrchr(out->p + seen, '>', out->len - seen) : NULL;
		if (lt || gt)
			in_tag = lt > gt;
		restore_one(out, code, in_tag);
		seen = out->len;
		at += 3;
	}
}
