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

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(commands_follow_the_offers),
		cmocka_unit_test(what_must_not_leave_does_not),
		cmocka_unit_test(dots_are_doubled),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
