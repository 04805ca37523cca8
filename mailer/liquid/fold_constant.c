#include <stdlib.h>

#include "liquid/filter.h"
#include "liquid/fold.h"

/*
 * Loops bind their names while what they hold is looked at: a slot that is bound by a constant loop
 * is known (the loop is rendered as a whole), which `bound` counts.
 */
struct look {
	const struct folder *f;
	unsigned char *bound; /* one a slot */
	size_t loops; /* around here, within what may become constant */
	size_t partials;
};

enum { PARTIAL_DEPTH = 8 };

static bool slot_is_known(const struct folder *f, size_t slot)
{
	const struct liquid_context *c = f->context;

	if (slot >= f->slots || f->opaque || f->varying[slot] || f->hidden[slot])
		return false;
	if (f->assigned[slot])
		return true;
	return engine_writes(c->engine, slot) == 0 && c->globals[slot].kind != LIQUID_UNKNOWN;
}

static bool look_expr(const struct look *l, const struct expr *e)
{
	if (e == NULL)
		return true;
	switch (e->kind) {
	case EXPR_CONST:
		return true;
	case EXPR_RANGE:
		return look_expr(l, e->range.first) && look_expr(l, e->range.last);
	case EXPR_DYNAMIC:
		return false;
	default:
		break;
	}
	if (!(l->bound && e->path.slot < l->f->slots && l->bound[e->path.slot]) &&
		(l->partials || !slot_is_known(l->f, e->path.slot)))
		return false;
	for (size_t i = 0; i < e->path.count; i++)
		if (!look_expr(l, e->path.segments[i].index))
			return false;
	return true;
}

static bool look_output(const struct look *l, const struct output *o)
{
	if (!look_expr(l, o->expr))
		return false;
	for (size_t i = 0; i < o->count; i++) {
		for (size_t k = 0; k < o->calls[i].count; k++)
			if (!look_expr(l, o->calls[i].args[k]))
				return false;
		for (size_t k = 0; k < o->calls[i].named_count; k++)
			if (!look_expr(l, o->calls[i].named_args[k]))
				return false;
	}
	return true;
}

static bool look_condition(const struct look *l, const struct condition *c)
{
	for (; c; c = c->next)
		if (!look_expr(l, c->left) || (c->right && !look_expr(l, c->right)))
			return false;
	return true;
}

static bool look_body(struct look *l, const struct body *body);

static bool look_loop(struct look *l, const struct body *body, size_t slot, size_t loop_slot)
{
	if (slot >= l->f->slots || loop_slot >= l->f->slots || l->f->context->engine->resumes)
		return false;
	l->bound[slot]++;
	l->bound[loop_slot]++;
	l->loops++;
	bool constant = look_body(l, body);
	l->loops--;
	l->bound[slot]--;
	l->bound[loop_slot]--;
	return constant;
}

static bool look_branches(struct look *l, const struct branches *b)
{
	for (size_t i = 0; i < b->count; i++)
		if (!look_condition(l, b->items[i].condition) || !look_body(l, b->items[i].body))
			return false;
	return true;
}

static bool look_node(struct look *l, const struct node *n)
{
	switch (n->kind) {
	case NODE_TEXT:
		return true;
	case NODE_OUTPUT:
	case NODE_FILTERED:
	case NODE_DEFAULT:
		return look_output(l, n->output);
	case NODE_IF:
	case NODE_CASE:
		return look_branches(l, n->branches);
	case NODE_FOR:
		return look_expr(l, n->loop->collection) && look_expr(l, n->loop->limit) &&
		       look_expr(l, n->loop->offset) &&
		       look_loop(l, n->loop->body, n->loop->slot, n->loop->loop_slot) &&
		       (n->loop->otherwise == NULL || look_body(l, n->loop->otherwise));
	case NODE_TABLEROW:
		return look_expr(l, n->table->collection) && look_expr(l, n->table->cols) &&
		       look_expr(l, n->table->limit) && look_expr(l, n->table->offset) &&
		       look_loop(l, n->table->body, n->table->slot, n->table->loop_slot);
	case NODE_BREAK:
	case NODE_CONTINUE:
		return l->loops > 0;
	default:
		return false; /* state that lasts, or partials */
	}
}

static bool look_body(struct look *l, const struct body *body)
{
	for (size_t i = 0; i < body->count; i++)
		if (!look_node(l, &body->nodes[i]))
			return false;
	return true;
}

bool fold_constant_expr(const struct folder *f, const struct expr *e)
{
	return look_expr(&(struct look){.f = f}, e);
}

bool fold_constant_output(const struct folder *f, const struct output *o)
{
	return look_output(&(struct look){.f = f}, o);
}

bool fold_constant_condition(const struct folder *f, const struct condition *c)
{
	return look_condition(&(struct look){.f = f}, c);
}

bool fold_constant_node(struct folder *f, const struct node *n)
{
	struct look l = {.f = f, .bound = mem_alloc(f->slots + 1)};
	bool constant = look_node(&l, n);

	free(l.bound);
	return constant;
}

bool fold_is_opaque(const struct body *body)
{
	for (size_t i = 0; i < body->count; i++) {
		const struct node *n = &body->nodes[i];
		bool opaque = false;

		if (n->kind == NODE_PARTIAL)
			opaque = !n->partial->isolated &&
				 (n->partial->static_name == NULL || n->partial->partial == NULL);
		else if (n->kind == NODE_IF || n->kind == NODE_CASE)
			for (size_t k = 0; k < n->branches->count; k++)
				opaque = opaque || fold_is_opaque(n->branches->items[k].body);
		else if (n->kind == NODE_FOR)
			opaque = fold_is_opaque(n->loop->body) ||
				 (n->loop->otherwise && fold_is_opaque(n->loop->otherwise));
		else if (n->kind == NODE_TABLEROW)
			opaque = fold_is_opaque(n->table->body);
		else if (n->kind == NODE_CAPTURE)
			opaque = fold_is_opaque(n->capture.body);
		else if (n->kind == NODE_IFCHANGED)
			opaque = fold_is_opaque(n->body);
		if (opaque)
			return true;
	}
	return false;
}
