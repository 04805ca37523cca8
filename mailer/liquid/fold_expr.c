#include "liquid/fold.h"

bool fold_evaluated(struct folder *f, int status)
{
	bool pure = !f->context->impure;

	f->context->impure = false;
	return status == 0 && pure;
}

static bool is_scalar(struct liquid_value v)
{
	return v.kind == LIQUID_NIL || v.kind == LIQUID_FALSE || v.kind == LIQUID_TRUE ||
	       v.kind == LIQUID_INT || v.kind == LIQUID_FLOAT || v.kind == LIQUID_TEXT ||
	       v.kind == LIQUID_RANGE || v.kind == LIQUID_BIG;
}

static struct expr *constant(struct folder *f, struct liquid_value v, uint32_t at)
{
	struct expr *e = arena_alloc(&f->result->arena, sizeof *e);

	e->kind = EXPR_CONST;
	e->at = at;
	if (v.kind == LIQUID_TEXT || v.kind == LIQUID_BIG)
		v.text.p = arena_strndup(&f->result->arena, v.text.p, v.text.n);
	e->value = v;
	return e;
}

struct expr *fold_expr(struct folder *f, struct expr *e)
{
	struct liquid_value v;

	if (e == NULL || e->kind == EXPR_CONST || !fold_constant_expr(f, e))
		return e;
	if (!fold_evaluated(f, eval_known(f->context, e, &v)) || !is_scalar(v))
		return e;
	return constant(f, v, e->at);
}

struct expr **fold_exprs(struct folder *f, struct expr **items, size_t n)
{
	struct expr **r = n ? arena_array(&f->result->arena, n, sizeof *r) : NULL;

	for (size_t i = 0; i < n; i++)
		r[i] = fold_expr(f, items[i]);
	return r;
}

struct output *fold_output(struct folder *f, const struct output *o)
{
	struct output *r = arena_alloc(&f->result->arena, sizeof *r), head = *o;
	struct liquid_value v;
	size_t done = o->count;

	*r = *o;
	for (head.count = done; done; head.count = --done)
		/* Where output is escaped, a last filter may do it itself: only the whole is tried.
		 */
		if ((done == o->count || !f->template->escape) && fold_constant_output(f, &head) &&
			fold_evaluated(f, eval_output(f->context, &head, &v)) && is_scalar(v))
			break;
	r->expr = done ? constant(f, v, o->at) : fold_expr(f, o->expr);
	r->count = o->count - done;
	r->calls = r->count ? arena_array(&f->result->arena, r->count, sizeof *r->calls) : NULL;
	for (size_t i = 0; i < r->count; i++) {
		r->calls[i] = o->calls[done + i];
		r->calls[i].args = fold_exprs(f, r->calls[i].args, r->calls[i].count);
		r->calls[i].named_args =
			fold_exprs(f, r->calls[i].named_args, r->calls[i].named_count);
	}
	return r;
}
