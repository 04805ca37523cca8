#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "base/clock.h"
#include "letter/letter.h"

/* ---- a campaign in memory ---- */

struct test_file {
	const char *name, *text;
};

#define CONFIG(letter)                                                                             \
	"campaign = { id = \"assurances-2025\"; title = \"Accountability\"; deadline = "           \
	"\"2025-10-10\"; timezone = \"Europe/Brussels\"; language = \"en\"; };\n"                  \
	"letter = { from = \"Joint Letter <letters@example.org>\"; reply_to = "                    \
	"\"answers@example.org\"; " letter " };\n"                                                 \
	"recipients = \"recipients.csv\"; signatories = \"signatories.csv\";\n"                    \
	"demands = ( { id = \"suspend\"; title = \"Suspend\"; text = \"Suspend it.\"; },\n"        \
	"{ id = \"publish\"; title = \"Publish\"; text = \"Publish *it* <now>.\"; } );\n"

#define RECIPIENTS                                                                                 \
	"email,name,org,annex\n"                                                                   \
	"ceo@example.com,\"Doe, Jané\",A *B* <c>,\n"                                              \
	"policy@example.com,,Plain Ltd,annex.txt\n"

#define SIGNATORIES                                                                                \
	"name,org,title,email\nAda,Rights One,Director,ada@one.example.net\n"                      \
	"Bo,Rights Two,,bo@two.example.net\n"

static int read_test_file(void *ctx, const char *name, struct str *out, struct err *err)
{
	for (const struct test_file *f = ctx; f->name; f++)
		if (strcmp(f->name, name) == 0) {
			str_adds(out, f->text);
			return 0;
		}
	return err_set(err, ERR_INPUT, "%s: there is no such file", name);
}

static const uint8_t secret[32] = {1, 2, 3};
enum { DATE = 1758870000 }; /* Fri, 26 Sep 2025 09:00:00 +0200 */

struct fixture {
	struct campaign campaign;
	struct composer *composer;
	struct problems problems;
	struct letter letter;
	struct err err;
	struct test_file files[12];
};

/* Config, letter and further files (up to 8, ended by a NULL name). */
static void begin(struct fixture *f, const char *letter_settings_text, enum letter_kind kind,
	const struct test_file *more)
{
	size_t n = 0;

	memset(f, 0, sizeof *f);
	f->files[n++] = (struct test_file){"campaign.cfg", letter_settings_text};
	for (; more->name; more++)
		f->files[n++] = *more;
	f->files[n++] = (struct test_file){"recipients.csv", RECIPIENTS};
	f->files[n++] = (struct test_file){"signatories.csv", SIGNATORIES};
	struct source source = {.read = read_test_file, .ctx = f->files};
	campaign_load(&f->campaign, "/nonexistent", &source, true, &f->problems);
	for (size_t i = 0; i < f->problems.count; i++)
		if (!f->problems.items[i].warning)
			print_message("%s:%zu: %s\n", f->problems.items[i].file,
				f->problems.items[i].line, f->problems.items[i].text);
	assert_int_equal(f->problems.errors, 0);
	problems_release(&f->problems);
	f->problems = (struct problems){0};
	f->composer = composer_new(&f->campaign, kind, DATE, secret, sizeof secret, &f->problems);
}

static void end(struct fixture *f)
{
	letter_release(&f->letter);
	composer_free(f->composer);
	campaign_release(&f->campaign);
	problems_release(&f->problems);
}

static void write_nth(struct fixture *f, size_t n)
{
	struct letter_id id;

	assert_non_null(f->composer);
	letter_nth(&f->campaign, n, &id);
	if (composer_write(f->composer, &id, &f->letter, &f->err) < 0) {
		print_message("%s\n", f->err.text);
		fail();
	}
}

static void assert_has(const char *text, const char *part)
{
	if (strstr(text, part) == NULL) {
		print_message("\"%s\" is not in:\n%s\n", part, text);
		fail();
	}
}

static void assert_has_not(const char *text, const char *part)
{
	if (strstr(text, part)) {
		print_message("\"%s\" is in:\n%s\n", part, text);
		fail();
	}
}

