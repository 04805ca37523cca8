#include "loading.h"

#include "campaign/lookalike.h"

static void advise(struct loaded *l, struct date today)
{
	problems_release(&l->problems);
	str_reset(&l->told);
	campaign_advise(&l->campaign, today, &l->problems);
	tell_problems(l);
	assert_int_equal(l->problems.errors, 0);
}

static const struct date before = {2025, 9, 26};

struct advice {
	const char *recipients, *signatories, *told; /* told NULL: nothing is */
};

static const struct advice advices[] = {
	{NULL, NULL, NULL},
	/* The same organisation spelled in two ways. */
	{"email,org\na@x.example.com,Acme Ltd\nb@x.example.com,ACME Limited\n", NULL,
		"recipients.csv:3:17: "},
	{"email,org\na@x.example.com,Acme  Ltd.\nb@x.example.com,acme\n", NULL,
		"recipients.csv:3:17: "},
	{"email,org\na@x.example.com,Northfield Systems\nb@x.example.com,Northfeild Systems\n",
		NULL, "recipients.csv:3:17: "},
	{"email,org\na@x.example.com,Smith & Sons\nb@x.example.com,\"Smith and Sons, Inc.\"\n",
		NULL, "recipients.csv:3:17: "},
	{"email,org\na@x.example.com,Working Group 1\nb@x.example.com,Working Group 2\n", NULL,
		NULL},
	{"email,org\na@x.example.com,Acme Ltd\nb@x.example.com,Acme Ltd\n", NULL, NULL},
	{NULL, "name,org\nA,The Open Line\nB,Open Line\n", "signatories.csv:3:3: "},
	/* A recipient who is a signatory. */
	{"email,org\na@x.example.com,O\n", "name,org,email\nA,P,A@X.example.com\n",
		"recipients.csv:2:1: "},
	{"email,org\na@x.example.com,Open Line\n", "name,org\nA,Open Line e.V.\n",
		"recipients.csv:2:17: "},
	/* Look-alike domains. */
	{"email\na@exarnple.test\nb@example.test\n", NULL, "recipients.csv:3:1: "},
	{"email\na@northfield.test\nb@n0rthfield.test\n", NULL, "recipients.csv:3:1: "},
	{"email\na@northfield.test\nb@northfeild.test\n", NULL, "recipients.csv:3:1: "},
	{"email\na@gmial.com\n", NULL, "recipients.csv:2:1: "},
	/* X14: the e is Cyrillic. */
	{"email\na@\xD0\xB5xample.test\n", NULL, "xn--xample-2of.test"},
	{"email\na@example.test\nb@\xD0\xB5xample.test\n", NULL,
		"\xD0\xB5xample.test looks like example.test in line 2"},
	{"email\na@xn--xample-2of.test\n", NULL, "\xD0\xB5xample.test is xn--xample-2of.test"},
	{"email\na@example.test\nb@EXAMPLE.test.\n", NULL, NULL},
	{"email\na@one.example.org\nb@two.example.org\nc@team1.example.org\nd@team2.example.org\n",
		NULL, NULL},
	/* Shown as it is written, though compared folded. */
	{"email\na@fa\xC3\x9F.example\n", NULL,
		"the domain fa\xC3\x9F.example is xn--fa-hia.example"},
	{"email\na@fass.example\nb@fa\xC3\x9F.example\n", NULL,
		"the domain fa\xC3\x9F.example looks like fass.example in line 2"},
	/* A domain that lacks its end, and a mailbox without a reader. */
	{"email\na@example\n", NULL, "recipients.csv:2:1: warning: the domain example has no dot"},
	{"email\na@localhost\n", NULL, NULL},
	{"email\nNo-Reply@example.org\n", NULL,
		"recipients.csv:2:1: warning: what is sent to No-Reply@"},
	{"email\nMail <do_not_reply@example.org>\n", NULL, "is read by nobody"},
	{"email\nnoreplying@example.org\nreply@example.org\nno.reply.here.please@example.org\n",
		NULL, NULL},
	/* Blanks that a quoted cell keeps. */
	{"email,name\na@x.example.com,\"Bea \"\n", NULL,
		"recipients.csv:2:17: warning: \"name\" is \"Bea \": the blanks"},
	{"email,name\na@x.example.com,Bea \nb@x.example.com,\n", NULL, NULL},
	{"email,name\na@x.example.com,\" Bea\"\n", NULL, "recipients.csv:2:17: warning: \"name\""},
	{"email,name\n\" a@x.example.com \",Bea\n", NULL, NULL},
	{NULL, "name,org\nA,\"\xC2\xA0O\"\n", "signatories.csv:2:3: warning: \"org\""},
	{NULL, "name,org\nA,\"O\xC2\xA0\"\n", "signatories.csv:2:3: warning: \"org\""},
	/* A free-mail address for an organisation. */
	{"email,org\nacme@gmail.com,Acme\n", NULL, "recipients.csv:2:1: "},
	{"email,org\nsomebody@gmail.com,\n", NULL, NULL},
	{NULL, "name,org\n", "no signatories"},
};

