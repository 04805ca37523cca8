/*
 * Arithmetic of templates: integers of any size, and decimals that are exact until they are
 * printed.
 */
#ifndef LIQUID_NUMBER_H
#define LIQUID_NUMBER_H

#include "base/mem.h"
#include "base/str.h"
#include "liquid/magnitude.h"
#include "liquid/value.h"

/*
 * An integer or a decimal. Small integers stand in `integer`; all else is
 * (negative ? -1 : 1) * magnitude / 10^scale.
 */
struct number {
	bool small, is_integer, negative;
	bool special; /* infinite or no number: in `real` */
	int64_t integer;
	double real;
	struct magnitude magnitude;
	size_t scale; /* 0 for integers */
};

enum { NUMBER_DIGITS = 20000 }; /* longer numbers are an error */

enum number_status { NUMBER_OK, NUMBER_ZERO_DIVISION, NUMBER_TOO_LARGE, NUMBER_NOT_FINITE };

/* Any value as a number: text that is none is its leading integer, other kinds are 0. */
enum number_status number_of(struct arena *a, struct liquid_value v, struct number *r);

enum number_status number_add(struct arena *a, struct number x, struct number y, struct number *r);
enum number_status number_subtract(
	struct arena *a, struct number x, struct number y, struct number *r);
enum number_status number_multiply(
	struct arena *a, struct number x, struct number y, struct number *r);
/* Towards minus infinity for two integers. */
enum number_status number_divide(
	struct arena *a, struct number x, struct number y, struct number *r);
/* The sign is that of the divisor. */
enum number_status number_modulo(
	struct arena *a, struct number x, struct number y, struct number *r);
int number_compare(struct arena *a, struct number x, struct number y);
struct number number_absolute(struct arena *a, struct number x);

enum rounding { ROUND_HALF_UP, ROUND_FLOOR, ROUND_CEILING };

/* To `places` digits after the point; to an integer when places < 1. */
enum number_status number_round(
	struct arena *a, struct number x, int64_t places, enum rounding how, struct number *r);

/* A value again: decimals become floats. */
struct liquid_value number_value(struct arena *a, struct number x);

/* The leading integer of text as Ruby's to_i reads it (blanks, sign, digits, _ between digits); 0
 * when there is none. */
enum number_status number_leading(struct arena *a, const char *p, size_t n, struct number *r);

/* The same as a count: beyond int64_t it is clamped. */
int64_t number_leading_clamped(const char *p, size_t n);

/*
 * An integer as filters want it for counts: an integer, or text that is one (0x, 0b, 0o, _
 * allowed). Beyond int64_t it is clamped. False when it is none.
 */
bool number_strict_integer(struct liquid_value v, int64_t *r);

#endif