/* ---- whole letters ---- */

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
		struct letter_id id;
		str_addf(&template, "Subject: x\nAttachment: %s\n\ntext\n", cases[i].path);
		const struct test_file files[] = {
			{"letter.txt", template.p}, {"more.cfg", "# nothing\n"}, {0}};
		begin(&f, "@include \"more.cfg\"\n" CONFIG("template = \"letter.txt\";"),
			LETTER_FIRST, files);
		letter_nth(&f.campaign, 0, &id);
		assert_int_equal(composer_write(f.composer, &id, &f.letter, &f.err), -1);
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
		struct letter_id id;
		str_addf(&template, "Subject: x\n\n{%% assign n = \"%s\" %%}{%% include n %%}\n",
			names[i]);
		const struct test_file files[] = {
			{"letter.txt", template.p}, {"more.cfg", "# nothing\n"}, {0}};
		begin(&f, "@include \"more.cfg\"\n" CONFIG("template = \"letter.txt\";"),
			LETTER_FIRST, files);
		letter_nth(&f.campaign, 0, &id);
		assert_int_equal(composer_write(f.composer, &id, &f.letter, &f.err), -1);
		assert_has(f.err.text, i < 4 ? "own files" : "not inside");
		end(&f);
		str_release(&template);
	}
}

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

