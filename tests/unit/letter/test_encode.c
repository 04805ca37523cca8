#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "letter/encode.h"

/* ---- decoders, as a reader has them ---- */

static int hex_digit(char c)
{
	const char *digits = "0123456789ABCDEF", *p = strchr(digits, c);

	return c && p ? (int)(p - digits) : -1;
}

static void decode_quoted_printable(struct str *out, const char *p, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (p[i] != '=') {
			str_addc(out, p[i]);
		} else if (p[i + 1] == '\r') {
			assert_int_equal(p[i + 2], '\n');
			i += 2;
		} else {
			assert_true(hex_digit(p[i + 1]) >= 0 && hex_digit(p[i + 2]) >= 0);
			str_addc(out, (char)(hex_digit(p[i + 1]) * 16 + hex_digit(p[i + 2])));
			i += 2;
		}
	}
}

static void decode_base64(struct str *out, const char *p, size_t n)
{
	const char *alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	unsigned bits = 0, have = 0;

	for (size_t i = 0; i < n; i++) {
		const char *at = p[i] ? strchr(alphabet, p[i]) : NULL;
		if (at == NULL)
			continue;
		bits = bits << 6 | (unsigned)(at - alphabet);
		have += 6;
		if (have >= 8) {
			have -= 8;
			str_addc(out, (char)(bits >> have & 0xFF));
		}
	}
}

/* What no encoding may break: ASCII, CRLF only, short lines, a last line that ends. */
static void check_lines(const struct str *s)
{
	size_t line = 0;

	for (size_t i = 0; i < s->len; i++) {
		unsigned char c = (unsigned char)s->p[i];
		assert_true(c < 128 && c != '\0');
		if (c == '\r') {
			assert_int_equal(s->p[i + 1], '\n');
			assert_true(i - line <= 78);
			if (i > line)
				assert_true(s->p[i - 1] != ' ' && s->p[i - 1] != '\t');
			i++;
			line = i + 1;
		} else {
			assert_int_not_equal(c, '\n');
		}
	}
	assert_int_equal(line, s->len);
}

static enum encoding round_trip(const char *text, size_t n)
{
	struct str encoded = STR_INIT, decoded = STR_INIT, want = STR_INIT;
	enum encoding e =
		encode_plain(&encoded, text, n) ? ENCODE_7BIT : encode_text(&encoded, text, n);

	check_lines(&encoded);
	for (size_t i = 0; i < n; i++) {
		if (text[i] == '\n')
			str_addc(&want, '\r');
		str_addc(&want, text[i]);
	}
	if (n && text[n - 1] != '\n')
		str_adds(&want, "\r\n");
	if (e == ENCODE_QUOTED_PRINTABLE)
		decode_quoted_printable(&decoded, encoded.p, encoded.len);
	else if (e == ENCODE_BASE64)
		decode_base64(&decoded, encoded.p, encoded.len);
	else
		str_add(&decoded, encoded.p, encoded.len);
	assert_int_equal(decoded.len, want.len);
	assert_memory_equal(str_c(&decoded), str_c(&want), want.len);
	str_release(&encoded);
	str_release(&decoded);
	str_release(&want);
	return e;
}

/* ---- tables ---- */

