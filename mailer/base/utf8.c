#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unicase.h>
#include <unictype.h>
#include <uninorm.h>
#include <unistr.h>
#include <uniwidth.h>

#include "base/mem.h"
#include "base/utf8.h"

static const uint8_t *u8(const void *p)
{
	return p;
}

/* One character at p: its length in bytes (1 for a bad byte), *uc is -1 where it is bad. */
static size_t next(const char *p, size_t n, ucs4_t *uc, bool *bad)
{
	int len = u8_mbtoucr(uc, u8(p), n);

	*bad = len <= 0;
	return *bad ? 1 : (size_t)len;
}

/* How many bytes at the beginning are ASCII, eight at a time. */
static size_t ascii_length(const uint8_t *p, size_t n)
{
	size_t i = 0;
	uint64_t eight;

	for (; n - i >= sizeof eight; i += sizeof eight) {
		memcpy(&eight, p + i, sizeof eight);
		if (eight & UINT64_C(0x8080808080808080))
			break;
	}
	return i;
}

bool utf8_valid(const void *bytes, size_t n, size_t *bad_r)
{
	size_t ascii = ascii_length(bytes, n);
	const uint8_t *at = ascii < n ? u8_check(u8(bytes) + ascii, n - ascii) : NULL;

	if (at && bad_r)
		*bad_r = (size_t)(at - u8(bytes));
	return at == NULL;
}

void utf8_add_repaired(struct str *out, const void *bytes, size_t n)
{
	const char *p = bytes;
	size_t bad;

	while (n && !utf8_valid(p, n, &bad)) {
		str_add(out, p, bad);
		str_adds(out, "\xEF\xBF\xBD");
		p += bad + 1;
		n -= bad + 1;
		/* The rest of the same broken sequence is one replacement, not one a byte. */
		while (n && ((unsigned char)*p & 0xC0) == 0x80) {
			p++;
			n--;
		}
	}
	str_add(out, p, n);
}

size_t utf8_length(const char *s, size_t n)
{
	size_t count = 0;
	ucs4_t uc;
	bool bad;

	for (size_t i = 0; i < n; count++)
		i += next(s + i, n - i, &uc, &bad);
	return count;
}

size_t utf8_width(const char *s, size_t n)
{
	size_t width = 0;
	ucs4_t uc;
	bool bad;

	for (size_t i = 0; i < n;) {
		i += next(s + i, n - i, &uc, &bad);
		int w = bad ? 1 : uc_width(uc, "UTF-8");
		width += w > 0 ? (size_t)w : 0;
	}
	return width;
}

void utf8_place(const char *text, size_t n, size_t offset, size_t *line_r, size_t *column_r)
{
	size_t start = 0;

	if (offset > n)
		offset = n;
	*line_r = 1;
	for (size_t i = 0; i < offset; i++)
		if (text[i] == '\n') {
			++*line_r;
			start = i + 1;
		}
	*column_r = utf8_length(text + start, offset - start) + 1;
}

static bool shows_wrong(ucs4_t uc)
{
	return uc < 0x20 || (uc >= 0x7F && uc < 0xA0) || uc == 0x061C || uc == 0x200E ||
	       uc == 0x200F || (uc >= 0x2028 && uc <= 0x202E) || (uc >= 0x2066 && uc <= 0x2069) ||
	       uc == 0xFEFF || (uc >= 0xE0000 && uc <= 0xE007F);
}

static size_t printable_ascii(const char *s, size_t n)
{
	size_t i = 0;

	while (i < n && s[i] >= ' ' && s[i] < 0x7F)
		i++;
	return i;
}

void utf8_add_visible(struct str *out, const char *s, size_t n, bool keep_lines)
{
	ucs4_t uc;
	bool bad;

	for (size_t i = 0, len; i < n; i += len) {
		len = printable_ascii(s + i, n - i);
		if (len > 0) {
			str_add(out, s + i, len);
			continue;
		}
		len = next(s + i, n - i, &uc, &bad);
		if (bad)
			str_addf(out, "\\x%02x", (unsigned char)s[i]);
		else if (uc == '\t' || (uc == '\n' && keep_lines))
			str_addc(out, (char)uc);
		else if (uc == '\r' && keep_lines && i + 1 < n && s[i + 1] == '\n')
			continue;
		else if (shows_wrong(uc))
			str_addf(out, uc < 0x80 ? "\\x%02x" : "\\u{%04x}", (unsigned)uc);
		else
			str_add(out, s + i, len);
	}
}

char *utf8_folded(const char *s, size_t n)
{
	char *out;
	size_t len, i = 0;

	while (i < n && (unsigned char)s[i] < 0x80)
		i++;
	if (i < n) {
		uint8_t *folded = u8_casefold(u8(s), n, NULL, UNINORM_NFC, NULL, &len);
		if (folded) {
			out = mem_strndup((const char *)folded, len);
			free(folded);
			return out;
		}
	}
	out = mem_strndup(s, n);
	for (i = 0; i < n; i++)
		out[i] = (char)ascii_lower((unsigned char)out[i]);
	return out;
}

char *utf8_without_marks(const char *s, size_t n)
{
	size_t len, i = 0;
	uint8_t *apart;
	ucs4_t uc;
	bool bad;

	while (i < n && (unsigned char)s[i] < 0x80)
		i++;
	apart = i < n && utf8_valid(s, n, NULL) ? u8_normalize(UNINORM_NFKD, u8(s), n, NULL, &len)
						: NULL;
	if (apart == NULL)
		return mem_strndup(s, n);
	char *out = mem_strndup((const char *)apart, len);
	size_t to = 0;
	for (size_t at = 0, step; at < len; at += step) {
		step = next((const char *)apart + at, len - at, &uc, &bad);
		if (!bad && uc_combining_class(uc) != 0)
			continue;
		memmove(out + to, out + at, step);
		to += step;
	}
	out[to] = '\0';
	free(apart);
	return out;
}

void utf8_add_padded(struct str *out, const char *s, size_t width)
{
	size_t n = strlen(s), total = utf8_width(s, n), used = 0, i = 0;
	ucs4_t uc;
	bool bad;

	while (i < n) {
		size_t len = next(s + i, n - i, &uc, &bad), w = utf8_width(s + i, len);
		if (total > width && used + w + 1 > width)
			break;
		str_add(out, s + i, len);
		used += w;
		i += len;
	}
	if (i < n && used < width) {
		str_adds(out, "…");
		used++;
	}
	for (; used < width; used++)
		str_addc(out, ' ');
}
