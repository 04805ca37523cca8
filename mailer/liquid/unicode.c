#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unicase.h>
#include <unictype.h>
#include <unilbrk.h>
#include <unistr.h>

#include "base/mem.h"
#include "base/utf8.h"
#include "liquid/unicode.h"

static char upper_ascii(char c)
{
	return c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A') : c;
}

static void add_ascii(struct str *out, const char *p, size_t n, enum letter_case letter_case)
{
	size_t at = out->len;

	str_add(out, p, n);
	if (out->len != at + n)
		return;
	for (size_t i = 0; i < n; i++) {
		bool up = letter_case == CASE_UPPER || (letter_case == CASE_CAPITAL && i == 0);
		out->p[at + i] = up ? upper_ascii(p[i]) : (char)ascii_lower((unsigned char)p[i]);
	}
}

static void add_character(struct str *out, ucs4_t c)
{
	uint8_t bytes[6];
	int n = u8_uctomb(bytes, c, sizeof bytes);

	if (n > 0)
		str_add(out, bytes, (size_t)n);
}

/* Small letters one by one: a final sigma is no matter here, as in the reference. */
static void add_lower(struct str *out, const char *p, size_t n, bool turkic)
{
	for (size_t i = 0; i < n;) {
		ucs4_t c;
		int len = u8_mbtoucr(&c, (const uint8_t *)p + i, n - i);
		if (len <= 0) {
			str_addc(out, p[i++]);
			continue;
		}
		if (c == 0x130)
			str_adds(out, turkic ? "i" : "i\xCC\x87");
		else
			add_character(out, turkic && c == 'I' ? 0x131 : uc_tolower(c));
		i += (size_t)len;
	}
}

static void add_upper(struct str *out, const char *p, size_t n, const char *language)
{
	size_t len;
	uint8_t *upper = u8_toupper((const uint8_t *)p, n, language, NULL, NULL, &len);

	if (upper)
		str_add(out, upper, len);
	else
		str_add(out, p, n); /* not UTF-8: left as it is */
	free(upper);
}

static void add_title(struct str *out, const char *p, size_t n, const char *language)
{
	size_t len;
	uint8_t *title = u8_totitle((const uint8_t *)p, n, language, NULL, NULL, &len);

	if (title)
		str_add(out, title, len);
	else
		str_add(out, p, n);
	free(title);
}

void unicode_add_case(struct str *out, const char *p, size_t n, enum letter_case letter_case,
	const char *language)
{
	bool turkic = language && (strcmp(language, "tr") == 0 || strcmp(language, "az") == 0);

	if (n == 0)
		return;
	if (!language && ascii_only(p, n)) {
		add_ascii(out, p, n, letter_case);
	} else if (letter_case == CASE_LOWER) {
		add_lower(out, p, n, turkic);
	} else if (letter_case == CASE_UPPER) {
		add_upper(out, p, n, language);
	} else {
		size_t first = unicode_offset(p, n, 1);
		add_title(out, p, first, language);
		add_lower(out, p + first, n - first, turkic);
	}
}

size_t unicode_add_printable(struct str *out, const char *p, size_t n)
{
	ucs4_t c;
	int len = u8_mbtoucr(&c, (const uint8_t *)p, n);

	if (len <= 0) {
		str_addf(out, "\\x%02X", (unsigned char)*p);
		return 1;
	}
	if (uc_is_property_unassigned_code_value(c) || uc_is_general_category(c, UC_CONTROL) ||
		uc_is_general_category(c, UC_FORMAT) || uc_is_general_category(c, UC_PRIVATE_USE) ||
		uc_is_general_category(c, UC_SURROGATE) || c == 0x2028 || c == 0x2029)
		str_addf(out, c > 0xFFFF ? "\\u{%X}" : "\\u%04X", (unsigned)c);
	else
		str_add(out, p, (size_t)len);
	return (size_t)len;
}

size_t unicode_offset(const char *p, size_t n, size_t i)
{
	size_t at = 0;

	for (; i && at < n; i--) {
		at++;
		while (at < n && ((unsigned char)p[at] & 0xC0) == 0x80)
			at++;
	}
	return at;
}

int unicode_casecmp(const char *a, size_t na, const char *b, size_t nb)
{
	for (size_t i = 0; i < na && i < nb; i++) {
		int x = ascii_lower((unsigned char)a[i]), y = ascii_lower((unsigned char)b[i]);
		if (x != y)
			return x < y ? -1 : 1;
	}
	return (na > nb) - (na < nb);
}

/* The characters of a URI (RFC 3986 2). */
static bool is_uri_char(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	       (c && strchr("-._~:/?#[]@!$&'()*+,;=%", c));
}

static bool is_address(const char *p, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (p[i] == '@' || (n - i > 3 && memcmp(p + i, "://", 3) == 0) ||
			(n - i > 4 && memcmp(p + i, "www.", 4) == 0))
			return true;
	return false;
}

/* Unicode would break them behind a slash; then nobody can follow them. */
static void keep_addresses_whole(const char *p, size_t n, char *breaks)
{
	for (size_t i = 0, end; i < n; i = end + 1) {
		for (end = i; end < n && is_uri_char(p[end]);)
			end++;
		if (end > i + 1 && is_address(p + i, end - i))
			memset(breaks + i + 1, UC_BREAK_PROHIBITED, end - i - 1);
	}
}

/* A line is broken at the last place that fits; spaces at its end are dropped. */
void unicode_add_wrapped(
	struct str *out, const char *p, size_t n, size_t width, size_t used, const char *hang)
{
	char *breaks = mem_alloc(n + 1);
	size_t start = 0, at = used, hang_width = utf8_width(hang, strlen(hang));

	u8_possible_linebreaks((const uint8_t *)p, n, "UTF-8", breaks);
	keep_addresses_whole(p, n, breaks);
	for (size_t i = 0; i < n;) {
		size_t next = i + 1;
		while (next < n && breaks[next] != UC_BREAK_POSSIBLE)
			next++;
		size_t end = next;
		while (end > i && p[end - 1] == ' ')
			end--;
		size_t w = utf8_width(p + i, end - i);
		if (at + w > width && i > start) {
			while (out->len && out->p[out->len - 1] == ' ')
				str_truncate(out, out->len - 1);
			str_addc(out, '\n');
			str_adds(out, hang);
			start = i;
			at = hang_width;
		}
		str_add(out, p + i, next - i);
		at += w + (next - end);
		i = next;
	}
	while (out->len && out->p[out->len - 1] == ' ')
		str_truncate(out, out->len - 1);
	free(breaks);
}
