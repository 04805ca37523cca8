#include <string.h>

#include "base/utf8.h"
#include "liquid/convert.h"
#include "liquid/filter.h"
#include "liquid/language.h"
#include "liquid/moment.h"
#include "liquid/number.h"
#include "liquid/unicode.h"

enum { WRAP_WIDTH = 72, WIDTH_MIN = 10 };

static const struct language *language_of(const struct call *c)
{
	return c->context->engine->language;
}

static struct str *work_space(struct call *c)
{
	struct str *tmp = &c->context->tmp;

	tmp->max = c->context->limits.captured_bytes;
	str_reset(tmp);
	return tmp;
}

static bool shows(struct liquid_value v)
{
	return !(v.kind == LIQUID_NIL || (v.kind == LIQUID_TEXT && value_is_blank(v)));
}

/* The input as a list; one value is a list of one. */
static const struct liquid_array *items_of(struct call *c)
{
	if (c->input.kind == LIQUID_ARRAY)
		return c->input.array;
	struct liquid_array *array = call_array(c);
	if (c->input.kind != LIQUID_NIL)
		liquid_array_add(array, c->input);
	return array;
}

/* "A, B and C". Blank items are left out. */
static int apply_sentence(struct call *c, struct liquid_value *r)
{
	const struct liquid_array *list = items_of(c);
	const struct language *l = language_of(c);
	struct liquid_value word = liquid_nil(), text;
	size_t count = 0, at = 0;

	if (c->count && (c->args[0].kind != LIQUID_TEXT || call_text(c, c->args[0], &word) < 0))
		return call_error(c, "the word between the last two must be text");
	const char *own = word.kind == LIQUID_TEXT
				  ? arena_strndup(&c->context->scratch, word.text.p, word.text.n)
				  : NULL;
	for (size_t i = 0; i < list->count; i++)
		count += shows(list->items[i]);
	struct str sentence = STR_INIT;
	sentence.max = c->context->limits.captured_bytes;
	for (size_t i = 0; i < list->count; i++) {
		if (!shows(list->items[i]))
			continue;
		if (call_text(c, list->items[i], &text) < 0)
			break;
		if (at && at + 1 == count)
			language_add_last(&sentence, l, count, text.text.p, text.text.n, own);
		else if (at)
			str_adds(&sentence, l->comma);
		str_add(&sentence, text.text.p, text.text.n);
		at++;
	}
	int status = at < count ? -1 : call_copy(c, str_c(&sentence), sentence.len, r);
	str_release(&sentence);
	return status;
}

/* What a line begins with that its following lines keep: blanks, quote marks, a list's mark as
 * blanks. */
static size_t line_prefix(const char *p, size_t n, struct str *hang)
{
	size_t at = 0;

	while (at < n && (p[at] == ' ' || p[at] == '\t' || p[at] == '>'))
		at++;
	str_add(hang, p, at);
	size_t mark = at;
	if (mark < n && strchr("-*+", p[mark])) {
		mark++;
	} else {
		while (mark < n && p[mark] >= '0' && p[mark] <= '9' && mark - at < 4)
			mark++;
		if (mark == at || mark == n || !strchr(".)", p[mark]))
			return at;
		mark++;
	}
	if (mark == n || p[mark] != ' ')
		return at;
	while (mark < n && p[mark] == ' ')
		mark++;
	for (size_t i = at; i < mark; i++)
		str_addc(hang, ' ');
	return mark;
}

static int apply_wrap(struct call *c, struct liquid_value *r)
{
	struct liquid_value text;
	int64_t width = WRAP_WIDTH;
	struct str hang = STR_INIT;

	if (c->count && call_integer(c, c->args[0], &width) < 0)
		return -1;
	if (width < WIDTH_MIN || width > 10000)
		return call_error(c, "the width must be between %d and 10000", (int)WIDTH_MIN);
	if (call_text(c, c->input, &text) < 0)
		return -1;
	struct str *tmp = work_space(c);
	const char *p = text.text.p, *end = p + text.text.n;
	while (p < end) {
		const char *lf = memchr(p, '\n', (size_t)(end - p));
		size_t n = (size_t)((lf ? lf : end) - p);
		str_reset(&hang);
		if (utf8_width(p, n) <= (size_t)width) {
			str_add(tmp, p, n);
		} else {
			size_t prefix = line_prefix(p, n, &hang);
			str_add(tmp, p, prefix);
			unicode_add_wrapped(tmp, p + prefix, n - prefix, (size_t)width,
				utf8_width(p, prefix), str_c(&hang));
		}
		if (lf)
			str_addc(tmp, '\n');
		p += n + (lf != NULL);
	}
	str_release(&hang);
	return call_result(c, r);
}

