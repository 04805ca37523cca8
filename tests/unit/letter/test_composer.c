/* Whole letters: what a template becomes, and that it becomes the same again. */
#include "fixture.h"

static void test_plain_letter(void **state)
{
	const struct test_file files[] = {
		{"letter.txt",
			"Subject: {{ campaign.title }} at {{ recipient.org }}\n"
			"X-Campaign: {{ campaign.id }}\n\n"
			"Dear {{ recipient.name | default: \"Sir or Madam\" }},\n"
			"{% for d in demands %}{{ forloop.index }}. {{ d.text }}\n{% endfor %}"
			"{{ signatories | map: \"org\" | sentence }}\n"},
		{0}};
	struct fixture f;

	(void)state;
	begin(&f, CONFIG("template = \"letter.txt\";"), LETTER_FIRST, files);
	write_nth(&f, 1);
	assert_string_equal(f.letter.ref, "A2025-2");
	assert_string_equal(f.letter.subject, "Accountability at Plain Ltd");
	assert_string_equal(f.letter.text,
		"Dear Sir or Madam,\n1. Suspend it.\n2. Publish *it* <now>.\n"
		"Rights One and Rights Two\n\nRef: A2025-2\n");
	assert_null(f.letter.html);
	assert_string_equal(f.letter.from, "Joint Letter <letters@example.org>");
	assert_string_equal(f.letter.to, "policy@example.com");
	assert_string_equal(f.letter.envelope_from, "letters@example.org");
	assert_int_equal(f.letter.envelope_count, 1);
	assert_string_equal(f.letter.envelope_to[0], "policy@example.com");
	struct str want = STR_INIT;
	str_addf(&want,
		"From: Joint Letter <letters@example.org>\r\n"
		"Reply-To: answers+%s@example.org\r\n"
		"To: policy@example.com\r\n"
		"Subject: Accountability at Plain Ltd\r\n"
		"Date: Fri, 26 Sep 2025 09:00:00 +0200\r\n"
		"Message-ID: <%s>\r\n"
		"X-Campaign: assurances-2025\r\n"
		"MIME-Version: 1.0\r\n"
		"Content-Language: en\r\n"
		"Content-Type: text/plain; charset=utf-8\r\n"
		"Content-Transfer-Encoding: 7bit\r\n\r\n"
		"Dear Sir or Madam,\r\n1. Suspend it.\r\n2. Publish *it* <now>.\r\n"
		"Rights One and Rights Two\r\n\r\nRef: A2025-2\r\n",
		f.letter.token, f.letter.message_id);
	assert_string_equal(f.letter.bytes.p, want.p);
	str_release(&want);
	assert_has(f.letter.message_id, "@example.org");
	assert_int_equal(strlen(f.letter.token), 16);
	end(&f);
}

static void test_markdown_letter(void **state)
{
	const struct test_file files[] = {
		{"letter.md", "Subject: To {{ recipient.org }}\n\n"
			      "Dear **{{ recipient.org }}**,\n\n"
			      "{% for d in demands %}{{ d.number }}. {{ d.text }}\n{% endfor %}\n"
			      "`{{ recipient.org }}` {{ letter.ref }}\n"},
		{0}};
	struct fixture f;

	(void)state;
	begin(&f, CONFIG("template = \"letter.md\";"), LETTER_FIRST, files);
	write_nth(&f, 0);
	assert_string_equal(f.letter.to, "\"Doe, Jané\" <ceo@example.com>");
	assert_has(f.letter.text, "Dear **A *B* <c>**,\n");
	assert_has(f.letter.html, "<p>Dear <strong>A *B* &lt;c&gt;</strong>,</p>");
	assert_has(f.letter.html, "<li>Publish *it* &lt;now&gt;.</li>");
	assert_has(f.letter.html, "<code>A *B* &lt;c&gt;</code> A2025-1</p>");
	/* The template prints the reference itself. */
	assert_has_not(f.letter.text, "Ref:");
	assert_has_not(f.letter.html, "Ref:");
	assert_has(f.letter.bytes.p, "Content-Type: multipart/alternative;\r\n boundary=\"=_a");
	assert_has(f.letter.bytes.p, "To: =?utf-8?q?Doe=2C_Jan=C3=A9?= <ceo@example.com>\r\n");
	assert_has(f.letter.html, "<html lang=\"en\" dir=\"ltr\">");
	end(&f);
}

