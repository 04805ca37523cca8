#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "base/hash.h"
#include "base/token.h"

/* FIPS 180-4's example, RFC 4231 test case 2 and RFC 4648 10 give the expected values. */
static void digests_are_the_standards(void **state)
{
	char hex[SHA256_HEX];
	uint8_t mac[SHA256_SIZE];
	struct sha256_stream h;
	struct hmac_key key;
	struct str s = STR_INIT;

	(void)state;
	sha256_hex("abc", 3, hex);
	assert_string_equal(
		hex, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
	sha256_begin(&h);
	sha256_feed(&h, "a", 1);
	sha256_feed(&h, "bc", 2);
	sha256_end(&h, hex);
	assert_string_equal(
		hex, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
	/* A key serves any number of messages. */
	hmac_key_init(&key, "Jefe", 4);
	for (int i = 0; i < 3; i++) {
		str_reset(&s);
		hmac_sha256(&key, "what do ya want for nothing?", 28, mac);
		add_hex(&s, mac, sizeof mac);
		assert_string_equal(
			s.p, "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
		hmac_sha256(&key, "", 0, mac);
	}
	hmac_key_release(&key);
	str_release(&s);
}

static void base64_is_padded(void **state)
{
	static const char *const cases[][2] = {{"", ""}, {"f", "Zg=="}, {"fo", "Zm8="},
		{"foo", "Zm9v"}, {"foob", "Zm9vYg=="}, {"fooba", "Zm9vYmE="},
		{"foobar", "Zm9vYmFy"}};
	struct str s = STR_INIT;

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		str_reset(&s);
		add_base64(&s, cases[i][0], strlen(cases[i][0]));
		assert_string_equal(str_c(&s), cases[i][1]);
	}
	str_release(&s);
}

static void base32_has_no_look_alikes(void **state)
{
	struct str s = STR_INIT;

	(void)state;
	add_base32(&s, "\x00\x44\x32\x14\xc7\x42\x54\xb6\x35\xcf", 10);
	assert_string_equal(s.p, "0123456789abcdef");
	str_reset(&s);
	add_base32(&s, "\xff", 1);
	assert_string_equal(s.p, "zw");
	str_release(&s);
}

static void a_token_survives_spelling(void **state)
{
	struct hmac_key secret, another;
	char token[TOKEN_SIZE], other[TOKEN_SIZE], read[TOKEN_SIZE];

	(void)state;
	hmac_key_init(&secret, (const uint8_t[32]){1, 2, 3}, 32);
	hmac_key_init(&another, (const uint8_t[32]){9}, 32);
	token_make(&secret, "first|a@example.org", token);
	token_make(&secret, "first|b@example.org", other);
	assert_int_equal(strlen(token), TOKEN_LEN);
	assert_string_not_equal(token, other);
	token_make(&another, "first|a@example.org", other);
	assert_string_not_equal(token, other);
	hmac_key_release(&secret);
	hmac_key_release(&another);
	assert_true(token_read("0123456789ABCDEF", 16, read));
	assert_string_equal(read, "0123456789abcdef");
	assert_true(token_read("ol23456789abcdeI", 16, read));
	assert_string_equal(read, "0123456789abcde1");
	assert_false(token_read("0123456789abcdeu", 16, read));
	assert_false(token_read("0123456789abcde", 15, read));
}

static void tokens_are_found_in_text(void **state)
{
	static const struct {
		const char *text;
		const char *tokens[3];
	} cases[] = {
		{"letters+0123456789abcdef@example.org", {"0123456789abcdef"}},
		{"a+0123456789abcdef@x.test, b+zzzz456789abcdez@x.test",
			{"0123456789abcdef", "zzzz456789abcdez"}},
		{"0123456789abcdef0", {0}},
		{"responsibilities", {0}},
		{"", {0}},
		{"+0123456789abcde\xC3\xA9", {0}},
	};
	char token[TOKEN_SIZE];

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		size_t offset = 0, n = 0;
		while (token_next(cases[i].text, strlen(cases[i].text), &offset, token)) {
			assert_non_null(cases[i].tokens[n]);
			assert_string_equal(token, cases[i].tokens[n++]);
		}
		assert_null(cases[i].tokens[n]);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(digests_are_the_standards),
		cmocka_unit_test(base64_is_padded),
		cmocka_unit_test(base32_has_no_look_alikes),
		cmocka_unit_test(a_token_survives_spelling),
		cmocka_unit_test(tokens_are_found_in_text),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
