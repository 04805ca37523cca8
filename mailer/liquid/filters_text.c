#include <string.h>

#include "base/utf8.h"
#include "liquid/convert.h"
#include "liquid/filter.h"
#include "liquid/unicode.h"

static int change_case(struct call *c, enum letter_case letter_case, struct liquid_value *r)
{
	const struct liquid_options *o = &c->context->engine->options;
	struct liquid_value text;
	struct str *tmp;
	char language[3] = "";

	if (call_start(c, &text, &tmp) < 0)
		return -1;
	/* Only Turkish and Azeri have letters whose case differs; plain Liquid has no language. */
	if (!o->standard && (str_istarts(o->language, "tr") || str_istarts(o->language, "az")))
		memcpy(language, o->language, 2);
	unicode_add_case(tmp, text.text.p, text.text.n, letter_case, *language ? language : NULL);
	return call_result(c, r);
}

static int apply_upcase(struct call *c, struct liquid_value *r)
{
	return change_case(c, CASE_UPPER, r);
}

static int apply_downcase(struct call *c, struct liquid_value *r)
{
	return change_case(c, CASE_LOWER, r);
}

static int apply_capitalize(struct call *c, struct liquid_value *r)
{
	return change_case(c, CASE_CAPITAL, r);
}

static bool is_strip_byte(char c)
{
	return ascii_is_space((unsigned char)c) || c == '\0';
}

static int strip(struct call *c, bool left, bool right, struct liquid_value *r)
{
	struct liquid_value text;

	if (call_text(c, c->input, &text) < 0)
		return -1;
	while (left && text.text.n && is_strip_byte(*text.text.p)) {
		text.text.p++;
		text.text.n--;
	}
	while (right && text.text.n && is_strip_byte(text.text.p[text.text.n - 1]))
		text.text.n--;
	*r = text;
	return 0;
}

static int apply_strip(struct call *c, struct liquid_value *r)
{
	return strip(c, true, true, r);
}

static int apply_lstrip(struct call *c, struct liquid_value *r)
{
	return strip(c, true, false, r);
}

static int apply_rstrip(struct call *c, struct liquid_value *r)
{
	return strip(c, false, true, r);
}

static int join_two(
	struct call *c, struct liquid_value a, struct liquid_value b, struct liquid_value *r)
{
	if (call_text(c, a, &a) < 0 || call_text(c, b, &b) < 0)
		return -1;
	char *p = context_alloc(c->context, a.text.n + b.text.n + 1);
	if (p == NULL)
		return -1;
	memcpy(p, a.text.p, a.text.n);
	memcpy(p + a.text.n, b.text.p, b.text.n);
	*r = liquid_text_n(p, a.text.n + b.text.n);
	return 0;
}

static int apply_append(struct call *c, struct liquid_value *r)
{
	return join_two(c, c->input, c->args[0], r);
}

static int apply_prepend(struct call *c, struct liquid_value *r)
{
	return join_two(c, c->args[0], c->input, r);
}

static int apply_truncate(struct call *c, struct liquid_value *r)
{
	struct liquid_value text, mark = liquid_text("...");
	struct str *tmp;
	int64_t length = 50;

	if (c->input.kind == LIQUID_NIL)
		return 0;
	if ((c->count > 0 && call_integer(c, c->args[0], &length) < 0) ||
		(c->count > 1 && call_text(c, c->args[1], &mark) < 0) ||
		call_start(c, &text, &tmp) < 0)
		return -1;
	size_t have = utf8_length(text.text.p, text.text.n);
	if (length >= 0 && have <= (uint64_t)length) {
		*r = text;
		return 0;
	}
	int64_t keep = length - (int64_t)utf8_length(mark.text.p, mark.text.n);
	if (length < 0 || keep < 0)
		keep = 0;
	str_add(tmp, text.text.p, unicode_offset(text.text.p, text.text.n, (size_t)keep));
	str_add(tmp, mark.text.p, mark.text.n);
	return call_result(c, r);
}

static int apply_truncatewords(struct call *c, struct liquid_value *r)
{
	struct liquid_value text, mark = liquid_text("...");
	struct str *tmp;
	int64_t words = 15;
	size_t at = 0, taken = 0;

	if (c->input.kind == LIQUID_NIL)
		return 0;
	if ((c->count > 0 && call_integer(c, c->args[0], &words) < 0) ||
		(c->count > 1 && call_text(c, c->args[1], &mark) < 0) ||
		call_start(c, &text, &tmp) < 0)
		return -1;
	if (words <= 0)
		words = 1;
	while (taken < (uint64_t)words) {
		while (at < text.text.n && is_strip_byte(text.text.p[at]))
			at++;
		size_t from = at;
		while (at < text.text.n && !is_strip_byte(text.text.p[at]))
			at++;
		if (at == from)
			break;
		if (taken++)
			str_addc(tmp, ' ');
		str_add(tmp, text.text.p + from, at - from);
	}
	/* Blanks behind the last word count as one more, as the reference splits. */
	if (taken < (uint64_t)words || at == text.text.n) {
		*r = text;
		return 0;
	}
	str_add(tmp, mark.text.p, mark.text.n);
	return call_result(c, r);
}

