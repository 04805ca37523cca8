#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "send/message.h"

static void mail(const struct message *m, const struct offers *o, const char *expected)
{
	struct str out = STR_INIT;

	message_add_mail(&out, m, o);
	assert_string_equal(str_c(&out), expected);
	str_release(&out);
}

static void commands_follow_the_offers(void **state)
{
	static const char *const to[] = {"b@example.com"}, *const utf8[] = {
								   "b\xc3\xbc@example.com"};
	struct message m = {"x\r\n", 3, "a@example.org", to, 1, "id+1=2@example.org"};
	struct str out = STR_INIT;

	(void)state;
	mail(&m, &(struct offers){0}, "MAIL FROM:<a@example.org>\r\n");
	mail(&m, &(struct offers){.size = true}, "MAIL FROM:<a@example.org> SIZE=3\r\n");
	mail(&m, &(struct offers){.dsn = true, .eightbit = true, .smtputf8 = true},
		"MAIL FROM:<a@example.org> RET=HDRS ENVID=id+2B1+3D2@example.org\r\n");
	m.to = utf8;
	mail(&m, &(struct offers){.smtputf8 = true}, "MAIL FROM:<a@example.org> SMTPUTF8\r\n");
	m.bytes = "\xc3\xbc\r\n";
	m.len = 4;
	m.from = "";
	mail(&m, &(struct offers){.eightbit = true, .smtputf8 = true},
		"MAIL FROM:<> BODY=8BITMIME SMTPUTF8\r\n");
	m.to = to;
	m.bytes = "To: b@example.com\r\n\r\n\xc3\xbc\r\n";
	m.len = strlen(m.bytes);
	mail(&m, &(struct offers){.eightbit = true, .smtputf8 = true},
		"MAIL FROM:<> BODY=8BITMIME\r\n");
	m.bytes = "Reply-To: b\xc3\xbc@example.com\r\n\r\nx\r\n";
	m.len = strlen(m.bytes);
	mail(&m, &(struct offers){.eightbit = true, .smtputf8 = true},
		"MAIL FROM:<> BODY=8BITMIME SMTPUTF8\r\n");
	message_add_rcpt(&out, "b+c@example.com", &(struct offers){.dsn = true});
	message_add_rcpt(&out, "b@example.com", &(struct offers){0});
	assert_string_equal(str_c(&out),
		"RCPT TO:<b+c@example.com> NOTIFY=FAILURE,DELAY ORCPT=rfc822;b+2Bc@example.com\r\n"
		"RCPT TO:<b@example.com>\r\n");
	str_release(&out);
}

static bool fits(const char *bytes, size_t n, const char *from, const char *to,
	const struct offers *o, const char *why_has)
{
	const char *list[] = {to};
	struct message m = {bytes, n, from, list, 1, NULL};
	struct str why = STR_INIT;
	bool ok = message_fits(&m, o, &why);

	if (!ok && why_has && strstr(str_c(&why), why_has) == NULL)
		fail_msg("\"%s\" has no \"%s\"", str_c(&why), why_has);
	str_release(&why);
	return ok;
}

/* X2, X3, S27, S28, S29 */
static void what_must_not_leave_does_not(void **state)
{
	static const char *const smuggling[] = {"a\n.\nb\r\n", "a\n.\r\nb\r\n", "a\r\n.\nb\r\n",
		"a\r\n.\rb\r\n", "a\r.\r\nb\r\n", "a\r\r\n", "a\n\r\n", "\n", "a\r"};
	static const char *const addresses[] = {"a@b>\r\nRCPT TO:<x@example.test", "a b@c", "<a@b",
		"a@b>", "a@b\n", "a\x7f@b", "a\t@b", "\xff@b"};
	struct offers none = {0}, size = {.size = true, .max_size = 10}, endless = {.size = true};

	(void)state;
	for (size_t i = 0; i < sizeof smuggling / sizeof *smuggling; i++)
		assert_false(fits(smuggling[i], strlen(smuggling[i]), "a@b", "c@d", &none, "bare"));
	assert_false(fits("a\r\n\0.\r\n", 7, "a@b", "c@d", &none, "NUL"));
	for (size_t i = 0; i < sizeof addresses / sizeof *addresses; i++) {
		assert_false(fits("x\r\n", 3, addresses[i], "c@d", &none, "address"));
		assert_false(fits("x\r\n", 3, "a@b", addresses[i], &none, "address"));
	}
	assert_true(fits("x\r\n", 3, "a@b", "-oQ/tmp@x", &none, NULL));
	assert_false(fits("\xc3\xbc\r\n", 4, "a@b", "c@d", &none, "8BITMIME"));
	assert_false(fits("x\r\n", 3, "a@b", "c\xc3\xbc@d", &none, "SMTPUTF8"));
	assert_true(
		fits("x\r\n", 3, "a@b", "c\xc3\xbc@d", &(struct offers){.smtputf8 = true}, NULL));
	/* An address of the header alone. */
	static const char header[] = "Reply-To: r\xc3\xa9@a.test\r\n\r\nx\r\n";
	static const char body[] = "To: r@a.test\r\n\r\n\xc3\xa9\r\n";
	struct offers eightbit = {.eightbit = true};
	assert_false(fits(header, sizeof header - 1, "a@b", "c@d", &eightbit, "SMTPUTF8"));
	assert_true(fits(header, sizeof header - 1, "a@b", "c@d",
		&(struct offers){.eightbit = true, .smtputf8 = true}, NULL));
	assert_true(fits(body, sizeof body - 1, "a@b", "c@d", &eightbit, NULL));
	assert_true(fits("12345678\r\n", 10, "a@b", "c@d", &size, NULL));
	assert_false(fits("123456789\r\n", 11, "a@b", "c@d", &size, "11 bytes"));
	assert_true(fits("123456789\r\n", 11, "a@b", "c@d", &endless, NULL));
}

