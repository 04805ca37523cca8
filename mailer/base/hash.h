/*
 * SHA-256, HMAC-SHA-256 and random bytes, by gnutls; and their text forms.
 */
#ifndef BASE_HASH_H
#define BASE_HASH_H

#include <stddef.h>
#include <stdint.h>

#include "base/str.h"

enum {
	SHA256_SIZE = 32,
	SHA256_HEX = 2 * SHA256_SIZE + 1, /* with the NUL */
};

/* SHA-256 (FIPS 180-4) of n bytes; as hexadecimal digits in lower case. */
void sha256(const void *bytes, size_t n, uint8_t digest_r[SHA256_SIZE]);
void sha256_hex(const void *bytes, size_t n, char hex_r[SHA256_HEX]);

/* A key of HMAC-SHA-256 (RFC 2104), made ready once for any number of messages. */
struct hmac_key {
	void *handle;
};
void hmac_key_init(struct hmac_key *k, const void *key, size_t key_len);
void hmac_key_release(struct hmac_key *k); /* of a zeroed one, too */
void hmac_sha256(struct hmac_key *k, const void *bytes, size_t n, uint8_t digest_r[SHA256_SIZE]);

/* A digest fed in pieces. */
struct sha256_stream {
	void *handle;
};
void sha256_begin(struct sha256_stream *h);
void sha256_feed(struct sha256_stream *h, const void *bytes, size_t n);
void sha256_end(struct sha256_stream *h, char hex_r[SHA256_HEX]);

/* Cryptographically strong random bytes. */
void random_bytes(void *out, size_t n);

/* Appends lower-case hexadecimal. */
void add_hex(struct str *out, const void *bytes, size_t n);

/*
 * Appends base32 in lower case, 5 bits a character, without padding, in the alphabet
 * 0123456789abcdefghjkmnpqrstvwxyz (Crockford's: no i, l, o, u), which survives being read aloud
 * and mail systems that change the case of local parts.
 */
void add_base32(struct str *out, const void *bytes, size_t n);

/* Appends base64 (RFC 4648 4) in one line, padded. */
void add_base64(struct str *out, const void *bytes, size_t n);

#endif
