#include <string.h>

#include "liquid/convert.h"
#include "liquid/list.h"
#include "liquid/unicode.h"

/* An item, and what it is sorted by. */
struct sorted {
	struct liquid_value item, key;
	struct liquid_value text; /* of the key, for sort_natural */
};

struct sort_state {
	bool natural, incompatible;
};

static int compare_sorted(struct sort_state *s, const struct sorted *a, const struct sorted *b)
{
	bool a_nil = a->key.kind == LIQUID_NIL, b_nil = b->key.kind == LIQUID_NIL;
	int order = 0;

	if (a_nil || b_nil)
		return a_nil - b_nil;
	if (s->natural)
		return unicode_casecmp(
			a->text.text.p, a->text.text.n, b->text.text.p, b->text.text.n);
	if (!values_order(a->key, b->key, &order))
		s->incompatible = true;
	return order;
}

/* A merge sort from the bottom: stable, n log n whatever the input. */
static void sort_items(struct sort_state *s, struct sorted *items, struct sorted *space, size_t n)
{
	for (size_t width = 1; width < n; width *= 2) {
		for (size_t lo = 0; lo < n; lo += 2 * width) {
			size_t mid = lo + width < n ? lo + width : n;
			size_t hi = lo + 2 * width < n ? lo + 2 * width : n;
			size_t i = lo, j = mid, k = lo;
			while (i < mid && j < hi)
				space[k++] = compare_sorted(s, &items[j], &items[i]) < 0
						     ? items[j++]
						     : items[i++];
			while (i < mid)
				space[k++] = items[i++];
			while (j < hi)
				space[k++] = items[j++];
		}
		memcpy(items, space, n * sizeof *items);
	}
}

static int fill_sorted(
	struct call *c, const struct liquid_array *list, bool natural, struct sorted *items)
{
	struct liquid_value key = call_arg(c, 0);

	for (size_t i = 0; i < list->count; i++) {
		items[i].item = items[i].key = list->items[i];
		if (key.kind != LIQUID_NIL &&
			list_property(list->items[i], key, &items[i].key) == ACCESS_TYPE_ERROR)
			return list_property_error(c, key);
		if (natural && call_text(c, items[i].key, &items[i].text) < 0)
			return -1;
	}
	return 0;
}

static int sort_list(struct call *c, bool natural, struct liquid_value *r)
{
	const struct liquid_array *list;
	struct liquid_array *array = call_array(c);
	struct sort_state s = {.natural = natural};

	if (list_input(c, &list) < 0)
		return -1;
	*r = liquid_array_value(array);
	if (list->count == 0)
		return 0;
	for (size_t i = 0; i < list->count && c->count && c->args[0].kind != LIQUID_NIL; i++)
		if (!list_has_properties(list->items[i])) {
			*r = liquid_nil();
			return 0;
		}
	if (list->count == 1)
		return call_add(c, array, list->items[0]);
	struct sorted *items = context_alloc(c->context, 2 * list->count * sizeof *items);
	if (items == NULL || fill_sorted(c, list, natural, items) < 0)
		return -1;
	sort_items(&s, items, items + list->count, list->count);
	if (s.incompatible)
		return call_error(c, "cannot sort values of incompatible types");
	for (size_t i = 0; i < list->count; i++)
		if (call_add(c, array, items[i].item) < 0)
			return -1;
	return 0;
}

static int apply_sort(struct call *c, struct liquid_value *r)
{
	return sort_list(c, false, r);
}

static int apply_sort_natural(struct call *c, struct liquid_value *r)
{
	return sort_list(c, true, r);
}

const struct filter filters_sort[] = {
	{.name = "sort", .apply = apply_sort, .max = 1},
	{.name = "sort_natural", .apply = apply_sort_natural, .max = 1},
	{.name = NULL},
};
