/* Who a letter is from and to, on the envelope and in its header, and what its kind adds there. */
#include "fixture.h"

static void test_who_writes(void **state)
{
	const struct test_file files[] = {
		{"letter.txt", "Subject: x\nFrom: Press <press@example.org>\nTo: {{ recipient.name "
			       "| default: \"N\" }} "
			       "<{{ recipient.email }}>\nCc: a@example.net, B <b@example.net>\n"
			       "Bcc: hidden@example.net, a@example.net\n\ntext\n"},
		{0}};
	struct fixture f;

	(void)state;
	begin(&f, CONFIG("template = \"letter.txt\"; plus_address = false;"), LETTER_FIRST, files);
	write_nth(&f, 0);
	assert_string_equal(f.letter.to, "\"Doe, Jané\" <ceo@example.com>");
	assert_string_equal(f.letter.sender, "Joint Letter <letters@example.org>");
	assert_string_equal(f.letter.reply_to, "answers@example.org");
	assert_has(f.letter.bytes.p, "From: Press <press@example.org>\r\n"
				     "Sender: Joint Letter <letters@example.org>\r\n"
				     "Reply-To: answers@example.org\r\n");
	assert_has(f.letter.bytes.p, "Cc: a@example.net, B <b@example.net>\r\n");
	assert_has_not(f.letter.bytes.p, "hidden");
	assert_has_not(f.letter.bytes.p, "Bcc");
	assert_int_equal(f.letter.envelope_count, 4);
	assert_string_equal(f.letter.envelope_to[3], "hidden@example.net");
	assert_string_equal(f.letter.bcc, "hidden@example.net, a@example.net");
	end(&f);
}

static void test_individual(void **state)
{
	const struct test_file files[] = {
		{"letter.txt", "Subject: x\n\n{{ signatory.org }} to {{ recipient.org }}\n"}, {0}};
	struct fixture f;
	char first[64];

	(void)state;
	begin(&f, CONFIG("template = \"letter.txt\"; mode = \"individual\";"), LETTER_FIRST, files);
	assert_int_equal(letter_count(&f.campaign), 4);
	write_nth(&f, 0);
	memcpy(first, f.letter.token, 17);
	assert_string_equal(f.letter.from, "Ada via Accountability <letters@example.org>");
	assert_has(f.letter.text, "Rights One to A *B* <c>\n");
	write_nth(&f, 1);
	assert_has(f.letter.text, "Rights Two to A *B* <c>\n");
	assert_string_not_equal(f.letter.token, first);
	write_nth(&f, 3);
	assert_has(f.letter.text, "Rights Two to Plain Ltd\n");
	assert_string_equal(f.letter.ref, "A2025-4");
	end(&f);
}

static void test_individual_from_is_ours(void **state)
{
	const struct test_file files[] = {
		{"letter.txt",
			"Subject: x\nFrom: {{ signatory.name }} <{{ signatory.email }}>\n\ntext\n"},
		{0}};
	struct fixture f;

	(void)state;
	begin(&f, CONFIG("template = \"letter.txt\"; mode = \"individual\";"), LETTER_FIRST, files);
	expect_refused(&f);
	assert_has(f.err.text, "DMARC");
	end(&f);
}

