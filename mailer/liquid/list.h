/*
 * Lists as filters take them; for the filters of lists only.
 */
#ifndef LIQUID_LIST_H
#define LIQUID_LIST_H

#include "liquid/filter.h"

/* The input as a flat list: one value is a list of one, nil of none, a range of its integers. */
int list_input(struct call *c, const struct liquid_array **list_r);
/* The same of any value. */
int list_of(struct call *c, struct liquid_value v, const struct liquid_array **list_r);

/* What item[property] gives in the reference. */
enum access { ACCESS_OK, ACCESS_TYPE_ERROR, ACCESS_NONE };
enum access list_property(
	struct liquid_value item, struct liquid_value key, struct liquid_value *value_r);
/* The same where the key of a filter may be left out: then the item itself. */
enum access list_key(
	struct liquid_value item, struct liquid_value key, struct liquid_value *value_r);
bool list_has_properties(struct liquid_value v);
int list_property_error(struct call *c, struct liquid_value key);

#endif
