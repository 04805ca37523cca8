#include <string.h>

#include "liquid/magnitude.h"

static struct magnitude mag_new(struct arena *a, size_t count)
{
	return (struct magnitude){arena_array(a, count, sizeof(uint32_t)), count};
}

static struct magnitude mag_trim(struct magnitude x)
{
	while (x.count && x.limbs[x.count - 1] == 0)
		x.count--;
	return x;
}

struct magnitude mag_of(struct arena *a, uint64_t n)
{
	struct magnitude m = mag_new(a, 3);

	for (size_t i = 0; i < 3; i++, n /= LIMB)
		m.limbs[i] = (uint32_t)(n % LIMB);
	return mag_trim(m);
}

struct magnitude mag_parse(struct arena *a, const char *digits, size_t n)
{
	struct magnitude m = mag_new(a, n / LIMB_DIGITS + 1);
	size_t limb = 0;

	while (n) {
		size_t take = n < LIMB_DIGITS ? n : LIMB_DIGITS;
		uint32_t value = 0;
		for (size_t i = n - take; i < n; i++)
			value = value * 10 + (uint32_t)(digits[i] - '0');
		m.limbs[limb++] = value;
		n -= take;
	}
	return mag_trim(m);
}

int mag_compare(struct magnitude x, struct magnitude y)
{
	if (x.count != y.count)
		return x.count < y.count ? -1 : 1;
	for (size_t i = x.count; i-- > 0;)
		if (x.limbs[i] != y.limbs[i])
			return x.limbs[i] < y.limbs[i] ? -1 : 1;
	return 0;
}

struct magnitude mag_add(struct arena *a, struct magnitude x, struct magnitude y)
{
	struct magnitude m = mag_new(a, (x.count > y.count ? x.count : y.count) + 1);
	uint32_t carry = 0;

	for (size_t i = 0; i < m.count; i++) {
		uint32_t sum =
			carry + (i < x.count ? x.limbs[i] : 0) + (i < y.count ? y.limbs[i] : 0);
		carry = sum >= LIMB;
		m.limbs[i] = carry ? sum - LIMB : sum;
	}
	return mag_trim(m);
}

struct magnitude mag_subtract(struct arena *a, struct magnitude x, struct magnitude y)
{
	struct magnitude m = mag_new(a, x.count);
	int64_t borrow = 0;

	for (size_t i = 0; i < x.count; i++) {
		int64_t d = (int64_t)x.limbs[i] - borrow - (i < y.count ? y.limbs[i] : 0);
		borrow = d < 0;
		m.limbs[i] = (uint32_t)(borrow ? d + LIMB : d);
	}
	return mag_trim(m);
}

struct magnitude mag_multiply(struct arena *a, struct magnitude x, struct magnitude y)
{
	struct magnitude m = mag_new(a, x.count + y.count);

	for (size_t i = 0; i < x.count; i++) {
		uint64_t carry = 0;
		for (size_t j = 0; j < y.count || carry; j++) {
			uint64_t v = m.limbs[i + j] + carry;
			if (j < y.count)
				v += (uint64_t)x.limbs[i] * y.limbs[j];
			m.limbs[i + j] = (uint32_t)(v % LIMB);
			carry = v / LIMB;
		}
	}
	return mag_trim(m);
}

struct magnitude mag_scale(struct arena *a, struct magnitude x, size_t zeros)
{
	uint32_t small = 1;
	size_t limbs = zeros / LIMB_DIGITS;

	if (x.count == 0 || zeros == 0)
		return x;
	for (size_t i = 0; i < zeros % LIMB_DIGITS; i++)
		small *= 10;
	struct magnitude shifted = mag_new(a, x.count + limbs);
	memcpy(shifted.limbs + limbs, x.limbs, x.count * sizeof *x.limbs);
	return small == 1 ? shifted : mag_multiply(a, shifted, mag_of(a, small));
}

/* x * f - y, compared with zero: whether x holds f at most. */
static struct magnitude times_small(struct arena *a, struct magnitude x, uint32_t f)
{
	return mag_multiply(a, x, mag_of(a, f));
}

static struct magnitude divide_small(
	struct arena *a, struct magnitude x, uint32_t y, struct magnitude *rest_r)
{
	struct magnitude q = mag_new(a, x.count);
	uint64_t rest = 0;

	for (size_t i = x.count; i-- > 0;) {
		rest = rest * LIMB + x.limbs[i];
		q.limbs[i] = (uint32_t)(rest / y);
		rest %= y;
	}
	*rest_r = mag_of(a, rest);
	return mag_trim(q);
}

/* One limb of a long division: rest (window of n + 1 limbs) -= divisor * q, q guessed and
 * corrected. */
static uint32_t divide_step(uint32_t *window, const uint32_t *divisor, size_t n)
{
	uint64_t high = (uint64_t)window[n] * LIMB + window[n - 1];
	uint64_t q = high / divisor[n - 1], r = high % divisor[n - 1];

	while (q >= LIMB || (n > 1 && r < LIMB && q * divisor[n - 2] > r * LIMB + window[n - 2])) {
		q--;
		r += divisor[n - 1];
		if (r >= LIMB)
			break;
	}
	int64_t borrow = 0;
	uint64_t carry = 0;
	for (size_t i = 0; i <= n; i++) {
		uint64_t p = carry + (i < n ? q * divisor[i] : 0);
		carry = p / LIMB;
		int64_t d = (int64_t)window[i] - (int64_t)(p % LIMB) - borrow;
		borrow = d < 0;
		window[i] = (uint32_t)(borrow ? d + LIMB : d);
	}
	if (borrow) {
		uint32_t up = 0;
		q--;
		for (size_t i = 0; i <= n; i++) {
			uint32_t s = window[i] + (i < n ? divisor[i] : 0) + up;
			up = s >= LIMB;
			window[i] = up ? s - LIMB : s;
		}
	}
	return (uint32_t)q;
}

/* Long division, Knuth's algorithm D (The Art of Computer Programming 4.3.1) in base 10^9. */
struct magnitude mag_divide(
	struct arena *a, struct magnitude x, struct magnitude y, struct magnitude *rest_r)
{
	if (mag_compare(x, y) < 0) {
		*rest_r = x;
		return (struct magnitude){NULL, 0};
	}
	if (y.count == 1)
		return divide_small(a, x, y.limbs[0], rest_r);
	uint32_t f = LIMB / (y.limbs[y.count - 1] + 1);
	struct magnitude divisor = times_small(a, y, f), scaled = times_small(a, x, f);
	struct magnitude rest = mag_new(a, x.count + 2), q = mag_new(a, x.count - y.count + 1);
	memcpy(rest.limbs, scaled.limbs, scaled.count * sizeof *rest.limbs);
	for (size_t i = q.count; i-- > 0;)
		q.limbs[i] = divide_step(rest.limbs + i, divisor.limbs, y.count);
	struct magnitude none;
	*rest_r = divide_small(a, mag_trim(rest), f, &none);
	return mag_trim(q);
}

size_t mag_digits(struct magnitude x)
{
	size_t n = 0;

	if (x.count == 0)
		return 0;
	for (uint32_t top = x.limbs[x.count - 1]; top; top /= 10)
		n++;
	return n + (x.count - 1) * LIMB_DIGITS;
}

void mag_text(struct str *out, struct magnitude x)
{
	if (x.count == 0) {
		str_addc(out, '0');
		return;
	}
	str_addf(out, "%u", x.limbs[x.count - 1]);
	for (size_t i = x.count - 1; i-- > 0;)
		str_addf(out, "%09u", x.limbs[i]);
}
