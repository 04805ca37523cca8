#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "letter/template.h"

static void test_split(void **state)
{
	static const struct {
		const char *source, *head, *body;
		size_t body_line;
	} cases[] = {
		{"Subject: a\n\ntext\n", "Subject: a\n", "text\n", 3},
		{"Subject: a\r\n\r\ntext\r\n", "Subject: a\n", "text\n", 3},
		{"\xEF\xBB\xBFSubject: a\n\ntext", "Subject: a\n", "text", 3},
		{"Subject: a\n \t\ntext", "Subject: a\n", "text", 3},
		{"Subject: {{ a |\n\n upcase }}\n\ntext", "Subject: {{ a |\n\n upcase }}\n", "text",
			5},
		{"{% if a %}\n\n{% endif %}\nSubject: a\n\ntext",
			"{% if a %}\n\n{% endif %}\nSubject: a\n", "text", 6},
		{"{% comment %}\n\n{% if %}\n{% endcomment %}\nSubject: a\n\nb",
			"{% comment %}\n\n{% if %}\n{% endcomment %}\nSubject: a\n", "b", 7},
		{"{%- raw -%}\n\n{% if {%- endraw %}\nSubject: a\n\nb",
			"{%- raw -%}\n\n{% if {%- endraw %}\nSubject: a\n", "b", 6},
		/* an unclosed block: the blank line counts, and parsing tells of the block */
		{"{% if a %}\nSubject: a\n\ntext", "{% if a %}\nSubject: a\n", "text", 4},
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct template_text t;
		struct problems problems = {0};
		template_split(
			&t, "letter.md", cases[i].source, strlen(cases[i].source), &problems);
		assert_int_equal(problems.count, 0);
		assert_int_equal(t.head_len, strlen(cases[i].head));
		assert_memory_equal(t.source.p, cases[i].head, t.head_len);
		assert_string_equal(t.source.p + t.body_at, cases[i].body);
		assert_int_equal(t.body_line, cases[i].body_line);
		template_text_release(&t);
		problems_release(&problems);
	}
}

static void test_problems(void **state)
{
	static const struct {
		const char *source, *text;
		size_t line, column, errors;
	} cases[] = {
		{"\ntext", "no Subject", 1, 1, 1},
		{"To: a@example.org\n\ntext", "no Subject", 1, 1, 1},
		{"Subjet: a\n\ntext", "did you mean \"Subject\"", 1, 1, 2},
		{"Subject: a\nRepl-To: b\n\ntext", "did you mean \"Reply-To\"", 2, 1, 1},
		{"Subject: a\nDate: b\n\ntext", "written by openletter itself", 2, 1, 1},
		{"Subject: a\nsome words\n\ntext", "no header line", 2, 1, 1},
		{"Subject: a\n b\n\ntext", "expected one line", 2, 1, 1},
		{"Subject: a\nSubject: b\n\ntext", "a Subject already in line 1", 2, 1, 1},
		{"Subject: a\n\n \n", "no text", 3, 1, 1},
		{"Subject: a", "no text", 1, 1, 1},
		{"Subject: a\xFF\n\ntext", "not valid UTF-8", 1, 11, 1},
		{" Subject: a\n\ntext", "cannot begin with a space", 1, 1, 2},
		{"Subject : a\n\ntext", "a blank before the colon, expected \"Subject: value\"", 1,
			8, 1},
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct template_text t;
		struct problems problems = {0};
		template_split(
			&t, "letter.md", cases[i].source, strlen(cases[i].source), &problems);
		assert_int_equal(problems.errors, cases[i].errors);
		assert_non_null(strstr(problems.items[0].text, cases[i].text));
		assert_int_equal(problems.items[0].line, cases[i].line);
		assert_int_equal(problems.items[0].column, cases[i].column);
		template_text_release(&t);
		problems_release(&problems);
	}
}

static void test_places(void **state)
{
	const char *source = "To: a@example.org\nSubject:  x\nX-Tag: é\nAttachment: a.pdf\n\ntext";
	struct template_text t;
	struct template_place place;
	struct problems problems = {0};

	(void)state;
	template_split(&t, "letter.txt", source, strlen(source), &problems);
	assert_int_equal(problems.count, 0);
	assert_int_equal(t.form, FORM_TEXT);
	place = template_place(&t, FIELD_SUBJECT, NULL);
	assert_int_equal(place.line, 2);
	assert_int_equal(place.column, 11);
	place = template_place(&t, FIELD_ATTACHMENT, "a.pdf");
	assert_int_equal(place.line, 4);
	assert_int_equal(place.column, 13);
	assert_false(template_has(&t, FIELD_CC));
	assert_int_equal(template_place(&t, FIELD_CC, NULL).line, 1);
	template_text_release(&t);
	assert_int_equal(template_form_of("a.b/letter.MD"), FORM_MARKDOWN);
	assert_int_equal(template_form_of("letter.html"), FORM_HTML);
	assert_int_equal(template_form_of("letter"), FORM_TEXT);
}

static void test_hostile(void **state)
{
	static const char *const pieces[] = {"{% raw %}", "{{", "{%", "{% if %}",
		"{% comment %}\n\n", "\n\n", " \n", "X-a: b\n", "{% endif %}", "Subject: a\n"};

	(void)state;
	for (size_t k = 0; k < sizeof pieces / sizeof *pieces; k++) {
		struct str s = STR_INIT;
		struct template_text t;
		struct problems problems = {0};
		for (int i = 0; i < 20000; i++)
			str_adds(&s, pieces[k]);
		template_split(&t, "letter.md", s.p, s.len, &problems);
		assert_true(t.head_len <= t.body_at && t.body_at <= t.source.len);
		template_text_release(&t);
		problems_release(&problems);
		str_release(&s);
	}
}

/* Which of several lines, by what was merged into it. */
static void test_place_of_a_value(void **state)
{
	static const char source[] =
		"Subject: x\nAttachment: one.pdf\nAttachment: {{ recipient.annex }}\n"
		"Attachment: two.pdf{% if recipient.name %}\nAttachment: "
		"three.pdf{% endif %}\n\ntext\n";
	static const struct {
		const char *value;
		size_t line, column;
	} cases[] = {{"one.pdf", 2, 13}, {"two.pdf", 4, 13}, {"three.pdf", 5, 13},
		{"merged.pdf", 3, 13}, {"x", 3, 13}, {"bj", 3, 13}, {NULL, 2, 13}};
	struct template_text t;
	struct problems problems = {0};

	(void)state;
	template_split(&t, "letter.md", source, sizeof source - 1, &problems);
	assert_int_equal(problems.count, 0);
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct template_place place = template_place(&t, FIELD_ATTACHMENT, cases[i].value);
		assert_int_equal(place.line, cases[i].line);
		assert_int_equal(place.column, cases[i].column);
	}
	template_text_release(&t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_split),
		cmocka_unit_test(test_problems),
		cmocka_unit_test(test_places),
		cmocka_unit_test(test_place_of_a_value),
		cmocka_unit_test(test_hostile),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
