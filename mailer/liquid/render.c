#include <string.h>

#include "liquid/convert.h"
#include "liquid/filter.h"

/* The hot path: room is there almost always. */
static inline void emit(struct liquid_context *c, const char *p, size_t n)
{
	struct str *s = c->out;

	if (n >= s->cap - s->len || n > s->max - s->len || s->cap == 0) {
		str_add(s, p, n);
		return;
	}
	memcpy(s->p + s->len, p, n);
	s->len += n;
}

static int output_full(struct liquid_context *c, uint32_t at)
{
	if (c->capture_depth)
		return context_error(c, at,
			"what is captured is longer than %zu bytes (limit captured_bytes)",
			c->limits.captured_bytes);
	return context_error(c, at, "the output is longer than %zu bytes (limit output_bytes)",
		c->limits.output_bytes);
}

/* CR and LF in a run become one space: for header lines. */
static void emit_one_line(struct liquid_context *c, const char *p, size_t n)
{
	while (n) {
		size_t run = 0, gap = 0;
		while (run < n && p[run] != '\r' && p[run] != '\n')
			run++;
		emit(c, p, run);
		while (run + gap < n && (p[run + gap] == '\r' || p[run + gap] == '\n'))
			gap++;
		if (gap)
			emit(c, " ", 1);
		p += run + gap;
		n -= run + gap;
	}
}

static void emit_text(struct liquid_context *c, const char *p, size_t n, bool escape)
{
	if (escape)
		c->engine->options.escape(c->out, p, n);
	else if (c->one_line)
		emit_one_line(c, p, n);
	else
		emit(c, p, n);
}

/* As {{ output }}; escape: unless the value is markup. */
int render_value(struct liquid_context *c, uint32_t at, struct liquid_value v, bool escape)
{
	escape = escape && c->escape && !v.markup;
	if (v.kind == LIQUID_TEXT) {
		emit_text(c, v.text.p, v.text.n, escape);
	} else if (v.kind == LIQUID_NIL) {
		return 0;
	} else if (v.kind == LIQUID_ARRAY || v.kind == LIQUID_HASH || v.kind == LIQUID_ROW) {
		if (eval_refuse_parts(c, at, v) < 0)
			return -1;
		c->tmp.max = c->limits.captured_bytes;
		str_reset(&c->tmp);
		value_add_output(&c->tmp, v);
		if (c->tmp.full)
			return context_error(c, at,
				"a value is longer than %zu bytes as text (limit captured_bytes)",
				c->limits.captured_bytes);
		emit_text(c, str_c(&c->tmp), c->tmp.len, escape);
	} else {
		value_add_output(c->out, v);
	}
	return 0;
}

/* As render_value with escape, for the common case at once. */
static inline int put_value(struct liquid_context *c, uint32_t at, struct liquid_value v)
{
	if (v.kind != LIQUID_TEXT || c->decorated)
		return render_value(c, at, v, true);
	emit(c, v.text.p, v.text.n);
	return 0;
}

static inline int render_output(struct liquid_context *c, const struct node *n)
{
	const struct liquid_value *cell = eval_cell(c, n->output->expr);
	struct liquid_value v;

	if (cell && cell->kind == LIQUID_TEXT && !c->decorated) {
		emit(c, cell->text.p, cell->text.n);
		return 0;
	}
	if (eval_quick(c, n->output->expr, &v) < 0)
		return -1;
	if (v.kind == LIQUID_UNKNOWN)
		return c->engine->options.standard ? 0 : eval_unknown(c, n->output->expr);
	return put_value(c, n->output->at, v);
}

/* {{ expression | default: expression }} */
static inline int render_default(struct liquid_context *c, const struct node *n)
{
	const struct output *o = n->output;
	struct liquid_value v;

	if (eval_quick(c, o->expr, &v) < 0)
		return -1;
	/* Evaluated in any case: a mistake in it must not wait for the first row that needs it. */
	struct expr *fallback = o->calls[0].args[0];
	struct liquid_value other;
	if (fallback->kind == EXPR_CONST)
		other = fallback->value;
	else if (eval_known(c, fallback, &other) < 0)
		return -1;
	return put_value(c, o->at, filter_is_missing(c, v) ? other : v);
}

