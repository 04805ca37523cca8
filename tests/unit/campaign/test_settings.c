#include "loading.h"

/* What a fault in campaign.cfg comes to: rows of the table of faults, by number. */
struct fault {
	const char *row, *settings;
	const char *told; /* the beginning of a line, with its place */
	const char *also; /* another part of what is told, or NULL */
	size_t errors;
};

#define C(more) "campaign = { id = \"a\"; title = \"t\"; " more " };\n" GROUP_LETTER
#define L(more) GROUP_CAMPAIGN "letter = { from = \"a@example.org\"; " more " };\n"
#define S(more) SETTINGS "send = { " more " };\n"
#define I(more) SETTINGS "inbox = { " more " };\n"

static const struct fault faults[] = {
	{"B1", SETTINGS "sned = { };\n", "campaign.cfg:5:1: ", "\"send\"", 1},
	{"B1", C("titel = \"x\";"), "campaign.cfg:1:37: ", "expected perhaps \"title\"", 1},
	{"B1", S("rat = \"60/min\"; qqqq = 1;"), "campaign.cfg:5:10: ", "\"rate\"", 2},
	{"B1 in a demand",
		GROUP_CAMPAIGN GROUP_LETTER "demands = ( { id = \"x\"; txt = \"y\"; } );\n",
		"campaign.cfg:4:25: ", "\"text\"", 2},
	{"B2", C("title = \"again\";"), "campaign.cfg:1:37: ", "a second time", 1},
	{"B2 groups", SETTINGS GROUP_LETTER, "campaign.cfg:5:1: ", "line 3", 1},
	{"B2 and B1", C("id = \"b\"; x = 1;"), "campaign.cfg:1:37: ", "\"x\" is not known", 2},
	{"B3", S("connections = \"4\";"), "campaign.cfg:5:24: ", "expected a whole number", 1},
	{"B3", S("connections = 4.5;"), "campaign.cfg:5:24: ", "expected a whole number", 1},
	{"B3", S("connections = true;"), "campaign.cfg:5:24: ", "true or false", 1},
	{"B3", S("url = 25;"), "campaign.cfg:5:16: ", "expected a text in quotes", 1},
	{"B3", L("plus_address = \"yes\";"), "campaign.cfg:3:51: ", "expected true or false", 1},
	{"B3", SETTINGS "send = 1;\n", "campaign.cfg:5:8: ", "expected a group", 1},
	{"B3", GROUP_CAMPAIGN GROUP_LETTER "demands = { };\n",
		"campaign.cfg:4:11: ", "expected a list", 1},
	{"B3", GROUP_CAMPAIGN GROUP_LETTER "demands = ( \"x\" );\n",
		"campaign.cfg:4:13: ", "expected a group", 1},
	{"B3", I("folders = ( 1 );"), "campaign.cfg:5:23: ", "expected its name", 1},
	{"B4", S("connections = 4294967300;"), "campaign.cfg:5:24: ", "4294967300", 1},
	{"B4", S("connections = 99999999999999999999L;"), "campaign.cfg:5:24: ", "999", 1},
	{"B4", S("connections = 0x100000004;"), "campaign.cfg:5:24: ", "0x100000004", 1},
	{"B4", S("connections = -4294967292;"), "campaign.cfg:5:24: ", "-4294967292", 1},
	{"B4 range", S("connections = 0;"), "campaign.cfg:5:24: ", "expected 1 to", 1},
	{"B4 range", S("connections = -1;"), "campaign.cfg:5:24: ", "expected 1 to", 1},
	{"B5", S("url = \"smtp://mail.example.org:0\";"), "campaign.cfg:5:41: ", "1 to 65535", 1},
	{"B5", S("url = \"smtps://mail.example.org:70000\";"), "campaign.cfg:5:42: ", "port", 1},
	{"B5", I("url = \"imap://[::1]:99999999999999999999/INBOX\";"),
		"campaign.cfg:5:31: ", "1 to 65535", 1},
	{"B5", S("url = \"smtp://h:\";"), "campaign.cfg:5:26: ", "port", 1},
	{"B6 escape", C("language = \"e\\x00n\";"), "campaign.cfg:1:50: ", "NUL", 1},
	{"B7", C("language = \"\xff\";"), "campaign.cfg:1:49: ", "UTF-8", 2},
	{"B7 escape", L("reply_to = \"\\xff@example.org\";"), "campaign.cfg:3:47: ", "UTF-8", 1},
	{"B12", S("url = \"smtp://mail.example.org\"; tls = \"none\";"),
		"campaign.cfg:5:49: ", "not loopback", 1},
	{"B12", S("url = \"smtp://127.0.0.1.example.org\"; tls = \"none\";"),
		"campaign.cfg:5:54: ", "not loopback", 1},
	{"B12", I("url = \"imap://10.0.0.1\"; tls = \"none\";"),
		"campaign.cfg:5:42: ", "not loopback", 1},
	{"B12 smtps", S("url = \"smtps://localhost\"; tls = \"none\";"),
		"campaign.cfg:5:43: ", "the url says TLS", 1},
	{"B35",
		"campaign = { id = \"a\"; title = \"t\"; deadline = \"2025-02-30\"; "
		"};\n" GROUP_LETTER,
		"campaign.cfg:1:48: ", "2025-02-30", 1},
	{"B35", C("deadline = \"10 October\";"), "campaign.cfg:1:48: ", "YYYY-MM-DD", 1},
	{"B35", C("timezone = \"Europe/Bruxelles\";"), "campaign.cfg:1:48: ", "time zone", 1},
	{"B35", C("timezone = \"Europe\";"), "campaign.cfg:1:48: ", "time zone", 1},
	{"B35", C("timezone = \"../../etc/passwd\";"), "campaign.cfg:1:48: ", "time zone", 1},
	{"B35 demand",
		GROUP_CAMPAIGN GROUP_LETTER
		"demands = ( { id = \"d\"; title = \"t\"; deadline = \"soon\"; } );\n",
		"campaign.cfg:4:49: ", "soon", 1},
	{"B36",
		GROUP_CAMPAIGN GROUP_LETTER "demands = ( { id = \"d\"; title = \"t\"; },\n  { id = "
					    "\"D\"; title = \"t\"; } );\n",
		"campaign.cfg:5:10: ", "a second time", 1},
	{"B36", GROUP_CAMPAIGN GROUP_LETTER "demands = ( { id = \"a b\"; title = \"t\"; } );\n",
		"campaign.cfg:4:22: ", "cannot be used", 1},
	{"B36", GROUP_CAMPAIGN GROUP_LETTER "demands = ( { id = \"\"; title = \"t\"; } );\n",
		"campaign.cfg:4:20: ", "empty", 1},
	{"B36", GROUP_CAMPAIGN GROUP_LETTER "demands = ( { id = \"../x\"; title = \"t\"; } );\n",
		"campaign.cfg:4:20: ", "cannot be used", 1},
	{"B36", GROUP_CAMPAIGN GROUP_LETTER "demands = ( { title = \"t\"; } );\n",
		"campaign.cfg:4:13: ", "no setting \"id\"", 1},
	{"missing", GROUP_LETTER, "campaign.cfg:1:1: ", "no group \"campaign\"", 1},
	{"missing", "campaign = { id = \"a\"; };\n", "campaign.cfg:1:1: ", "no setting \"title\"",
		2},
	{"from", L("template = \"letter.md\"; reply_to = \"a@b@c\";"),
		"campaign.cfg:3:71: ", "two addresses", 1},
	{"mode", L("mode = \"both\";"), "campaign.cfg:3:43: ", "individual", 1},
	{"template", L("template = \"no.md\";"), "campaign.cfg:3:47: ", "no.md", 1},
	{"rate", S("rate = \"60/fortnight\";"), "campaign.cfg:5:21: ", "60/min", 1},
	{"rate", S("rate = \"0/min\";"), "campaign.cfg:5:19: ", "60/min", 1},
	{"retry", S("retry = \"1m, 5x\";"), "campaign.cfg:5:24: ", "5m*2", 1},
	{"retry", S("retry = \"1m*99999999\";"), "campaign.cfg:5:22: ", "5m*2", 1},
	{"hours", S("hours = \"Mon-Fri 09:00-08:00\";"), "campaign.cfg:5:33: ", "Mon-Fri", 1},
	{"start", S("start = \"tomorrow\";"), "campaign.cfg:5:18: ", "tomorrow", 1},
	{"remind", L("remind = \"7d, 1d\";"), "campaign.cfg:3:45: ", "later", 1},
	{"store", SETTINGS "store = \"postgresql://localhost/x\";\n",
		"campaign.cfg:5:9: ", "PostgreSQL", 1},
	{"url", S("url = \"http://example.org\";"), "campaign.cfg:5:16: ", "smtp://HOST:PORT", 1},
	{"url", S("url = \"smtp://u:p@example.org\";"), "campaign.cfg:5:24: ", "password_command",
		1},
	{"url", S("url = \"smtp://\";"), "campaign.cfg:5:24: ", "no host", 1},
	{"url", S("url = \"smtp://a b\";"), "campaign.cfg:5:25: ", "blank", 1},
	{"url", S("url = \"smtp://h/x\";"), "campaign.cfg:5:26: ", "path", 1},
	{"url", S("url = \"maildir:\";"), "campaign.cfg:5:25: ", "folder", 1},
	{"auth", S("auth = \"oauth2\"; user = \"u\";"), "campaign.cfg:5:17: ", "token_command", 1},
	{"auth", S("password_command = \"x\";"), "campaign.cfg:5:29: ", "user", 1},
	{"tls", S("tls = \"maybe\";"), "campaign.cfg:5:16: ", "required", 1},
	{"several",
		"campaign = { id = \"a b\"; titel = \"t\"; };\nletter = { from = \"x\"; mode = "
		"\"y\"; };\n",
		"campaign.cfg:1:21: ", "campaign.cfg:2:31: ", 4},
	/* Syntax: the first error alone. */
	{"syntax", "campaign = {\n  id = yes;\n", "campaign.cfg:2:8: ", "found yes", 1},
	{"syntax", "campaign = {\n  id \"x\";\n", "campaign.cfg:2:6: ", "expected =", 1},
	{"syntax", "campaign = { id = \"a\";\n", "campaign.cfg:1:12: ", "never closed", 1},
	{"syntax", "demands = ( { id = \"a\"; }, \n", "campaign.cfg:1:11: ", "never closed", 1},
	{"syntax", "a = [ 1\n", "campaign.cfg:1:5: ", "never closed", 1},
	{"syntax", "campaign = { id = \"a;\n title = \"t\"; };\n",
		"campaign.cfg:1:19: ", "closing quote", 1},
	{"syntax", "campaign = \"a\n", "campaign.cfg:1:12: ", "never closed", 1},
	{"syntax", "/* x\ncampaign = 1;\n", "campaign.cfg:1:1: ", "comment", 1},
	{"syntax",
		"campaign = { id = \xE2\x80\x9C"
		"a\xE2\x80\x9D; };\n",
		"campaign.cfg:1:19: ", "straight quotes", 1},
	{"syntax", "a = ( 1; 2 );\n", "campaign.cfg:1:8: ", "comma", 1},
	{"syntax", "a = [ 1, \"x\" ];\n", "campaign.cfg:1:10: ", "one kind", 1},
	{"syntax", "a = 12abc;\n", "campaign.cfg:1:5: ", "a number", 1},
	{"syntax", "a = { deadline = 2025-10-10; };\n", "campaign.cfg:1:18: ", "text in quotes", 1},
	{"syntax", "a = 1;;\n", "campaign.cfg:1:7: ", "name of a setting", 1},
	{"syntax", "\xC3\xA9 = 1;\n", "campaign.cfg:1:1: ", "name of a setting", 1},
};