/* X4: dots at the beginning of a line are doubled, a last line gets its end. */
static void dots_are_doubled(void **state)
{
	static const char *const cases[][2] = {
		{"", ".\r\n"},
		{"a\r\n", "a\r\n.\r\n"},
		{"a", "a\r\n.\r\n"},
		{".", "..\r\n.\r\n"},
		{".\r\n", "..\r\n.\r\n"},
		{"..\r\n", "...\r\n.\r\n"},
		{"a\r\n.\r\n.b\r\nc.\r\n", "a\r\n..\r\n..b\r\nc.\r\n.\r\n"},
		{"\r\n.\r\n", "\r\n..\r\n.\r\n"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct str out = STR_INIT;
		message_add_data(&out, cases[i][0], strlen(cases[i][0]));
		assert_string_equal(str_c(&out), cases[i][1]);
		str_release(&out);
	}
}

/* ---- all bytes at once, against one byte after the other */

static bool is_clean_by_bytes(const char *s, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (s[i] == '\0' || (s[i] == '\n' && (i == 0 || s[i - 1] != '\r')) ||
			(s[i] == '\r' && (i + 1 == n || s[i + 1] != '\n')))
			return false;
	return true;
}

static void stuff_by_bytes(struct str *out, const char *s, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (s[i] == '.' && (i == 0 || s[i - 1] == '\n'))
			str_addc(out, '.');
		str_addc(out, s[i]);
	}
	if (n > 0 && s[n - 1] != '\n')
		str_adds(out, "\r\n");
	str_adds(out, ".\r\n");
}

static void compare(const char *s, size_t n)
{
	struct offers none = {0}, eightbit = {.eightbit = true, .smtputf8 = true};
	struct str out = STR_INIT, expected = STR_INIT, line = STR_INIT;
	struct message m = {s, n, "a@example.org", (const char *const[]){"b@example.com"}, 1, NULL};
	bool clean = is_clean_by_bytes(s, n), ascii = true;

	for (size_t i = 0; i < n; i++)
		ascii &= (unsigned char)s[i] < 0x80;
	assert_int_equal(fits(s, n, "a@b", "c@d", &eightbit, NULL), clean);
	assert_int_equal(fits(s, n, "a@b", "c@d", &none, NULL), clean && ascii);
	message_add_mail(&line, &m, &eightbit);
	assert_int_equal(strstr(line.p, "8BITMIME") == NULL, ascii);
	message_add_data(&out, s, n);
	stuff_by_bytes(&expected, s, n);
	assert_int_equal(out.len, expected.len);
	assert_memory_equal(out.p, expected.p, out.len);
	str_release(&out);
	str_release(&expected);
	str_release(&line);
}

static void bytes_are_judged_alike(void **state)
{
	static const char *const pieces[] = {
		"a line of a letter\r\n", "\r\n", "words ", ".", "\r\n.", "0123456789abcdef", "x"};
	static const char *const spoilers[] = {
		"\n", "\r", "\n.", "\r.", "\r\r\n", "\xc3\xa9", "\xff"};
	uint32_t seed = 5;

	(void)state;
	for (int turn = 0; turn < 20000; turn++) {
		struct str s = STR_INIT;
		for (int k = 0; k < turn % 30; k++) {
			seed = seed * 1664525u + 1013904223u;
			str_adds(&s, pieces[(seed >> 16) % (sizeof pieces / sizeof *pieces)]);
			if (seed % 61 == 0)
				str_adds(&s, spoilers[(seed >> 8) %
						      (sizeof spoilers / sizeof *spoilers)]);
			if (seed % 499 == 0)
				str_addc(&s, '\0');
		}
		compare(str_c(&s), s.len);
		str_release(&s);
	}
}

/* One odd byte, or a pair, at each place: no block of bytes is looked past. */
static void bytes_at_every_place(void **state)
{
	static const char *const odd[] = {"\n", "\r", "\r\n", ".", "\n.", "\x80", "\0"};
	char text[80];

	(void)state;
	for (size_t n = 2; n < sizeof text; n++)
		for (size_t at = 0; at < n; at++)
			for (size_t k = 0; k < sizeof odd / sizeof *odd; k++) {
				size_t len = strlen(odd[k]) ? strlen(odd[k]) : 1;
				memset(text, 'x', n);
				memcpy(text + at, odd[k], at + len <= n ? len : n - at);
				compare(text, n);
			}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(commands_follow_the_offers),
		cmocka_unit_test(what_must_not_leave_does_not),
		cmocka_unit_test(dots_are_doubled),
		cmocka_unit_test(bytes_are_judged_alike),
		cmocka_unit_test(bytes_at_every_place),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
