#include "base/utf8.h"
#include "liquid/convert.h"
#include "liquid/filter.h"
#include "liquid/list.h"
#include "liquid/number.h"
#include "liquid/unicode.h"

static int apply_join(struct call *c, struct liquid_value *r)
{
	const struct liquid_array *list;
	struct liquid_value glue = liquid_text(" ");
	struct str *tmp = &c->context->tmp;

	if ((c->count && call_text(c, c->args[0], &glue) < 0) || list_input(c, &list) < 0 ||
		eval_refuse_parts(c->context, c->site->at, liquid_array_value(list)) < 0)
		return -1;
	tmp->max = c->context->limits.captured_bytes;
	str_reset(tmp);
	for (size_t i = 0; i < list->count; i++) {
		if (i)
			str_add(tmp, glue.text.p, glue.text.n);
		value_add_text(tmp, list->items[i]);
	}
	return call_result(c, r);
}

static struct liquid_value first_or_last(struct liquid_value v, bool last)
{
	size_t n;

	switch (v.kind) {
	case LIQUID_ARRAY:
		n = v.array->count;
		return n ? v.array->items[last ? n - 1 : 0] : liquid_nil();
	case LIQUID_RANGE:
		return liquid_int(last ? v.range.last : v.range.first);
	case LIQUID_TEXT:
		if (v.text.n == 0)
			return v;
		n = last ? v.text.n - 1 : 0;
		while (last && n && ((unsigned char)v.text.p[n] & 0xC0) == 0x80)
			n--;
		return liquid_text_n(
			v.text.p + n, last ? v.text.n - n : unicode_offset(v.text.p, v.text.n, 1));
	default:
		return liquid_nil();
	}
}

static int apply_first(struct call *c, struct liquid_value *r)
{
	struct liquid_value v = c->input;
	bool row = v.kind == LIQUID_ROW;

	if (!row && v.kind != LIQUID_HASH) {
		*r = first_or_last(v, false);
		return 0;
	}
	*r = liquid_nil();
	if ((row ? v.row->columns->count : v.hash->count) == 0)
		return 0;
	struct liquid_array *pair = call_array(c);
	*r = liquid_array_value(pair);
	if (call_add(c, pair,
		    row ? liquid_text(v.row->columns->names[0])
			: liquid_text_n(v.hash->entries[0].key, v.hash->entries[0].len)) < 0)
		return -1;
	return call_add(c, pair, row ? v.row->cells[0] : v.hash->entries[0].value);
}

static int apply_last(struct call *c, struct liquid_value *r)
{
	*r = first_or_last(c->input, true);
	return 0;
}

static int apply_size(struct call *c, struct liquid_value *r)
{
	if (!eval_command(c->context, c->input, COMMAND_SIZE, r))
		*r = liquid_int(0);
	return 0;
}

static int apply_reverse(struct call *c, struct liquid_value *r)
{
	const struct liquid_array *list;
	struct liquid_array *array = call_array(c);

	if (list_input(c, &list) < 0)
		return -1;
	for (size_t i = list->count; i-- > 0;)
		if (call_add(c, array, list->items[i]) < 0)
			return -1;
	*r = liquid_array_value(array);
	return 0;
}

static int add_items(struct call *c, struct liquid_array *array, const struct liquid_array *from)
{
	for (size_t i = 0; i < from->count; i++)
		if (call_add(c, array, from->items[i]) < 0)
			return -1;
	return 0;
}

static int apply_concat(struct call *c, struct liquid_value *r)
{
	const struct liquid_array *list;
	struct liquid_array *array = call_array(c);
	struct liquid_value more = c->args[0];

	if (more.kind != LIQUID_ARRAY)
		return call_error(c, "concat filter requires an array argument");
	if (list_input(c, &list) < 0)
		return -1;
	if (add_items(c, array, list) < 0 || add_items(c, array, more.array) < 0)
		return -1;
	*r = liquid_array_value(array);
	return 0;
}