static void test_faults(void **state)
{
	size_t failed = 0;

	(void)state;
	for (size_t i = 0; i < sizeof faults / sizeof *faults; i++) {
		const struct fault *f = &faults[i];
		struct loaded l;
		load(&l, f->settings, NULL, NULL);
		if (!is_told(&l, f->told, f->also, f->errors)) {
			failed++;
			print_error("%s, of:\n%s\n", f->row, f->settings);
		}
		unload(&l);
	}
	assert_int_equal(failed, 0);
}

/* B6: a NUL byte in the file, which libconfig would take for the end. */
static void test_b6_nul_byte(void **state)
{
	static const char text[] = SETTINGS "store = \"a\0b\";\n";
	struct loaded l = {0};

	(void)state;
	give(&l, CAMPAIGN_FILE, text, sizeof text - 1);
	load_given(&l);
	assert_told(&l, "B6", "campaign.cfg:5:11: a NUL byte");
	assert_int_equal(l.problems.errors, 1);
	unload(&l);
}

/* B8: a byte-order mark is accepted and moves no place; UTF-16 is named. */
static void test_b8_byte_order_mark(void **state)
{
	static const char wide[] = "\xFF\xFE"
				   "c\0a\0";
	struct loaded l;

	(void)state;
	load(&l, "\xEF\xBB\xBF" SETTINGS, NULL, NULL);
	assert_int_equal(l.problems.errors, 0);
	unload(&l);
	load(&l,
		"\xEF\xBB\xBF"
		"campain = {};\n" SETTINGS,
		NULL, NULL);
	assert_told(&l, "B8", "campaign.cfg:1:1: ");
	unload(&l);
	l = (struct loaded){0};
	give(&l, CAMPAIGN_FILE, wide, sizeof wide - 1);
	load_given(&l);
	assert_told(&l, "B8", "campaign.cfg:1:1: text in UTF-16");
	unload(&l);
}