static int render_filtered(struct liquid_context *c, const struct node *n)
{
	struct liquid_value v;

	if (eval_output(c, n->output, &v) < 0)
		return -1;
	return render_value(c, n->output->at, v, !n->output->raw);
}

static int render_assign(struct liquid_context *c, const struct node *n)
{
	struct liquid_value v;

	if (eval_output(c, n->assign.output, &v) < 0)
		return -1;
	struct variable *var = frame_touch(c->frame, n->assign.slot);
	var->assigned = v;
	var->has |= HAS_ASSIGNED;
	return 0;
}

/* Renders into a buffer of its own; *r is the text, in scratch memory. */
static int render_captured(
	struct liquid_context *c, const struct body *body, struct liquid_value *r)
{
	struct str *outer = c->out;
	size_t depth = c->capture_depth;

	if (depth == c->capture_cap) {
		mem_grow(&c->captures, &c->capture_cap, depth, sizeof *c->captures);
		for (size_t i = depth; i < c->capture_cap; i++)
			str_init(&c->captures[i]);
		/* The outer buffer may be one of these, and have moved. */
		if (depth)
			outer = &c->captures[depth - 1];
	}
	struct str *buffer = &c->captures[depth];
	buffer->max = c->limits.captured_bytes;
	str_reset(buffer);
	c->out = buffer;
	c->capture_depth++;
	int status = render_body(c, body);
	c->capture_depth--;
	buffer = &c->captures[depth];
	c->out = depth ? &c->captures[depth - 1] : outer;
	if (status < 0)
		return -1;
	char *p = context_alloc(c, buffer->len + 1);
	if (p == NULL)
		return -1;
	if (buffer->len)
		memcpy(p, buffer->p, buffer->len);
	*r = liquid_text_n(p, buffer->len);
	r->markup = c->escape;
	return 0;
}

static int render_capture(struct liquid_context *c, const struct node *n)
{
	struct liquid_value v;

	if (render_captured(c, n->capture.body, &v) < 0)
		return -1;
	struct variable *var = frame_touch(c->frame, n->capture.slot);
	var->assigned = v;
	var->has |= HAS_ASSIGNED;
	return 0;
}

static int render_if(struct liquid_context *c, const struct node *n)
{
	const struct branches *b = n->branches;

	for (size_t i = 0; i < b->count; i++) {
		bool is = true;
		if (b->items[i].condition && eval_condition(c, b->items[i].condition, &is) < 0)
			return -1;
		if (i == 0 && b->negate)
			is = !is;
		if (is)
			return render_body(c, b->items[i].body);
	}
	return 0;
}

/* Every `when` that is equal is rendered; `else` where nothing before it was. */
static int render_case(struct liquid_context *c, const struct node *n)
{
	const struct branches *b = n->branches;
	bool any = false;

	for (size_t i = 0; i < b->count && c->interrupt == INTERRUPT_NONE; i++) {
		bool is = !any;
		if (b->items[i].condition) {
			if (eval_condition(c, b->items[i].condition, &is) < 0)
				return -1;
			any = any || is;
		}
		if (is && render_body(c, b->items[i].body) < 0)
			return -1;
	}
	return 0;
}

static int render_ifchanged(struct liquid_context *c, const struct node *n)
{
	struct liquid_value v;
	const struct frame *seen = c->frame;

	if (render_captured(c, n->body, &v) < 0)
		return -1;
	/* A partial sees what its caller saw last, and keeps what it sees to itself. */
	while (!seen->changed_used && seen->parent)
		seen = seen->parent;
	if (seen->changed_used && values_equal(seen->changed, v))
		return 0;
	c->frame->changed = v;
	c->frame->changed_used = true;
	emit(c, v.text.p, v.text.n);
	return 0;
}

