/* A value that has parts is no text: a letter that prints one shows what only programs read. */
#include "liquid/context.h"

enum { PARTS_SHOWN = 4, PARTS_DEPTH = 4 };

/* The first row or hash in a value. */
static bool first_group(struct liquid_value v, int depth, struct liquid_value *group_r)
{
	*group_r = v;
	if (v.kind == LIQUID_ROW || v.kind == LIQUID_HASH)
		return true;
	for (size_t i = 0; v.kind == LIQUID_ARRAY && depth < PARTS_DEPTH && i < v.array->count; i++)
		if (first_group(v.array->items[i], depth + 1, group_r))
			return true;
	return false;
}

/* "(`email`, `name`, ...)" of a group. */
static void add_parts(struct str *out, struct liquid_value group)
{
	bool row = group.kind == LIQUID_ROW;
	size_t n = row ? group.row->columns->count : group.hash->count;

	for (size_t i = 0; i < n && i < PARTS_SHOWN; i++)
		str_addf(out, "%s`%.40s`", i ? ", " : " (",
			row ? group.row->columns->names[i] : group.hash->entries[i].key);
	if (n)
		str_adds(out, n > PARTS_SHOWN ? ", ...)" : ")");
}

int eval_refuse_parts(struct liquid_context *c, uint32_t at, struct liquid_value v)
{
	struct liquid_value group;
	struct str parts = STR_INIT;
	int r;

	if (c->engine->options.standard || !first_group(v, 0, &group))
		return 0;
	add_parts(&parts, group);
	r = context_error(c, at,
		v.kind == LIQUID_ARRAY
			? "a list of values that have parts%s cannot be printed; go through it "
			  "with `for`, or take one part with `map`"
			: "a value that has parts%s cannot be printed; name one of them after a "
			  "dot",
		str_c(&parts));
	str_release(&parts);
	/* Told like unknown variables, of which every one is to be known at once. */
	if (c->tell_unknown == NULL || c->err == NULL)
		return r;
	c->tell_unknown(c->tell_ctx, c->err);
	return 0;
}