static void load_with(struct loaded *l, const char *settings, const char *name, const char *text)
{
	*l = (struct loaded){0};
	give(l, CAMPAIGN_FILE, settings, strlen(settings));
	give(l, "recipients.csv", RECIPIENTS, strlen(RECIPIENTS));
	give(l, "signatories.csv", SIGNATORIES, strlen(SIGNATORIES));
	give(l, "letter.md", LETTER, strlen(LETTER));
	give(l, name, text, strlen(text));
	load_given(l);
}

/* B9, and includes that are fine: places are those of the file that a person edits. */
static void test_b9_includes(void **state)
{
	struct loaded l;

	(void)state;
	load_with(&l, SETTINGS "@include \"more.cfg\"\nrecipients = \"recipients.csv\";\n",
		"more.cfg", "send = { connections = 7; };");
	assert_int_equal(l.problems.errors, 0);
	assert_int_equal(l.campaign.send.connections, 7);
	assert_non_null(campaign_file(&l.campaign, "more.cfg"));
	unload(&l);
	load_with(&l, SETTINGS "@include \"more.cfg\" x = 1;\n", "more.cfg", "\n  y = 1;\n");
	assert_told(&l, "B9", "more.cfg:2:3: ");
	assert_told(&l, "B9", "campaign.cfg:5:21: ");
	unload(&l);
	load_with(
		&l, SETTINGS "  @include \"more.cfg\"\n", "more.cfg", "\n@include \"more.cfg\"\n");
	assert_told(&l, "B9", "more.cfg:2:1: an include of \"more.cfg\"");
	assert_int_equal(l.problems.errors, 1);
	unload(&l);
	load_with(
		&l, SETTINGS "@include \"more.cfg\"\n", "more.cfg", "@include \"campaign.cfg\"\n");
	assert_told(&l, "B9", "more.cfg:1:1: an include of \"campaign.cfg\"");
	unload(&l);
	load_with(&l, SETTINGS "@include \"none.cfg\"\n", "more.cfg", "");
	assert_told(&l, "B9", "campaign.cfg:5:1: none.cfg");
	unload(&l);
	load_with(&l,
		SETTINGS "/*\n@include \"more.cfg\"\n*/\n#\n// \"\nstore = \"\n@include \\\"x\";\n",
		"more.cfg", "z = 1;");
	assert_told(&l, "include in a text", "campaign.cfg:10:9: a line end");
	assert_int_equal(l.problems.errors, 1);
	unload(&l);
}