static void test_choice(void **state)
{
	static const struct {
		const char *text;
		enum encoding want;
	} cases[] = {
		{"", ENCODE_7BIT},
		{"Dear Sir or Madam,\n\nplease answer.\n", ENCODE_7BIT},
		{"no line end", ENCODE_7BIT},
		{"tab\there = fine\n.\n..\n.dot\n", ENCODE_7BIT},
		{"Café\n", ENCODE_QUOTED_PRINTABLE},
		{"trailing space \n", ENCODE_QUOTED_PRINTABLE},
		{"trailing tab\t", ENCODE_QUOTED_PRINTABLE},
		{"From here on\n", ENCODE_QUOTED_PRINTABLE},
		{"a control \x1b here\n", ENCODE_QUOTED_PRINTABLE},
		{"\x7f\n", ENCODE_QUOTED_PRINTABLE},
		{"привет, мир, это письмо\n", ENCODE_BASE64},
		{"السلام عليكم ورحمة الله وبركاته\n", ENCODE_BASE64},
		{"bare \r return\n", ENCODE_QUOTED_PRINTABLE},
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		assert_int_equal(round_trip(cases[i].text, strlen(cases[i].text)), cases[i].want);
}

static void test_quoted_printable(void **state)
{
	static const struct {
		const char *text, *want;
	} cases[] = {
		{"a=b\n", "a=3Db\r\n"},
		{"é\n", "=C3=A9\r\n"},
		{"end \n", "end=20\r\n"},
		{"From me\n", "=46rom me\r\n"},
		{".\n", "=2E\r\n"},
		{"..\n", "=2E.\r\n"},
		{"Fromage\n", "Fromage\r\n"},
		{"\r\n", "=0D\r\n"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct str out = STR_INIT;
		encode_quoted_printable(&out, cases[i].text, strlen(cases[i].text));
		assert_string_equal(out.p, cases[i].want);
		str_release(&out);
	}
}

/* Lines around every limit, with one, two, three and four byte characters at the break. */
static void test_every_length(void **state)
{
	static const char *const tails[] = {"", "x", "=", "é", "€", "😀", " ", ".", "From you"};

	(void)state;
	for (size_t n = 0; n < 240; n++)
		for (size_t t = 0; t < sizeof tails / sizeof *tails; t++) {
			struct str s = STR_INIT;
			for (size_t i = 0; i < n; i++)
				str_addc(&s, 'a');
			str_adds(&s, tails[t]);
			str_adds(&s, "é\nnext");
			round_trip(s.p, s.len);
			str_truncate(&s, n);
			str_adds(&s, tails[t]);
			round_trip(str_c(&s), s.len);
			str_release(&s);
		}
}

/* SMTP smuggling and dots at every place (X3, X4): whatever the bytes, only CRLF line ends leave.
 */
static void test_hostile(void **state)
{
	static const char *const pieces[] = {"\n.\n", "\n.\r\n", "\r\n.\n", "\r\n.\r", "\r.\r\n",
		".", "..", "\r", "\n", "MAIL FROM:<x@example.test>", "\x1b[2J", " ", "\t", "=",
		"From "};
	uint32_t seed = 7;

	(void)state;
	for (int turn = 0; turn < 3000; turn++) {
		struct str s = STR_INIT;
		for (int k = 0; k < 12; k++) {
			seed = seed * 1664525u + 1013904223u;
			str_adds(&s, pieces[(seed >> 16) % (sizeof pieces / sizeof *pieces)]);
			if (seed & 0x100)
				str_addc(&s, '\0');
		}
		round_trip(s.p, s.len);
		str_release(&s);
	}
}

/* ---- plain text, against a byte by byte reading of the same rules ---- */

static bool line_is_plain(const char *line, size_t n)
{
	if (n > 78 || (n >= 5 && strncmp(line, "From ", 5) == 0))
		return false;
	for (size_t i = 0; i < n; i++)
		if (line[i] != '\t' && (line[i] < 32 || line[i] > 126))
			return false;
	return n == 0 || (line[n - 1] != ' ' && line[n - 1] != '\t');
}

static bool plain_by_bytes(struct str *out, const char *text, size_t n)
{
	size_t from = 0;

	for (size_t i = 0; i <= n; i++) {
		if (i < n ? text[i] != '\n' : from == n)
			continue;
		if (!line_is_plain(text + from, i - from))
			return false;
		for (; from < i; from++)
			str_addc(out, text[from]);
		str_adds(out, "\r\n");
		from = i + 1;
	}
	return true;
}

/* Into a buffer with something in it, with room and without. */
static void compare_plain(const char *text, size_t n, size_t room)
{
	struct str fast = STR_INIT, slow = STR_INIT;
	bool is, expected = plain_by_bytes(&slow, text, n);

	str_adds(&fast, "before");
	str_reserve(&fast, room);
	is = encode_plain(&fast, text, n);
	assert_int_equal(is, expected);
	assert_int_equal(fast.len, strlen("before") + (expected ? slow.len : 0));
	assert_memory_equal(fast.p, "before", strlen("before"));
	if (expected)
		assert_memory_equal(fast.p + strlen("before"), str_c(&slow), slow.len);
	assert_int_equal(fast.p[fast.len], '\0');
	str_release(&fast);
	str_release(&slow);
}

static void test_plain_is_the_same(void **state)
{
	static const char *const pieces[] = {"a", "words of a letter", "\n", "\n", "\n\n", "\n.\n",
		".", "=", "--=_", "From", "From ", "\nFrom you", "\nFrome", " x", "\tx", "~", "!",
		"0123456789012345678901234567890123456789012345678901234567890123456789"};
	static const char *const spoilers[] = {
		" \n", "\t\n", "\r", "\r\n", "\x1f", "\x7f", "é", "\x80", "\xff", " ", "😀"};
	uint32_t seed = 3;

	(void)state;
	compare_plain("", 0, 0);
	for (int turn = 0; turn < 20000; turn++) {
		struct str s = STR_INIT;
		for (int k = 0; k < turn % 40; k++) {
			seed = seed * 1664525u + 1013904223u;
			str_adds(&s, pieces[(seed >> 16) % (sizeof pieces / sizeof *pieces)]);
			if (seed % 97 == 0)
				str_adds(&s, spoilers[(seed >> 8) %
						      (sizeof spoilers / sizeof *spoilers)]);
			if (seed % 997 == 0)
				str_addc(&s, '\0');
		}
		compare_plain(str_c(&s), s.len, seed % 3 ? 0 : 2 * s.len);
		str_release(&s);
	}
}

/* One odd byte at each place of lines of each length: no block of bytes is looked past. */
static void test_plain_at_every_place(void **state)
{
	static const char odd[] = {'\n', ' ', '\t', '\r', '\0', '\x1b', '\x7f', '\x80', 'F'};
	char line[100];

	(void)state;
	for (size_t n = 1; n < sizeof line; n++)
		for (size_t at = 0; at < n; at++)
			for (size_t k = 0; k < sizeof odd; k++) {
				memset(line, 'x', n);
				line[at] = odd[k];
				compare_plain(line, n, 0);
			}
}

static void test_base64_lines(void **state)
{
	char bytes[200];

	(void)state;
	for (size_t i = 0; i < sizeof bytes; i++)
		bytes[i] = (char)(i * 37);
	for (size_t n = 0; n <= sizeof bytes; n++) {
		struct str out = STR_INIT, back = STR_INIT;
		encode_base64_lines(&out, bytes, n);
		check_lines(&out);
		decode_base64(&back, out.p, out.len);
		assert_int_equal(back.len, n);
		assert_memory_equal(str_c(&back), bytes, n);
		str_release(&out);
		str_release(&back);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_choice),
		cmocka_unit_test(test_quoted_printable),
		cmocka_unit_test(test_every_length),
		cmocka_unit_test(test_hostile),
		cmocka_unit_test(test_plain_is_the_same),
		cmocka_unit_test(test_plain_at_every_place),
		cmocka_unit_test(test_base64_lines),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
