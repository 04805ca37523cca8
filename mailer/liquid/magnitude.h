/*
 * Magnitudes: natural numbers as limbs of nine decimal digits, the lowest first, without leading
 * zeros.
 */
#ifndef LIQUID_MAGNITUDE_H
#define LIQUID_MAGNITUDE_H

#include <stddef.h>
#include <stdint.h>

#include "base/mem.h"
#include "base/str.h"

enum { LIMB_DIGITS = 9, LIMB = 1000000000 };

struct magnitude {
	uint32_t *limbs;
	size_t count; /* 0 is zero */
};

/* Results are of the arena; operands are left alone. */
struct magnitude mag_of(struct arena *a, uint64_t n);
struct magnitude mag_parse(struct arena *a, const char *digits, size_t n);
/* As strcmp(). */
int mag_compare(struct magnitude x, struct magnitude y);
struct magnitude mag_add(struct arena *a, struct magnitude x, struct magnitude y);
struct magnitude mag_subtract(struct arena *a, struct magnitude x, struct magnitude y); /* x >= y */
struct magnitude mag_multiply(struct arena *a, struct magnitude x, struct magnitude y);
struct magnitude mag_scale(struct arena *a, struct magnitude x, size_t zeros); /* x * 10^zeros */
/* x / y and the remainder; y is not zero. */
struct magnitude mag_divide(
	struct arena *a, struct magnitude x, struct magnitude y, struct magnitude *rest_r);
/* How many decimal digits it has; and these, appended. */
size_t mag_digits(struct magnitude x);
void mag_text(struct str *out, struct magnitude x);

#endif
