#include <string.h>

#include "base/utf8.h"
#include "liquid/filter.h"

static const char *entity(char c)
{
	switch (c) {
	case '&':
		return "&amp;";
	case '<':
		return "&lt;";
	case '>':
		return "&gt;";
	case '"':
		return "&quot;";
	case '\'':
		return "&#39;";
	default:
		return NULL;
	}
}

void liquid_escape_html(struct str *out, const char *text, size_t n)
{
	size_t from = 0;

	for (size_t i = 0; i < n; i++) {
		const char *e = entity(text[i]);
		if (e == NULL)
			continue;
		str_add(out, text + from, i - from);
		str_adds(out, e);
		from = i + 1;
	}
	str_add(out, text + from, n - from);
}

/* What was escaped is not escaped again where it is printed. */
static int markup_result(struct call *c, struct liquid_value *r)
{
	if (call_result(c, r) < 0)
		return -1;
	r->markup = true;
	return 0;
}

static int apply_escape(struct call *c, struct liquid_value *r)
{
	struct liquid_value text;
	struct str *tmp;

	if (c->input.kind == LIQUID_NIL)
		return 0;
	if (call_start(c, &text, &tmp) < 0)
		return -1;
	liquid_escape_html(tmp, text.text.p, text.text.n);
	return markup_result(c, r);
}

/* The length of an entity at p ("&amp;", "&#39;"), or 0. */
static size_t entity_length(const char *p, const char *end)
{
	const char *at = p + 1;
	bool number = at < end && *at == '#';

	if (number)
		at++;
	const char *from = at;
	while (at < end && (number ? *at >= '0' && *at <= '9'
				   : ascii_lower((unsigned char)*at) >= 'a' &&
						   ascii_lower((unsigned char)*at) <= 'z'))
		at++;
	return at > from && at < end && *at == ';' ? (size_t)(at - p) + 1 : 0;
}

static int apply_escape_once(struct call *c, struct liquid_value *r)
{
	struct liquid_value text;
	struct str *tmp;

	if (call_start(c, &text, &tmp) < 0)
		return -1;
	const char *p = text.text.p, *end = p + text.text.n;
	while (p < end) {
		size_t n = *p == '&' ? entity_length(p, end) : 0;
		const char *e = n ? NULL : entity(*p);
		if (e)
			str_adds(tmp, e);
		else
			str_add(tmp, p, n ? n : 1);
		p += n ? n : 1;
	}
	return markup_result(c, r);
}

static int apply_url_encode(struct call *c, struct liquid_value *r)
{
	struct liquid_value text;
	struct str *tmp;

	if (c->input.kind == LIQUID_NIL)
		return 0;
	if (call_start(c, &text, &tmp) < 0)
		return -1;
	for (size_t i = 0; i < text.text.n; i++) {
		unsigned char b = (unsigned char)text.text.p[i];
		if (ascii_is_alnum(b) || (b && strchr("_.-~", b)))
			str_addc(tmp, (char)b);
		else if (b == ' ')
			str_addc(tmp, '+');
		else
			str_addf(tmp, "%%%02X", b);
	}
	return call_result(c, r);
}

static int hex(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	int l = ascii_lower((unsigned char)c);
	return l >= 'a' && l <= 'f' ? l - 'a' + 10 : -1;
}

static int apply_url_decode(struct call *c, struct liquid_value *r)
{
	struct liquid_value text;
	struct str *tmp;

	if (c->input.kind == LIQUID_NIL)
		return 0;
	if (call_start(c, &text, &tmp) < 0)
		return -1;
	const char *p = text.text.p;
	for (size_t i = 0; i < text.text.n; i++) {
		bool escape = p[i] == '%' && i + 2 < text.text.n && hex(p[i + 1]) >= 0 &&
			      hex(p[i + 2]) >= 0;
		if (escape) {
			str_addc(tmp, (char)(hex(p[i + 1]) * 16 + hex(p[i + 2])));
			i += 2;
		} else {
			str_addc(tmp, p[i] == '+' ? ' ' : p[i]);
		}
	}
	if (!utf8_valid(str_c(tmp), tmp->len, NULL))
		return call_error(c, "invalid byte sequence in UTF-8");
	return call_result(c, r);
}

static void add_base64(struct str *out, const unsigned char *p, size_t n, const char *last_two)
{
	static const char digits[] =
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

	for (size_t i = 0; i < n; i += 3) {
		unsigned v = (unsigned)p[i] << 16 | (i + 1 < n ? (unsigned)p[i + 1] << 8 : 0) |
			     (i + 2 < n ? p[i + 2] : 0);
		for (int k = 0; k < 4; k++) {
			unsigned d = v >> (18 - 6 * k) & 63;
			if (i + (size_t)k > n)
				str_addc(out, '=');
			else
				str_addc(out, d < 62 ? digits[d] : last_two[d - 62]);
		}
	}
}

static int encode64(struct call *c, const char *last_two, struct liquid_value *r)
{
	struct liquid_value text;
	struct str *tmp;

	if (call_start(c, &text, &tmp) < 0)
		return -1;
	add_base64(tmp, (const unsigned char *)text.text.p, text.text.n, last_two);
	return call_result(c, r);
}

