#include "liquid/filter.h"
#include "liquid/number.h"

static int number_error(struct call *c, enum number_status status)
{
	switch (status) {
	case NUMBER_ZERO_DIVISION:
		return call_error(c, "divided by 0");
	case NUMBER_NOT_FINITE:
		return call_error(c, "the number is infinite");
	default:
		return call_error(c, "the number has more than %d digits", (int)NUMBER_DIGITS);
	}
}

static int numbers(struct call *c, struct number *x, struct number *y)
{
	struct arena *a = &c->context->scratch;
	enum number_status status = number_of(a, c->input, x);

	if (status == NUMBER_OK && y)
		status = number_of(a, call_arg(c, 0), y);
	return status == NUMBER_OK ? 0 : number_error(c, status);
}

static int finish(
	struct call *c, enum number_status status, struct number n, struct liquid_value *r)
{
	if (status != NUMBER_OK)
		return number_error(c, status);
	if (context_alloc(c->context, 0) == NULL)
		return -1;
	*r = number_value(&c->context->scratch, n);
	return 0;
}

static int operate(struct call *c,
	enum number_status (*op)(struct arena *, struct number, struct number, struct number *),
	struct liquid_value *r)
{
	struct number x, y, result = {0};

	if (numbers(c, &x, &y) < 0)
		return -1;
	return finish(c, op(&c->context->scratch, x, y, &result), result, r);
}

static int apply_plus(struct call *c, struct liquid_value *r)
{
	return operate(c, number_add, r);
}

static int apply_minus(struct call *c, struct liquid_value *r)
{
	return operate(c, number_subtract, r);
}

static int apply_times(struct call *c, struct liquid_value *r)
{
	return operate(c, number_multiply, r);
}

static int apply_divided_by(struct call *c, struct liquid_value *r)
{
	return operate(c, number_divide, r);
}

static int apply_modulo(struct call *c, struct liquid_value *r)
{
	return operate(c, number_modulo, r);
}

static int apply_abs(struct call *c, struct liquid_value *r)
{
	struct number x;

	if (numbers(c, &x, NULL) < 0)
		return -1;
	return finish(c, NUMBER_OK, number_absolute(&c->context->scratch, x), r);
}

static int at_bound(struct call *c, int sign, struct liquid_value *r)
{
	struct number x, y;

	if (numbers(c, &x, &y) < 0)
		return -1;
	bool beyond = number_compare(&c->context->scratch, y, x) * sign > 0;
	return finish(c, NUMBER_OK, beyond ? y : x, r);
}

static int apply_at_least(struct call *c, struct liquid_value *r)
{
	return at_bound(c, 1, r);
}

static int apply_at_most(struct call *c, struct liquid_value *r)
{
	return at_bound(c, -1, r);
}

static int round_to(struct call *c, int64_t places, enum rounding how, struct liquid_value *r)
{
	struct number x, result = {0};

	if (numbers(c, &x, NULL) < 0)
		return -1;
	return finish(c, number_round(&c->context->scratch, x, places, how, &result), result, r);
}

static int apply_round(struct call *c, struct liquid_value *r)
{
	struct arena *a = &c->context->scratch;
	struct number n, whole;

	if (c->count == 0)
		return round_to(c, 0, ROUND_HALF_UP, r);
	enum number_status status = number_of(a, c->args[0], &n);
	/* A fraction counts as the integer towards zero. */
	if (status == NUMBER_OK)
		status = number_round(a, n, 0,
			number_compare(a, n, (struct number){.small = true, .is_integer = true}) < 0
				? ROUND_CEILING
				: ROUND_FLOOR,
			&whole);
	if (status != NUMBER_OK)
		return number_error(c, status);
	if (!whole.small || whole.integer > INT32_MAX || whole.integer < INT32_MIN)
		return call_error(c, "there is no such place to round to");
	return round_to(c, whole.integer, ROUND_HALF_UP, r);
}

static int apply_ceil(struct call *c, struct liquid_value *r)
{
	return round_to(c, 0, ROUND_CEILING, r);
}

static int apply_floor(struct call *c, struct liquid_value *r)
{
	return round_to(c, 0, ROUND_FLOOR, r);
}

const struct filter filters_math[] = {
	{.name = "plus", .apply = apply_plus, .min = 1, .max = 1},
	{.name = "minus", .apply = apply_minus, .min = 1, .max = 1},
	{.name = "times", .apply = apply_times, .min = 1, .max = 1},
	{.name = "divided_by", .apply = apply_divided_by, .min = 1, .max = 1},
	{.name = "modulo", .apply = apply_modulo, .min = 1, .max = 1},
	{.name = "abs", .apply = apply_abs},
	{.name = "at_least", .apply = apply_at_least, .min = 1, .max = 1},
	{.name = "at_most", .apply = apply_at_most, .min = 1, .max = 1},
	{.name = "round", .apply = apply_round, .max = 1},
	{.name = "ceil", .apply = apply_ceil},
	{.name = "floor", .apply = apply_floor},
	{.name = NULL},
};
