#include <string.h>

#include "base/utf8.h"
#include "liquid/list.h"
#include "liquid/unicode.h"

enum { FLATTEN_DEPTH = 200 };

static int flatten(
	struct call *c, const struct liquid_array *from, struct liquid_array *to, int depth)
{
	for (size_t i = 0; i < from->count; i++) {
		struct liquid_value v = from->items[i];
		if (v.kind == LIQUID_ARRAY && depth < FLATTEN_DEPTH) {
			if (flatten(c, v.array, to, depth + 1) < 0)
				return -1;
		} else if (call_add(c, to, v) < 0) {
			return -1;
		}
	}
	return 0;
}

static bool is_flat(const struct liquid_array *array)
{
	for (size_t i = 0; i < array->count; i++)
		if (array->items[i].kind == LIQUID_ARRAY)
			return false;
	return true;
}

int list_of(struct call *c, struct liquid_value v, const struct liquid_array **r)
{
	struct liquid_array *array;

	if (v.kind == LIQUID_ARRAY && is_flat(v.array)) {
		*r = v.array;
		return 0;
	}
	*r = array = call_array(c);
	if (v.kind == LIQUID_ARRAY)
		return flatten(c, v.array, array, 0);
	if (v.kind == LIQUID_RANGE) {
		for (int64_t i = 0; i < range_count(v); i++)
			if (call_add(c, array, liquid_int(v.range.first + i)) < 0)
				return -1;
		return 0;
	}
	if (v.kind == LIQUID_NIL)
		return 0;
	return call_add(c, array, v);
}

int list_input(struct call *c, const struct liquid_array **r)
{
	return list_of(c, c->input, r);
}

static bool as_index(struct liquid_value key, int64_t *r)
{
	if (key.kind == LIQUID_INT)
		*r = key.integer;
	else if (key.kind == LIQUID_FLOAT && key.real > -9e15 && key.real < 9e15)
		*r = (int64_t)key.real;
	else
		return false;
	return true;
}

static struct liquid_value text_property(struct liquid_value item, struct liquid_value key)
{
	int64_t i, n;

	if (key.kind == LIQUID_TEXT)
		return key.text.n == 0 || memmem(item.text.p, item.text.n, key.text.p, key.text.n)
			       ? key
			       : liquid_nil();
	n = (int64_t)utf8_length(item.text.p, item.text.n);
	if (!as_index(key, &i))
		return liquid_nil();
	if (i < 0)
		i += n;
	if (i < 0 || i >= n)
		return liquid_nil();
	size_t from = unicode_offset(item.text.p, item.text.n, (size_t)i);
	return liquid_text_n(
		item.text.p + from, unicode_offset(item.text.p + from, item.text.n - from, 1));
}

enum access list_property(struct liquid_value item, struct liquid_value key, struct liquid_value *r)
{
	int64_t i;

	*r = liquid_nil();
	switch (item.kind) {
	case LIQUID_HASH:
	case LIQUID_ROW:
	case LIQUID_LOOP:
		if (!eval_key(item, key, r))
			*r = liquid_nil();
		return ACCESS_OK;
	case LIQUID_TEXT:
		if (key.kind == LIQUID_NIL)
			return ACCESS_NONE;
		if (key.kind != LIQUID_TEXT && !as_index(key, &i))
			return ACCESS_TYPE_ERROR;
		*r = text_property(item, key);
		return ACCESS_OK;
	case LIQUID_ARRAY:
		if (!as_index(key, &i))
			return ACCESS_TYPE_ERROR;
		eval_key(item, liquid_int(i), r);
		return ACCESS_OK;
	case LIQUID_INT:
	case LIQUID_BIG:
		if (!as_index(key, &i))
			return ACCESS_TYPE_ERROR;
		*r = liquid_int(item.kind == LIQUID_INT && i >= 0
					? (int64_t)(item.integer >> (i > 63 ? 63 : i) & 1)
					: 0);
		return ACCESS_OK;
	default:
		return ACCESS_NONE;
	}
}

enum access list_key(struct liquid_value item, struct liquid_value key, struct liquid_value *r)
{
	*r = item;
	return key.kind == LIQUID_NIL ? ACCESS_OK : list_property(item, key, r);
}

bool list_has_properties(struct liquid_value v)
{
	return v.kind == LIQUID_HASH || v.kind == LIQUID_ROW || v.kind == LIQUID_LOOP ||
	       v.kind == LIQUID_TEXT || v.kind == LIQUID_ARRAY || v.kind == LIQUID_INT ||
	       v.kind == LIQUID_BIG;
}

int list_property_error(struct call *c, struct liquid_value key)
{
	struct liquid_value text;

	if (call_text(c, key, &text) < 0)
		return -1;
	return call_error(c, "cannot select the property '%.*s'",
		(int)(text.text.n < 100 ? text.text.n : 100), text.text.p);
}
