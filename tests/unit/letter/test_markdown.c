#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "letter/escape.h"
#include "letter/markdown.h"

static void test_markdown(void **state)
{
	static const struct {
		const char *source, *want;
	} cases[] = {
		{"# Title\n\nA *b* **c** `d`\n",
			"<h1>Title</h1>\n<p>A <em>b</em> <strong>c</strong> <code>d</code></p>\n"},
		{"1. a\n2. b\n", "<ol>\n<li>a</li>\n<li>b</li>\n</ol>\n"},
		{"[x](https://example.org)", "<p><a href=\"https://example.org\">x</a></p>\n"},
		{"[x](javascript:alert(1))", "<p><a href=\"\">x</a></p>\n"},
		{"[x](data:text/html,y)", "<p><a href=\"\">x</a></p>\n"},
		{"![l](cid:logo.png)", "<p><img src=\"cid:logo.png\" alt=\"l\" /></p>\n"},
		{"a <b>c</b>", "<p>a &lt;b&gt;c&lt;/b&gt;</p>\n"},
		{"<script>x</script>\n\nafter",
			"<p>&lt;script&gt;x&lt;/script&gt;</p>\n<p>after</p>\n"},
		{"<https://example.org/?a&b>", "<p><a "
					       "href=\"https://example.org/?a&amp;b\">https://"
					       "example.org/?a&amp;b</a></p>\n"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct str out = STR_INIT;
		markdown_to_html(&out, cases[i].source, strlen(cases[i].source), NULL);
		assert_string_equal(str_c(&out), cases[i].want);
		str_release(&out);
	}
}

/* A value in every place that a template can put it: it reads as it is, and is never markup. */
static void test_values(void **state)
{
	static const char *const values[] = {"A *B* <c>", "<script>alert(1)</script>",
		"_x_ `y` [z](w)", "# no heading", "- no item", "1. no item", "    no code",
		"> no quote", "a & b &amp; c", "\"quoted\" 'too'", "back\\slash", "](javascript:x)",
		"===", "~~~", "![i](cid:x)",
		"\xEF\xB7\x98" /* U+FDD8, which stands for "<" inside */};
	static const char *const before[] = {"", "text ", "# ", "- ", "> ", "**", "`", "    "};
	static const char *const after[] = {"", " text", "", "", "", "**", "`", ""};

	(void)state;
	for (size_t v = 0; v < sizeof values / sizeof *values; v++)
		for (size_t b = 0; b < sizeof before / sizeof *before; b++) {
			struct str source = STR_INIT, out = STR_INIT, wanted = STR_INIT;
			str_adds(&source, before[b]);
			escape_set_mode(ESCAPE_MARKDOWN, false);
			escape_value(&source, values[v], strlen(values[v]));
			str_adds(&source, after[b]);
			markdown_to_html(&out, str_c(&source), source.len, NULL);
			escape_set_mode(ESCAPE_HTML, false);
			escape_value(&wanted, *values[v] == '\xEF' ? "\xEF\xBF\xBD" : values[v],
				*values[v] == '\xEF' ? 3 : strlen(values[v]));
			assert_non_null(strstr(str_c(&out), wanted.p));
			assert_null(strstr(str_c(&out), "<script"));
			str_release(&source);
			str_release(&out);
			str_release(&wanted);
		}
}

static void test_value_lines(void **state)
{
	struct str source = STR_INIT, out = STR_INIT;
	const char *address = "1 Main Street\r\n# 2\n\nTown";

	(void)state;
	escape_set_mode(ESCAPE_MARKDOWN, false);
	str_adds(&source, "- ");
	escape_value(&source, address, strlen(address));
	str_adds(&source, "\n");
	markdown_to_html(&out, source.p, source.len, NULL);
	assert_string_equal(
		out.p, "<ul>\n<li>1 Main Street<br />\n# 2<br />\n<br />\nTown</li>\n</ul>\n");
	str_release(&source);
	str_release(&out);
}

static void test_value_in_link(void **state)
{
	static const struct {
		const char *value, *want;
	} cases[] = {
		{"https://example.org/a_b?c=(d)&e",
			"<p><a href=\"https://example.org/a_b?c=(d)&amp;e\">x</a></p>\n"},
		{"javascript:alert(1)", "<p><a href=\"\">x</a></p>\n"},
		{"https://example.org) [y](z", "(https://example.org) [y](z)"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct str source = STR_INIT, out = STR_INIT;
		escape_set_mode(ESCAPE_MARKDOWN, false);
		str_adds(&source, "[x](");
		escape_value(&source, cases[i].value, strlen(cases[i].value));
		str_adds(&source, ")\n");
		markdown_to_html(&out, source.p, source.len, NULL);
		assert_non_null(strstr(out.p, cases[i].want));
		str_release(&source);
		str_release(&out);
	}
}

static void test_marks(void **state)
{
	struct str source = STR_INIT, out = STR_INIT;

	(void)state;
	escape_set_mode(ESCAPE_MARKDOWN, true);
	escape_value(&source, "1", 1);
	str_adds(&source, ". Dear ");
	escape_value(&source, "A <b>", 5);
	str_adds(&source, " [l](https://example.org/");
	escape_value(&source, "x y", 1);
	str_adds(&source, ")\n");
	markdown_to_html(&out, source.p, source.len, NULL);
	assert_string_equal(out.p, "<ol>\n<li>Dear <mark>A &lt;b&gt;</mark> <a "
				   "href=\"https://example.org/x\">l</a></li>\n"
				   "</ol>\n");
	escape_set_mode(ESCAPE_NONE, false);
	str_release(&source);
	str_release(&out);
}

static void test_header_values(void **state)
{
	struct str out = STR_INIT, back = STR_INIT;

	(void)state;
	escape_set_mode(ESCAPE_HEADER, false);
	escape_value(&out, "Doe, Jane", 9);
	assert_null(strchr(out.p, ','));
	assert_true(escape_is_in(out.p, out.len));
	escape_restore(&back, out.p, out.len);
	assert_string_equal(back.p, "Doe, Jane");
	str_reset(&out);
	str_reset(&back);
	escape_value(&out, "a@example.org,\r\n b@example.org", 30);
	assert_null(strpbrk(out.p, ",\r\n"));
	assert_int_equal(strncmp(out.p, ESCAPE_MARK_ON, 3), 0);
	assert_string_equal(out.p + out.len - 3, ESCAPE_MARK_OFF);
	escape_restore(&back, out.p, out.len);
	assert_string_equal(back.p, "a@example.org,  b@example.org");
	str_release(&out);
	str_release(&back);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_markdown),
		cmocka_unit_test(test_values),
		cmocka_unit_test(test_value_lines),
		cmocka_unit_test(test_value_in_link),
		cmocka_unit_test(test_marks),
		cmocka_unit_test(test_header_values),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
