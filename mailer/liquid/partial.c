#include <string.h>

#include "liquid/loop.h"

/* Binds the values of include, or of render in its own frame. */
static void bind_values(struct liquid_context *c, const struct partial_call *p,
	const struct liquid_value *values, struct binding *bound)
{
	for (size_t i = 0; i < p->count; i++)
		bound[i] = name_bind(c, p->slots[i], values[i]);
}

static int find_partial(struct liquid_context *c, const struct node *n, struct liquid_template **r,
	size_t *slot, size_t *lookup_slot)
{
	struct partial_call *p = n->partial;
	struct liquid_value name;
	struct err err;

	*slot = p->slot;
	*lookup_slot = p->lookup_slot;
	if (p->static_name) {
		if (p->partial == NULL)
			p->partial = engine_partial(
				c->engine, p->static_name, strlen(p->static_name), NULL, &err);
		*r = p->partial;
	} else {
		if (eval_known(c, p->name, &name) < 0)
			return -1;
		if (name.kind != LIQUID_TEXT)
			return context_error(c, n->at, "the name of a partial must be text");
		*r = engine_partial(c->engine, name.text.p, name.text.n, NULL, &err);
		const char *slash = memrchr(name.text.p, '/', name.text.n);
		const char *last = slash ? slash + 1 : name.text.p;
		if (!p->slot_known)
			*slot = engine_slot(
				c->engine, last, (size_t)(name.text.p + name.text.n - last));
		*lookup_slot = engine_slot(c->engine, name.text.p, name.text.n);
	}
	if (*r == NULL)
		return context_error(c, n->at, "%s", err.text);
	if ((*r)->failed)
		return context_error(c, n->at, "the partial has an error: %s",
			(*r)->failure ? (*r)->failure : "unknown");
	context_grow(c);
	return 0;
}

static int eval_values(
	struct liquid_context *c, const struct partial_call *p, struct liquid_value **r)
{
	*r = NULL;
	if (p->count == 0)
		return 0;
	*r = context_alloc(c, p->count * sizeof **r);
	if (*r == NULL)
		return -1;
	for (size_t i = 0; i < p->count; i++)
		if (eval_known(c, p->values[i], &(*r)[i]) < 0)
			return -1;
	return 0;
}

static int render_include(struct liquid_context *c, const struct partial_call *p,
	const struct liquid_template *t, size_t slot, size_t lookup_slot)
{
	struct liquid_value *values, v;
	struct binding own, *bound = NULL;
	bool known = true;
	int status = 0;

	if (p->with) {
		if (eval_known(c, p->with, &v) < 0)
			return -1;
	} else {
		v = context_get(c, lookup_slot);
		known = v.kind != LIQUID_UNKNOWN || c->engine->options.standard;
		if (v.kind == LIQUID_UNKNOWN)
			v = liquid_nil();
	}
	if (eval_values(c, p, &values) < 0)
		return -1;
	if (p->count) {
		bound = context_alloc(c, p->count * sizeof *bound);
		if (bound == NULL)
			return -1;
		bind_values(c, p, values, bound);
	}
	if (known)
		own = name_bind(c, slot, v);
	if (v.kind == LIQUID_ARRAY) {
		for (size_t i = 0; i < v.array->count && status == 0 && !c->interrupt; i++) {
			c->frame->variables[slot].local = v.array->items[i];
			status = count_step(c, 0);
			if (status == 0)
				status = render_template(c, t);
		}
	} else {
		status = render_template(c, t);
	}
	if (known)
		name_unbind(c, &own);
	for (size_t i = p->count; i-- > 0;)
		name_unbind(c, &bound[i]);
	return status;
}

/* A variable of a new frame: one that the partial may assign anew. */
static void give(struct liquid_context *c, size_t slot, struct liquid_value v)
{
	struct variable *var = frame_touch(c->frame, slot);

	var->assigned = v;
	var->has |= HAS_ASSIGNED;
}

/* One rendering in a frame of its own. */
static int render_isolated(struct liquid_context *c, const struct partial_call *p,
	const struct liquid_template *t, const struct liquid_value *values, size_t slot,
	struct liquid_value v, struct liquid_loop *loop)
{
	bool no_include = c->no_include;
	size_t loop_slot = engine_slot(c->engine, "forloop", 7);

	frame_push(c);
	context_grow(c);
	if (loop)
		give(c, loop_slot, (struct liquid_value){.kind = LIQUID_LOOP, .loop = loop});
	for (size_t i = 0; i < p->count; i++)
		give(c, p->slots[i], values[i]);
	if (v.kind != LIQUID_NIL)
		give(c, slot, v);
	c->no_include = true;
	int status = render_template(c, t);
	c->no_include = no_include;
	c->interrupt = INTERRUPT_NONE;
	frame_pop(c);
	return status;
}

static int render_for_each(struct liquid_context *c, const struct partial_call *p,
	const struct liquid_template *t, const struct liquid_value *values, size_t slot,
	const struct sequence *s)
{
	struct liquid_loop *loop = loop_new(c);
	int status = 0;

	loop->parent = NULL;
	loop->length = s->count;
	loop->name = p->static_name ? p->static_name : "";
	loop->name_len = strlen(loop->name);
	for (int64_t i = 0; i < s->count && status == 0; i++) {
		status = count_step(c, 0);
		if (status == 0)
			status = render_isolated(
				c, p, t, values, slot, sequence_item(c, s, i), loop);
		loop->index++;
	}
	loop_done(c, loop);
	return status;
}

static int render_call(struct liquid_context *c, const struct node *n)
{
	const struct partial_call *p = n->partial;
	struct liquid_template *t;
	struct liquid_value v = liquid_nil(), *values;
	struct sequence s;
	size_t slot, lookup_slot;

	if (find_partial(c, n, &t, &slot, &lookup_slot) < 0)
		return -1;
	if (!p->isolated)
		return render_include(c, p, t, slot, lookup_slot);
	if ((p->with && eval_known(c, p->with, &v) < 0) || eval_values(c, p, &values) < 0)
		return -1;
	if (p->is_for && sequence_of(v, &s))
		return render_for_each(c, p, t, values, slot, &s);
	return render_isolated(c, p, t, values, slot, v, NULL);
}

int render_partial(struct liquid_context *c, const struct node *n)
{
	if (!n->partial->isolated && c->no_include)
		return context_error(c, n->at,
			"`include` cannot be used inside `render`; use `render` there too");
	if (c->partial_depth >= c->limits.include_depth)
		return context_error(c, n->at,
			"partials are nested more than %zu deep (limit include_depth); does one "
			"name itself?",
			c->limits.include_depth);
	c->partial_depth++;
	int status = render_call(c, n);
	c->partial_depth--;
	return status;
}
