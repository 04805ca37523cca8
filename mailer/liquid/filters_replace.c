/* Filters that put text in the place of other text. */
#include <stdlib.h>
#include <string.h>

#include "liquid/filter.h"
#include "liquid/unicode.h"

const char *text_find(struct liquid_value in, size_t from, struct liquid_value what)
{
	if (from > in.text.n)
		return NULL;
	if (what.text.n == 0)
		return in.text.p + from;
	if (what.text.n == 1)
		return from < in.text.n ? memchr(in.text.p + from, *what.text.p, in.text.n - from)
					: NULL;
	return memmem(in.text.p + from, in.text.n - from, what.text.p, what.text.n);
}

/*
 * Appends a replacement as Ruby's sub does: \0 and \& are what was found, \` and \' what stands
 * before and after it, \\ a backslash, and \1 to \9 (there are no groups) nothing.
 */
static void add_replacement(
	struct str *out, struct liquid_value with, struct liquid_value in, size_t at, size_t n)
{
	const char *p = with.text.p, *end = p + with.text.n, *slash;

	while ((slash = memchr(p, '\\', (size_t)(end - p))) != NULL && slash + 1 < end) {
		str_add(out, p, (size_t)(slash - p));
		char c = slash[1];
		if (c == '0' || c == '&')
			str_add(out, in.text.p + at, n);
		else if (c == '`')
			str_add(out, in.text.p, at);
		else if (c == '\'')
			str_add(out, in.text.p + at + n, in.text.n - at - n);
		else if (c == '\\')
			str_addc(out, '\\');
		else if (c < '1' || c > '9')
			str_add(out, slash, 2);
		p = slash + 2;
	}
	str_add(out, p, (size_t)(end - p));
}

static int replace(struct call *c, struct liquid_value with, bool all, struct liquid_value *r)
{
	struct liquid_value text, what;
	struct str *tmp;
	size_t at = 0;
	const char *hit;

	if (call_text(c, c->args[0], &what) < 0 || call_text(c, with, &with) < 0 ||
		call_start(c, &text, &tmp) < 0)
		return -1;
	while ((hit = text_find(text, at, what)) != NULL) {
		size_t found = (size_t)(hit - text.text.p);
		str_add(tmp, text.text.p + at, found - at);
		add_replacement(tmp, with, text, found, what.text.n);
		at = found + what.text.n;
		if (!all)
			break;
		if (what.text.n == 0) { /* between all characters */
			if (at == text.text.n)
				break;
			size_t step = unicode_offset(text.text.p + at, text.text.n - at, 1);
			str_add(tmp, text.text.p + at, step);
			at += step;
		}
	}
	if (at < text.text.n)
		str_add(tmp, text.text.p + at, text.text.n - at);
	return call_result(c, r);
}

static int apply_replace(struct call *c, struct liquid_value *r)
{
	return replace(c, call_arg(c, 1), true, r);
}

static int apply_replace_first(struct call *c, struct liquid_value *r)
{
	return replace(c, call_arg(c, 1), false, r);
}

static char *reversed(struct liquid_value v)
{
	char *copy = mem_strndup(v.text.p, v.text.n);

	for (size_t i = 0; i < v.text.n / 2; i++) {
		char swap = copy[i];
		copy[i] = copy[v.text.n - 1 - i];
		copy[v.text.n - 1 - i] = swap;
	}
	return copy;
}

/* The last place of `what`; searched backwards, so that hostile text costs no more than its length.
 */
static const char *find_last(struct liquid_value in, struct liquid_value what)
{
	if (what.text.n == 0)
		return in.text.p + in.text.n;
	char *text = reversed(in), *part = reversed(what);
	const char *hit = memmem(text, in.text.n, part, what.text.n);
	size_t from_end = hit ? (size_t)(hit - text) + what.text.n : 0;
	free(text);
	free(part);
	return hit ? in.text.p + in.text.n - from_end : NULL;
}

static int replace_last(struct call *c, struct liquid_value with, struct liquid_value *r)
{
	struct liquid_value text, what;
	struct str *tmp;

	if (call_text(c, c->args[0], &what) < 0 || call_text(c, with, &with) < 0 ||
		call_start(c, &text, &tmp) < 0)
		return -1;
	const char *last = find_last(text, what);
	if (last == NULL) {
		*r = text;
		return 0;
	}
	size_t at = (size_t)(last - text.text.p);
	str_add(tmp, text.text.p, at);
	str_add(tmp, with.text.p, with.text.n);
	str_add(tmp, last + what.text.n, text.text.n - at - what.text.n);
	return call_result(c, r);
}

static int apply_replace_last(struct call *c, struct liquid_value *r)
{
	return replace_last(c, c->args[1], r);
}

static int apply_remove(struct call *c, struct liquid_value *r)
{
	return replace(c, liquid_nil(), true, r);
}

static int apply_remove_first(struct call *c, struct liquid_value *r)
{
	return replace(c, liquid_nil(), false, r);
}

static int apply_remove_last(struct call *c, struct liquid_value *r)
{
	return replace_last(c, liquid_nil(), r);
}

const struct filter filters_replace[] = {
	{.name = "replace", .apply = apply_replace, .min = 1, .max = 2},
	{.name = "replace_first", .apply = apply_replace_first, .min = 1, .max = 2},
	{.name = "replace_last", .apply = apply_replace_last, .min = 2, .max = 2},
	{.name = "remove", .apply = apply_remove, .min = 1, .max = 1},
	{.name = "remove_first", .apply = apply_remove_first, .min = 1, .max = 1},
	{.name = "remove_last", .apply = apply_remove_last, .min = 1, .max = 1},
	{.name = NULL},
};
