/* An output: its value, and what its filters make of it. */

#include "liquid/convert.h"
#include "liquid/filter.h"

static int wrong_count(struct liquid_context *c, const struct filter_call *site, size_t count)
{
	const struct filter *f = site->filter;

	return context_error(c, site->at, "the filter `%s` takes %s%d argument%s, not %zu", f->name,
		f->min == f->max ? ""
		: count < f->min ? "at least "
				 : "at most ",
		count < f->min ? f->min : f->max,
		(count < f->min ? f->min : f->max) == 1 ? "" : "s", count);
}

static int eval_named(
	struct liquid_context *c, const struct filter_call *site, struct liquid_hash **r)
{
	*r = liquid_hash_new(&c->scratch);
	for (size_t i = 0; i < site->named_count; i++) {
		struct liquid_value v;
		if (eval_known(c, site->named_args[i], &v) < 0)
			return -1;
		liquid_hash_set(*r, site->named[i], v);
	}
	return 0;
}

enum { FEW_ARGUMENTS = 8, WORK_PER_STEP = 4096 };

/* Filters that go through much text count as steps, so that a loop over them ends in time. */
static int count_work(struct liquid_context *c, struct liquid_value v, uint32_t at)
{
	if (v.kind == LIQUID_TEXT)
		c->work += v.text.n;
	else if (v.kind == LIQUID_ARRAY)
		c->work += v.array->count * sizeof(struct liquid_value);
	else if (v.kind == LIQUID_RANGE)
		c->work += (uint64_t)range_count(v);
	if (c->work / WORK_PER_STEP <= c->limits.loop_steps)
		return 0;
	return context_error(c, at, "filters go through more than %zu MB (limit loop_steps)",
		c->limits.loop_steps / 256);
}

static int apply_filter(struct liquid_context *c, const struct filter_call *site, bool escapes,
	struct liquid_value *v)
{
	const struct filter *f = site->filter;
	struct liquid_value few[FEW_ARGUMENTS], *args = few;
	struct liquid_hash *named = NULL;
	size_t count = site->count;

	if (f == NULL) /* plain Liquid passes the value on */
		return 0;
	if (count + 1 > FEW_ARGUMENTS) {
		args = context_alloc(c, (count + 1) * sizeof *args);
		if (args == NULL)
			return -1;
	}
	for (size_t i = 0; i < count; i++)
		if (eval_known(c, site->args[i], &args[i]) < 0)
			return -1;
	if (site->named_count) {
		if (eval_named(c, site, &named) < 0)
			return -1;
		if (!f->takes_named)
			args[count++] = liquid_hash_value(named);
	}
	if (count < f->min || count > f->max)
		return wrong_count(c, site, count);
	if (count_work(c, *v, site->at) < 0)
		return -1;
	struct call call = {.context = c,
		.site = site,
		.input = *v,
		.args = args,
		.count = count,
		.named = f->takes_named ? named : NULL,
		.escapes = escapes};
	return f->apply(&call, v);
}

int eval_output(struct liquid_context *c, const struct output *o, struct liquid_value *v)
{
	bool escapes = c->escape;

	if (eval_quick(c, o->expr, v) < 0)
		return -1;
	if (v->kind == LIQUID_UNKNOWN) {
		bool handled =
			c->engine->options.standard ||
			(o->count && o->calls[0].filter && o->calls[0].filter->takes_unknown);
		if (!handled && eval_unknown(c, o->expr) < 0)
			return -1;
		*v = liquid_nil();
	}
	for (size_t i = 0; i < o->count; i++)
		if (apply_filter(c, &o->calls[i], escapes && i + 1 == o->count, v) < 0)
			return -1;
	return 0;
}
