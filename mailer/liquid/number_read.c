/* Values and text as numbers. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "liquid/convert.h"
#include "liquid/number_parts.h"

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
	return number_finish(x, r);
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
	*r = number_small(0);
	switch (v.kind) {
	case LIQUID_INT:
		*r = number_small(v.integer);
		return NUMBER_OK;
	case LIQUID_BIG:
		return parse_decimal(a, v.text.p, v.text.n, true, r);
	case LIQUID_FLOAT: {
		char text[48];
		if (!isfinite(v.real)) {
			*r = number_special(v.real);
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

	*r = number_small(0);
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

/* Skips 0x, 0b, 0o, 0d or a leading 0, as Ruby's Integer() takes them; the base that they mean. */
static int take_base(const char **p, const char *end)
{
	if (end - *p < 2 || **p != '0')
		return 10;
	int c = ascii_lower((unsigned char)(*p)[1]);
	if (c == 'x' || c == 'b' || c == 'd' || c == 'o') {
		*p += 2;
		return c == 'x' ? 16 : c == 'b' ? 2 : c == 'd' ? 10 : 8;
	}
	(*p)++;
	if (*p < end && **p == '_')
		(*p)++;
	return 8;
}

/* Digits of a base, single _ between them. False: anything else. *m_r is beyond INT64_MAX when
 * *big_r. */
static bool read_digits(const char *p, const char *end, int base, uint64_t *m_r, bool *big_r)
{
	bool after_digit = false;

	*m_r = 0;
	*big_r = false;
	for (; p < end; p++) {
		if (*p == '_' && after_digit) {
			after_digit = false;
			continue;
		}
		int d = digit_value(*p);
		if (d >= base)
			return false;
		after_digit = true;
		*big_r = *big_r || __builtin_mul_overflow(*m_r, (uint64_t)base, m_r) ||
			 __builtin_add_overflow(*m_r, (uint64_t)d, m_r) || *m_r > INT64_MAX;
	}
	return after_digit;
}

bool number_strict_integer(struct liquid_value v, int64_t *r)
{
	uint64_t m;
	bool big;

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
	int base = take_base(&p, end);
	if (!read_digits(p, end, base, &m, &big))
		return false;
	*r = big ? (negative ? INT64_MIN : INT64_MAX) : negative ? -(int64_t)m : (int64_t)m;
	return true;
}
