/*
 * Filters: a table of functions, found by name when a template is parsed.
 */
#ifndef LIQUID_FILTER_H
#define LIQUID_FILTER_H

#include "liquid/context.h"
#include "liquid/convert.h"

/* One application of a filter. */
struct call {
	struct liquid_context *context;
	const struct filter_call *site;
	struct liquid_value input;
	const struct liquid_value *args;
	size_t count;
	const struct liquid_hash *named; /* keyword arguments, or NULL */
	bool escapes; /* the output will be escaped unless it is marked as markup */
};

struct filter {
	const char *name;
	/* Fills *r; 0, or -1 with the error (call_error). */
	int (*apply)(struct call *c, struct liquid_value *r);
	unsigned char min, max; /* arguments */
	bool own; /* not of standard Liquid */
	bool raw; /* its output is not escaped */
	bool takes_named; /* keyword arguments are its own, not one hash more */
	bool takes_unknown; /* default */
	bool impure; /* may give another result next time */
};

/* The filter of a name, or NULL. */
const struct filter *filter_find(const char *name, size_t n, bool standard);

/* The kind of node that an output makes. */
enum node_kind node_kind_of_output(const struct output *o);

/* Whether `default` puts its argument in the place of v (without allow_false). */
static inline bool filter_is_missing(const struct liquid_context *c, struct liquid_value v)
{
	if (v.kind == LIQUID_TEXT) {
		if (v.text.n == 0)
			return true;
		/* In letters a cell of blanks is as good as none. */
		return !c->engine->options.standard && ascii_is_space((unsigned char)*v.text.p) &&
		       value_is_blank(v);
	}
	return !value_is_true(v) || value_is_empty(v);
}

/* The nearest name, or NULL. */
const char *filter_nearest(const char *name, bool standard);

/* The error of a filter, with its name and place: -1. */
int call_error(struct call *c, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/* A value as text, without copying where it is text. -1 when a limit is reached. */
int call_text(struct call *c, struct liquid_value v, struct liquid_value *text_r);

/* The input as text, and the work space, which is empty. -1 when a limit is reached. */
int call_start(struct call *c, struct liquid_value *text_r, struct str **tmp_r);

/* The work space as a new text value, and the work space empty again. */
int call_result(struct call *c, struct liquid_value *r);

/* Where a text has another one, from a byte on; NULL: nowhere (filters_replace.c). */
const char *text_find(struct liquid_value in, size_t from, struct liquid_value what);

/* n bytes copied to a new text value. */
int call_copy(struct call *c, const char *p, size_t n, struct liquid_value *r);

/* An argument as an integer, as slices and truncations want it. */
int call_integer(struct call *c, struct liquid_value v, int64_t *r);

/* Argument i, or nil. */
struct liquid_value call_arg(const struct call *c, size_t i);
/* Keyword argument, or nil. */
struct liquid_value call_named(const struct call *c, const char *name);

/* An empty array of the context. */
struct liquid_array *call_array(struct call *c);
/* Adds an item to it; -1 with the error when the limit on memory is reached. */
int call_add(struct call *c, struct liquid_array *array, struct liquid_value v);

/* Tables of the files filters_*.c, each ended by a NULL name. */
extern const struct filter filters_text[], filters_replace[], filters_array[], filters_math[],
	filters_date[], filters_letter[], filters_encode[], filters_sort[];

#endif