static void test_individual_from_is_ours(void **state)
{
	const struct test_file files[] = {
		{"letter.txt",
			"Subject: x\nFrom: {{ signatory.name }} <{{ signatory.email }}>\n\ntext\n"},
		{0}};
	struct fixture f;
	struct letter_id id;

	(void)state;
	begin(&f, CONFIG("template = \"letter.txt\"; mode = \"individual\";"), LETTER_FIRST, files);
	letter_nth(&f.campaign, 0, &id);
	assert_int_equal(composer_write(f.composer, &id, &f.letter, &f.err), -1);
	assert_has(f.err.text, "DMARC");
	end(&f);
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

/* A check without totals makes less of each letter, and finds the same. */
static void test_check_with_and_without_totals(void **state)
{
	static const char *const bodies[] = {"Dear {{ recipient.name }}\n", "{{ recipient.nam }}\n",
		"{% if recipient.name == blank %}{{ nothing }}{% endif %}x\n",
		"{% if recipient.name != blank %}words{% endif %}\n",
		"Attachment: no{{ recipient.annex }}\n\nx\n", "Cc: {{ recipient.org }}\n\nx\n",
		"![a](cid:no{{ recipient.annex }})\n"};

	(void)state;
	for (size_t i = 0; i < sizeof bodies / sizeof *bodies; i++) {
		struct str text = STR_INIT, told[2] = {STR_INIT, STR_INIT};
		str_addf(&text, "Subject: x\n%s%s", strstr(bodies[i], ": ") ? "" : "\n", bodies[i]);
		const struct test_file files[] = {
			{"letter.md", text.p}, {"annex.txt", "annex"}, {0}};
		struct fixture f;
		begin(&f, CONFIG("template = \"letter.md\";"), LETTER_FIRST, files);
		assert_non_null(f.composer);
		for (size_t k = 0; k < 2; k++) {
			struct problems problems = {0};
			struct composer_totals totals = {0};
			composer_check(f.composer, &problems, k ? &totals : NULL);
			for (size_t p = 0; p < problems.count; p++)
				str_addf(&told[k], "%s:%zu:%zu: %s\n", problems.items[p].file,
					problems.items[p].line, problems.items[p].column,
					problems.items[p].text);
			assert_true(k == 0 || (totals.bytes > 0) == (totals.failed < totals.count));
			problems_release(&problems);
		}
		assert_string_equal(str_c(&told[0]), str_c(&told[1]));
		if ((told[0].len > 0) != (i > 0))
			fail_msg("\"%s\" was told: %s", bodies[i], str_c(&told[0]));
		for (size_t k = 0; k < 2; k++)
			str_release(&told[k]);
		str_release(&text);
		end(&f);
	}
}

/* ---- languages ---- */

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

/* ---- problems ---- */

static void test_merge_problems(void **state)
{
	static const struct {
		const char *template, *want;
	} cases[] = {
		{"Subject: x\n\nDear {{ recipient.nam }}\n", "letter.md:3:"},
		{"Subject: {{ nothing }}\n\ntext\n", "letter.md:1:"},
		{"Subject: a\n{{ campaign.title }}\n\ntext\n", "expected \"Name: value\""},
		{"{% if true %}{% endif %}\nTo: a@example.org\n\ntext\n", "no Subject"},
		{"Subject: {{ recipient.annex }}\n\ntext\n", "the Subject is empty"},
		{"Subject: x\nCc: nobody\n\ntext\n", "letter.md:2:5: Cc: \"nobody\" is no address"},
		{"Subject: x\n\n{{ recipient.annex }}\n", "the text of the letter is empty"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		const struct test_file files[] = {{"letter.md", cases[i].template}, {0}};
		struct fixture f;
		struct composer_totals totals;
		begin(&f, CONFIG("template = \"letter.md\";"), LETTER_FIRST, files);
		assert_non_null(f.composer);
		composer_check(f.composer, &f.problems, &totals);
		assert_true(totals.failed >= 1);
		assert_int_equal(f.problems.errors, 1);
		struct str told = STR_INIT;
		str_addf(&told, "%s:%zu:%zu: %s", f.problems.items[0].file,
			f.problems.items[0].line, f.problems.items[0].column,
			f.problems.items[0].text);
		assert_has(told.p, cases[i].want);
		assert_has(told.p, "(for recipients.csv:2, ceo@example.com)");
		str_release(&told);
		end(&f);
	}
}

/* Every unknown variable in one run, in the order of the file. */
static void test_all_unknown(void **state)
{
	const struct test_file files[] = {
		{"letter.md", "Subject: {{ campaign.tite }}\n\n{{ recipient.nam }} {{ signatry | "
			      "upcase }}\n"
			      "{% for d in demands %}{{ d.txt }}{% endfor %}\n"},
		{0}};
	static const size_t lines[] = {1, 3, 3, 4};
	struct fixture f;

	(void)state;
	begin(&f, CONFIG("template = \"letter.md\";"), LETTER_FIRST, files);
	composer_check(f.composer, &f.problems, NULL);
	assert_int_equal(f.problems.errors, 4);
	for (size_t i = 0; i < 4; i++)
		assert_int_equal(f.problems.items[i].line, lines[i]);
	end(&f);
}

static void test_parse_problems(void **state)
{
	static const struct {
		const char *template, *want;
	} cases[] = {
		{"Subject: x\n\n{{ recipient.name\n", "letter.md:3:"},
		{"Subject: x\n\ntext {% if x %}\n", "letter.md:3:"},
		{"Subject: x\n\n{{ recipient.name | upcas }}\n", "upcase"},
		{"Subjet: x\n\ntext\n", "did you mean \"Subject\""},
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		const struct test_file files[] = {{"letter.md", cases[i].template}, {0}};
		struct fixture f;
		begin(&f, CONFIG("template = \"letter.md\";"), LETTER_FIRST, files);
		assert_null(f.composer);
		struct str told = STR_INIT;
		for (size_t k = 0; k < f.problems.count; k++)
			str_addf(&told, "%s:%zu:%zu: %s\n", f.problems.items[k].file,
				f.problems.items[k].line, f.problems.items[k].column,
				f.problems.items[k].text);
		assert_has(told.p, cases[i].want);
		str_release(&told);
		end(&f);
	}
}

static void test_references(void **state)
{
	static const struct {
		const char *id, *want;
	} cases[] = {
		{"assurances-2025", "A2025-"},
		{"joint-letter-2025", "JL2025-"},
		{"water", "WATE-"},
		{"g20summit", "G20S-"},
		{"x", "L2D7-"},
		{"2025", "L2025-"},
		{"a_b_c_d", "ABCD-"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct str out = STR_INIT;
		letter_add_ref_prefix(&out, cases[i].id);
		assert_string_equal(out.p, cases[i].want);
		str_release(&out);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_unsubscribe),
		cmocka_unit_test(test_plain_letter),
		cmocka_unit_test(test_markdown_letter),
		cmocka_unit_test(test_html_letter),
		cmocka_unit_test(test_attachments),
		cmocka_unit_test(test_attachments_refused),
		cmocka_unit_test(test_partials_refused),
		cmocka_unit_test(test_who_writes),
		cmocka_unit_test(test_individual),
		cmocka_unit_test(test_individual_from_is_ours),
		cmocka_unit_test(test_reminder),
		cmocka_unit_test(test_test_letter),
		cmocka_unit_test(test_deterministic),
		cmocka_unit_test(test_marked),
		cmocka_unit_test(test_plain_as_marked),
		cmocka_unit_test(test_made_again),
		cmocka_unit_test(test_check_with_and_without_totals),
		cmocka_unit_test(test_languages),
		cmocka_unit_test(test_merge_problems),
		cmocka_unit_test(test_all_unknown),
		cmocka_unit_test(test_parse_problems),
		cmocka_unit_test(test_references),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
