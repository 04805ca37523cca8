#include <string.h>

#include "liquid/context.h"
#include "liquid/convert.h"

static bool is_literal_kind(const struct expr *e)
{
	return e->kind == EXPR_CONST &&
	       (e->value.kind == LIQUID_NIL || e->value.kind == LIQUID_EMPTY ||
		       e->value.kind == LIQUID_BLANK);
}

static bool array_holds(const struct liquid_array *array, struct liquid_value v)
{
	for (size_t i = 0; i < array->count; i++)
		if (values_equal(array->items[i], v))
			return true;
	return false;
}

static bool text_holds(struct liquid_context *c, struct liquid_value text, struct liquid_value part)
{
	if (part.kind == LIQUID_TEXT)
		return part.text.n == 0 ||
		       memmem(text.text.p, text.text.n, part.text.p, part.text.n) != NULL;
	str_reset(&c->tmp);
	value_add_text(&c->tmp, part);
	return c->tmp.len == 0 || memmem(text.text.p, text.text.n, c->tmp.p, c->tmp.len) != NULL;
}

static bool contains(struct liquid_context *c, struct liquid_value a, struct liquid_value b)
{
	if (!value_is_true(a) || !value_is_true(b))
		return false;
	switch (a.kind) {
	case LIQUID_TEXT:
		return text_holds(c, a, b);
	case LIQUID_ARRAY:
		c->work += a.array->count * sizeof b;
		return array_holds(a.array, b);
	case LIQUID_HASH:
		return b.kind == LIQUID_TEXT && hash_find(a.hash, b.text.p, b.text.n) != NULL;
	case LIQUID_ROW:
		return b.kind == LIQUID_TEXT &&
		       columns_find(a.row->columns, b.text.p, b.text.n) != SIZE_MAX;
	case LIQUID_RANGE: {
		int order;
		return (b.kind == LIQUID_INT || b.kind == LIQUID_FLOAT || b.kind == LIQUID_BIG) &&
		       values_order(liquid_int(a.range.first), b, &order) && order <= 0 &&
		       values_order(b, liquid_int(a.range.last), &order) && order <= 0;
	}
	default:
		return false;
	}
}

static bool has_order(struct liquid_value v)
{
	return v.kind == LIQUID_INT || v.kind == LIQUID_FLOAT || v.kind == LIQUID_BIG ||
	       v.kind == LIQUID_TEXT;
}

static int compare(struct liquid_context *c, const struct condition *cond, struct liquid_value a,
	struct liquid_value b, bool *r)
{
	int order;

	*r = false;
	if (!has_order(a) || !has_order(b))
		return 0;
	if ((a.kind == LIQUID_TEXT) != (b.kind == LIQUID_TEXT))
		return context_error(c, cond->at,
			"comparison of %s with %s failed: both sides must be numbers, or both text",
			value_type_name(a), value_type_name(b));
	if (!values_order(a, b, &order))
		return 0;
	*r = cond->op == OP_LT	 ? order < 0
	     : cond->op == OP_GT ? order > 0
	     : cond->op == OP_LE ? order <= 0
				 : order >= 0;
	return 0;
}

/* Comparing with nil, blank or empty asks whether something is there: then it may be unknown. */
static int eval_side(
	struct liquid_context *c, struct expr *e, const struct expr *other, struct liquid_value *r)
{
	if (!is_literal_kind(other))
		return eval_known(c, e, r);
	if (eval(c, e, r) < 0)
		return -1;
	if (r->kind == LIQUID_UNKNOWN)
		*r = liquid_nil();
	return 0;
}

/* A text that is compared with a constant, and a value that is only asked whether it is there. */
static bool eval_at_once(struct liquid_context *c, const struct condition *cond, bool *r)
{
	struct liquid_value a;

	if (cond->left->kind != EXPR_PATH || eval_quick(c, cond->left, &a) < 0)
		return false;
	if (cond->op == OP_TRUE && a.kind != LIQUID_UNKNOWN) {
		*r = value_is_true(a);
		return true;
	}
	if ((cond->op != OP_EQ && cond->op != OP_NE) || a.kind != LIQUID_TEXT ||
		cond->right->kind != EXPR_CONST || cond->right->value.kind != LIQUID_TEXT)
		return false;
	size_t n = cond->right->value.text.n;
	bool equal =
		a.text.n == n && (n == 0 || memcmp(a.text.p, cond->right->value.text.p, n) == 0);
	*r = equal == (cond->op == OP_EQ);
	return true;
}

static int eval_one(struct liquid_context *c, const struct condition *cond, bool *r)
{
	struct liquid_value a, b;

	if (eval_at_once(c, cond, r))
		return 0;
	if (cond->op == OP_TRUE) {
		if (eval_known(c, cond->left, &a) < 0)
			return -1;
		*r = value_is_true(a);
		return 0;
	}
	if (eval_side(c, cond->left, cond->right, &a) < 0 ||
		eval_side(c, cond->right, cond->left, &b) < 0)
		return -1;
	switch (cond->op) {
	case OP_EQ:
		*r = values_equal(a, b);
		return 0;
	case OP_NE:
		*r = !values_equal(a, b);
		return 0;
	case OP_CONTAINS:
		*r = contains(c, a, b);
		return 0;
	default:
		return compare(c, cond, a, b, r);
	}
}

int eval_condition(struct liquid_context *c, const struct condition *cond, bool *result_r)
{
	for (;; cond = cond->next) {
		if (eval_one(c, cond, result_r) < 0)
			return -1;
		if (cond->relation == REL_END || *result_r == (cond->relation == REL_OR))
			return 0;
	}
}