/* Blanks, or a text, before each line that is not empty. */
static int apply_indent(struct call *c, struct liquid_value *r)
{
	struct liquid_value text, with = liquid_text("    ");
	int64_t n;

	if (c->count && c->args[0].kind == LIQUID_TEXT) {
		with = c->args[0];
	} else if (c->count) {
		if (call_integer(c, c->args[0], &n) < 0)
			return -1;
		if (n < 0 || n > 200)
			return call_error(c, "indent by 0 to 200 blanks, or by a text");
		char *blanks = context_alloc(c->context, (size_t)n + 1);
		if (blanks == NULL)
			return -1;
		memset(blanks, ' ', (size_t)n);
		with = liquid_text_n(blanks, (size_t)n);
	}
	if (call_text(c, c->input, &text) < 0)
		return -1;
	struct str *tmp = work_space(c);
	const char *p = text.text.p, *end = p + text.text.n;
	while (p < end) {
		const char *lf = memchr(p, '\n', (size_t)(end - p));
		size_t len = (size_t)((lf ? lf + 1 : end) - p);
		if (*p != '\n' && *p != '\r')
			str_add(tmp, with.text.p, with.text.n);
		str_add(tmp, p, len);
		p += len;
	}
	return call_result(c, r);
}

static int apply_localdate(struct call *c, struct liquid_value *r)
{
	struct liquid_value style = liquid_text("long");
	struct moment m;
	bool clock;

	*r = c->input;
	if (c->input.kind == LIQUID_NIL)
		return 0;
	if (c->count && call_text(c, c->args[0], &style) < 0)
		return -1;
	if (!moment_of(c->input, &m, &clock)) {
		struct liquid_value text;
		if (call_text(c, c->input, &text) < 0)
			return -1;
		if (text.text.n == 0)
			return 0;
		return call_error(c, "\"%.*s\" is no date; write YYYY-MM-DD",
			(int)(text.text.n < 60 ? text.text.n : 60), text.text.p);
	}
	c->context->impure = c->context->impure || clock;
	struct str *tmp = work_space(c);
	const struct language *l = language_of(c);
	if (!language_add_date(tmp, l, &m, style.text.p, style.text.n)) {
		if (!memchr(style.text.p, '%', style.text.n))
			return call_error(c,
				"the style is \"long\", \"full\", "
				"\"medium\", \"short\" or a pattern such as \"%%A %%d %%B\"");
		language_format(tmp, l, &m, style.text.p, style.text.n);
	}
	return call_result(c, r);
}

/* Whether a text is a number and nothing else; plus and its like take "1,000" for 1. */
static bool is_decimal(const char *p, size_t n)
{
	size_t digits = 0, points = 0;

	for (; n > 0 && *p == ' '; p++)
		n--;
	while (n > 0 && p[n - 1] == ' ')
		n--;
	for (size_t i = n > 0 && *p == '-'; i < n; i++) {
		digits += p[i] >= '0' && p[i] <= '9';
		points += p[i] == '.' && i + 1 < n;
		if (digits == 0 || digits + points + (*p == '-') != i + 1)
			return false;
	}
	return digits > 0 && points <= 1;
}

/* The number of ordinal and pluralize: the input, or how many items it has. */
static int count_of(struct call *c, struct number *r)
{
	struct liquid_value v = c->input;

	if (v.kind == LIQUID_ARRAY)
		v = liquid_int((int64_t)v.array->count);
	if (v.kind == LIQUID_TEXT && v.text.n > 0 && !is_decimal(v.text.p, v.text.n))
		return call_error(
			c, "\"%.*s\" is no number", (int)(v.text.n < 40 ? v.text.n : 40), v.text.p);
	if (number_of(&c->context->scratch, v, r) != NUMBER_OK || r->special)
		return call_error(c, "this is no number");
	return 0;
}

