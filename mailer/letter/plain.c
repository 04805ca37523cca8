#include <string.h>
#include <strings.h>

#include "base/utf8.h"
#include "letter/html.h"
#include "letter/html_token.h"

enum { WIDTH = 76, DEPTH_MAX = 12, WIDTH_LEAST = 24 };

enum nest { NEST_QUOTE, NEST_BULLETS, NEST_NUMBERS };

struct plain {
	struct str *out;
	size_t begin; /* offset in out */
	struct str words; /* the paragraph so far; LF is a forced break */
	bool gap; /* a blank line belongs before the next text */
	unsigned pre; /* depth of <pre> */
	struct {
		enum nest kind;
		unsigned number;
	} nest[DEPTH_MAX];
	size_t depth, too_deep;
	char marker[16]; /* of the list item whose first line comes next */
	struct str href; /* of the link that is open, "" for none */
	size_t link_begin; /* in words */
};

/* ---- lines ---- */

/* Quote marks and indents of what is open; `first` puts the item's marker in place of its indent.
 */
static void add_prefix(struct plain *p, struct str *prefix, bool first)
{
	for (size_t i = 0; i < p->depth; i++) {
		bool innermost = i + 1 == p->depth;
		if (p->nest[i].kind == NEST_QUOTE)
			str_adds(prefix, "> ");
		else if (innermost && first && *p->marker)
			str_adds(prefix, p->marker);
		else
			str_adds(prefix, p->nest[i].kind == NEST_NUMBERS ? "   " : "  ");
	}
}

static void end_line(struct plain *p)
{
	while (p->out->len > p->begin && p->out->p[p->out->len - 1] == ' ')
		str_truncate(p->out, p->out->len - 1);
	str_addc(p->out, '\n');
}

static void add_wrapped(struct plain *p, const char *text, size_t n, const char *rest_prefix,
	size_t first_width, size_t rest_width)
{
	size_t column = first_width;
	bool fresh = true;

	for (size_t at = 0; at < n;) {
		size_t end = at;
		while (end < n && text[end] != ' ')
			end++;
		size_t width = utf8_width(text + at, end - at);
		if (!fresh && column + 1 + width > WIDTH && WIDTH > rest_width + WIDTH_LEAST) {
			end_line(p);
			str_adds(p->out, rest_prefix);
			column = rest_width;
			fresh = true;
		}
		if (!fresh) {
			str_addc(p->out, ' ');
			column++;
		}
		str_add(p->out, text + at, end - at);
		column += width;
		fresh = false;
		at = end + 1;
	}
}

/* Writes the paragraph that was gathered. */
static void flush(struct plain *p)
{
	struct str first, rest;
	const char *text, *end;

	if (p->pre == 0)
		while (p->words.len && ascii_is_space((unsigned char)p->words.p[p->words.len - 1]))
			str_truncate(&p->words, p->words.len - 1);
	if (p->words.len == 0)
		return;
	str_init(&first);
	str_init(&rest);
	add_prefix(p, &rest, false);
	if (p->gap && p->out->len > p->begin) {
		str_adds(p->out, str_c(&rest));
		end_line(p);
	}
	p->gap = false;
	add_prefix(p, &first, true);
	text = p->words.p;
	end = text + p->words.len;
	while (text < end) {
		const char *lf = memchr(text, '\n', (size_t)(end - text));
		const char *stop = lf ? lf : end;
		str_adds(p->out, str_c(&first));
		if (p->pre)
			str_add(p->out, text, (size_t)(stop - text));
		else
			add_wrapped(p, text, (size_t)(stop - text), str_c(&rest),
				utf8_width(str_c(&first), first.len),
				utf8_width(str_c(&rest), rest.len));
		end_line(p);
		str_reset(&first);
		str_add(&first, str_c(&rest), rest.len);
		text = stop + 1;
	}
	*p->marker = '\0';
	str_reset(&p->words);
	p->link_begin = 0;
	str_release(&first);
	str_release(&rest);
}

/* ---- inline content ---- */

static void add_text(struct plain *p, const char *text, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		char last = p->words.len ? p->words.p[p->words.len - 1] : '\n';
		if (p->pre && text[i] != '\r')
			str_addc(&p->words, text[i]);
		else if (!ascii_is_space((unsigned char)text[i]))
			str_addc(&p->words, text[i]);
		else if (last != ' ' && last != '\n')
			str_addc(&p->words, ' ');
	}
}

static void add_decoded(struct plain *p, const char *text, size_t n)
{
	struct str s;

	str_init(&s);
	html_decode(&s, text, n);
	add_text(p, str_c(&s), s.len);
	str_release(&s);
}

/* Ends a link: its target follows, unless it is what stands there anyway. */
static void close_link(struct plain *p)
{
	const char *target = str_c(&p->href), *shown = target;
	size_t n = p->words.len > p->link_begin ? p->words.len - p->link_begin : 0;

	if (str_istarts(target, "mailto:"))
		shown = target + 7;
	if (p->href.len && html_target_ok(target, p->href.len, false) && *target != '#' &&
		!(n == strlen(shown) && strncasecmp(p->words.p + p->link_begin, shown, n) == 0)) {
		if (n)
			str_addc(&p->words, ' ');
		str_addf(&p->words, "<%s>", shown);
	}
	str_reset(&p->href);
}