/* RFC 2369, with what RFC 6068 wants encoded in the address. */
static void test_unsubscribe(void **state)
{
	static const struct {
		const char *address, *url;
	} cases[] = {
		{"leave@example.org", "leave@example.org"},
		{"a+b&c?d@example.org", "a%2Bb%26c%3Fd@example.org"},
		{"\\\"x@y\\\"@example.org", "%22x%40y%22@example.org"},
		{"abmelden-\xC3\xBC@b\xC3\xBCro.example.org",
			"abmelden-%C3%BC@xn--bro-hoa.example.org"},
	};
	const struct test_file files[] = {{"letter.txt", "Subject: S\n\nText.\n"}, {0}};
	struct str config = STR_INIT, header = STR_INIT;
	struct fixture f;

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		str_reset(&config);
		str_reset(&header);
		str_addf(&config, "%ssend = { unsubscribe = \"%s\"; };\n",
			CONFIG("template = \"letter.txt\";"), cases[i].address);
		str_addf(&header,
			"\r\nList-Unsubscribe: <mailto:%s?subject=unsubscribe%%20A2025-2>\r\n",
			cases[i].url);
		begin(&f, config.p, LETTER_FIRST, files);
		write_nth(&f, 1);
		assert_has(f.letter.bytes.p, header.p);
		end(&f);
	}
	begin(&f, CONFIG("template = \"letter.txt\";"), LETTER_FIRST, files);
	write_nth(&f, 1);
	assert_has_not(f.letter.bytes.p, "List-Unsubscribe");
	end(&f);
	str_release(&config);
	str_release(&header);
}

static void test_reminder(void **state)
{
	const struct test_file files[] = {{"letter.txt", "Subject: x\n\ntext\n"},
		{"reminder.txt",
			"Subject: Reminder\n\n{{ first_letter.ref }} of {{ first_letter.date }}: "
			"{{ days_overdue }} days. {% for d in open_demands %}{{ d.id }} "
			"{% endfor %}\n"},
		{0}};
	static const char *const open[] = {"publish"};
	struct fixture f;
	struct letter_id id = {.kind = LETTER_REMINDER,
		.level = 1,
		.recipient = 1,
		.signatory = -1,
		.number = 12,
		.first_message_id = "first@example.org",
		.first_ref = "A2025-2",
		.first_date = DATE,
		.open_demands = open,
		.open_demand_count = 1,
		.days_overdue = 3};

	(void)state;
	begin(&f, CONFIG("template = \"letter.txt\"; reminder = \"reminder.txt\";"),
		LETTER_REMINDER, files);
	assert_non_null(f.composer);
	if (composer_write(f.composer, &id, &f.letter, &f.err) < 0)
		fail_msg("%s", f.err.text);
	assert_string_equal(
		f.letter.text, "A2025-2 of 2025-09-26: 3 days. publish\n\nRef: A2025-12\n");
	assert_has(f.letter.bytes.p, "In-Reply-To: <first@example.org>\r\n"
				     "References: <first@example.org>\r\n"
				     "Auto-Submitted: auto-generated\r\n");
	end(&f);
}

static void test_test_letter(void **state)
{
	const struct test_file files[] = {
		{"letter.txt", "Subject: x\nCc: c@example.net\nBcc: d@example.net\n\ntext\n"}, {0}};
	struct fixture f;
	struct letter_id id;

	(void)state;
	begin(&f, CONFIG("template = \"letter.txt\";"), LETTER_FIRST, files);
	write_nth(&f, 0);
	char *message_id = mem_strdup(f.letter.message_id), *key = mem_strdup(f.letter.key);
	letter_nth(&f.campaign, 0, &id);
	id.test_to = "me@example.net";
	assert_int_equal(composer_write(f.composer, &id, &f.letter, &f.err), 0);
	assert_int_equal(f.letter.envelope_count, 1);
	assert_string_equal(f.letter.envelope_to[0], "me@example.net");
	assert_string_equal(f.letter.subject, "[Test] x");
	assert_has(f.letter.bytes.p, "X-Openletter-Test: yes\r\n");
	assert_has_not(f.letter.bytes.p, "ceo@example.com");
	assert_has_not(f.letter.bytes.p, "c@example.net");
	assert_string_not_equal(f.letter.message_id, message_id);
	assert_string_not_equal(f.letter.key, key);
	free(message_id);
	free(key);
	end(&f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_who_writes),
		cmocka_unit_test(test_individual),
		cmocka_unit_test(test_individual_from_is_ours),
		cmocka_unit_test(test_unsubscribe),
		cmocka_unit_test(test_reminder),
		cmocka_unit_test(test_test_letter),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
