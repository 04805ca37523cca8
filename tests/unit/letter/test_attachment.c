/* What a letter may take from the campaign folder, and what not. */
#include "fixture.h"

static void test_attachments(void **state)
{
	const struct test_file files[] = {
		{"letter.txt", "Subject: x\nAttachment: {{ recipient.annex }}\n"
			       "Attachment: both.txt\n\ntext\n"},
		{"annex.txt", "an annex\n"}, {"both.txt", "for both\n"}, {0}};
	struct fixture f;

	(void)state;
	begin(&f, CONFIG("template = \"letter.txt\";"), LETTER_FIRST, files);
	write_nth(&f, 0);
	assert_int_equal(f.letter.attachment_count, 1);
	write_nth(&f, 1);
	assert_int_equal(f.letter.attachment_count, 2);
	assert_string_equal(f.letter.attachments[0].name, "annex.txt");
	assert_int_equal(f.letter.attachments[0].size, 9);
	assert_has(f.letter.bytes.p, "Content-Type: multipart/mixed;");
	assert_has(f.letter.bytes.p,
		"Content-Disposition: attachment;\r\n filename=annex.txt\r\n\r\n"
		"YW4gYW5uZXgK\r\n");
	assert_non_null(campaign_files_find(&f.campaign.files, "annex.txt"));
	end(&f);
}

static void test_attachments_refused(void **state)
{
	static const struct {
		const char *path, *why;
	} cases[] = {
		{"../x", "not inside the campaign folder"},
		{"/etc/passwd", "not inside the campaign folder"},
		{"a/../../x", "not inside the campaign folder"},
		{"missing.pdf", "no such file"},
		{"campaign.cfg", "own files"},
		{"./campaign.cfg", "own files"},
		{"recipients.csv", "own files"},
		{"campaign.db-wal", "own files"},
		{"more.cfg", "own files"},
		{".//more.cfg", "own files"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct str template = STR_INIT;
		struct fixture f;
		str_addf(&template, "Subject: x\nAttachment: %s\n\ntext\n", cases[i].path);
		const struct test_file files[] = {
			{"letter.txt", template.p}, {"more.cfg", "# nothing\n"}, {0}};
		begin(&f, "@include \"more.cfg\"\n" CONFIG("template = \"letter.txt\";"),
			LETTER_FIRST, files);
		expect_refused(&f);
		assert_int_equal(f.err.kind, ERR_INPUT);
		assert_has(f.err.text, cases[i].why);
		assert_int_equal(strncmp(f.err.text, "letter.txt:2:13: ", 17), 0);
		assert_has(f.err.text, "(for recipients.csv:2, ceo@example.com)");
		end(&f);
		str_release(&template);
	}
}

/* Nor do they get into a letter as partials, under whatever spelling. */
static void test_partials_refused(void **state)
{
	static const char *const names[] = {
		"campaign.cfg", "./campaign.cfg", "./more.cfg", "recipients.csv", "../x"};

	(void)state;
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		struct str template = STR_INIT;
		struct fixture f;
		str_addf(&template, "Subject: x\n\n{%% assign n = \"%s\" %%}{%% include n %%}\n",
			names[i]);
		const struct test_file files[] = {
			{"letter.txt", template.p}, {"more.cfg", "# nothing\n"}, {0}};
		begin(&f, "@include \"more.cfg\"\n" CONFIG("template = \"letter.txt\";"),
			LETTER_FIRST, files);
		expect_refused(&f);
		assert_has(f.err.text, i < 4 ? "own files" : "not inside");
		end(&f);
		str_release(&template);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_attachments),
		cmocka_unit_test(test_attachments_refused),
		cmocka_unit_test(test_partials_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
