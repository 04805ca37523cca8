#include <math.h>
#include <stdlib.h>

#include "liquid/number_parts.h"

/* A quotient of decimals has this many digits: more than a double can tell apart. */
enum { QUOTIENT_DIGITS = 40 };

struct number number_small(int64_t i)
{
	return (struct number){.small = true, .is_integer = true, .integer = i};
}

/* The same number without `small`. */
static struct number widen(struct arena *a, struct number x)
{
	if (!x.small)
		return x;
	uint64_t m = x.integer < 0 ? 0 - (uint64_t)x.integer : (uint64_t)x.integer;
	return (struct number){
		.is_integer = true, .negative = x.integer < 0, .magnitude = mag_of(a, m)};
}

/* Integers that fit become small again. */
static struct number narrow(struct number x)
{
	uint64_t m = 0;

	if (x.small || !x.is_integer || x.magnitude.count > 3)
		return x;
	for (size_t i = x.magnitude.count; i-- > 0;)
		if (__builtin_mul_overflow(m, (uint64_t)LIMB, &m) ||
			__builtin_add_overflow(m, (uint64_t)x.magnitude.limbs[i], &m))
			return x;
	if (m > (uint64_t)INT64_MAX + (x.negative ? 1 : 0))
		return x;
	return number_small(x.negative ? (int64_t)(0 - m) : (int64_t)m);
}

enum number_status number_finish(struct number x, struct number *r)
{
	/* A decimal zero keeps its sign, as the reference's do. */
	if (x.magnitude.count == 0 && x.is_integer)
		x.negative = false;
	if (mag_digits(x.magnitude) > NUMBER_DIGITS || x.scale > NUMBER_DIGITS)
		return NUMBER_TOO_LARGE;
	*r = narrow(x);
	return NUMBER_OK;
}

/* Both without `small` and with one scale. */
static void align(struct arena *a, struct number *x, struct number *y)
{
	*x = widen(a, *x);
	*y = widen(a, *y);
	size_t scale = x->scale > y->scale ? x->scale : y->scale;
	x->magnitude = mag_scale(a, x->magnitude, scale - x->scale);
	y->magnitude = mag_scale(a, y->magnitude, scale - y->scale);
	x->scale = y->scale = scale;
}

static enum number_status sum(struct arena *a, struct number x, struct number y, struct number *r)
{
	align(a, &x, &y);
	struct number s = {.is_integer = x.is_integer && y.is_integer, .scale = x.scale};
	if (x.negative == y.negative) {
		s.negative = x.negative;
		s.magnitude = mag_add(a, x.magnitude, y.magnitude);
	} else if (mag_compare(x.magnitude, y.magnitude) >= 0) {
		s.negative = x.negative;
		s.magnitude = mag_subtract(a, x.magnitude, y.magnitude);
	} else {
		s.negative = y.negative;
		s.magnitude = mag_subtract(a, y.magnitude, x.magnitude);
	}
	if (s.magnitude.count == 0 && x.negative != y.negative)
		s.negative = false;
	return number_finish(s, r);
}

struct number number_special(double real)
{
	return (struct number){.special = true, .real = real};
}

static double real_of(struct arena *a, struct number x)
{
	if (x.special)
		return x.real;
	if (x.small)
		return (double)x.integer;
	struct liquid_value v = number_value(a, x);
	return v.kind == LIQUID_FLOAT ? v.real : x.negative ? -HUGE_VAL : HUGE_VAL;
}

enum number_status number_add(struct arena *a, struct number x, struct number y, struct number *r)
{
	int64_t i;

	if (x.small && y.small && !__builtin_add_overflow(x.integer, y.integer, &i)) {
		*r = number_small(i);
		return NUMBER_OK;
	}
	if (x.special || y.special) {
		*r = number_special(real_of(a, x) + real_of(a, y));
		return NUMBER_OK;
	}
	return sum(a, x, y, r);
}

enum number_status number_subtract(
	struct arena *a, struct number x, struct number y, struct number *r)
{
	int64_t i;

	if (x.small && y.small && !__builtin_sub_overflow(x.integer, y.integer, &i)) {
		*r = number_small(i);
		return NUMBER_OK;
	}
	if (x.special || y.special) {
		*r = number_special(real_of(a, x) - real_of(a, y));
		return NUMBER_OK;
	}
	y = widen(a, y);
	y.negative = !y.negative;
	return sum(a, x, y, r);
}

enum number_status number_multiply(
	struct arena *a, struct number x, struct number y, struct number *r)
{
	int64_t i;

	if (x.small && y.small && !__builtin_mul_overflow(x.integer, y.integer, &i)) {
		*r = number_small(i);
		return NUMBER_OK;
	}
	if (x.special || y.special) {
		*r = number_special(real_of(a, x) * real_of(a, y));
		return NUMBER_OK;
	}
	x = widen(a, x);
	y = widen(a, y);
	return number_finish((struct number){.is_integer = x.is_integer && y.is_integer,
				     .negative = x.negative != y.negative,
				     .magnitude = mag_multiply(a, x.magnitude, y.magnitude),
				     .scale = x.scale + y.scale},
		r);
}

static bool is_zero(struct number x)
{
	return x.small ? x.integer == 0 : x.magnitude.count == 0;
}

