#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "liquid/convert.h"
#include "liquid/number.h"

/* A quotient of decimals has this many digits: more than a double can tell apart. */
enum { QUOTIENT_DIGITS = 40 };

static struct number small_number(int64_t i)
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
	return small_number(x.negative ? (int64_t)(0 - m) : (int64_t)m);
}

static enum number_status finish(struct number x, struct number *r)
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
	return finish(s, r);
}

static struct number special(double real)
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
		*r = small_number(i);
		return NUMBER_OK;
	}
	if (x.special || y.special) {
		*r = special(real_of(a, x) + real_of(a, y));
		return NUMBER_OK;
	}
	return sum(a, x, y, r);
}

enum number_status number_subtract(
	struct arena *a, struct number x, struct number y, struct number *r)
{
	int64_t i;

	if (x.small && y.small && !__builtin_sub_overflow(x.integer, y.integer, &i)) {
		*r = small_number(i);
		return NUMBER_OK;
	}
	if (x.special || y.special) {
		*r = special(real_of(a, x) - real_of(a, y));
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
		*r = small_number(i);
		return NUMBER_OK;
	}
	if (x.special || y.special) {
		*r = special(real_of(a, x) * real_of(a, y));
		return NUMBER_OK;
	}
	x = widen(a, x);
	y = widen(a, y);
	return finish((struct number){.is_integer = x.is_integer && y.is_integer,
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
		*r = special(of / by);
		return NUMBER_OK;
	}
	if (is_zero(y))
		return NUMBER_ZERO_DIVISION;
	align(a, &x, &y);
	if (x.is_integer && y.is_integer) {
		struct number q;
		floor_divide(a, x, y, &q, &rest);
		return finish(q, r);
	}
	size_t have = mag_digits(x.magnitude), by = mag_digits(y.magnitude), more = QUOTIENT_DIGITS;
	if (have < by)
		more += by - have;
	struct magnitude ignored;
	return finish((struct number){.negative = x.negative != y.negative,
			      .magnitude = mag_divide(
				      a, mag_scale(a, x.magnitude, more), y.magnitude, &ignored),
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
		*r = x.special ? special(NAN) : x;
		return NUMBER_OK;
	}
	align(a, &x, &y);
	floor_divide(a, x, y, &q, &rest);
	if (rest.magnitude.count == 0)
		rest.negative = false;
	return finish(rest, r);
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
		return special(fabs(x.real));
	if (x.small && x.integer != INT64_MIN)
		return small_number(x.integer < 0 ? -x.integer : x.integer);
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
	return finish((struct number){.is_integer = to_integer,
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

/* A decimal from text that is [-]digits[.digits][e[+-]digits]. */
static enum number_status parse_decimal(
	struct arena *a, const char *p, size_t n, bool integer, struct number *r)
{
	struct str digits = STR_INIT;
	struct number x = {.is_integer = integer};
	long exponent = 0;
	bool fraction = false;

	for (size_t i = 0; i < n; i++) {
		if (p[i] >= '0' && p[i] <= '9') {
			str_addc(&digits, p[i]);
			x.scale += fraction;
		} else if (p[i] == '.') {
			fraction = true;
		} else if (p[i] == '-' && i == 0) {
			x.negative = true;
		} else if (p[i] == 'e') {
			exponent = strtol(p + i + 1, NULL, 10);
			break;
		}
	}
	x.magnitude = mag_parse(a, str_c(&digits), digits.len);
	str_release(&digits);
	if (exponent > (long)x.scale) {
		x.magnitude = mag_scale(a, x.magnitude, (size_t)exponent - x.scale);
		x.scale = 0;
	} else if (exponent > 0) {
		x.scale -= (size_t)exponent;
	} else {
		x.scale += (size_t)-exponent;
	}
	return finish(x, r);
}

static bool is_decimal(const char *p, size_t n)
{
	size_t i = n && *p == '-', whole = i, part;

	while (i < n && p[i] >= '0' && p[i] <= '9')
		i++;
	if (i == whole || i == n || p[i++] != '.')
		return false;
	part = i;
	while (i < n && p[i] >= '0' && p[i] <= '9')
		i++;
	return i == n && i > part;
}

static bool is_blank_byte(char c)
{
	return ascii_is_space((unsigned char)c) || c == '\0';
}

enum number_status number_of(struct arena *a, struct liquid_value v, struct number *r)
{
	*r = small_number(0);
	switch (v.kind) {
	case LIQUID_INT:
		*r = small_number(v.integer);
		return NUMBER_OK;
	case LIQUID_BIG:
		return parse_decimal(a, v.text.p, v.text.n, true, r);
	case LIQUID_FLOAT: {
		char text[48];
		if (!isfinite(v.real)) {
			*r = special(v.real);
			return NUMBER_OK;
		}
		struct str s = STR_INIT;
		float_add(&s, v.real);
		memcpy(text, s.p, s.len + 1);
		size_t n = s.len;
		str_release(&s);
		return parse_decimal(a, text, n, false, r);
	}
	case LIQUID_TEXT: {
		const char *p = v.text.p;
		size_t n = v.text.n;
		while (n && is_blank_byte(*p))
			p++, n--;
		while (n && is_blank_byte(p[n - 1]))
			n--;
		if (n > NUMBER_DIGITS)
			return NUMBER_TOO_LARGE;
		if (is_decimal(p, n))
			return parse_decimal(a, p, n, false, r);
		return number_leading(a, v.text.p, v.text.n, r);
	}
	default:
		return NUMBER_OK;
	}
}

/*
 * The digits that text begins with, without leading zeros and with the sign of a negative one; one
 * more than a number may have shows that there are too many.
 */
static void leading_digits(struct str *digits, const char *p, size_t n)
{
	bool after_digit = false, negative;
	size_t i = 0;

	while (i < n && ascii_is_space((unsigned char)p[i]))
		i++;
	negative = i < n && p[i] == '-';
	if (i < n && (p[i] == '-' || p[i] == '+'))
		i++;
	for (; i < n && digits->len < NUMBER_DIGITS + 2; i++) {
		if (p[i] == '_' && after_digit) {
			after_digit = false;
			continue;
		}
		if (p[i] < '0' || p[i] > '9')
			break;
		after_digit = true;
		if (digits->len == 0 && p[i] == '0')
			continue;
		if (digits->len == 0 && negative)
			str_addc(digits, '-');
		str_addc(digits, p[i]);
	}
}

enum number_status number_leading(struct arena *a, const char *p, size_t n, struct number *r)
{
	struct str digits = STR_INIT;
	enum number_status status = NUMBER_OK;

	*r = small_number(0);
	leading_digits(&digits, p, n);
	if (digits.len)
		status = parse_decimal(a, digits.p, digits.len, true, r);
	str_release(&digits);
	return status;
}

int64_t number_leading_clamped(const char *p, size_t n)
{
	struct str digits = STR_INIT;
	int64_t clamped;

	leading_digits(&digits, p, n);
	/* It clamps, too. */
	clamped = strtoll(str_c(&digits), NULL, 10);
	str_release(&digits);
	return clamped;
}

static int digit_value(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	int l = ascii_lower((unsigned char)c);
	return l >= 'a' && l <= 'z' ? l - 'a' + 10 : 99;
}

bool number_strict_integer(struct liquid_value v, int64_t *r)
{
	if (v.kind == LIQUID_INT) {
		*r = v.integer;
		return true;
	}
	if (v.kind == LIQUID_BIG) {
		*r = v.text.p[0] == '-' ? INT64_MIN : INT64_MAX;
		return true;
	}
	if (v.kind != LIQUID_TEXT)
		return false;
	const char *p = v.text.p, *end = p + v.text.n;
	while (p < end && ascii_is_space((unsigned char)*p))
		p++;
	while (p < end && ascii_is_space((unsigned char)end[-1]))
		end--;
	bool negative = p < end && *p == '-';
	if (p < end && (*p == '-' || *p == '+'))
		p++;
	int base = 10;
	if (end - p > 1 && p[0] == '0') {
		int c = ascii_lower((unsigned char)p[1]);
		base = c == 'x' ? 16 : c == 'b' ? 2 : c == 'd' ? 10 : 8;
		p += c == 'x' || c == 'b' || c == 'o' || c == 'd' ? 2 : 1;
		if (base == 8 && c != 'o' && p < end && *p == '_')
			p++;
	}
	uint64_t m = 0;
	bool big = false, after_digit = false;
	if (p == end)
		return false;
	for (; p < end; p++) {
		if (*p == '_' && after_digit) {
			after_digit = false;
			continue;
		}
		int d = digit_value(*p);
		if (d >= base)
			return false;
		after_digit = true;
		big = big || __builtin_mul_overflow(m, (uint64_t)base, &m) ||
		      __builtin_add_overflow(m, (uint64_t)d, &m) || m > INT64_MAX;
	}
	if (!after_digit)
		return false;
	*r = big ? (negative ? INT64_MIN : INT64_MAX) : negative ? -(int64_t)m : (int64_t)m;
	return true;
}