static int split_blanks(struct call *c, struct liquid_value text, struct liquid_array *array)
{
	size_t at = 0;

	while (at < text.text.n) {
		while (at < text.text.n && is_strip_byte(text.text.p[at]))
			at++;
		size_t from = at;
		while (at < text.text.n && !is_strip_byte(text.text.p[at]))
			at++;
		if (at > from &&
			call_add(c, array, liquid_text_n(text.text.p + from, at - from)) < 0)
			return -1;
	}
	return 0;
}

static int apply_split(struct call *c, struct liquid_value *r)
{
	struct liquid_value text, by;
	struct liquid_array *array = call_array(c);
	size_t at = 0;

	if (call_text(c, c->input, &text) < 0 || call_text(c, c->args[0], &by) < 0)
		return -1;
	*r = liquid_array_value(array);
	if (by.text.n == 1 && *by.text.p == ' ')
		return split_blanks(c, text, array);
	while (at < text.text.n) {
		const char *hit =
			by.text.n ? text_find(text, at, by)
				  : text.text.p + at +
					    unicode_offset(text.text.p + at, text.text.n - at, 1);
		size_t end = hit ? (size_t)(hit - text.text.p) : text.text.n;
		if (call_add(c, array, liquid_text_n(text.text.p + at, end - at)) < 0)
			return -1;
		at = end + by.text.n;
	}
	while (array->count && array->items[array->count - 1].text.n == 0)
		array->count--;
	return 0;
}

static int apply_strip_newlines(struct call *c, struct liquid_value *r)
{
	struct liquid_value text;
	struct str *tmp;

	if (call_start(c, &text, &tmp) < 0)
		return -1;
	for (size_t i = 0; i < text.text.n; i++) {
		const char *p = text.text.p + i;
		if (*p == '\n' || (*p == '\r' && i + 1 < text.text.n && p[1] == '\n'))
			continue;
		str_addc(tmp, *p);
	}
	return call_result(c, r);
}

static int apply_newline_to_br(struct call *c, struct liquid_value *r)
{
	struct liquid_value text;
	struct str *tmp, escaped = STR_INIT;

	if (call_start(c, &text, &tmp) < 0)
		return -1;
	/* Where output is escaped, the text is escaped and the <br /> is not. */
	bool markup = c->escapes;
	if (markup && !text.markup) {
		escaped.max = tmp->max;
		c->context->engine->options.escape(&escaped, text.text.p, text.text.n);
		text = liquid_text_n(str_c(&escaped), escaped.len);
	}
	for (size_t i = 0; i < text.text.n; i++) {
		const char *p = text.text.p + i;
		if (*p == '\r' && i + 1 < text.text.n && p[1] == '\n')
			continue;
		if (*p == '\n')
			str_adds(tmp, "<br />\n");
		else
			str_addc(tmp, *p);
	}
	str_release(&escaped);
	if (call_result(c, r) < 0)
		return -1;
	r->markup = markup;
	return 0;
}

static int apply_raw(struct call *c, struct liquid_value *r)
{
	*r = c->input;
	return 0;
}

static int apply_default(struct call *c, struct liquid_value *r)
{
	struct liquid_value v = c->input;
	bool allow_false = c->named && value_is_true(call_named(c, "allow_false"));
	bool missing = filter_is_missing(c->context, v);

	if (allow_false && v.kind == LIQUID_FALSE)
		missing = false;
	*r = v;
	if (missing)
		*r = c->count ? c->args[0] : liquid_text_n("", 0);
	return 0;
}

const struct filter filters_text[] = {
	{.name = "default",
		.apply = apply_default,
		.max = 2,
		.takes_named = true,
		.takes_unknown = true},
	{.name = "upcase", .apply = apply_upcase},
	{.name = "downcase", .apply = apply_downcase},
	{.name = "capitalize", .apply = apply_capitalize},
	{.name = "strip", .apply = apply_strip},
	{.name = "lstrip", .apply = apply_lstrip},
	{.name = "rstrip", .apply = apply_rstrip},
	{.name = "append", .apply = apply_append, .min = 1, .max = 1},
	{.name = "prepend", .apply = apply_prepend, .min = 1, .max = 1},
	{.name = "truncate", .apply = apply_truncate, .max = 2},
	{.name = "truncatewords", .apply = apply_truncatewords, .max = 2},
	{.name = "split", .apply = apply_split, .min = 1, .max = 1},
	{.name = "strip_newlines", .apply = apply_strip_newlines},
	{.name = "newline_to_br", .apply = apply_newline_to_br},
	{.name = "raw", .apply = apply_raw, .own = true, .raw = true},
	{.name = NULL},
};
