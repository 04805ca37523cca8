#include "loading.h"

#include "campaign/address.h"

struct good {
	const char *text, *email, *name;
	bool utf8_local, idn;
};

static const struct good good[] = {
	{"a@example.org", "a@example.org", "", false, false},
	{"First.Last+tag@Sub.Example.ORG", "First.Last+tag@sub.example.org", "", false, false},
	{"a@example.org.", "a@example.org", "", false, false},
	{"!#$%&'*+-/=?^_`{|}~@example.org", "!#$%&'*+-/=?^_`{|}~@example.org", "", false, false},
	{"-oQ/tmp@x", "-oQ/tmp@x", "", false, false},
	{"${run{id}}@x.test", "${run{id}}@x.test", "", false, false},
	{"\"a@b\"@example.org", "\"a@b\"@example.org", "", false, false},
	{"\"a\\\"b\"@example.org", "\"a\\\"b\"@example.org", "", false, false},
	{"a@b\xC3\xBC"
	 "cher.test",
		"a@xn--bcher-kva.test", "", false, true},
	{"a@B\xC3\x9C"
	 "CHER.test",
		"a@xn--bcher-kva.test", "", false, true},
	{"a@xn--bcher-kva.test", "a@xn--bcher-kva.test", "", false, true},
	{"j\xC3\xB6rg@example.org", "j\xC3\xB6rg@example.org", "", true, false},
	{"\xE6\x94\xB6@\xE4\xBE\x8B.test", "\xE6\x94\xB6@xn--fsq.test", "", true, true},
	{"A <a@example.org>", "a@example.org", "A", false, false},
	{"\"B, A\" <a@example.org>", "a@example.org", "B, A", false, false},
	{"\"A \\\"q\\\" \\\\\" <a@example.org>", "a@example.org", "A \"q\" \\", false, false},
	{"  <a@example.org>  ", "a@example.org", "", false, false},
	{"\xC3\x89mile (Press) <a@example.org>", "a@example.org", "\xC3\x89mile (Press)", false,
		false},
	{"\"a<b\" <a@example.org>", "a@example.org", "a<b", false, false},
	{"\xC2\xA0"
	 "a@example.org\xE2\x80\x8B ",
		"a@example.org", "", false, false},
	{"A <a@example.org>\xC2\xA0", "a@example.org", "A", false, false},
};

static const struct {
	const char *text, *why;
} bad[] = {
	{"", "empty"},
	{"a", "no @"},
	{"@example.org", "before the @"},
	{"a@", "after the @"},
	{"a@b@example.org", "two addresses"},
	{"a@example.org, b@example.org", "two addresses"},
	{"a@example.org b@example.org", "two addresses"},
	{"a@example.org,", "not allowed"},
	{"a b@example.org", "space"},
	{"a\xC2\xA0@example.org", "space"},
	{"a\xE2\x80\x8B@example.org", "invisible"},
	{"a\xE2\x80\xAE@example.org", "invisible"},
	{".a@example.org", "dot"},
	{"a.@example.org", "dot"},
	{"a..b@example.org", "dot"},
	{";id;@x", "not allowed"},
	{"a(c)@example.org", "not allowed"},
	{"a@exa mple.org", "space"},
	{"a@\xC2\xA0"
	 "example.org",
		"space or an invisible"},
	{"mailto:a@example.org", "mailto: is no part"},
	{"a@example..org", "two in a row"},
	{"a@.example.org", "begins with a dot"},
	{"a@-x.org", "hyphen"},
	{"a@x_y.org", "not allowed"},
	{"a@[127.0.0.1]", "IP address"},
	{"a@127.0.0.1", "IP address"},
	{"a@example.org>\r\nRCPT TO:<x@example.test", "no >"},
	{"a@example.org\r\n", "invisible"},
	{"a\r\nb@example.org", "invisible"},
	{"\"a b\"@example.org", "space"},
	{"\"a@example.org", "no @"},
	{"\"\"@example.org", "not allowed"},
	{"=?utf-8?b?YUBi?=@example.org", "encoded word"},
	{"a\xFF@example.org", "UTF-8"},
	{"a@example.org\xE2\x80", "no domain has"},
	{"\xE2", "no @"},
	{"a@\xFF.org", "no domain has"},
	{"a@xn--\x61-0.org", "punycode"},
	{"A <a@example.org", "no >"},
	{"A <a@example.org> x", "after the >"},
	{"A, B <a@example.org>", "needs quotes"},
	{"b@example.org <a@example.org>", "two addresses"},
	{"A <a@example.org>, B <b@example.org>", "two addresses"},
	{"\"A <a@example.org>", "no @"},
	{"A\r\nBcc: x <a@example.org>", "line break"},
	{"A\xE2\x80\xA8x <a@example.org>", "line break"},
};

