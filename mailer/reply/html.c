#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#include <strings.h>

#include "reply/html.h"
#include "reply/html_tag.h"

enum {
	QUOTE_MAX = 20, /* depth of blockquotes that is shown */
	LISTS_MAX = 8, /* lists within each other that are numbered */
};

struct writer {
	struct str *out;
	unsigned quote, pre;
	unsigned lists; /* that are open, also beyond LISTS_MAX */
	unsigned item[LISTS_MAX]; /* the number of the next item of each; 0: it has none */
	bool line_empty; /* nothing but the quote marks on this line yet */
	bool space; /* white space waits to be written */
	unsigned blank; /* line ends written in a row */
};

static const struct {
	const char *name;
	uint32_t code;
} entities[] = {{"amp", '&'}, {"lt", '<'}, {"gt", '>'}, {"quot", '"'}, {"apos", '\''},
	{"nbsp", ' '}, {"ensp", ' '}, {"emsp", ' '}, {"thinsp", ' '}, {"zwnj", 0}, {"zwj", 0},
	{"shy", 0}, {"copy", 0xa9}, {"reg", 0xae}, {"trade", 0x2122}, {"euro", 0x20ac},
	{"pound", 0xa3}, {"sect", 0xa7}, {"deg", 0xb0}, {"middot", 0xb7}, {"laquo", 0xab},
	{"raquo", 0xbb}, {"lsquo", 0x2018}, {"rsquo", 0x2019}, {"sbquo", 0x201a}, {"ldquo", 0x201c},
	{"rdquo", 0x201d}, {"bdquo", 0x201e}, {"ndash", 0x2013}, {"mdash", 0x2014},
	{"hellip", 0x2026}, {"bull", 0x2022}, {"iexcl", 0xa1}, {"iquest", 0xbf}, {"Agrave", 0xc0},
	{"Aacute", 0xc1}, {"Acirc", 0xc2}, {"Atilde", 0xc3}, {"Auml", 0xc4}, {"Aring", 0xc5},
	{"AElig", 0xc6}, {"Ccedil", 0xc7}, {"Egrave", 0xc8}, {"Eacute", 0xc9}, {"Ecirc", 0xca},
	{"Euml", 0xcb}, {"Iacute", 0xcd}, {"Ntilde", 0xd1}, {"Oacute", 0xd3}, {"Ocirc", 0xd4},
	{"Otilde", 0xd5}, {"Ouml", 0xd6}, {"Oslash", 0xd8}, {"Uacute", 0xda}, {"Uuml", 0xdc},
	{"szlig", 0xdf}, {"agrave", 0xe0}, {"aacute", 0xe1}, {"acirc", 0xe2}, {"atilde", 0xe3},
	{"auml", 0xe4}, {"aring", 0xe5}, {"aelig", 0xe6}, {"ccedil", 0xe7}, {"egrave", 0xe8},
	{"eacute", 0xe9}, {"ecirc", 0xea}, {"euml", 0xeb}, {"igrave", 0xec}, {"iacute", 0xed},
	{"icirc", 0xee}, {"iuml", 0xef}, {"ntilde", 0xf1}, {"ograve", 0xf2}, {"oacute", 0xf3},
	{"ocirc", 0xf4}, {"otilde", 0xf5}, {"ouml", 0xf6}, {"oslash", 0xf8}, {"ugrave", 0xf9},
	{"uacute", 0xfa}, {"ucirc", 0xfb}, {"uuml", 0xfc}, {"oelig", 0x153}, {"scaron", 0x161}};

static const char *const blocks[] = {"p", "div", "tr", "table", "ul", "ol", "li", "h1", "h2", "h3",
	"h4", "h5", "h6", "pre", "address", "section", "article", "header", "footer", "dl", "dt",
	"dd", "center", "body", "form", "fieldset"};
static const char *const skipped[] = {"script", "style", "head", "title", "template", "object",
	"svg", "select", "textarea", "noscript"};

static bool among(const char *name, const char *const *names, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(name, names[i]) == 0)
			return true;
	return false;
}

static void line_end(struct writer *w, unsigned blank)
{
	w->space = false;
	if (!w->line_empty) {
		str_addc(w->out, '\n');
		w->line_empty = true;
		w->blank = 1;
	}
	while (w->blank < blank && w->out->len) {
		for (unsigned i = 0; i < w->quote; i++)
			str_addc(w->out, '>');
		str_addc(w->out, '\n');
		w->blank++;
	}
}

