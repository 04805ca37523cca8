#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/utf8.h"
#include "liquid/convert.h"
#include "liquid/number.h"
#include "liquid/unicode.h"

/* n digits, the point behind the first, times 10^exponent. */
static void add_digits(struct str *out, const char *digits, size_t n, int exponent)
{
	if (exponent < -4 || exponent >= 15) {
		str_addc(out, digits[0]);
		str_addc(out, '.');
		str_add(out, n > 1 ? digits + 1 : "0", n > 1 ? n - 1 : 1);
		str_addf(out, "e%c%02d", exponent < 0 ? '-' : '+', abs(exponent));
		return;
	}
	if (exponent < 0) {
		str_adds(out, "0.");
		for (int i = -1; i > exponent; i--)
			str_addc(out, '0');
		str_add(out, digits, n);
		return;
	}
	for (int i = 0; i <= exponent; i++)
		str_addc(out, (size_t)i < n ? digits[i] : '0');
	str_addc(out, '.');
	if (n > (size_t)exponent + 1)
		str_add(out, digits + exponent + 1, n - (size_t)exponent - 1);
	else
		str_addc(out, '0');
}

void float_add(struct str *out, double d)
{
	char text[40], digits[24];
	int exponent;

	if (!isfinite(d)) {
		str_adds(out, isnan(d) ? "NaN" : d < 0 ? "-Infinity" : "Infinity");
		return;
	}
	/* The fewest digits that read back as the same number. */
	for (int precision = 0; precision < 17; precision++) {
		snprintf(text, sizeof text, "%.*e", precision, d);
		if (strtod(text, NULL) == d)
			break;
	}
	const char *p = text;
	size_t n = 0;
	if (*p == '-') {
		str_addc(out, '-');
		p++;
	}
	for (; *p && *p != 'e'; p++)
		if (*p != '.')
			digits[n++] = *p;
	exponent = (int)strtol(p + 1, NULL, 10);
	add_digits(out, digits, n, exponent);
}

/* Values nest no deeper than data may: JSON of a few thousand levels, built arrays of fewer. */
enum { VALUE_DEPTH = 200 };

static void add_quoted(struct str *out, const char *p, size_t n)
{
	str_addc(out, '"');
	for (size_t i = 0; i < n;) {
		unsigned char c = (unsigned char)p[i];
		static const char escapes[] = "abtnvfr"; /* 7 to 13 */
		if (c >= 0x80) {
			size_t step = unicode_add_printable(out, p + i, n - i);
			i += step;
			continue;
		}
		if (c == '"' || c == '\\' ||
			(c == '#' && i + 1 < n &&
				(p[i + 1] == '{' || p[i + 1] == '$' || p[i + 1] == '@')))
			str_addc(out, '\\');
		if (c >= 7 && c <= 13)
			str_addf(out, "\\%c", escapes[c - 7]);
		else if (c == 27)
			str_adds(out, "\\e");
		else if (c < 32 || c == 127)
			str_addf(out, c == 127 ? "\\x%02X" : "\\u%04X", c);
		else
			str_addc(out, (char)c);
		i++;
	}
	str_addc(out, '"');
}

static void add_inspected(struct str *out, struct liquid_value v, int depth);

static void add_hash(struct str *out, struct liquid_value v, int depth)
{
	bool is_row = v.kind == LIQUID_ROW;
	size_t n = is_row ? v.row->columns->count : v.hash->count;

	str_addc(out, '{');
	for (size_t i = 0; i < n; i++) {
		if (i)
			str_adds(out, ", ");
		if (is_row)
			add_quoted(out, v.row->columns->names[i], v.row->columns->lengths[i]);
		else
			add_quoted(out, v.hash->entries[i].key, v.hash->entries[i].len);
		str_adds(out, "=>");
		add_inspected(out, is_row ? v.row->cells[i] : v.hash->entries[i].value, depth + 1);
	}
	str_addc(out, '}');
}

static void add_array(struct str *out, struct liquid_value v, int depth)
{
	str_addc(out, '[');
	for (size_t i = 0; i < v.array->count; i++) {
		if (i)
			str_adds(out, ", ");
		add_inspected(out, v.array->items[i], depth + 1);
	}
	str_addc(out, ']');
}