/* Includes that double at each level stay within the size of settings. */
static void test_includes_that_multiply(void **state)
{
	struct loaded l = {0};
	char name[16], text[16384];

	(void)state;
	give(&l, CAMPAIGN_FILE, "@include \"0.cfg\"\n", 17);
	for (int i = 0; i < 8; i++) {
		int n = snprintf(text, sizeof text,
			"@include \"%d.cfg\"\n@include \"%d.cfg\"\n#%8000d\n", i + 1, i + 1, i);
		snprintf(name, sizeof name, "%d.cfg", i);
		give(&l, name, text, (size_t)n);
	}
	give(&l, "8.cfg", "#\n", 2);
	load_given(&l);
	assert_told(&l, "include bomb", "settings of more than");
	unload(&l);
}

static void test_values(void **state)
{
	struct loaded l;
	const struct campaign *c = &l.campaign;

	(void)state;
	load(&l,
		"campaign : { id = \"a.b-2\", title = \"Ti\" \"tle \\\"q\\\" \\x41\" deadline = "
		"\"2025-10-10\", timezone = \"Europe/Brussels\" }\n"
		"letter = { from = \"\\\"A, B\\\" <a@example.org>\"; plus_address = FALSE;\n"
		" mode = \"individual\"; remind = \"-2d, 0, 1d\"; };\n"
		"demands = ( { id = \"x\"; text = \"Line\n line\"; deadline = \"2025-11-01\"; }, "
		");\n"
		"send = { url = \"smtp://[::1]:2525\"; tls = \"none\"; connections = 0x10; rate = "
		"\"10/s\";\n"
		" domain_rate = \"5 / hour\"; retry = \"1m, 5m*2\"; hours = \"Mon-Fri "
		"09:00-17:00\";\n"
		" start = \"2025-09-26 09:00\"; unsubscribe = \"leave@EXAMPLE.org\"; user = \"u\"; "
		"};\n"
		"inbox = { url = \"imaps://mail.example.org/INBOX\"; folders = [ \"A\", \"B\" ];\n"
		" auth = \"oauth2\"; token_command = \"t\"; user = \"u\"; sent_folder = \"Sent\"; "
		"};\n"
		"// the end",
		NULL, NULL);
	if (l.problems.count)
		fail_msg("%s", str_c(&l.told));
	assert_string_equal(c->id, "a.b-2");
	assert_string_equal(c->title, "Title \"q\" A");
	assert_int_equal(c->deadline.month, 10);
	assert_string_equal(c->letter.from, "\"A, B\" <a@example.org>");
	assert_false(c->letter.plus_address);
	assert_int_equal(c->letter.mode, MODE_INDIVIDUAL);
	assert_int_equal(c->letter.remind_count, 3);
	assert_int_equal(c->letter.remind[0], -2 * 86400);
	assert_int_equal(c->demand_count, 1);
	assert_string_equal(c->demands[0].title, "Line\n line");
	assert_true(c->demands[0].has_deadline);
	assert_int_equal(c->demands[0].number, 1);
	assert_int_equal(c->send.connections, 16);
	assert_false(c->send.server.tls_required);
	assert_int_equal(c->send.rate.count, 10);
	assert_int_equal(c->send.rate.seconds, 1);
	assert_int_equal(c->send.domain_rate.seconds, 3600);
	assert_int_equal(c->send.retry_count, 3);
	assert_int_equal(c->send.retry[2], 300);
	assert_int_equal(c->send.hours.count, 1);
	assert_true(c->send.has_start);
	/* 09:00 in Brussels, in summer */
	assert_int_equal(c->send.start, 1758870000);
	assert_string_equal(c->send.unsubscribe, "leave@example.org");
	assert_int_equal(c->inbox.folder_count, 2);
	assert_string_equal(c->inbox.folders[1], "B");
	assert_true(c->inbox.server.oauth2);
	unload(&l);
}