static void test_lists(void **state)
{
	size_t failed = 0;

	(void)state;
	for (size_t i = 0; i < sizeof advices / sizeof *advices; i++) {
		const struct advice *a = &advices[i];
		struct loaded l;
		load(&l, NULL, a->recipients, a->signatories);
		assert_string_equal(str_c(&l.told), "");
		advise(&l, before);
		if (a->told ? strstr(str_c(&l.told), a->told) == NULL : l.problems.count > 0) {
			print_error("%zu: expected \"%s\", told:\n%s", i,
				a->told ? a->told : "nothing", str_c(&l.told));
			failed++;
		}
		unload(&l);
	}
	assert_int_equal(failed, 0);
}

static void test_deadlines(void **state)
{
	struct loaded l;

	(void)state;
	load(&l, NULL, NULL, NULL);
	advise(&l, (struct date){2025, 10, 10});
	assert_string_equal(str_c(&l.told), "");
	advise(&l, (struct date){2025, 10, 11});
	assert_told(&l, "past", "campaign.cfg:1:56: warning: the deadline 2025-10-10 is past");
	unload(&l);
	load(&l,
		"campaign = { id = \"a\"; title = \"t\"; deadline = \"2025-10-11\"; "
		"};\n" GROUP_LETTER
		"demands = ( { id = \"d\"; title = \"t\";\n deadline = \"2025-10-12\"; } );\n",
		NULL, NULL);
	advise(&l, before);
	assert_told(
		&l, "weekend", "campaign.cfg:1:48: warning: the deadline 2025-10-11 is a Saturday");
	assert_told(&l, "weekend",
		"campaign.cfg:4:13: warning: the deadline 2025-10-12 of the demand "
		"\"d\" is a Sunday");
	unload(&l);
	load(&l, GROUP_CAMPAIGN GROUP_LETTER, NULL, NULL);
	advise(&l, before);
	assert_told(&l, "no demands", "no demands");
	unload(&l);
}

/* Many of one kind are summed up. */
static void test_many(void **state)
{
	struct str text = STR_INIT;
	struct loaded l;

	(void)state;
	str_adds(&text, "email,org\n");
	for (int i = 0; i < 500; i++)
		str_addf(&text, "a%d@gmail.com,Organisation %d\n", i, i);
	load(&l, NULL, str_c(&text), NULL);
	advise(&l, before);
	assert_int_equal(l.problems.count, 21);
	assert_told(&l, "many", "in 480 more rows");
	unload(&l);
	str_release(&text);
}

static void test_org_keys(void **state)
{
	static const char *const same[][2] = {
		{"Acme Ltd", "acme limited"},
		{"The Acme Company, Inc.", "ACME"},
		{"Caf\xC3\xA9 S.A.", "CAF\xC3\x89"},
		{"O'Neil GmbH & Co. KG", "ONeil GmbH and Co KG"},
		{"Inc", "inc"},
		{"", ""},
	};

	(void)state;
	for (size_t i = 0; i < sizeof same / sizeof *same; i++) {
		char *a = lookalike_org_key(same[i][0]), *b = lookalike_org_key(same[i][1]);
		assert_string_equal(a, b);
		free(a);
		free(b);
	}
	assert_true(lookalike_is_free_mail("GMail.com"));
	assert_false(lookalike_is_free_mail("example.com"));
	assert_string_equal(lookalike_big_provider("gmai.com"), "gmail.com");
	assert_null(lookalike_big_provider("gmail.com"));
	assert_true(lookalike_domains_near("mail.northfield.test", "mail.northfields.test"));
	assert_false(lookalike_domains_near("mail.northfield.test", "www.northfields.test"));
	assert_false(lookalike_domains_near("northfield.test", "northfield.example.test"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_lists),
		cmocka_unit_test(test_deadlines),
		cmocka_unit_test(test_many),
		cmocka_unit_test(test_org_keys),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
