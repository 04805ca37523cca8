#include <stdlib.h>

#include "liquid/moment_directive.h"

enum { WIDTH_MAX = 1024 };

const char *directive_read(const char *p, const char *end, struct directive *d)
{
	*d = (struct directive){.width = -1};
	for (; p < end; p++) {
		if (*p == '-')
			d->no_padding = true;
		else if (*p == '0')
			d->zero = true, d->space = false;
		else if (*p == '_')
			d->space = true, d->zero = false;
		else if (*p == '^')
			d->upper = true;
		else if (*p == '#')
			d->swap = true;
		else
			break;
	}
	for (; p < end && *p >= '0' && *p <= '9'; p++) {
		d->width = (d->width < 0 ? 0 : d->width) * 10 + (*p - '0');
		if (d->width > WIDTH_MAX)
			d->width = WIDTH_MAX;
	}
	const char *modified = p;
	while (p < end && *p == ':' && d->colons < 4)
		d->colons++, p++;
	if (d->colons && (p == end || *p != 'z' || d->colons > 3))
		p = modified; /* only %z has colons */
	else if (p < end && (*p == 'E' || *p == 'O') && end - p > 1)
		p++;
	d->letter = p < end ? *p : '\0';
	return p < end ? p + 1 : p;
}

void directive_add_number(
	struct str *out, const struct directive *d, int64_t value, int width, char pad)
{
	char digits[24];
	size_t at = sizeof digits;
	bool negative = value < 0;
	uint64_t m = negative ? 0 - (uint64_t)value : (uint64_t)value;

	do {
		digits[--at] = (char)('0' + m % 10);
		m /= 10;
	} while (m);
	if (d->width >= 0)
		width = d->width;
	if (d->zero)
		pad = '0';
	if (d->space)
		pad = ' ';
	int missing = d->no_padding ? 0 : width - (int)(sizeof digits - at) - negative;
	if (negative && pad == '0')
		str_addc(out, '-');
	for (; missing > 0; missing--)
		str_addc(out, pad);
	if (negative && pad != '0')
		str_addc(out, '-');
	str_add(out, digits + at, sizeof digits - at);
}

void directive_add_text(struct str *out, const struct directive *d, const char *text, size_t n)
{
	int missing = d->no_padding ? 0 : d->width - (int)n;

	if (d->width <= 0 && !d->upper && !d->swap) {
		str_add(out, text, n);
		return;
	}
	bool capitals = d->upper || (d->swap && d->letter != 'p');
	bool small = d->swap && (d->letter == 'p' || d->letter == 'Z');

	for (; missing > 0; missing--)
		str_addc(out, d->zero ? '0' : ' ');
	for (size_t i = 0; i < n; i++) {
		int c = (unsigned char)text[i];
		if (small)
			c = ascii_lower(c);
		else if (capitals && c >= 'a' && c <= 'z')
			c -= 'a' - 'A';
		str_addc(out, (char)c);
	}
}

void directive_add_offset(struct str *out, const struct directive *d, int offset)
{
	struct str digits = STR_INIT;
	int o = abs(offset), h = o / 3600, m = o / 60 % 60, s = o % 60, colons = d->colons;
	bool negative = offset < 0;

	if (colons == 3)
		colons = s ? 2 : m ? 1 : -1;
	if (colons == 0)
		str_addf(&digits, "%02d", m);
	else if (colons > 0)
		str_addf(&digits, ":%02d", m);
	if (colons == 2)
		str_addf(&digits, ":%02d", s);
	int width = d->width > 0 ? d->width : 0, hours = width - 1 - (int)digits.len;
	if (hours < 2)
		hours = 2;
	if (d->space) {
		for (int i = h < 10 ? 1 : 2; i < hours; i++)
			str_addc(out, ' ');
		str_addf(out, "%c%d", negative ? '-' : '+', h);
	} else {
		str_addf(out, "%c%0*d", negative ? '-' : '+', hours, h);
	}
	str_add(out, str_c(&digits), digits.len);
	str_release(&digits);
}

void directive_add_fraction(struct str *out, const struct directive *d, int nanosecond, int digits)
{
	char text[10];
	int n = d->width > 0 ? d->width : digits;

	for (int i = 8; i >= 0; i--, nanosecond /= 10)
		text[i] = (char)('0' + nanosecond % 10);
	for (int i = 0; i < n; i++)
		str_addc(out, i < 9 ? text[i] : '0');
}
