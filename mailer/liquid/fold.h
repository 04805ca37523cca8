/*
 * Folding: what of a template is the same for all renderings; for the files fold*.c only.
 */
#ifndef LIQUID_FOLD_H
#define LIQUID_FOLD_H

#include "liquid/context.h"

struct folder {
	const struct liquid_template *template;
	struct liquid_context *context;
	struct liquid_template *result; /* whose arena the new nodes are in */
	/* One a slot: whether its value is not known while folding. */
	bool *varying; /* as the caller says */
	unsigned *hidden; /* by how many loops around here */
	bool *assigned; /* known: assigned once, at the top of the template, a constant */
	size_t slots;
	bool opaque; /* a partial of an unknown name may assign anything */
};

/* fold_expr.c: whether an evaluation gave what rendering would give: errors are left to rendering,
 * and so is what depends on the clock. status is what the evaluation returned. */
bool fold_evaluated(struct folder *f, int status);
/* The expression, or the constant that it is. Lists stay where they are: they are found quickly. */
struct expr *fold_expr(struct folder *f, struct expr *e);
struct expr **fold_exprs(struct folder *f, struct expr **items, size_t n);
/* The filters at the beginning that only constants go through become one constant. */
struct output *fold_output(struct folder *f, const struct output *o);

/* fold_constant.c: whether all of it is known now and has no effect besides its text. bound: slots
 * bound in here. */
bool fold_constant_expr(const struct folder *f, const struct expr *e);
bool fold_constant_output(const struct folder *f, const struct output *o);
bool fold_constant_condition(const struct folder *f, const struct condition *c);
bool fold_constant_node(struct folder *f, const struct node *n);

/* Includes of unknown names anywhere in a body. */
bool fold_is_opaque(const struct body *body);

#endif