static void begin_line(struct writer *w)
{
	if (!w->line_empty)
		return;
	for (unsigned i = 0; i < w->quote; i++)
		str_addc(w->out, '>');
	if (w->quote)
		str_addc(w->out, ' ');
	w->line_empty = false;
	w->blank = 0;
}

static void add_char(struct writer *w, const char *p, size_t n)
{
	if (w->pre && *p == '\n') {
		begin_line(w);
		line_end(w, 1);
		return;
	}
	if (ascii_is_space(*p) && !w->pre) {
		w->space = !w->line_empty;
		return;
	}
	begin_line(w);
	if (w->space)
		str_addc(w->out, ' ');
	w->space = false;
	str_add(w->out, p, n);
}

static void add_code(struct writer *w, uint32_t c)
{
	char u[4];
	size_t n;

	if (c == 0)
		return;
	if (c == 0xa0)
		c = ' ';
	if (c < 0x80) {
		u[0] = (char)c;
		n = 1;
	} else if (c < 0x800) {
		u[0] = (char)(0xc0 | c >> 6);
		u[1] = (char)(0x80 | (c & 63));
		n = 2;
	} else if (c < 0x10000) {
		u[0] = (char)(0xe0 | c >> 12);
		u[1] = (char)(0x80 | (c >> 6 & 63));
		u[2] = (char)(0x80 | (c & 63));
		n = 3;
	} else {
		u[0] = (char)(0xf0 | c >> 18);
		u[1] = (char)(0x80 | (c >> 12 & 63));
		u[2] = (char)(0x80 | (c >> 6 & 63));
		u[3] = (char)(0x80 | (c & 63));
		n = 4;
	}
	add_char(w, u, n);
}

/* "&...;" at p: writes the character; the length, or 0 when it is just an ampersand. */
static size_t add_entity(struct writer *w, const char *p, size_t n)
{
	size_t i = 1;

	if (n > 2 && p[1] == '#') {
		bool hex = ascii_lower(p[2]) == 'x';
		uint32_t code = 0;
		size_t start = i = hex ? 3 : 2;
		for (; i < n && i < start + 8; i++) {
			int c = ascii_lower(p[i]);
			int v = c >= '0' && c <= '9'	      ? c - '0'
				: hex && c >= 'a' && c <= 'f' ? c - 'a' + 10
							      : -1;
			if (v < 0)
				break;
			code = code * (hex ? 16 : 10) + (uint32_t)v;
		}
		if (i == start)
			return 0;
		bool bad = code > 0x10ffff || (code >= 0xd800 && code < 0xe000);
		add_code(w, bad ? 0xfffd : code);
		return i < n && p[i] == ';' ? i + 1 : i;
	}
	while (i < n && i < 12 && ascii_is_alnum(p[i]))
		i++;
	for (size_t k = 0; k < sizeof entities / sizeof *entities; k++)
		if (strlen(entities[k].name) == i - 1 &&
			memcmp(entities[k].name, p + 1, i - 1) == 0) {
			add_code(w, entities[k].code);
			return i < n && p[i] == ';' ? i + 1 : i;
		}
	return 0;
}

static void open_or_close_list(struct writer *w, const struct html_tag *t)
{
	if (t->closing) {
		w->lists -= w->lists > 0;
		return;
	}
	if (w->lists < LISTS_MAX)
		w->item[w->lists] = t->name[0] == 'o' ? t->start : 0;
	w->lists++;
}

/* "2. " in a numbered list, else "- ". */
static void begin_item(struct writer *w)
{
	unsigned *next = w->lists > 0 && w->lists <= LISTS_MAX ? &w->item[w->lists - 1] : NULL;

	begin_line(w);
	if (next && *next)
		str_addf(w->out, "%u. ", (*next)++);
	else
		str_adds(w->out, "- ");
}

