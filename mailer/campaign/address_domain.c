#include <idn2.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "base/utf8.h"
#include "campaign/address_domain.h"

enum { DOMAIN_MAX = 253, LABEL_MAX = 63 };

const char *domain_check(const char *d, bool *idn)
{
	size_t n = strlen(d), start = 0;

	if (n == 0)
		return "there is nothing after the @";
	if (n > DOMAIN_MAX)
		return "the domain is longer than 253 characters";
	if (*d == '[')
		return "it names an IP address instead of a domain";
	for (size_t i = 0; i <= n; i++) {
		if (i < n && d[i] != '.') {
			if (!ascii_is_alnum((unsigned char)d[i]) && d[i] != '-')
				return "a character of the domain is not allowed there";
			continue;
		}
		size_t len = i - start;
		if (len == 0)
			return "the domain begins with a dot, or has two in a row";
		if (len > LABEL_MAX)
			return "a part of the domain is longer than 63 characters";
		if (d[start] == '-' || d[i - 1] == '-')
			return "a part of the domain begins or ends with a hyphen";
		if (len > 4 && memcmp(d + start, "xn--", 4) == 0)
			*idn = true;
		if (i == n && strspn(d + start, "0123456789") == len)
			return "it names an IP address, or its domain ends in a number";
		start = i + 1;
	}
	return NULL;
}

char *domain_to_ascii(const char *s, size_t n, bool *idn)
{
	char *copy, *out = NULL;

	if (n && s[n - 1] == '.')
		n--;
	copy = mem_strndup(s, n);
	if (ascii_only(s, n)) {
		for (char *p = copy; *p; p++)
			*p = (char)ascii_lower((unsigned char)*p);
		return copy;
	}
	*idn = true;
	uint8_t *ascii = NULL;
	if (utf8_valid(copy, n, NULL) &&
		idn2_lookup_u8((const uint8_t *)copy, &ascii,
			IDN2_NFC_INPUT | IDN2_NONTRANSITIONAL) == IDN2_OK) {
		size_t len = strlen((char *)ascii);
		/* An ideographic full stop at the end was a dot as well. */
		if (len && ascii[len - 1] == '.')
			len--;
		out = mem_strndup((char *)ascii, len);
	}
	if (ascii)
		idn2_free(ascii);
	free(copy);
	return out;
}

bool domain_punycode_ok(const char *domain)
{
	char *unicode = NULL;
	bool ok = idn2_to_unicode_8z8z(domain, &unicode, 0) == IDN2_OK;

	if (unicode)
		idn2_free(unicode);
	return ok;
}

char *address_domain_shown(const char *domain)
{
	char *unicode = NULL, *shown;

	if (strstr(domain, "xn--") && idn2_to_unicode_8z8z(domain, &unicode, 0) != IDN2_OK)
		unicode = NULL;
	shown = mem_strdup(unicode ? unicode : domain);
	if (unicode)
		idn2_free(unicode);
	return shown;
}
