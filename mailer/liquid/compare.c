#include <string.h>

#include "liquid/convert.h"
#include "liquid/number.h"

enum { COMPARE_DEPTH = 200 };

static bool is_number(struct liquid_value v)
{
	return v.kind == LIQUID_INT || v.kind == LIQUID_FLOAT || v.kind == LIQUID_BIG;
}

/* Numbers that are not both small integers. False for NaN. */
static bool order_numbers(struct liquid_value a, struct liquid_value b, int *order_r)
{
	if (a.kind == LIQUID_FLOAT && b.kind == LIQUID_FLOAT) {
		*order_r = (a.real > b.real) - (a.real < b.real);
		return a.real == a.real && b.real == b.real;
	}
	struct arena arena = {0};
	struct number x, y;
	bool ok = number_of(&arena, a, &x) == NUMBER_OK && number_of(&arena, b, &y) == NUMBER_OK;
	if (ok)
		*order_r = number_compare(&arena, x, y);
	arena_release(&arena);
	return ok;
}

static int order_text(struct liquid_value a, struct liquid_value b)
{
	size_t n = a.text.n < b.text.n ? a.text.n : b.text.n;
	int order = n ? memcmp(a.text.p, b.text.p, n) : 0;

	if (order == 0)
		order = (a.text.n > b.text.n) - (a.text.n < b.text.n);
	return (order > 0) - (order < 0);
}

static bool equal_values(struct liquid_value a, struct liquid_value b, int depth);

static bool get_entry(struct liquid_value v, size_t i, const char **key_r, size_t *len_r,
	struct liquid_value *value_r)
{
	if (v.kind == LIQUID_ROW) {
		if (i >= v.row->columns->count)
			return false;
		*key_r = v.row->columns->names[i];
		*len_r = v.row->columns->lengths[i];
		*value_r = v.row->cells[i];
		return true;
	}
	if (i >= v.hash->count)
		return false;
	*key_r = v.hash->entries[i].key;
	*len_r = v.hash->entries[i].len;
	*value_r = v.hash->entries[i].value;
	return true;
}

static bool equal_hashes(struct liquid_value a, struct liquid_value b, int depth)
{
	size_t na = a.kind == LIQUID_ROW ? a.row->columns->count : a.hash->count;
	size_t nb = b.kind == LIQUID_ROW ? b.row->columns->count : b.hash->count;
	const char *key;
	size_t len;
	struct liquid_value x;

	if (na != nb)
		return false;
	for (size_t i = 0; get_entry(a, i, &key, &len, &x); i++) {
		if (b.kind == LIQUID_ROW) {
			size_t column = columns_find(b.row->columns, key, len);
			if (column == SIZE_MAX || !equal_values(x, b.row->cells[column], depth))
				return false;
		} else {
			const struct hash_entry *e = hash_find(b.hash, key, len);
			if (e == NULL || !equal_values(x, e->value, depth))
				return false;
		}
	}
	return true;
}

static bool equal_values(struct liquid_value a, struct liquid_value b, int depth)
{
	if (depth > COMPARE_DEPTH)
		return false;
	if (a.kind == LIQUID_TEXT && b.kind == LIQUID_TEXT)
		return a.text.n == b.text.n &&
		       (a.text.n == 0 || memcmp(a.text.p, b.text.p, a.text.n) == 0);
	if (a.kind == LIQUID_INT && b.kind == LIQUID_INT)
		return a.integer == b.integer;
	if (is_number(a) && is_number(b)) {
		int order;
		return order_numbers(a, b, &order) && order == 0;
	}
	if (a.kind == LIQUID_ROW || (a.kind == LIQUID_HASH && b.kind == LIQUID_ROW))
		return (b.kind == LIQUID_ROW || b.kind == LIQUID_HASH) &&
		       equal_hashes(a, b, depth + 1);
	if (a.kind == LIQUID_UNKNOWN)
		a.kind = LIQUID_NIL;
	if (b.kind == LIQUID_UNKNOWN)
		b.kind = LIQUID_NIL;
	if (a.kind != b.kind)
		return false;
	switch (a.kind) {
	case LIQUID_ARRAY:
		if (a.array == b.array)
			return true;
		if (a.array->count != b.array->count)
			return false;
		for (size_t i = 0; i < a.array->count; i++)
			if (!equal_values(a.array->items[i], b.array->items[i], depth + 1))
				return false;
		return true;
	case LIQUID_HASH:
		return a.hash == b.hash || equal_hashes(a, b, depth + 1);
	case LIQUID_RANGE:
		return a.range.first == b.range.first && a.range.last == b.range.last;
	case LIQUID_LOOP:
		return a.loop == b.loop;
	default:
		return true;
	}
}

bool value_is_empty(struct liquid_value v)
{
	switch (v.kind) {
	case LIQUID_TEXT:
		return v.text.n == 0;
	case LIQUID_ARRAY:
		return v.array->count == 0;
	case LIQUID_HASH:
		return v.hash->count == 0;
	case LIQUID_ROW:
		return v.row->columns->count == 0;
	default:
		return false;
	}
}

bool value_is_blank(struct liquid_value v)
{
	if (v.kind == LIQUID_TEXT) {
		for (size_t i = 0; i < v.text.n; i++)
			if (!ascii_is_space((unsigned char)v.text.p[i]))
				return false;
		return true;
	}
	return !value_is_true(v) || value_is_empty(v);
}

bool values_equal(struct liquid_value a, struct liquid_value b)
{
	if (a.kind == LIQUID_EMPTY || a.kind == LIQUID_BLANK) {
		struct liquid_value swap = a;
		a = b;
		b = swap;
	}
	if (b.kind == LIQUID_EMPTY)
		return a.kind != LIQUID_EMPTY && a.kind != LIQUID_BLANK && value_is_empty(a);
	if (b.kind == LIQUID_BLANK)
		return a.kind != LIQUID_EMPTY && a.kind != LIQUID_BLANK && value_is_blank(a);
	return equal_values(a, b, 0);
}

static bool order_values(struct liquid_value a, struct liquid_value b, int depth, int *order_r)
{
	if (a.kind == LIQUID_INT && b.kind == LIQUID_INT) {
		*order_r = (a.integer > b.integer) - (a.integer < b.integer);
		return true;
	}
	if (is_number(a) && is_number(b))
		return order_numbers(a, b, order_r);
	if (a.kind == LIQUID_TEXT && b.kind == LIQUID_TEXT) {
		*order_r = order_text(a, b);
		return true;
	}
	if (a.kind == LIQUID_ARRAY && b.kind == LIQUID_ARRAY && depth < COMPARE_DEPTH) {
		size_t n = a.array->count < b.array->count ? a.array->count : b.array->count;
		for (size_t i = 0; i < n; i++) {
			if (!order_values(a.array->items[i], b.array->items[i], depth + 1, order_r))
				return false;
			if (*order_r)
				return true;
		}
		*order_r = (a.array->count > b.array->count) - (a.array->count < b.array->count);
		return true;
	}
	*order_r = 0;
	return equal_values(a, b, 0);
}

bool values_order(struct liquid_value a, struct liquid_value b, int *order_r)
{
	return order_values(a, b, 0, order_r);
}
