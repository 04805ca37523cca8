/* Transfer encodings, undone as far as damaged ones allow (RFC 2045 6). */
#include <string.h>

#include "reply/parse.h"
#include "reply/transfer.h"

int hex_value(char c)
{
	c = (char)ascii_lower(c);
	return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* Offset of the line's end where p[i] is followed by nothing but blanks; 0 when it is not. */
static size_t line_end(const char *p, size_t n, size_t i)
{
	while (i < n && (p[i] == ' ' || p[i] == '\t'))
		i++;
	if (i < n && p[i] == '\r')
		i++;
	return i < n && p[i] == '\n' ? i + 1 : i == n ? n : 0;
}

static void decode_quoted_printable(struct str *out, const char *p, size_t n)
{
	size_t plain = 0, i = 0;

	while (i < n) {
		const char *next = memchr(p + i, '=', n - i);
		size_t after;

		if (next == NULL)
			break;
		i = (size_t)(next - p);
		if (i + 2 < n && hex_value(p[i + 1]) >= 0 && hex_value(p[i + 2]) >= 0) {
			str_add(out, p + plain, i - plain);
			str_addc(out, (char)(hex_value(p[i + 1]) * 16 + hex_value(p[i + 2])));
			plain = i += 3;
		} else if ((after = line_end(p, n, i + 1)) > 0) {
			str_add(out, p + plain, i - plain);
			plain = i = after;
		} else {
			i++; /* no code: it stands for itself */
		}
	}
	str_add(out, p + plain, n - plain);
}

static const signed char base64_values[256] = {
	['A'] = 1,
	2,
	3,
	4,
	5,
	6,
	7,
	8,
	9,
	10,
	11,
	12,
	13,
	14,
	15,
	16,
	17,
	18,
	19,
	20,
	21,
	22,
	23,
	24,
	25,
	26,
	['a'] = 27,
	28,
	29,
	30,
	31,
	32,
	33,
	34,
	35,
	36,
	37,
	38,
	39,
	40,
	41,
	42,
	43,
	44,
	45,
	46,
	47,
	48,
	49,
	50,
	51,
	52,
	['0'] = 53,
	54,
	55,
	56,
	57,
	58,
	59,
	60,
	61,
	62,
	['+'] = 63,
	['/'] = 64,
	['-'] = 63, /* RFC 4648 5, seen in mail */
	['_'] = 64,
};

void base64_decode(struct str *out, const char *p, size_t n)
{
	unsigned bits = 0;
	int have = 0;

	for (size_t i = 0; i < n; i++) {
		int v = base64_values[(unsigned char)p[i]];
		if (p[i] == '=') {
			have = 0; /* padding; more may follow where pieces were joined */
			bits = 0;
			continue;
		}
		if (v == 0)
			continue;
		bits = (bits << 6 | (unsigned)(v - 1)) & 0xffffff;
		have += 6;
		if (have >= 8) {
			have -= 8;
			str_addc(out, (char)(bits >> have & 0xff));
		}
	}
}

static void decode_uu_line(struct str *out, const char *p, size_t n)
{
	size_t want = (size_t)((p[0] - 32) & 63), start = out->len;

	for (size_t i = 1; i + 3 < n; i += 4) {
		unsigned bits = 0;
		for (size_t k = 0; k < 4; k++)
			bits = bits << 6 | (unsigned)((p[i + k] - 32) & 63);
		for (int shift = 16; shift >= 0 && out->len - start < want; shift -= 8)
			str_addc(out, (char)(bits >> shift & 0xff));
	}
}

static void decode_uu(struct str *out, const char *p, size_t n)
{
	bool inside = false;

	for (size_t i = 0; i < n;) {
		const char *lf = memchr(p + i, '\n', n - i);
		size_t end = lf ? (size_t)(lf - p) : n, len = end - i;

		if (len && p[i + len - 1] == '\r')
			len--;
		if (!inside)
			inside = len > 6 && memcmp(p + i, "begin ", 6) == 0;
		else if (len == 3 && memcmp(p + i, "end", 3) == 0)
			break;
		else if (len)
			decode_uu_line(out, p + i, len);
		i = end + 1;
	}
}

void part_decode(struct str *out, const struct part *part)
{
	switch (part->transfer) {
	case TRANSFER_QUOTED_PRINTABLE:
		decode_quoted_printable(out, part->body, part->body_len);
		break;
	case TRANSFER_BASE64:
		base64_decode(out, part->body, part->body_len);
		break;
	case TRANSFER_UUENCODE:
		decode_uu(out, part->body, part->body_len);
		break;
	case TRANSFER_NONE:
		str_add(out, part->body, part->body_len);
		break;
	}
}

size_t part_size(const struct part *part)
{
	size_t digits = 0;

	if (part->transfer == TRANSFER_NONE)
		return part->body_len;
	if (part->transfer == TRANSFER_BASE64) {
		for (size_t i = 0; i < part->body_len; i++)
			digits += base64_values[(unsigned char)part->body[i]] != 0;
		return digits * 3 / 4;
	}
	struct str text;
	str_init(&text);
	part_decode(&text, part);
	digits = text.len;
	str_release(&text);
	return digits;
}