/* Without an exponent, whatever its size. */
static void add_decimal(struct str *out, struct number x)
{
	struct str digits = STR_INIT;

	if (x.small) {
		str_addf(out, "%lld", (long long)x.integer);
		return;
	}
	for (size_t i = mag_digits(x.magnitude); i <= x.scale; i++)
		str_addc(&digits, '0');
	mag_text(&digits, x.magnitude);
	str_add(out, digits.p, digits.len - x.scale);
	str_addc(out, '.');
	str_add(out, digits.p + digits.len - x.scale, x.scale);
	str_release(&digits);
}

static int apply_ordinal(struct call *c, struct liquid_value *r)
{
	struct arena *a = &c->context->scratch;
	struct number x, floor;

	*r = c->input;
	if (r->kind == LIQUID_NIL || (r->kind == LIQUID_TEXT && r->text.n == 0))
		return 0;
	if (count_of(c, &x) < 0)
		return -1;
	if (number_round(a, x, 0, ROUND_FLOOR, &floor) != NUMBER_OK ||
		number_compare(a, x, floor) != 0)
		return call_error(c, "only whole numbers have an ordinal");
	if (!floor.small)
		return call_error(c, "the number is too large");
	language_add_ordinal(work_space(c), language_of(c), floor.integer);
	return call_result(c, r);
}

/*
 * The form of a word for a count: the forms in the order of the language (English: one, other;
 * Arabic: zero, one, two, few, many, other), or by name (one: "...", other: "...").
 */
static int apply_pluralize(struct call *c, struct liquid_value *r)
{
	const struct language *l = language_of(c);
	struct number x;
	size_t forms;

	if (count_of(c, &x) < 0)
		return -1;
	struct str *text = work_space(c);
	add_decimal(text, x);
	enum plural form = language_plural(l, plural_count_of(str_c(text), text->len));
	if (c->named) {
		*r = call_named(c, plural_names[form]);
		if (r->kind == LIQUID_NIL)
			*r = call_named(c, "other");
		if (r->kind != LIQUID_NIL)
			return 0;
	}
	if (c->count == 0)
		return call_error(c, "the forms of the word are missing: pluralize: \"demand\", "
				     "\"demands\"");
	size_t place = language_form_place(l, form, &forms);
	/* Where one form is missing in a language that has one for zero, it is that one. */
	if (c->count + 1 == forms && language_form_place(l, FORM_ONE, &forms) == 1)
		place = form == FORM_ZERO ? c->count - 1 : place - 1;
	*r = c->args[place < c->count ? place : c->count - 1];
	return 0;
}

/* First strong isolate ... pop directional isolate (UAX 9), so that a name does not turn its line.
 */
static int apply_isolate(struct call *c, struct liquid_value *r)
{
	struct liquid_value text;

	if (call_text(c, c->input, &text) < 0)
		return -1;
	if (text.text.n == 0) {
		*r = text;
		return 0;
	}
	struct str *tmp = work_space(c);
	str_adds(tmp, "\xE2\x81\xA8");
	str_add(tmp, text.text.p, text.text.n);
	str_adds(tmp, "\xE2\x81\xA9");
	return call_result(c, r);
}

const struct filter filters_letter[] = {
	{.name = "sentence", .apply = apply_sentence, .max = 1, .own = true},
	{.name = "wrap", .apply = apply_wrap, .max = 1, .own = true},
	{.name = "indent", .apply = apply_indent, .max = 1, .own = true},
	{.name = "localdate", .apply = apply_localdate, .max = 1, .own = true},
	{.name = "ordinal", .apply = apply_ordinal, .own = true},
	{.name = "pluralize", .apply = apply_pluralize, .max = 6, .own = true, .takes_named = true},
	{.name = "isolate", .apply = apply_isolate, .own = true},
	{.name = NULL},
};