/* floor(x / y) of two numbers with one scale, and x - y * floor(x / y). */
static void floor_divide(struct arena *a, struct number x, struct number y,
	struct number *quotient_r, struct number *rest_r)
{
	struct magnitude rest;
	bool negative = x.negative != y.negative;
	struct magnitude q = mag_divide(a, x.magnitude, y.magnitude, &rest);

	if (negative && rest.count) {
		q = mag_add(a, q, mag_of(a, 1));
		rest = mag_subtract(a, y.magnitude, rest);
	}
	*quotient_r = (struct number){.is_integer = true, .negative = negative, .magnitude = q};
	*rest_r = (struct number){.is_integer = x.is_integer && y.is_integer,
		.negative = y.negative,
		.magnitude = rest,
		.scale = x.scale};
}

enum number_status number_divide(
	struct arena *a, struct number x, struct number y, struct number *r)
{
	struct number rest;

	if (x.special || y.special || (is_zero(y) && !(x.is_integer && y.is_integer))) {
		double by = y.special	 ? y.real
			    : is_zero(y) ? (y.negative ? -0.0 : 0.0)
					 : real_of(a, y);
		double of = x.special || !is_zero(x) ? real_of(a, x) : 0.0;
		*r = number_special(of / by);
		return NUMBER_OK;
	}
	if (is_zero(y))
		return NUMBER_ZERO_DIVISION;
	align(a, &x, &y);
	if (x.is_integer && y.is_integer) {
		struct number q;
		floor_divide(a, x, y, &q, &rest);
		return number_finish(q, r);
	}
	size_t have = mag_digits(x.magnitude), by = mag_digits(y.magnitude), more = QUOTIENT_DIGITS;
	if (have < by)
		more += by - have;
	struct magnitude ignored;
	return number_finish((struct number){.negative = x.negative != y.negative,
				     .magnitude = mag_divide(a, mag_scale(a, x.magnitude, more),
					     y.magnitude, &ignored),
				     .scale = more},
		r);
}

enum number_status number_modulo(
	struct arena *a, struct number x, struct number y, struct number *r)
{
	struct number q, rest;

	if (!y.special && is_zero(y))
		return NUMBER_ZERO_DIVISION;
	if (x.special || y.special) {
		*r = x.special ? number_special(NAN) : x;
		return NUMBER_OK;
	}
	align(a, &x, &y);
	floor_divide(a, x, y, &q, &rest);
	if (rest.magnitude.count == 0)
		rest.negative = false;
	return number_finish(rest, r);
}

int number_compare(struct arena *a, struct number x, struct number y)
{
	if (x.small && y.small)
		return (x.integer > y.integer) - (x.integer < y.integer);
	if (x.special || y.special) {
		double p = real_of(a, x), q = real_of(a, y);
		return (p > q) - (p < q);
	}
	align(a, &x, &y);
	if (x.magnitude.count == 0)
		x.negative = false;
	if (y.magnitude.count == 0)
		y.negative = false;
	if (x.negative != y.negative)
		return x.negative ? -1 : 1;
	int order = mag_compare(x.magnitude, y.magnitude);
	return x.negative ? -order : order;
}

struct number number_absolute(struct arena *a, struct number x)
{
	if (x.special)
		return number_special(fabs(x.real));
	if (x.small && x.integer != INT64_MIN)
		return number_small(x.integer < 0 ? -x.integer : x.integer);
	x = widen(a, x);
	x.negative = false;
	return narrow(x);
}

enum number_status number_round(
	struct arena *a, struct number x, int64_t places, enum rounding how, struct number *r)
{
	bool to_integer = x.is_integer || places < 1;

	if (x.special)
		return NUMBER_NOT_FINITE;
	if ((x.is_integer && places >= 0) || (!x.is_integer && places >= (int64_t)x.scale)) {
		*r = x;
		if (!to_integer || x.is_integer)
			return NUMBER_OK;
	}
	x = widen(a, x);
	size_t cut;
	if (places >= (int64_t)x.scale)
		cut = 0;
	else if (places < -NUMBER_DIGITS)
		cut = NUMBER_DIGITS + x.scale;
	else
		cut = (size_t)((int64_t)x.scale - places);
	struct magnitude unit = mag_scale(a, mag_of(a, 1), cut), rest;
	struct magnitude q = mag_divide(a, x.magnitude, unit, &rest);
	bool up = how == ROUND_FLOOR	 ? x.negative && rest.count
		  : how == ROUND_CEILING ? !x.negative && rest.count
					 : mag_compare(mag_add(a, rest, rest), unit) >= 0;
	if (up)
		q = mag_add(a, q, mag_of(a, 1));
	if (to_integer)
		q = mag_scale(a, q, places < 0 ? cut - x.scale : 0);
	return number_finish((struct number){.is_integer = to_integer,
				     .negative = x.negative,
				     .magnitude = q,
				     .scale = to_integer ? 0 : (size_t)places},
		r);
}

struct liquid_value number_value(struct arena *a, struct number x)
{
	if (x.special)
		return liquid_float(x.real);
	if (x.small)
		return liquid_int(x.integer);
	struct str s = STR_INIT;
	if (x.negative)
		str_addc(&s, '-');
	mag_text(&s, x.magnitude);
	struct liquid_value v;
	if (x.is_integer) {
		v = liquid_text_n(arena_strndup(a, s.p, s.len), s.len);
		v.kind = LIQUID_BIG;
	} else {
		str_addf(&s, "e-%zu", x.scale);
		v = liquid_float(strtod(s.p, NULL));
	}
	str_release(&s);
	return v;
}