static int apply_map(struct call *c, struct liquid_value *r)
{
	const struct liquid_array *list;
	struct liquid_array *array = call_array(c);

	if (list_input(c, &list) < 0)
		return -1;
	for (size_t i = 0; i < list->count; i++) {
		struct liquid_value v;
		if (list_property(list->items[i], c->args[0], &v) == ACCESS_TYPE_ERROR)
			return list_property_error(c, c->args[0]);
		if (call_add(c, array, v) < 0)
			return -1;
	}
	*r = liquid_array_value(array);
	return 0;
}

/* What a test of each item found. */
enum wanted { WANT_SELECT, WANT_REJECT, WANT_ANY, WANT_FIRST, WANT_INDEX };

static int test_item(struct call *c, struct liquid_value item, bool *match, bool *none)
{
	struct liquid_value target = call_arg(c, 1), v;
	enum access a = list_property(item, c->args[0], &v);

	*none = a == ACCESS_NONE;
	if (a == ACCESS_TYPE_ERROR)
		return list_property_error(c, c->args[0]);
	*match = target.kind == LIQUID_NIL ? value_is_true(v) : values_equal(v, target);
	return 0;
}

static int filter_items(struct call *c, enum wanted wanted, struct liquid_value *r)
{
	const struct liquid_array *list;
	struct liquid_array *array = call_array(c);
	bool match = false, none;

	if (list_input(c, &list) < 0)
		return -1;
	for (size_t i = 0; i < list->count; i++) {
		if (test_item(c, list->items[i], &match, &none) < 0)
			return -1;
		*r = liquid_nil();
		if (none) /* an item that has no properties: the whole is nil */
			return 0;
		if (match && wanted == WANT_ANY)
			*r = liquid_bool(true);
		if (match && wanted == WANT_FIRST)
			*r = list->items[i];
		if (match && wanted == WANT_INDEX)
			*r = liquid_int((int64_t)i);
		if (match && wanted >= WANT_ANY)
			return 0;
		if (wanted < WANT_ANY && match == (wanted == WANT_SELECT) &&
			call_add(c, array, list->items[i]) < 0)
			return -1;
	}
	*r = wanted == WANT_ANY	    ? liquid_bool(false)
	     : wanted >= WANT_FIRST ? liquid_nil()
				    : liquid_array_value(array);
	return 0;
}

static int apply_where(struct call *c, struct liquid_value *r)
{
	return filter_items(c, WANT_SELECT, r);
}

static int apply_reject(struct call *c, struct liquid_value *r)
{
	return filter_items(c, WANT_REJECT, r);
}

static int apply_has(struct call *c, struct liquid_value *r)
{
	return filter_items(c, WANT_ANY, r);
}

static int apply_find(struct call *c, struct liquid_value *r)
{
	return filter_items(c, WANT_FIRST, r);
}

static int apply_find_index(struct call *c, struct liquid_value *r)
{
	return filter_items(c, WANT_INDEX, r);
}

static int apply_compact(struct call *c, struct liquid_value *r)
{
	const struct liquid_array *list;
	struct liquid_array *array = call_array(c);
	struct liquid_value key = call_arg(c, 0), v;

	if (list_input(c, &list) < 0)
		return -1;
	for (size_t i = 0; i < list->count; i++) {
		enum access a = list_key(list->items[i], key, &v);
		if (a == ACCESS_TYPE_ERROR)
			return list_property_error(c, key);
		if (a == ACCESS_NONE) {
			*r = liquid_nil();
			return 0;
		}
		if (v.kind != LIQUID_NIL && call_add(c, array, list->items[i]) < 0)
			return -1;
	}
	*r = liquid_array_value(array);
	return 0;
}

static int uniq_items(
	struct call *c, const struct liquid_array *list, struct map *seen, struct liquid_value *r)
{
	struct liquid_array *array = call_array(c);
	struct liquid_value key = call_arg(c, 0), v;
	struct str *tmp = &c->context->tmp;

	if (list->count < 2) {
		*r = liquid_array_value(list);
		return 0;
	}
	for (size_t i = 0; i < list->count; i++) {
		enum access a = list_key(list->items[i], key, &v);
		if (a == ACCESS_TYPE_ERROR)
			return list_property_error(c, key);
		if (a == ACCESS_NONE) {
			*r = liquid_nil();
			return 0;
		}
		str_reset(tmp);
		value_add_identity(tmp, v);
		if (map_put(seen, str_c(tmp), tmp->len, 1) &&
			call_add(c, array, list->items[i]) < 0)
			return -1;
	}
	*r = liquid_array_value(array);
	return 0;
}

