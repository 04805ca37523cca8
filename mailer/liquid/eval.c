#include "base/utf8.h"
#include "liquid/context.h"
#include "liquid/convert.h"
#include "liquid/number.h"

static const struct liquid_value unknown = {.kind = LIQUID_UNKNOWN};

bool eval_key(struct liquid_value base, struct liquid_value key, struct liquid_value *r)
{
	*r = unknown;
	if (base.kind == LIQUID_HASH && key.kind == LIQUID_TEXT) {
		const struct hash_entry *e = hash_find(base.hash, key.text.p, key.text.n);
		if (e)
			*r = e->value;
		return e != NULL;
	}
	if (base.kind == LIQUID_ROW && key.kind == LIQUID_TEXT) {
		size_t column = columns_find(base.row->columns, key.text.p, key.text.n);
		if (column != SIZE_MAX)
			*r = base.row->cells[column];
		return column != SIZE_MAX;
	}
	if (base.kind == LIQUID_ARRAY && key.kind == LIQUID_INT) {
		int64_t n = (int64_t)base.array->count,
			i = key.integer < 0 ? key.integer + n : key.integer;
		*r = i >= 0 && i < n ? base.array->items[i] : liquid_nil();
		return true;
	}
	if (base.kind == LIQUID_LOOP && key.kind == LIQUID_TEXT)
		return eval_loop(base.loop, command_find(key.text.p, key.text.n), r);
	return false;
}

static bool eval_segment(struct liquid_context *c, struct liquid_value base, struct segment *s,
	struct liquid_value *r)
{
	if (base.kind == LIQUID_ROW) {
		if (base.row->columns != s->columns) {
			s->columns = base.row->columns;
			s->column = columns_find(s->columns, s->key, s->len);
		}
		if (s->column != SIZE_MAX) {
			*r = base.row->cells[s->column];
			return true;
		}
	} else if (base.kind == LIQUID_HASH) {
		const struct hash_entry *e = hash_find(base.hash, s->key, s->len);
		if (e) {
			*r = e->value;
			return true;
		}
	} else if (base.kind == LIQUID_LOOP) {
		return eval_loop(base.loop, s->command, r);
	}
	if (s->command == COMMAND_SIZE || s->command == COMMAND_FIRST || s->command == COMMAND_LAST)
		return eval_command(c, base, s->command, r);
	return false;
}

int eval_segments(struct liquid_context *c, struct expr *e, struct liquid_value v,
	struct liquid_value *r, size_t *missing_r)
{
	for (size_t i = 0; i < e->path.count; i++) {
		struct segment *s = &e->path.segments[i];
		struct liquid_value next = unknown;
		bool found;

		if (v.kind == LIQUID_UNKNOWN)
			break;
		if (s->index) {
			struct liquid_value key;
			if (eval_known(c, s->index, &key) < 0)
				return -1;
			found = eval_key(v, key, &next);
		} else {
			found = eval_segment(c, v, s, &next);
		}
		*missing_r = i;
		if (!found && v.kind == LIQUID_NIL)
			next = liquid_nil(); /* nothing has no parts: nothing */
		v = next;
	}
	if (v.kind == LIQUID_LOOP)
		v.loop->escaped = true;
	*r = v;
	return 0;
}

static int eval_dynamic(struct liquid_context *c, struct expr *e, struct liquid_value *r)
{
	struct liquid_value name;
	size_t slot, missing;

	if (eval_known(c, e->path.name, &name) < 0)
		return -1;
	*r = unknown;
	if (name.kind == LIQUID_TEXT &&
		engine_find_slot(c->engine, name.text.p, name.text.n, &slot) &&
		slot < c->frame->cap)
		*r = context_get(c, slot);
	return eval_segments(c, e, *r, r, &missing);
}

/* A bound of a range: text counts as the integer it starts with. */
static int eval_bound(struct liquid_context *c, struct expr *e, int64_t *r)
{
	struct liquid_value v;

	if (eval_known(c, e, &v) < 0)
		return -1;
	*r = 0;
	if (v.kind == LIQUID_NIL)
		return 0;
	if (v.kind == LIQUID_TEXT) {
		*r = number_leading_clamped(v.text.p, v.text.n);
		return 0;
	}
	if (!number_strict_integer(v, r))
		return context_error(c, e->at,
			"a range goes from an integer to an integer, not to %s",
			value_type_name(v));
	return 0;
}

int eval(struct liquid_context *c, struct expr *e, struct liquid_value *r)
{
	size_t missing;

	switch (e->kind) {
	case EXPR_CONST:
		*r = e->value;
		return 0;
	case EXPR_NAME:
		*r = context_get(c, e->path.slot);
		if (r->kind == LIQUID_LOOP)
			r->loop->escaped = true;
		return 0;
	case EXPR_PATH:
		return eval_segments(c, e, context_get(c, e->path.slot), r, &missing);
	case EXPR_DYNAMIC:
		return eval_dynamic(c, e, r);
	case EXPR_RANGE:
		r->kind = LIQUID_RANGE;
		r->markup = false;
		if (eval_bound(c, e->range.first, &r->range.first) < 0)
			return -1;
		return eval_bound(c, e->range.last, &r->range.last);
	}
	return -1;
}

int eval_known(struct liquid_context *c, struct expr *e, struct liquid_value *r)
{
	if (eval_quick(c, e, r) < 0)
		return -1;
	if (r->kind != LIQUID_UNKNOWN)
		return 0;
	if (!c->engine->options.standard && eval_unknown(c, e) < 0)
		return -1;
	*r = liquid_nil();
	return 0;
}