static void open_link(struct plain *p, const struct html_token *t)
{
	struct html_attribute a;

	str_reset(&p->href);
	p->link_begin = p->words.len;
	if (html_attribute_get(t, "href", &a))
		html_decode(&p->href, a.value, a.value_len);
}

static void add_image(struct plain *p, const struct html_token *t)
{
	struct html_attribute a;

	if (!html_attribute_get(t, "alt", &a) || a.value_len == 0)
		return;
	add_text(p, "[", 1);
	add_decoded(p, a.value, a.value_len);
	add_text(p, "]", 1);
}

/* ---- blocks ---- */

static bool is_one_of(const char *name, const char *list)
{
	size_t n = strlen(name);

	for (const char *at = list; (at = strstr(at, name)) != NULL; at += n)
		if (at[-1] == ' ' && at[n] == ' ')
			return n > 0;
	return false;
}

static void push(struct plain *p, enum nest kind)
{
	flush(p);
	if (p->depth == DEPTH_MAX) {
		p->too_deep++;
		return;
	}
	p->nest[p->depth].number = 0;
	p->nest[p->depth++].kind = kind;
}

static void pop(struct plain *p)
{
	flush(p);
	if (p->too_deep)
		p->too_deep--;
	else if (p->depth)
		p->depth--;
}

/* A list within a list stands close to its item; everything else has blank lines around it. */
static void nest(struct plain *p, enum nest kind, bool open)
{
	bool apart = kind == NEST_QUOTE;

	if (open) {
		flush(p);
		p->gap = p->gap || apart || p->depth == 0;
		push(p, kind);
	} else {
		pop(p);
		p->gap = p->gap || apart || p->depth == 0;
	}
}

static void begin_item(struct plain *p)
{
	flush(p);
	*p->marker = '\0';
	if (p->depth == 0 || p->nest[p->depth - 1].kind == NEST_QUOTE)
		return;
	struct str m;
	str_init_max(&m, sizeof p->marker - 1);
	if (p->nest[p->depth - 1].kind == NEST_NUMBERS)
		str_addf(&m, "%u. ", ++p->nest[p->depth - 1].number);
	else
		str_adds(&m, "- ");
	memcpy(p->marker, str_c(&m), m.len + 1);
	str_release(&m);
}

static void block(struct plain *p, const struct html_token *t, bool open)
{
	const char *n = t->name;
	bool list = strcmp(n, "ul") == 0 || strcmp(n, "ol") == 0;

	if (list || strcmp(n, "blockquote") == 0) {
		nest(p, !list ? NEST_QUOTE : *n == 'u' ? NEST_BULLETS : NEST_NUMBERS, open);
	} else if (strcmp(n, "li") == 0) {
		if (open)
			begin_item(p);
		else
			flush(p);
	} else if (strcmp(n, "pre") == 0) {
		flush(p);
		p->gap = true;
		if (open)
			p->pre++;
		else if (p->pre)
			p->pre--;
	} else if (is_one_of(n, " p h1 h2 h3 h4 h5 h6 table dl figure address ")) {
		flush(p);
		/* The first paragraph of an item stands behind its marker, with no gap. */
		p->gap = p->gap || !*p->marker;
	} else if (is_one_of(n, " div section article header footer main nav aside tr caption dt "
				"dd body form fieldset hr figcaption center ")) {
		flush(p);
	}
	if (open && strcmp(n, "hr") == 0) {
		str_adds(&p->words, "----");
		flush(p);
	}
}

static void take(struct plain *p, const struct html_token *t)
{
	bool open = t->kind == HTML_OPEN;

	if (t->kind == HTML_TEXT)
		add_decoded(p, t->begin, (size_t)(t->end - t->begin));
	if (t->kind != HTML_OPEN && t->kind != HTML_CLOSE)
		return;
	if (open && strcmp(t->name, "br") == 0) {
		while (p->words.len && p->words.p[p->words.len - 1] == ' ')
			str_truncate(&p->words, p->words.len - 1);
		str_addc(&p->words, '\n');
	} else if (strcmp(t->name, "a") == 0) {
		if (open)
			open_link(p, t);
		else
			close_link(p);
	} else if (open && strcmp(t->name, "img") == 0) {
		add_image(p, t);
	} else if (strcmp(t->name, "td") == 0 || strcmp(t->name, "th") == 0) {
		add_text(p, " ", 1);
	} else {
		block(p, t, open);
	}
}

void html_to_plain(struct str *out, const char *html, size_t n)
{
	struct plain p = {.out = out, .begin = out->len};
	struct html_scan s;
	struct html_token t;

	str_init(&p.words);
	str_init(&p.href);
	html_scan_init(&s, html, n);
	while (html_scan_next(&s, &t))
		take(&p, &t);
	flush(&p);
	str_release(&p.words);
	str_release(&p.href);
}