static void test_html_letter(void **state)
{
	const struct test_file files[] = {
		{"letter.html", "Subject: x\n\n<h1>{{ recipient.org }}</h1><p>Text</p>"
				"<img src=\"cid:logo.png\" alt=\"Logo\">\n"},
		{"layout.html", "<!DOCTYPE html><html lang=\"en\"><body><img src=\"cid:head.png\" "
				"alt=\"Head\">{{ content }}<p>{{ campaign.title }}, {{ subject }} "
				"{{ language }} {{ direction }}</p>"
				"</body></html>"},
		{"logo.png", "\x89PNG\r\n\x1a\nlogo"}, {"head.png", "\x89PNG\r\n\x1a\nhead"}, {0}};
	struct fixture f;

	(void)state;
	begin(&f, CONFIG("template = \"letter.html\"; layout = \"layout.html\";"), LETTER_FIRST,
		files);
	write_nth(&f, 0);
	assert_has(f.letter.html, "<div lang=\"en\" dir=\"ltr\">\n<h1>A *B* &lt;c&gt;</h1>");
	assert_has(f.letter.html, "<p class=\"ref\">Ref: A2025-1</p>");
	assert_has(f.letter.html, "<p>Accountability, x en ltr</p>");
	assert_string_equal(f.letter.text, "[Head]\n\nA *B* <c>\n\nText\n\n[Logo]\n\nRef: "
					   "A2025-1\n\nAccountability, x en ltr\n");
	assert_int_equal(f.letter.attachment_count, 2);
	assert_true(f.letter.attachments[0].is_inline);
	assert_has(f.letter.bytes.p,
		"Content-Type: multipart/related;\r\n type=\"multipart/alternative\"");
	assert_has_not(f.letter.bytes.p, "multipart/mixed");
	for (size_t i = 0; i < 2; i++) {
		struct str id = STR_INIT;
		str_addf(&id, "Content-ID: <%s>\r\n", f.letter.attachments[i].content_id);
		assert_has(f.letter.bytes.p, id.p);
		str_reset(&id);
		str_addf(&id, "cid:%s\"", f.letter.attachments[i].content_id);
		assert_has(f.letter.html, id.p);
		str_release(&id);
	}
	end(&f);
}

static void test_languages(void **state)
{
	const struct test_file files[] = {
		{"letter.md",
			"Subject: x\n\nEnglish {{ signatories | map: \"org\" | sentence }}\n"},
		{"letter.ar.md", "Subject: y\n\nعربي\n"},
		{"recipients.csv", "email,language\na@example.com,ar\nb@example.com,\n"
				   "c@example.com,de\nd@example.com,ar-EG\n"},
		{0}};
	struct fixture f;

	(void)state;
	begin(&f, CONFIG("template = \"letter.md\";"), LETTER_FIRST, files);
	write_nth(&f, 0);
	assert_has(f.letter.text, "عربي");
	assert_true(f.letter.right_to_left);
	assert_has(f.letter.html, "<html lang=\"ar\" dir=\"rtl\">");
	assert_has(f.letter.bytes.p, "Content-Language: ar\r\n");
	write_nth(&f, 1);
	assert_has(f.letter.text, "English Rights One and Rights Two");
	assert_has(f.letter.bytes.p, "Content-Language: en\r\n");
	write_nth(&f, 2);
	assert_has(f.letter.text, "English Rights One und Rights Two");
	assert_has(f.letter.bytes.p, "Content-Language: en\r\n");
	write_nth(&f, 3);
	assert_has(f.letter.text, "عربي");
	end(&f);
}

/* The same input gives the same bytes, in any order and with another composer. */
static void test_deterministic(void **state)
{
	const struct test_file files[] = {
		{"letter.md",
			"Subject: {{ recipient.org }}\n{% assign n = 1 %}\n\n{% increment n %} é "
			"{{ recipient.name | default: 'x' }}\n"},
		{0}};
	struct fixture f, g;

	(void)state;
	begin(&f, CONFIG("template = \"letter.md\";"), LETTER_FIRST, files);
	begin(&g, CONFIG("template = \"letter.md\";"), LETTER_FIRST, files);
	write_nth(&f, 1);
	write_nth(&f, 0);
	write_nth(&g, 0);
	assert_string_equal(f.letter.bytes.p, g.letter.bytes.p);
	assert_string_equal(f.letter.sha256, g.letter.sha256);
	end(&f);
	end(&g);
}