static void apply(struct writer *w, const struct html_tag *t)
{
	if (strcmp(t->name, "br") == 0) {
		begin_line(w);
		line_end(w, 1);
	} else if (strcmp(t->name, "hr") == 0) {
		line_end(w, 1);
		begin_line(w);
		str_adds(w->out, "________________________________");
		line_end(w, 1);
	} else if (strcmp(t->name, "blockquote") == 0) {
		line_end(w, 1);
		if (!t->closing && w->quote < QUOTE_MAX)
			w->quote++;
		else if (t->closing && w->quote)
			w->quote--;
	} else if (strcmp(t->name, "td") == 0 || strcmp(t->name, "th") == 0) {
		w->space = !w->line_empty;
	} else if (among(t->name, blocks, sizeof blocks / sizeof *blocks)) {
		bool gap = strcmp(t->name, "p") == 0 || t->name[0] == 'h';
		line_end(w, gap ? 2 : 1);
		if (strcmp(t->name, "pre") == 0)
			w->pre = t->closing ? 0 : 1;
		if (strcmp(t->name, "ol") == 0 || strcmp(t->name, "ul") == 0)
			open_or_close_list(w, t);
		if (strcmp(t->name, "li") == 0 && !t->closing)
			begin_item(w);
	}
}

/* The offset after the script or style that begins at i; it holds no elements. */
static size_t skip_raw(const char *html, size_t n, size_t i, const char *name)
{
	size_t len = strlen(name);

	while (i < n) {
		const char *lt = memchr(html + i, '<', n - i);
		if (lt == NULL)
			return n;
		i = (size_t)(lt - html);
		if (n - i > len + 2 && html[i + 1] == '/' &&
			strncasecmp(html + i + 2, name, len) == 0) {
			const char *gt = memchr(html + i, '>', n - i);
			return gt ? (size_t)(gt - html) + 1 : n;
		}
		i++;
	}
	return n;
}

/* The offset after the hidden element that begins at i, which may hold others of its name; 0 when
 * it does not end: then it is rather a mistake than hidden. */
static size_t skip_hidden(const char *html, size_t n, size_t i, const char *name)
{
	unsigned depth = 1;

	while (i < n) {
		const char *lt = memchr(html + i, '<', n - i);
		struct html_tag t;

		if (lt == NULL)
			return 0;
		i = (size_t)(lt - html);
		if (!html_tag_read(html + i, n - i, &t)) {
			i++;
			continue;
		}
		i += t.length;
		if (strcmp(t.name, name) != 0)
			continue;
		depth += t.closing ? -1U : 1U;
		if (depth == 0)
			return i;
	}
	return 0;
}

static bool is_void(const char *name)
{
	static const char *const names[] = {"br", "img", "hr", "input", "meta", "link", "area",
		"base", "col", "embed", "source", "wbr"};

	return among(name, names, sizeof names / sizeof *names);
}

void html_add_text(struct str *out, const char *html, size_t n)
{
	struct writer w = {.out = out, .line_empty = true, .blank = 2};
	/* Behind the last > no tag can end: looking for its end each time would take forever. */
	const char *last_gt = memrchr(html, '>', n);
	size_t tags_end = last_gt ? (size_t)(last_gt - html) + 1 : 0;
	bool hiding = true; /* off for good after one that does not end, so that time is linear */
	size_t start = out->len;

	for (size_t i = 0; i < n && !out->full;) {
		struct html_tag t;
		size_t len;

		if (html[i] == '<' && i < tags_end) {
			if (html_tag_read(html + i, tags_end - i, &t)) {
				bool whole = !t.closing && html[i + t.length - 2] != '/';
				size_t behind = 0;
				apply(&w, &t);
				i += t.length;
				if (whole &&
					among(t.name, skipped, sizeof skipped / sizeof *skipped))
					behind = skip_raw(html, n, i, t.name);
				else if (whole && t.hidden && hiding && !is_void(t.name))
					hiding = (behind = skip_hidden(html, tags_end, i, t.name)) >
						 0;
				i = behind ? behind : i;
				continue;
			}
		}
		if (html[i] == '&' && (len = add_entity(&w, html + i, n - i)) > 0) {
			i += len;
			continue;
		}
		if ((unsigned char)html[i] == 0xc2 && i + 1 < n &&
			(unsigned char)html[i + 1] == 0xa0) {
			add_char(&w, " ", 1);
			i += 2;
			continue;
		}
		if (html[i] != '\r')
			add_char(&w, html + i, 1);
		i++;
	}
	line_end(&w, 1);
	while (out->len > start + 1 && out->p[out->len - 1] == '\n' && out->p[out->len - 2] == '\n')
		str_truncate(out, out->len - 1);
}