static int digit64(char c, bool url)
{
	if (c >= 'A' && c <= 'Z')
		return c - 'A';
	if (c >= 'a' && c <= 'z')
		return c - 'a' + 26;
	if (c >= '0' && c <= '9')
		return c - '0' + 52;
	if (c == '+' || (url && c == '-'))
		return 62;
	if (c == '/' || (url && c == '_'))
		return 63;
	return -1;
}

/* Strict: whole groups, nothing foreign, no stray bits. url: the padding may be missing. */
static bool decode64(struct str *out, const char *p, size_t n, bool url)
{
	size_t pad = 0;

	while (n && pad < 2 && p[n - 1] == '=') {
		n--;
		pad++;
	}
	if (url && pad == 0)
		pad = (4 - n % 4) % 4;
	if ((n + pad) % 4 != 0 || pad == 3)
		return false;
	for (size_t i = 0; i < n; i += 4) {
		unsigned v = 0;
		size_t have = n - i < 4 ? n - i : 4;
		for (size_t k = 0; k < 4; k++) {
			int d = k < have ? digit64(p[i + k], url) : 0;
			if (d < 0)
				return false;
			v = v << 6 | (unsigned)d;
		}
		if ((have == 2 && (v >> 12 & 15)) || (have == 3 && (v >> 6 & 3)))
			return false;
		for (size_t k = 0; k + 1 < have; k++)
			str_addc(out, (char)(v >> (16 - 8 * k) & 255));
	}
	return true;
}

static int apply_decode64(struct call *c, bool url, struct liquid_value *r)
{
	struct liquid_value text;
	struct str *tmp;

	if (call_start(c, &text, &tmp) < 0)
		return -1;
	if (!decode64(tmp, text.text.p, text.text.n, url))
		return call_error(c, "invalid base64 provided to %s", c->site->name);
	return call_result(c, r);
}

static int apply_base64_encode(struct call *c, struct liquid_value *r)
{
	return encode64(c, "+/", r);
}

static int apply_base64_decode(struct call *c, struct liquid_value *r)
{
	return apply_decode64(c, false, r);
}

static int apply_base64_url_safe_encode(struct call *c, struct liquid_value *r)
{
	return encode64(c, "-_", r);
}

static int apply_base64_url_safe_decode(struct call *c, struct liquid_value *r)
{
	return apply_decode64(c, true, r);
}

/* Searches that failed once fail for all later places: that keeps the whole linear. */
struct html_blocks {
	bool no_script, no_comment, no_style;
};

static const char *find_end(const char *p, const char *end, const char *what, bool *none)
{
	if (*none)
		return NULL;
	const char *hit = memmem(p, (size_t)(end - p), what, strlen(what));
	*none = hit == NULL;
	return hit ? hit + strlen(what) : NULL;
}

static int apply_strip_html(struct call *c, struct liquid_value *r)
{
	struct html_blocks blocks = {0};
	struct liquid_value text;
	struct str *tmp;

	if (call_start(c, &text, &tmp) < 0)
		return -1;
	const char *p = text.text.p, *end = p + text.text.n;
	while (p < end) {
		const char *after = NULL;
		if (str_starts_in(p, end, "<script"))
			after = find_end(p + 7, end, "</script>", &blocks.no_script);
		else if (str_starts_in(p, end, "<!--"))
			after = find_end(p + 4, end, "-->", &blocks.no_comment);
		else if (str_starts_in(p, end, "<style"))
			after = find_end(p + 6, end, "</style>", &blocks.no_style);
		if (after == NULL)
			str_addc(tmp, *p++);
		else
			p = after;
	}
	size_t to = 0;
	for (size_t i = 0; i < tmp->len;) {
		const char *close = tmp->p[i] == '<' ? memchr(tmp->p + i, '>', tmp->len - i) : NULL;
		if (tmp->p[i] == '<' && close == NULL) {
			memmove(tmp->p + to, tmp->p + i, tmp->len - i);
			to += tmp->len - i;
			break;
		}
		if (close)
			i = (size_t)(close - tmp->p) + 1;
		else
			tmp->p[to++] = tmp->p[i++];
	}
	str_truncate(tmp, to);
	return call_result(c, r);
}

const struct filter filters_encode[] = {
	{.name = "escape", .apply = apply_escape, .raw = true},
	{.name = "h", .apply = apply_escape, .raw = true},
	{.name = "escape_once", .apply = apply_escape_once, .raw = true},
	{.name = "url_encode", .apply = apply_url_encode},
	{.name = "url_decode", .apply = apply_url_decode},
	{.name = "base64_encode", .apply = apply_base64_encode},
	{.name = "base64_decode", .apply = apply_base64_decode},
	{.name = "base64_url_safe_encode", .apply = apply_base64_url_safe_encode},
	{.name = "base64_url_safe_decode", .apply = apply_base64_url_safe_decode},
	{.name = "strip_html", .apply = apply_strip_html},
	{.name = NULL},
};
