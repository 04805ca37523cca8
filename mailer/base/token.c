#include <string.h>

#include "base/hash.h"
#include "base/token.h"

void token_make(struct hmac_key *secret, const char *key, char token_r[TOKEN_SIZE])
{
	struct str text = STR_INIT;
	uint8_t digest[SHA256_SIZE];

	/* The first word keeps this use of the secret apart from every other one. */
	str_adds(&text, "token");
	str_addc(&text, '\0');
	str_adds(&text, key);
	hmac_sha256(secret, str_c(&text), text.len, digest);
	str_reset(&text);
	add_base32(&text, digest, TOKEN_LEN * 5 / 8);
	memcpy(token_r, text.p, TOKEN_SIZE);
	str_release(&text);
}

bool token_read(const char *s, size_t n, char token_r[TOKEN_SIZE])
{
	if (n != TOKEN_LEN)
		return false;
	for (size_t i = 0; i < n; i++) {
		int c = ascii_lower((unsigned char)s[i]);
		if (c == 'o')
			c = '0';
		else if (c == 'l' || c == 'i')
			c = '1';
		if (!ascii_is_alnum(c) || c == 'u')
			return false;
		token_r[i] = (char)c;
	}
	token_r[n] = '\0';
	return true;
}

bool token_next(const char *text, size_t n, size_t *offset, char token_r[TOKEN_SIZE])
{
	size_t i = *offset;

	while (i < n) {
		size_t start = i;
		bool digit = false;
		for (; i < n && ascii_is_alnum((unsigned char)text[i]); i++)
			digit = digit || (text[i] >= '0' && text[i] <= '9');
		if (digit && token_read(text + start, i - start, token_r)) {
			*offset = i;
			return true;
		}
		i += i == start;
	}
	*offset = n;
	return false;
}