static void test_good(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
		struct address a;
		const char *why = "";
		if (address_parse_named(good[i].text, &a, &why) < 0)
			fail_msg("%s: %s", good[i].text, why);
		assert_string_equal(a.email, good[i].email);
		assert_string_equal(a.name, good[i].name);
		assert_int_equal(a.utf8_local, good[i].utf8_local);
		assert_int_equal(a.idn, good[i].idn);
		address_release(&a);
	}
}

static void test_bad(void **state)
{
	size_t failed = 0;

	(void)state;
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		struct address a;
		const char *why = "";
		int rc = address_parse_named(bad[i].text, &a, &why);
		if (rc == 0 || strstr(why, bad[i].why) == NULL) {
			print_error("%s: %d \"%s\", expected \"%s\"\n", bad[i].text, rc, why,
				bad[i].why);
			failed++;
		}
		address_release(&a);
	}
	assert_int_equal(failed, 0);
}

static void test_lengths(void **state)
{
	struct str text = STR_INIT;
	struct address a;
	const char *why;

	(void)state;
	for (int i = 0; i < 64; i++)
		str_addc(&text, 'l');
	str_adds(&text, "@example.org");
	assert_int_equal(address_parse(str_c(&text), &a, &why), 0);
	address_release(&a);
	str_reset(&text);
	for (int i = 0; i < 65; i++)
		str_addc(&text, 'l');
	str_adds(&text, "@example.org");
	assert_int_equal(address_parse(str_c(&text), &a, &why), -1);
	address_release(&a);
	str_reset(&text);
	str_adds(&text, "a@");
	for (int i = 0; i < 64; i++)
		str_addc(&text, 'd');
	str_adds(&text, ".test");
	assert_int_equal(address_parse(str_c(&text), &a, &why), -1);
	address_release(&a);
	str_reset(&text);
	str_adds(&text, "a@");
	for (int i = 0; i < 130; i++)
		str_adds(&text, "d.");
	str_adds(&text, "test");
	assert_int_equal(address_parse(str_c(&text), &a, &why), -1);
	address_release(&a);
	str_release(&text);
}

static void test_key(void **state)
{
	static const char *const same[][2] = {
		{"A.B@Example.org", "a.b@example.ORG"},
		{"a@b\xC3\xBC"
		 "cher.test",
			"A@xn--bcher-kva.test."},
		{"a@example.org.", "a@example.org"},
		{"J\xC3\x96RG@example.org", "j\xC3\xB6rg@example.org"},
		/* o and a combining diaeresis */
		{"jo\xCC\x88rg@example.org", "j\xC3\xB6rg@example.org"},
		{"No Address", "no address"},
		{"", ""},
	};

	(void)state;
	for (size_t i = 0; i < sizeof same / sizeof *same; i++) {
		char *a = address_key(same[i][0]), *b = address_key(same[i][1]);
		assert_string_equal(a, b);
		free(a);
		free(b);
	}
	assert_string_equal(address_domain("a@example.org"), "example.org");
	assert_string_equal(address_domain("\"a@b\"@example.org"), "example.org");
	assert_string_equal(address_domain("nobody"), "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_good),
		cmocka_unit_test(test_bad),
		cmocka_unit_test(test_lengths),
		cmocka_unit_test(test_key),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