static void test_defaults(void **state)
{
	struct loaded l;
	const struct campaign *c = &l.campaign;

	(void)state;
	load(&l,
		"campaign = { id = \"a\"; title = \"t\"; };\nletter = { from = \"a@example.org\"; "
		"};\n",
		NULL, NULL);
	if (l.problems.count)
		fail_msg("%s", str_c(&l.told));
	assert_string_equal(c->timezone, "UTC");
	assert_string_equal(c->language, "en");
	assert_string_equal(c->store, "campaign.db");
	assert_string_equal(c->send.server.url, "maildir:outbox");
	assert_string_equal(c->inbox.server.url, "maildir:inbox");
	assert_true(c->letter.plus_address);
	assert_true(c->send.server.tls_required);
	assert_int_equal(c->send.connections, 4);
	assert_int_equal(c->send.rate.count, 0);
	assert_int_equal(c->send.retry_count, 15);
	assert_int_equal(c->recipients.row_count, 1);
	unload(&l);
}

/* X16: a literal password is for this process; what is kept, and frozen, does not have it. */
static void test_x16_password_is_not_kept(void **state)
{
	static const char text[] =
		SETTINGS "send = { user = \"u\"; password = \"CANARY-\\\"7f3\" \" x\"; };\n";
	struct loaded l;
	const struct campaign_file *kept;

	(void)state;
	load(&l, text, NULL, NULL);
	if (l.problems.errors)
		fail_msg("%s", str_c(&l.told));
	assert_string_equal(l.campaign.send.server.password, "CANARY-\"7f3 x");
	kept = campaign_file(&l.campaign, CAMPAIGN_FILE);
	assert_int_equal(kept->bytes.len, sizeof text - 1);
	assert_null(strstr(kept->bytes.p, "CANARY"));
	assert_null(strstr(kept->bytes.p, "7f3"));
	assert_null(strstr(kept->bytes.p, " x\""));
	assert_non_null(strstr(kept->bytes.p, "user = \"u\"; password = \"*****"));
	char hex[SHA256_HEX];
	sha256_hex(kept->bytes.p, kept->bytes.len, hex);
	assert_string_equal(hex, kept->sha256);
	unload(&l);
}