static int apply_uniq(struct call *c, struct liquid_value *r)
{
	const struct liquid_array *list;
	struct map seen = {0};

	c->context->tmp.max = c->context->limits.captured_bytes;
	if (list_input(c, &list) < 0)
		return -1;
	int status = uniq_items(c, list, &seen, r);
	map_release(&seen);
	return status;
}

static int apply_sum(struct call *c, struct liquid_value *r)
{
	const struct liquid_array *list, *inner;
	struct arena *a = &c->context->scratch;
	struct number total = {.small = true, .is_integer = true}, n;
	struct liquid_value key = call_arg(c, 0), v;

	if (list_input(c, &list) < 0)
		return -1;
	for (size_t i = 0; i < list->count; i++) {
		enum access access = list_key(list->items[i], key, &v);
		if (access == ACCESS_TYPE_ERROR)
			return list_property_error(c, key);
		if (access == ACCESS_NONE)
			v = liquid_int(0);
		if (list_of(c, v, &inner) < 0 || context_alloc(c->context, 0) == NULL)
			return -1;
		for (size_t k = 0; k < inner->count; k++)
			if (number_of(a, inner->items[k], &n) != NUMBER_OK ||
				number_add(a, total, n, &total) != NUMBER_OK)
				return call_error(c, "a number is infinite or too long");
	}
	*r = number_value(a, total);
	return 0;
}

/* From and how many of n, as Ruby slices; false: nothing there. */
static bool slice_bounds(int64_t n, int64_t *from, int64_t *count)
{
	if (*from < 0)
		*from += n;
	if (*from < 0 || *from > n || *count < 0)
		return false;
	if (*count > n - *from)
		*count = n - *from;
	return true;
}

static int apply_slice(struct call *c, struct liquid_value *r)
{
	struct liquid_value text;
	int64_t from, count = 1;

	if (call_integer(c, c->args[0], &from) < 0)
		return -1;
	if (c->count > 1 && value_is_true(c->args[1]) && call_integer(c, c->args[1], &count) < 0)
		return -1;
	if (c->input.kind == LIQUID_ARRAY) {
		const struct liquid_array *list = c->input.array;
		struct liquid_array *array = call_array(c);
		*r = liquid_array_value(array);
		if (!slice_bounds((int64_t)list->count, &from, &count))
			return 0;
		for (int64_t i = 0; i < count; i++)
			if (call_add(c, array, list->items[from + i]) < 0)
				return -1;
		return 0;
	}
	if (call_text(c, c->input, &text) < 0)
		return -1;
	*r = liquid_text_n("", 0);
	if (!slice_bounds((int64_t)utf8_length(text.text.p, text.text.n), &from, &count))
		return 0;
	size_t at = unicode_offset(text.text.p, text.text.n, (size_t)from);
	*r = liquid_text_n(text.text.p + at,
		unicode_offset(text.text.p + at, text.text.n - at, (size_t)count));
	return 0;
}

const struct filter filters_array[] = {
	{.name = "size", .apply = apply_size},
	{.name = "first", .apply = apply_first},
	{.name = "last", .apply = apply_last},
	{.name = "join", .apply = apply_join, .max = 1},
	{.name = "map", .apply = apply_map, .min = 1, .max = 1},
	{.name = "where", .apply = apply_where, .min = 1, .max = 2},
	{.name = "reject", .apply = apply_reject, .min = 1, .max = 2},
	{.name = "has", .apply = apply_has, .min = 1, .max = 2},
	{.name = "find", .apply = apply_find, .min = 1, .max = 2},
	{.name = "find_index", .apply = apply_find_index, .min = 1, .max = 2},
	{.name = "reverse", .apply = apply_reverse},
	{.name = "uniq", .apply = apply_uniq, .max = 1},
	{.name = "compact", .apply = apply_compact, .max = 1},
	{.name = "concat", .apply = apply_concat, .min = 1, .max = 1},
	{.name = "sum", .apply = apply_sum, .max = 1},
	{.name = "slice", .apply = apply_slice, .min = 1, .max = 2},
	{.name = NULL},
};
