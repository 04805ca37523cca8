#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "liquid/convert.h"
#include "liquid/filter.h"
#include "liquid/number.h"

static const struct filter *const tables[] = {filters_text, filters_replace, filters_encode,
	filters_array, filters_sort, filters_math, filters_date, filters_letter};

const struct filter *filter_find(const char *name, size_t n, bool standard)
{
	for (size_t t = 0; t < sizeof tables / sizeof *tables; t++)
		for (const struct filter *f = tables[t]; f->name; f++)
			if (strlen(f->name) == n && memcmp(f->name, name, n) == 0)
				return standard && f->own ? NULL : f;
	return NULL;
}

enum node_kind node_kind_of_output(const struct output *o)
{
	const struct filter_call *call = o->calls;

	if (o->count == 0)
		return NODE_OUTPUT;
	if (o->count == 1 && call->filter && call->filter->takes_unknown && call->count == 1 &&
		call->named_count == 0)
		return NODE_DEFAULT;
	return NODE_FILTERED;
}

const char *filter_nearest(const char *name, bool standard)
{
	const char *names[128];
	size_t n = 0;

	for (size_t t = 0; t < sizeof tables / sizeof *tables; t++)
		for (const struct filter *f = tables[t]; f->name && n < 128; f++)
			if (!(standard && f->own))
				names[n++] = f->name;
	return name_nearest(name, names, n);
}

int call_error(struct call *c, const char *fmt, ...)
{
	char text[512];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof text, fmt, ap);
	va_end(ap);
	return context_error(c->context, c->site->at, "the filter `%s`: %s", c->site->name, text);
}

struct liquid_value call_arg(const struct call *c, size_t i)
{
	return i < c->count ? c->args[i] : liquid_nil();
}

struct liquid_value call_named(const struct call *c, const char *name)
{
	struct liquid_value v = liquid_nil();

	if (c->named)
		liquid_hash_get(c->named, name, &v);
	return v;
}

int call_copy(struct call *c, const char *p, size_t n, struct liquid_value *r)
{
	char *copy = context_alloc(c->context, n + 1);

	if (copy == NULL)
		return -1;
	if (n)
		memcpy(copy, p, n);
	*r = liquid_text_n(copy, n);
	return 0;
}

int call_start(struct call *c, struct liquid_value *text_r, struct str **tmp_r)
{
	if (call_text(c, c->input, text_r) < 0)
		return -1;
	*tmp_r = &c->context->tmp;
	str_reset(*tmp_r);
	return 0;
}

int call_result(struct call *c, struct liquid_value *r)
{
	struct str *tmp = &c->context->tmp;

	if (tmp->full)
		return call_error(c, "the result is longer than %zu bytes (limit captured_bytes)",
			c->context->limits.captured_bytes);
	int status = call_copy(c, str_c(tmp), tmp->len, r);
	str_reset(tmp);
	return status;
}

int call_text(struct call *c, struct liquid_value v, struct liquid_value *r)
{
	struct str *tmp = &c->context->tmp;

	tmp->max = c->context->limits.captured_bytes;
	if (v.kind == LIQUID_TEXT || v.kind == LIQUID_BIG) {
		*r = v;
		r->kind = LIQUID_TEXT;
		return 0;
	}
	if (v.kind == LIQUID_NIL) {
		*r = liquid_text_n("", 0);
		return 0;
	}
	if (eval_refuse_parts(c->context, c->site->at, v) < 0)
		return -1;
	str_reset(tmp);
	value_add_text(tmp, v);
	return call_result(c, r);
}

int call_integer(struct call *c, struct liquid_value v, int64_t *r)
{
	if (number_strict_integer(v, r))
		return 0;
	return call_error(c, "invalid integer");
}

struct liquid_array *call_array(struct call *c)
{
	return liquid_array_new(&c->context->scratch);
}

int call_add(struct call *c, struct liquid_array *array, struct liquid_value v)
{
	/* Growth doubles: what it would take is counted before it is taken. */
	if (array->count == array->cap && context_alloc(c->context, 0) == NULL)
		return -1;
	if (array->cap * 2 * sizeof v > c->context->limits.captured_bytes)
		return call_error(c, "the list is longer than %zu bytes (limit captured_bytes)",
			c->context->limits.captured_bytes);
	liquid_array_add(array, v);
	return 0;
}
