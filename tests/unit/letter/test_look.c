/* What is legal in a letter, and told. */
#include "fixture.h"

/* What is legal, and told: each once for all letters, with its place. */
static void test_looks(void **state)
{
	static const struct {
		const char *file, *letter, *want; /* NULL: nothing is told */
	} cases[] = {
		{"letter.md",
			"\n[a](https://example.org/) <b@example.org> [c](#d) "
			"[e](mailto:a@example.org)",
			NULL},
		{"letter.md", "\nsee [a](javascript:x)",
			"letter.md:3:9: the link \"javascript:x\": is left out"},
		{"letter.md", "\nsee [a](page.html)",
			"letter.md:3:9: the link \"page.html\": leads nowhere"},
		{"letter.md", "\n![a](https://example.org/a.png)",
			"letter.md:3:6: the image \"https://example.org/a.png\": comes from "
			"elsewhere"},
		{"letter.html", "\n<p>\n<script>x</script>y", "letter.html:4:1: <script>: "},
		{"letter.html", "\nx <FORM action=\"https://example.org\">",
			"letter.html:3:3: <form>: "},
		{"letter.html", "\n<p onclick=\"x()\">a</p>", "letter.html:3:4: onclick: "},
		{"letter.html", "\n<link rel=stylesheet href=\"https://example.org/s.css\">a",
			"letter.html:3:28: <link>: "},
		{"letter.html",
			"\n<p title='{{ recipient.name }}' lang=en>x {{ recipient.name }} <!-- <p "
			"a={{ recipient.name }}> "
			"--><p class={% if true %}a{% endif %}>a = {{ recipient.name }} < b = "
			"{{ recipient.name }} <p id=a title=\"{{ recipient.name }}\">",
			NULL},
		{"letter.html", "\n<p title= {{ recipient.name }} lang=\"{{ recipient.name }}\">x",
			"letter.html:3:11: a merge field in an attribute without quotes"},
		{"letter.html", "\n<p title=\"<!--\" lang={{ recipient.name }}>x",
			"letter.html:3:22: a merge field in an attribute without quotes"},
		{"letter.html",
			"\n<a href=https://example.org/{{ recipient.annex | url_encode }}>x</a>",
			"letter.html:3:29: a merge field in an attribute without quotes"},
		{"letter.md", "To: b@example.net\n\nx",
			"letter.md:2:5: b@example.net: the letter goes there, and not to"},
		{"letter.md", "{% if true %}To: b@example.net{% endif %}\n\nx",
			"letter.md:2:18: b@example.net: the letter goes there, and not to"},
		{"letter.md", "Reply-To: \xC3\xA9@example.net\n\nx",
			"letter.md:1:1: From, Sender, Reply-To, Cc or Bcc: an address there is not "
			"ASCII"},
		{"letter.md", "Reply-To: B\xC3\xA9 <e@example.net>\n\nx", NULL},
		{"letter.md", "To: b@example.net, {{ recipient.email }}\n\nx", NULL},
		{"letter.md", "Cc: {% for i in (1..100) %}a{{ i }}@example.net,{% endfor %}\n\nx",
			"letter.md:2:5: To, Cc and Bcc: more than 100 addresses"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct str letter = STR_INIT, told = STR_INIT, config = STR_INIT;
		struct fixture f;
		str_addf(&letter, "Subject: x\n%s\n", cases[i].letter);
		str_addf(&config, CONFIG("template = \"%s\";"), cases[i].file);
		const struct test_file files[] = {{cases[i].file, letter.p}, {0}};
		begin(&f, config.p, LETTER_FIRST, files);
		composer_check(f.composer, &f.problems, NULL);
		add_problems(&told, &f.problems);
		if (cases[i].want)
			assert_has(str_c(&told), cases[i].want);
		else
			assert_string_equal(str_c(&told), "");
		assert_int_equal(f.problems.count, cases[i].want != NULL);
		assert_int_equal(f.problems.errors, 0);
		end(&f);
		str_release(&config);
		str_release(&told);
		str_release(&letter);
	}
}

static void tell_of(struct str *told, const char *config, const struct test_file *files)
{
	struct fixture f;

	begin(&f, config, LETTER_FIRST, files);
	composer_check(f.composer, &f.problems, NULL);
	assert_int_equal(f.problems.errors, 0);
	add_problems(told, &f.problems);
	end(&f);
}

static void test_looks_at_subject(void **state)
{
	(void)state;
	for (int n = 78; n < 80; n++) {
		struct str letter = STR_INIT, told = STR_INIT;
		str_addf(&letter, "Subject: \xC3\xA9%0*d\n\ntext\n", n - 1, 0);
		const struct test_file files[] = {{"letter.md", letter.p}, {0}};
		tell_of(&told, CONFIG("template = \"letter.md\";"), files);
		assert_int_equal(told.len > 0, n > 78);
		if (n > 78)
			assert_has(told.p, "letter.md:1:10: the Subject: longer than 78");
		str_release(&told);
		str_release(&letter);
	}
}

/* One file that is too large is told of alone; an image stands in the page. */
static void test_looks_at_files(void **state)
{
	static const struct {
		size_t megabytes; /* of each of two files */
		const char *second, *want;
	} cases[] = {
		{4, "Attachment: b.txt\n", ""},
		{6, "Attachment: b.txt\n", "letter.html:2:13: the attachments together: many"},
		{11, "", "letter.html:2:13: a.txt: many servers refuse letters of more"},
		{1, "Attachment: c.exe\n", "letter.html:3:13: c.exe: many servers refuse files"},
		{1, "\n<p><img src=\"d.png\">", "letter.html:4:14: d.png: the file is empty"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct str letter = STR_INIT, told = STR_INIT;
		size_t n = cases[i].megabytes << 20;
		char *bytes = calloc(n + 1, 1);
		memset(bytes, 'x', n);
		str_addf(&letter, "Subject: x\nAttachment: a.txt\n%s\ntext\n", cases[i].second);
		const struct test_file files[] = {{"letter.html", letter.p}, {"a.txt", bytes},
			{"b.txt", bytes}, {"c.exe", "x"}, {"d.png", ""}, {0}};
		tell_of(&told, CONFIG("template = \"letter.html\";"), files);
		assert_int_equal(strncmp(str_c(&told), cases[i].want, strlen(cases[i].want)), 0);
		assert_int_equal(told.len > 0, *cases[i].want != '\0');
		assert_true(told.len == 0 || strchr(told.p, '\n') == told.p + told.len - 1);
		free(bytes);
		str_release(&told);
		str_release(&letter);
	}
}

/* The layout is looked at, too, and a file is found in Markdown that has blanks in its name. */
static void test_looks_elsewhere(void **state)
{
	static const struct test_file files[] = {
		{"letter.md", "Subject: x\n\n![x](<my logo.png>) y\n"},
		{"layout.html", "<p\nid={{ recipient.name }}>{{ content }}"}, {0}};
	struct str told = STR_INIT;
	struct fixture f;

	(void)state;
	begin(&f, CONFIG("template = \"letter.md\"; layout = \"layout.html\";"), LETTER_FIRST,
		files);
	composer_check(f.composer, &f.problems, NULL);
	assert_int_equal(f.problems.count, 2);
	add_problems(&told, &f.problems);
	assert_has(told.p, "layout.html:2:4: a merge field in an attribute without quotes");
	assert_has(told.p, "letter.md:3:7: my logo.png: ");
	str_release(&told);
	end(&f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_looks),
		cmocka_unit_test(test_looks_at_subject),
		cmocka_unit_test(test_looks_at_files),
		cmocka_unit_test(test_looks_elsewhere),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