/* X16: no message repeats a password, however it is written. */
static void test_x16_no_message_repeats_a_password(void **state)
{
	static const char *const settings[] = {
		S("user = \"u\"; password = CANARY;"),
		S("user = \"u\"; password = \"x\" CANARY;"),
		S("user = \"u\"; password = 7777777777;"),
		S("user = \"u\"; password = 7777777777-x;"),
		S("user = \"u\"; password = \"CANARY\\x07\";"),
		S("user = \"u\"; password = \"CANARY\n\";"),
		S("user = \"u\"; password = [ \"CANARY\" ];"),
		S("user = \"u\"; pasword = \"CANARY\";"),
		S("user = \"u\"; auth = \"oauth2\"; password = \"CANARY\";"),
		S("url = \"smtp://u:CANARY@mail.example.org\";"),
		S("url = \"smtp://u:CANARY@mail.example.org:0/\";"),
		S("url = \"http://u:CANARY@mail.example.org\";"),
	};

	(void)state;
	for (size_t i = 0; i < sizeof settings / sizeof *settings; i++) {
		struct loaded l;
		load(&l, settings[i], NULL, NULL);
		assert_true(l.problems.errors > 0);
		if (strstr(str_c(&l.told), "CANARY") || strstr(str_c(&l.told), "7777777777"))
			fail_msg("%s", str_c(&l.told));
		unload(&l);
	}
}

static void test_deep_nesting(void **state)
{
	struct loaded l;
	struct str text = STR_INIT;

	(void)state;
	str_adds(&text, "a = ");
	for (int i = 0; i < 100000; i++)
		str_addc(&text, '(');
	load(&l, str_c(&text), NULL, NULL);
	assert_told(&l, "nesting", "not nested so deep");
	unload(&l);
	str_release(&text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_faults),
		cmocka_unit_test(test_b6_nul_byte),
		cmocka_unit_test(test_b8_byte_order_mark),
		cmocka_unit_test(test_b9_includes),
		cmocka_unit_test(test_includes_that_multiply),
		cmocka_unit_test(test_values),
		cmocka_unit_test(test_defaults),
		cmocka_unit_test(test_x16_password_is_not_kept),
		cmocka_unit_test(test_x16_no_message_repeats_a_password),
		cmocka_unit_test(test_deep_nesting),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
