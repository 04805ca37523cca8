/* What is told of a template, and of letters that cannot be made. */
#include "fixture.h"

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
		add_problems(&told, &f.problems);
		assert_has(told.p, cases[i].want);
		str_release(&told);
		end(&f);
	}
}

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
		{"Subject: x\nCc: a@b.test; c@d.test\n\ntext\n",
			"there are two addresses in it (a comma parts addresses, not a semicolon)"},
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
		add_problems(&told, &f.problems);
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
			      "{% for d in demands %}{{ d.txt }}{% endfor %}\n"
			      "{{ recipient }} {{ nobody }}\n"},
		{0}};
	static const size_t lines[] = {1, 3, 3, 4, 5, 5};
	size_t count = sizeof lines / sizeof *lines;
	struct fixture f;

	(void)state;
	begin(&f, CONFIG("template = \"letter.md\";"), LETTER_FIRST, files);
	composer_check(f.composer, &f.problems, NULL);
	assert_int_equal(f.problems.errors, count);
	for (size_t i = 0; i < count; i++)
		assert_int_equal(f.problems.items[i].line, lines[i]);
	end(&f);
}

/* Every line of the head in one run; a head with holes in it leads to no others. */
static void test_all_of_head(void **state)
{
	static const struct {
		const char *template, *want;
	} cases[] = {
		{"Subject: x\nFrom: foo\nCc: bar\nBcc: baz\n\n{{ nothing }}\n",
			"letter.md:2 letter.md:3 letter.md:4 letter.md:6 "},
		{"Subject: x\nAttachment: a.pdf\nCc: bar\nAttachment: b.pdf\n\ntext\n",
			"letter.md:3 letter.md:2 letter.md:4 "},
		{"Subject: x\nCc: {{ nobody }}@\nBcc: baz\n\n{{ nothing }}\n",
			"letter.md:2 letter.md:5 "},
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		const struct test_file files[] = {{"letter.md", cases[i].template}, {0}};
		struct fixture f;
		struct str told = STR_INIT;
		begin(&f, CONFIG("template = \"letter.md\";"), LETTER_FIRST, files);
		composer_check(f.composer, &f.problems, NULL);
		for (size_t k = 0; k < f.problems.count; k++)
			str_addf(&told, "%s:%zu ", f.problems.items[k].file,
				f.problems.items[k].line);
		assert_string_equal(str_c(&told), cases[i].want);
		str_release(&told);
		end(&f);
	}
}

/* What a page points to is told where it stands: in the letter, or in the layout around it. */
static void test_targets(void **state)
{
	static const struct {
		const char *letter, *layout, *want;
	} cases[] = {
		{"<p>é <a href=\"javascript:x\">y</a>", "<p>{{ content }}</p>",
			"letter.html:3:15: the HTML points to \"javascript:x\""},
		{"<p>y</p>", "<p>\n<a href=\"javascript:x\">y</a> {{ content }}</p>",
			"layout.html:2:10: the HTML points to \"javascript:x\""},
		{"<p>y</p>", "<img src=\"none.png\"> {{ content }}",
			"layout.html:1:11: none.png: "},
		{"<p><a href=\"{{ recipient.name | prepend: 'data:' }}\">y</a>", "{{ content }}",
			"letter.html:1:1: the HTML points to \"data:"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct str letter = STR_INIT, told = STR_INIT;
		struct fixture f;
		str_addf(&letter, "Subject: x\n\n%s\n", cases[i].letter);
		const struct test_file files[] = {
			{"letter.html", letter.p}, {"layout.html", cases[i].layout}, {0}};
		begin(&f, CONFIG("template = \"letter.html\"; layout = \"layout.html\";"),
			LETTER_FIRST, files);
		composer_check(f.composer, &f.problems, NULL);
		add_problems(&told, &f.problems);
		assert_has(told.p, cases[i].want);
		str_release(&told);
		str_release(&letter);
		end(&f);
	}
}

/* All targets of a page are told in one run, each at its place, and what keeps a letter from being
 * made besides. */
static void test_all_targets(void **state)
{
	const struct test_file files[] = {
		{"letter.html", "Subject: x\nAttachment: no.pdf\n\n<img src=\"a.png\">\n"
				"<img src=\"my%20logo.png\"><a href=\"javascript:x\">y</a>\n"},
		{"layout.html", "<a href=\"data:x\">z</a>{{ content }}"}, {0}};
	static const char *const wanted[] = {"letter.html:2:13: no.pdf: ",
		"letter.html:4:11: a.png: ", "letter.html:5:11: my logo.png: ",
		"letter.html:5:35: the HTML points to \"javascript:x\"",
		"layout.html:1:10: the HTML points to \"data:x\""};
	struct str told = STR_INIT;
	struct fixture f;

	(void)state;
	begin(&f, CONFIG("template = \"letter.html\"; layout = \"layout.html\";"), LETTER_FIRST,
		files);
	composer_check(f.composer, &f.problems, NULL);
	add_problems(&told, &f.problems);
	for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++)
		assert_has(told.p, wanted[i]);
	assert_int_equal(f.problems.count, sizeof wanted / sizeof *wanted);
	str_release(&told);
	end(&f);
}

/* What no server should be given. */
static void test_too_long(void **state)
{
	static const char *const heads[] = {"Subject: ", "Subject: x\nX-Note: "};

	(void)state;
	for (size_t i = 0; i < 2; i++)
		for (size_t n = 998; n < 1000; n++) {
			struct str letter = STR_INIT;
			struct fixture f;
			str_addf(&letter, "%s%0*d\n\ntext\n", heads[i], (int)n, 0);
			const struct test_file files[] = {{"letter.md", letter.p}, {0}};
			begin(&f, CONFIG("template = \"letter.md\";"), LETTER_FIRST, files);
			if (n == 998) {
				write_nth(&f, 0);
			} else {
				expect_refused(&f);
				assert_has(f.err.text, "has 999 bytes, expected at most 998");
				assert_has(f.err.text, i ? "letter.md:2:9: " : "letter.md:1:10: ");
			}
			end(&f);
			str_release(&letter);
		}
}

/* A page without a word is as empty as a text without one. */
static void test_empty_page(void **state)
{
	static const char *const bodies[] = {"<p>&nbsp;</p>", "<!-- x -->", "<br> <p></p>"};

	(void)state;
	for (size_t i = 0; i < sizeof bodies / sizeof *bodies; i++) {
		struct str letter = STR_INIT;
		struct fixture f;
		str_addf(&letter, "Subject: x\n\n%s\n", bodies[i]);
		const struct test_file files[] = {{"letter.html", letter.p}, {0}};
		begin(&f, CONFIG("template = \"letter.html\";"), LETTER_FIRST, files);
		expect_refused(&f);
		assert_has(f.err.text, "letter.html:3:1: the text of the letter is empty");
		end(&f);
		str_release(&letter);
	}
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
			add_problems(&told[k], &problems);
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

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_parse_problems),
		cmocka_unit_test(test_merge_problems),
		cmocka_unit_test(test_all_unknown),
		cmocka_unit_test(test_all_of_head),
		cmocka_unit_test(test_targets),
		cmocka_unit_test(test_all_targets),
		cmocka_unit_test(test_too_long),
		cmocka_unit_test(test_empty_page),
		cmocka_unit_test(test_check_with_and_without_totals),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