static void add_integer(struct str *out, int64_t i)
{
	char digits[24];
	size_t n = sizeof digits;
	uint64_t m = i < 0 ? 0 - (uint64_t)i : (uint64_t)i;

	do {
		digits[--n] = (char)('0' + m % 10);
		m /= 10;
	} while (m);
	if (i < 0)
		digits[--n] = '-';
	str_add(out, digits + n, sizeof digits - n);
}

static void add_scalar(struct str *out, struct liquid_value v)
{
	switch (v.kind) {
	case LIQUID_TRUE:
		str_adds(out, "true");
		break;
	case LIQUID_FALSE:
		str_adds(out, "false");
		break;
	case LIQUID_INT:
		add_integer(out, v.integer);
		break;
	case LIQUID_FLOAT:
		float_add(out, v.real);
		break;
	case LIQUID_TEXT:
	case LIQUID_BIG:
		str_add(out, v.text.p, v.text.n);
		break;
	case LIQUID_RANGE:
		add_integer(out, v.range.first);
		str_adds(out, "..");
		add_integer(out, v.range.last);
		break;
	case LIQUID_LOOP:
		str_adds(out, v.loop->table ? "Liquid::TablerowloopDrop" : "Liquid::ForloopDrop");
		break;
	default:
		break;
	}
}

static void add_inspected(struct str *out, struct liquid_value v, int depth)
{
	if (depth > VALUE_DEPTH)
		str_adds(out, "...");
	else if (v.kind == LIQUID_TEXT)
		add_quoted(out, v.text.p, v.text.n);
	else if (v.kind == LIQUID_NIL || v.kind == LIQUID_UNKNOWN)
		str_adds(out, "nil");
	else if (v.kind == LIQUID_HASH || v.kind == LIQUID_ROW)
		add_hash(out, v, depth);
	else if (v.kind == LIQUID_ARRAY)
		add_array(out, v, depth);
	else
		add_scalar(out, v);
}

void value_add_inspected(struct str *out, struct liquid_value v)
{
	add_inspected(out, v, 0);
}

static void add_output(struct str *out, struct liquid_value v, int depth)
{
	if (v.kind == LIQUID_HASH || v.kind == LIQUID_ROW) {
		add_hash(out, v, depth);
	} else if (v.kind == LIQUID_ARRAY) {
		for (size_t i = 0; i < v.array->count && depth < VALUE_DEPTH; i++)
			add_output(out, v.array->items[i], depth + 1);
	} else {
		add_scalar(out, v);
	}
}

void value_add_output(struct str *out, struct liquid_value v)
{
	add_output(out, v, 0);
}

void value_add_text(struct str *out, struct liquid_value v)
{
	if (v.kind == LIQUID_ARRAY)
		add_array(out, v, 0);
	else
		add_output(out, v, 0);
}

static void add_identity(struct str *out, struct liquid_value v, int depth)
{
	str_addc(out, (char)('A' + (v.kind == LIQUID_ROW ? LIQUID_HASH : v.kind)));
	if (depth > VALUE_DEPTH)
		return;
	if (v.kind == LIQUID_TEXT) {
		str_addf(out, "%zu:", v.text.n);
		add_scalar(out, v);
	} else if (v.kind == LIQUID_ARRAY) {
		str_addf(out, "%zu:", v.array->count);
		for (size_t i = 0; i < v.array->count; i++)
			add_identity(out, v.array->items[i], depth + 1);
	} else if (v.kind == LIQUID_HASH || v.kind == LIQUID_ROW) {
		add_hash(out, v, 0);
	} else if (v.kind == LIQUID_LOOP) {
		str_addf(out, "%p;", (const void *)v.loop);
	} else {
		add_scalar(out, v);
		str_addc(out, ';');
	}
}

void value_add_identity(struct str *out, struct liquid_value v)
{
	add_identity(out, v, 0);
}

const char *value_type_name(struct liquid_value v)
{
	switch (v.kind) {
	case LIQUID_TRUE:
		return "true";
	case LIQUID_FALSE:
		return "false";
	case LIQUID_INT:
	case LIQUID_BIG:
		return "Integer";
	case LIQUID_FLOAT:
		return "Float";
	case LIQUID_TEXT:
		return "String";
	case LIQUID_ARRAY:
		return "Array";
	case LIQUID_HASH:
	case LIQUID_ROW:
		return "Hash";
	case LIQUID_RANGE:
		return "Range";
	default:
		return "nil";
	}
}