/* A letter that is made again with what was kept of it is the same, and other marks show. */
static void test_made_again(void **state)
{
	const struct test_file files[] = {
		{"letter.md", "Subject: x\n\n{{ letter.reply_to }} "
			      "{{ letter.message_id }} {{ letter.ref }}\n"},
		{0}};
	struct fixture f;
	struct letter again = {0};
	struct letter_id id;

	(void)state;
	begin(&f, CONFIG("template = \"letter.md\";"), LETTER_FIRST, files);
	for (size_t i = 0; i < 2; i++) {
		write_nth(&f, i);
		struct letter_marks marks = {f.letter.key, f.letter.message_id, f.letter.token};
		letter_nth(&f.campaign, i, &id);
		id.marks = &marks;
		assert_int_equal(composer_write(f.composer, &id, &again, &f.err), 0);
		assert_string_equal(again.sha256, f.letter.sha256);
		assert_string_equal(again.bytes.p, f.letter.bytes.p);
		assert_string_equal(again.key, f.letter.key);
		marks.token = "0123456789abcdef";
		assert_int_equal(composer_write(f.composer, &id, &again, &f.err), 0);
		assert_string_not_equal(again.sha256, f.letter.sha256);
		marks.token = f.letter.token;
		marks.message_id = "other@example.org";
		assert_int_equal(composer_write(f.composer, &id, &again, &f.err), 0);
		assert_string_not_equal(again.sha256, f.letter.sha256);
	}
	letter_release(&again);
	end(&f);
}

static void test_marked(void **state)
{
	const struct test_file files[] = {
		{"letter.md", "Subject: x\n\nDear {{ recipient.org }}\n"}, {0}};
	struct fixture f;

	(void)state;
	begin(&f, CONFIG("template = \"letter.md\";"), LETTER_FIRST, files);
	composer_free(f.composer);
	f.composer = composer_new_marked(
		&f.campaign, LETTER_FIRST, DATE, secret, sizeof secret, &f.problems);
	write_nth(&f, 0);
	assert_has(f.letter.text, "Dear \xEF\xB7\xAE"
				  "A *B* <c>\xEF\xB7\xAF\n");
	assert_has(f.letter.html, "<p>Dear <mark>A *B* &lt;c&gt;</mark></p>");
	end(&f);
}

/*
 * Plain text is rendered without a look at its values, marked text through the general path: but
 * for the marks, both are the same.
 */
static void test_plain_as_marked(void **state)
{
	static const char body[] =
		"{{ recipient.org }}\n{{ recipient.name | default: \"friend\" }}\r\n"
		"{% assign who = recipient.org | upcase %}{% capture it %}<{{ who }}>{% endcapture "
		"%}"
		"{{ it }} {{ 3 }} {{ 1.5 }} {{ true }} {{ nil }} {{ letter.ref }}\n"
		"{% for d in demands %}{{ d.number }}. {{ d.text | newline_to_br }}\n{% endfor %}"
		"{{ signatories | map: \"org\" | sentence }} {{ signatories | map: \"org\" }}\n"
		"{{ recipient.org | escape }} {{ recipient.org | raw }}\n"
		"{% if recipient.name == blank %}{{ recipient.org }}{% else %}{{ recipient.name }}"
		"{% endif %}\n";
	struct str template = STR_INIT;

	(void)state;
	str_adds(&template, "Subject: x\n{% assign z = recipient.org %}\n\n{{ z }}: ");
	str_adds(&template, body);
	const struct test_file files[] = {{"letter.txt", template.p}, {0}};
	for (size_t i = 0; i < 2; i++) {
		struct fixture f, marked;
		struct str bare = STR_INIT;
		begin(&f, CONFIG("template = \"letter.txt\";"), LETTER_FIRST, files);
		begin(&marked, CONFIG("template = \"letter.txt\";"), LETTER_FIRST, files);
		composer_free(marked.composer);
		marked.composer = composer_new_marked(
			&marked.campaign, LETTER_FIRST, DATE, secret, sizeof secret, &f.problems);
		write_nth(&f, i);
		write_nth(&marked, i);
		assert_has(marked.letter.text, "\xEF\xB7\xAE");
		for (const char *p = marked.letter.text; *p; p++)
			if (strncmp(p, "\xEF\xB7\xAE", 3) == 0 ||
				strncmp(p, "\xEF\xB7\xAF", 3) == 0)
				p += 2;
			else
				str_addc(&bare, *p);
		assert_string_equal(f.letter.text, bare.p);
		str_release(&bare);
		end(&f);
		end(&marked);
	}
	str_release(&template);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_plain_letter),
		cmocka_unit_test(test_markdown_letter),
		cmocka_unit_test(test_html_letter),
		cmocka_unit_test(test_languages),
		cmocka_unit_test(test_deterministic),
		cmocka_unit_test(test_made_again),
		cmocka_unit_test(test_marked),
		cmocka_unit_test(test_plain_as_marked),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
