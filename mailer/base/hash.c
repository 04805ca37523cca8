#include <gnutls/crypto.h>
#include <gnutls/gnutls.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/hash.h"
#include "base/mem.h"

/* gnutls fails here only for want of memory or of its own self-tests: nothing to go on with. */
static void must(int rc)
{
	if (rc == GNUTLS_E_MEMORY_ERROR)
		mem_exhausted();
	if (rc < 0) {
		fputs("openletter: the library that makes hashes refuses to\n", stderr);
		abort();
	}
}

static void to_hex(const uint8_t *bytes, size_t n, char *out)
{
	static const char digit[] = "0123456789abcdef";

	for (size_t i = 0; i < n; i++) {
		out[2 * i] = digit[bytes[i] >> 4];
		out[2 * i + 1] = digit[bytes[i] & 15];
	}
	out[2 * n] = '\0';
}

void sha256(const void *bytes, size_t n, uint8_t digest_r[SHA256_SIZE])
{
	must(gnutls_hash_fast(GNUTLS_DIG_SHA256, bytes, n, digest_r));
}

void sha256_hex(const void *bytes, size_t n, char hex_r[SHA256_HEX])
{
	uint8_t digest[SHA256_SIZE];

	sha256(bytes, n, digest);
	to_hex(digest, sizeof digest, hex_r);
}

void hmac_key_init(struct hmac_key *k, const void *key, size_t key_len)
{
	gnutls_hmac_hd_t handle;

	must(gnutls_hmac_init(&handle, GNUTLS_MAC_SHA256, key, key_len));
	k->handle = handle;
}

void hmac_key_release(struct hmac_key *k)
{
	if (k->handle)
		gnutls_hmac_deinit(k->handle, NULL);
	k->handle = NULL;
}

void hmac_sha256(struct hmac_key *k, const void *bytes, size_t n, uint8_t digest_r[SHA256_SIZE])
{
	must(gnutls_hmac(k->handle, bytes, n));
	gnutls_hmac_output(k->handle, digest_r); /* and begins anew, with the same key */
}

void sha256_begin(struct sha256_stream *h)
{
	gnutls_hash_hd_t handle;

	must(gnutls_hash_init(&handle, GNUTLS_DIG_SHA256));
	h->handle = handle;
}

void sha256_feed(struct sha256_stream *h, const void *bytes, size_t n)
{
	must(gnutls_hash(h->handle, bytes, n));
}

void sha256_end(struct sha256_stream *h, char hex_r[SHA256_HEX])
{
	uint8_t digest[SHA256_SIZE];

	gnutls_hash_deinit(h->handle, digest);
	h->handle = NULL;
	to_hex(digest, sizeof digest, hex_r);
}

void random_bytes(void *out, size_t n)
{
	must(gnutls_rnd(GNUTLS_RND_KEY, out, n));
}

void add_hex(struct str *out, const void *bytes, size_t n)
{
	const uint8_t *p = bytes;
	char two[3];

	for (size_t i = 0; i < n; i++) {
		to_hex(p + i, 1, two);
		str_add(out, two, 2);
	}
}

void add_base32(struct str *out, const void *bytes, size_t n)
{
	static const char alphabet[] = "0123456789abcdefghjkmnpqrstvwxyz";
	const uint8_t *p = bytes;
	unsigned bits = 0, held = 0;

	for (size_t i = 0; i < n; i++) {
		bits = bits << 8 | p[i];
		for (held += 8; held >= 5; held -= 5)
			str_addc(out, alphabet[bits >> (held - 5) & 31]);
		bits &= (1u << held) - 1;
	}
	if (held)
		str_addc(out, alphabet[bits << (5 - held) & 31]);
}

void add_base64(struct str *out, const void *bytes, size_t n)
{
	static const char alphabet[] =
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	const uint8_t *p = bytes;
	char chars[256];
	size_t used = 0;

	str_reserve(out, (n + 2) / 3 * 4);
	for (; n >= 3; n -= 3, p += 3) {
		uint32_t v = (uint32_t)p[0] << 16 | (uint32_t)p[1] << 8 | p[2];
		chars[used++] = alphabet[v >> 18];
		chars[used++] = alphabet[v >> 12 & 63];
		chars[used++] = alphabet[v >> 6 & 63];
		chars[used++] = alphabet[v & 63];
		if (used == sizeof chars) {
			str_add(out, chars, used);
			used = 0;
		}
	}
	str_add(out, chars, used);
	if (n > 0) {
		uint32_t v = (uint32_t)p[0] << 16 | (uint32_t)(n > 1 ? p[1] : 0) << 8;
		const char last[4] = {alphabet[v >> 18], alphabet[v >> 12 & 63],
			n > 1 ? alphabet[v >> 6 & 63] : '=', '='};
		str_add(out, last, sizeof last);
	}
}