static int render_counter(struct liquid_context *c, const struct node *n)
{
	struct variable *var = frame_touch(c->frame, n->slot);
	bool up = n->kind == NODE_INCREMENT;
	struct liquid_value now = liquid_int(0);

	if (var->has & HAS_COUNTER)
		now = var->counter;
	else if (!c->frame->isolated && c->globals[n->slot].kind != LIQUID_UNKNOWN &&
		 value_is_true(c->globals[n->slot]))
		now = c->globals[n->slot];
	if (now.kind != LIQUID_INT)
		return context_error(c, n->at, "`%s` is no integer, so it cannot be counted on",
			c->engine->names[n->slot]);
	int64_t next = (int64_t)((uint64_t)now.integer + (up ? 1 : UINT64_MAX));
	var->counter = liquid_int(next);
	var->has |= HAS_COUNTER;
	value_add_output(c->out, up ? now : var->counter);
	return 0;
}

static inline int render_node(struct liquid_context *c, const struct node *n)
{
	switch (n->kind) {
	case NODE_TEXT:
		if (c->flatten)
			emit_one_line(c, n->text.p, n->text.n);
		else
			emit(c, n->text.p, n->text.n);
		return 0;
	case NODE_OUTPUT:
		return render_output(c, n);
	case NODE_FILTERED:
		return render_filtered(c, n);
	case NODE_DEFAULT:
		return render_default(c, n);
	case NODE_ASSIGN:
		return render_assign(c, n);
	case NODE_CAPTURE:
		return render_capture(c, n);
	case NODE_IF:
		return render_if(c, n);
	case NODE_CASE:
		return render_case(c, n);
	case NODE_FOR:
		return render_loop(c, n);
	case NODE_TABLEROW:
		return render_table(c, n);
	case NODE_CYCLE:
		return render_cycle(c, n);
	case NODE_IFCHANGED:
		return render_ifchanged(c, n);
	case NODE_INCREMENT:
	case NODE_DECREMENT:
		return render_counter(c, n);
	case NODE_PARTIAL:
		return render_partial(c, n);
	case NODE_BREAK:
		c->interrupt = INTERRUPT_BREAK;
		return 0;
	case NODE_CONTINUE:
		c->interrupt = INTERRUPT_CONTINUE;
		return 0;
	}
	return -1;
}

int render_body(struct liquid_context *c, const struct body *body)
{
	const struct node *n = body->nodes, *end = n + body->count;
	int status = 0;

	if (++c->depth > RENDER_DEPTH) {
		c->depth--;
		return context_error(c, body->count ? n->at : 0,
			"blocks and partials are nested more than %d deep", (int)RENDER_DEPTH);
	}
	for (; n < end; n++) {
		status = render_node(c, n);
		if (status < 0 || c->out->full) {
			if (status == 0)
				status = output_full(c, n->at);
			break;
		}
		if (c->interrupt)
			break;
	}
	c->depth--;
	return status;
}

int render_template(struct liquid_context *c, const struct liquid_template *t)
{
	const struct liquid_template *outer = c->template;
	bool flatten = c->flatten;

	c->template = t;
	c->flatten = c->one_line;
	int status = render_body(c, t->body);
	c->template = outer;
	c->flatten = flatten;
	return status;
}

int liquid_render(
	const struct liquid_template *t, struct liquid_context *c, struct str *out, struct err *err)
{
	size_t max = out->max, limit;
	bool was_full = out->full;

	if (c->engine->slot_count > c->base.cap || c->engine->slot_count > c->global_cap)
		context_grow(c);
	if (!__builtin_add_overflow(out->len, c->limits.output_bytes, &limit) && limit < max)
		out->max = limit;
	out->full = false;
	context_use(c, t);
	c->out = out;
	c->err = err;
	c->steps = c->depth = c->partial_depth = c->capture_depth = 0;
	c->interrupt = INTERRUPT_NONE;
	c->no_include = false;
	c->frame = &c->base;
	int status = render_body(c, t->body);
	while (c->frame != &c->base)
		frame_pop(c);
	c->base.loop = NULL;
	str_reserve(out, 0);
	out->p[out->len] = '\0';
	out->max = max;
	out->full = was_full;
	return status;
}
