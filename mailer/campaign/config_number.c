#include <limits.h>
#include <string.h>

#include "base/str.h"
#include "campaign/config_number.h"

static bool is_hex_digit(char c)
{
	return c && strchr("0123456789abcdefABCDEF", c);
}

/* Digits of a whole number in base 10 or 16; false when it does not fit libconfig's int. */
static bool read_whole(const char *p, size_t n, bool negative, bool hex, bool wide, long long *v)
{
	long long max = wide ? LLONG_MAX : INT_MAX, value = 0;

	for (size_t i = 0; i < n; i++) {
		int digit = ascii_is_digit(p[i]) ? p[i] - '0'
						 : ascii_lower((unsigned char)p[i]) - 'a' + 10;
		int base = hex ? 16 : 10;
		if (value > (max - digit) / base)
			return false;
		value = value * base + digit;
	}
	*v = negative ? -value : value;
	return true;
}

/* The length of a fraction ("1.5", ".5", "1e3") at p, or 0. */
static size_t fraction_length(const char *p)
{
	size_t n = *p == '-' || *p == '+', digits = 0, point;

	for (; ascii_is_digit(p[n]); n++)
		digits++;
	point = p[n] == '.';
	for (n += point; point && ascii_is_digit(p[n]); n++)
		digits++;
	if (digits == 0)
		return 0;
	if (p[n] == 'e' || p[n] == 'E') {
		size_t e = n + 1 + (p[n + 1] == '-' || p[n + 1] == '+');
		if (ascii_is_digit(p[e])) {
			for (n = e; ascii_is_digit(p[n]);)
				n++;
			return n;
		}
	}
	return point ? n : 0;
}

bool config_number_begins(const char *p)
{
	return ascii_is_digit(*p) || *p == '-' || *p == '+' || *p == '.';
}

struct config_number config_number_read(const char *p)
{
	struct config_number r = {.length = fraction_length(p), .fits = true};
	bool sign = *p == '-' || *p == '+';

	r.fraction = r.length > 0;
	if (r.fraction)
		return r;
	bool hex = !sign && p[0] == '0' && (p[1] == 'x' || p[1] == 'X') && is_hex_digit(p[2]);
	size_t digits = sign + (hex ? 2u : 0u), end = digits;
	while (hex ? is_hex_digit(p[end]) : ascii_is_digit(p[end]))
		end++;
	if (end == digits)
		return r;
	bool wide = p[end] == 'L';
	r.length = end + (wide ? (p[end + 1] == 'L' ? 2u : 1u) : 0u);
	r.fits = read_whole(p + digits, end - digits, *p == '-', hex, wide, &r.value);
	return r;
}
