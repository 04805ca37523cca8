#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "letter/headers.h"

/* Lines of a field: ASCII, CRLF only, no line over 78 unless one word fills it, none blank. */
static void check_field(const char *s, size_t n, size_t max)
{
	size_t line = 0;

	assert_true(n >= 2 && memcmp(s + n - 2, "\r\n", 2) == 0);
	for (size_t i = 0; i < n; i++) {
		assert_true((unsigned char)s[i] < 128 && s[i] != '\0');
		if (s[i] != '\r') {
			assert_int_not_equal(s[i], '\n');
			continue;
		}
		assert_int_equal(s[i + 1], '\n');
		assert_true(i - line <= max);
		assert_true(strspn(s + line, " \t") < i - line);
		i++;
		line = i + 1;
		if (line < n)
			assert_int_equal(s[line], ' ');
	}
}

static void test_text(void **state)
{
	static const struct {
		const char *value, *want;
	} cases[] = {
		{"Four requests", "Subject: Four requests\r\n"},
		{"", "Subject:\r\n"},
		{"  padded  ", "Subject: padded\r\n"},
		{"Café", "Subject: =?utf-8?q?Caf=C3=A9?=\r\n"},
		{"to Café and back", "Subject: to =?utf-8?q?Caf=C3=A9?= and back\r\n"},
		{"é and é", "Subject: =?utf-8?q?=C3=A9_and_=C3=A9?=\r\n"},
		{"=?utf-8?q?x?=", "Subject: =?utf-8?q?=3D=3Futf-8=3Fq=3Fx=3F=3D?=\r\n"},
		{"привет", "Subject: =?utf-8?b?0L/RgNC40LLQtdGC?=\r\n"},
		{"two  spaces", "Subject: =?utf-8?q?two__spaces?=\r\n"},
		{"a\r\nBcc: x@example.test", "Subject: a Bcc: x@example.test\r\n"},
		{"a\nb\rc\x1b[2J", "Subject: a b c [2J\r\n"},
		{"a\xE2\x80\xA8"
		 "b\xC2\x85"
		 "c",
			"Subject: a b c\r\n"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct str out = STR_INIT;
		header_text(&out, "Subject", cases[i].value);
		assert_string_equal(out.p, cases[i].want);
		str_release(&out);
	}
}

/* Long values of every kind stay within the limits; the shapes are read back by other programs in
 * tests/cmd/letter_oracles.sh. */
static void test_folding(void **state)
{
	static const char *const words[] = {
		"word ", "é", "слово ", "a", "longerword, ", "😀", "=?", " ", "(b) ", "\"q\" "};

	(void)state;
	for (size_t w = 0; w < sizeof words / sizeof *words; w++)
		for (size_t n = 1; n < 150; n++) {
			struct str value = STR_INIT, out = STR_INIT;
			str_adds(&value, "x");
			for (size_t i = 0; i < n; i++)
				str_adds(&value, words[w]);
			header_text(&out, "Subject", value.p);
			check_field(out.p, out.len, 78);
			str_release(&value);
			str_release(&out);
		}
}

static void test_mailboxes(void **state)
{
	static const struct {
		const char *text, *header, *shown;
	} cases[] = {
		{"a@example.org", "To: a@example.org\r\n", "a@example.org"},
		{"Ann Bo <a@example.org>", "To: Ann Bo <a@example.org>\r\n",
			"Ann Bo <a@example.org>"},
		{"\"Bo, Ann\" <a@example.org>, b@example.org",
			"To: \"Bo, Ann\" <a@example.org>, b@example.org\r\n",
			"\"Bo, Ann\" <a@example.org>, b@example.org"},
		{"Jürgen <j@example.org>", "To: =?utf-8?q?J=C3=BCrgen?= <j@example.org>\r\n",
			"Jürgen <j@example.org>"},
		{"\"Dr. \\\"X\\\" Y\" <x@example.org>",
			"To: \"Dr. \\\"X\\\" Y\" <x@example.org>\r\n",
			"\"Dr. \\\"X\\\" Y\" <x@example.org>"},
		{"a@Example.ORG,b@example.org , ", "To: a@example.org, b@example.org\r\n",
			"a@example.org, b@example.org"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct arena a = {0};
		struct mailbox_list list = {0};
		struct str out = STR_INIT, shown = STR_INIT;
		const char *part, *why;
		assert_int_equal(mailboxes_parse(&a, cases[i].text, &list, &part, &why), 0);
		header_mailboxes(&out, "To", &list);
		mailboxes_show(&shown, &list);
		assert_string_equal(out.p, cases[i].header);
		assert_string_equal(shown.p, cases[i].shown);
		str_release(&out);
		str_release(&shown);
		arena_release(&a);
	}
}

static void test_mailboxes_bad(void **state)
{
	static const struct {
		const char *text, *part;
	} cases[] = {
		{"a@example.org, nobody", "nobody"},
		{"a@b>\r\nRCPT TO:<x@example.test", "a@b>\r\nRCPT TO:<x@example.test"},
		{"=?utf-8?b?YUBi?=", "=?utf-8?b?YUBi?="},
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct arena a = {0};
		struct mailbox_list list = {0};
		const char *part = NULL, *why = NULL;
		assert_int_equal(mailboxes_parse(&a, cases[i].text, &list, &part, &why), -1);
		assert_string_equal(part, cases[i].part);
		assert_non_null(why);
		arena_release(&a);
	}
}

static void test_long_names(void **state)
{
	static const char *const units[] = {"name ", "näme ", "n.a,m ", "名前", "x"};

	(void)state;
	for (size_t u = 0; u < sizeof units / sizeof *units; u++)
		for (size_t n = 1; n < 120; n++) {
			struct arena a = {0};
			struct mailbox_list list = {0};
			struct str name = STR_INIT, out = STR_INIT;
			for (size_t i = 0; i < n; i++)
				str_adds(&name, units[u]);
			mailbox_list_add(&a, &list, name.p, "someone@example.org");
			mailbox_list_add(&a, &list, name.p, "other@example.org");
			header_mailboxes(&out, "To", &list);
			check_field(out.p, out.len, 80);
			str_release(&name);
			str_release(&out);
			arena_release(&a);
		}
}

static void test_parameters(void **state)
{
	static const struct {
		const char *value, *want;
	} cases[] = {
		{"annex.pdf", ";\r\n filename=annex.pdf"},
		{"annex 1.pdf", ";\r\n filename=\"annex 1.pdf\""},
		{"a\"b.pdf", ";\r\n filename*=utf-8''a%22b.pdf"},
		{"Anhänge.pdf", ";\r\n filename*=utf-8''Anh%C3%A4nge.pdf"},
		{"50%.txt", ";\r\n filename=\"50%.txt\""},
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct str out = STR_INIT;
		header_parameter(&out, "filename", cases[i].value);
		assert_string_equal(out.p, cases[i].want);
		str_release(&out);
	}
}

static void test_long_parameter(void **state)
{
	struct str value = STR_INIT, out = STR_INIT;

	(void)state;
	for (int i = 0; i < 60; i++)
		str_adds(&value, "résumé ");
	str_adds(&value, ".pdf");
	str_adds(&out, "Content-Disposition: attachment");
	header_parameter(&out, "filename", value.p);
	str_adds(&out, "\r\n");
	check_field(out.p, out.len, 78);
	assert_non_null(strstr(out.p, " filename*0*=utf-8''r%C3%A9"));
	assert_non_null(strstr(out.p, ";\r\n filename*9*="));
	str_release(&value);
	str_release(&out);
}

static void test_tokens(void **state)
{
	static const char *const ids[] = {"<a@example.org>", "<b@example.org>"};
	struct str out = STR_INIT;

	(void)state;
	header_tokens(&out, "References", ids, 2);
	assert_string_equal(out.p, "References: <a@example.org> <b@example.org>\r\n");
	str_release(&out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_text),
		cmocka_unit_test(test_folding),
		cmocka_unit_test(test_mailboxes),
		cmocka_unit_test(test_mailboxes_bad),
		cmocka_unit_test(test_long_names),
		cmocka_unit_test(test_parameters),
		cmocka_unit_test(test_long_parameter),
		cmocka_unit_test(test_tokens),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
