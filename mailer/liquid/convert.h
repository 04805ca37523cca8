/*
 * Values as text, and values compared: the rules that Liquid has from Ruby.
 */
#ifndef LIQUID_CONVERT_H
#define LIQUID_CONVERT_H

#include "base/str.h"
#include "liquid/data.h"

/* Appends a value as {{ output }} shows it: nil is nothing, arrays are joined. */
void value_add_output(struct str *out, struct liquid_value v);

/* Appends a value as filters take it for text: as above, but arrays as ["a", 1]. */
void value_add_text(struct str *out, struct liquid_value v);

/* Appends a value as it stands inside arrays and hashes: text is quoted, nil is nil. */
void value_add_inspected(struct str *out, struct liquid_value v);

/* Appends a form that is equal for equal values only (1 and 1.0 differ): for uniq and cycle. */
void value_add_identity(struct str *out, struct liquid_value v);

/* Appends the shortest decimal that reads back as d, always with a point. */
void float_add(struct str *out, double d);

/* As == has it: numbers by their value, blank and empty by what counts as such. */
bool values_equal(struct liquid_value a, struct liquid_value b);

/* *order_r is -1, 0 or 1; false when the two cannot be ordered. */
bool values_order(struct liquid_value a, struct liquid_value b, int *order_r);

bool value_is_empty(struct liquid_value v); /* == empty */
bool value_is_blank(struct liquid_value v); /* == blank */

/* What the reference calls the type in messages: "Integer", "String". */
const char *value_type_name(struct liquid_value v);

#endif
