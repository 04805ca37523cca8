#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "letter/html.h"
#include "letter/html_token.h"

static void test_direction(void **state)
{
	static const struct {
		const char *language, *want;
	} cases[] = {
		{"en", "ltr"},
		{"ar", "rtl"},
		{"AR", "rtl"},
		{"he-IL", "rtl"},
		{"fa", "rtl"},
		{"arn", "ltr"},
		{"uz-Arab", "rtl"},
		{"ar-Latn", "ltr"},
		{"de-AT", "ltr"},
		{"", "ltr"},
		{"pa-arab-PK", "rtl"},
		{"zh-Hant", "ltr"},
		{"ur-PK", "rtl"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		assert_string_equal(html_direction(cases[i].language), cases[i].want);
}

static void test_targets(void **state)
{
	static const struct {
		const char *url;
		bool link, image;
	} cases[] = {
		{"https://example.org/", true, true},
		{"http://example.org", true, true},
		{"mailto:a@example.org", true, false},
		{"cid:logo.png", false, true},
		{"javascript:alert(1)", false, false},
		{"JaVaScRiPt:alert(1)", false, false},
		{" java\tscript:alert(1)", false, false},
		{"\x01javascript:x", false, false},
		{"data:text/html,x", false, false},
		{"vbscript:x", false, false},
		{"file:///etc/passwd", false, false},
		{"#part", true, true},
		{"page.html", true, true},
		{"a/b:c", true, true},
		{"", true, true},
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		size_t n = strlen(cases[i].url);
		assert_int_equal(html_target_ok(cases[i].url, n, false), cases[i].link);
		assert_int_equal(html_target_ok(cases[i].url, n, true), cases[i].image);
	}
}

static void test_decode(void **state)
{
	static const struct {
		const char *html, *want;
	} cases[] = {
		{"a &amp; b", "a & b"},
		{"&lt;&gt;&quot;&#39;", "<>\"'"},
		{"caf&eacute; &mdash; &nbsp;x", "café — \xC2\xA0x"},
		{"&#x41;&#65;&#x1F600;", "AA😀"},
		{"&nosuch; & &; &#; &#x;", "&nosuch; & &; &#; &#x;"},
		{"&#0;&#xD800;&#99999999999;", "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD"},
		{"100% & more", "100% & more"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct str out = STR_INIT;
		html_decode(&out, cases[i].html, strlen(cases[i].html));
		assert_string_equal(str_c(&out), cases[i].want);
		str_release(&out);
	}
}

static void test_plain(void **state)
{
	static const struct {
		const char *html, *want;
	} cases[] = {
		{"<p>One</p><p>Two\n  words</p>", "One\n\nTwo words\n"},
		{"<h1>Title</h1>text<br>next", "Title\n\ntext\nnext\n"},
		{"<ul><li>a</li><li>b<ul><li>c</li></ul></li></ul>after",
			"- a\n- b\n  - c\n\nafter\n"},
		{"<ol><li><p>a</p></li><li><p>b</p></li></ol>", "1. a\n\n2. b\n"},
		{"<a href=\"https://example.org/x\">here</a>.", "here <https://example.org/x>.\n"},
		{"<a href='https://example.org'>https://example.org</a>", "https://example.org\n"},
		{"<a href='mailto:a@example.org'>a@example.org</a>", "a@example.org\n"},
		{"<a href='javascript:x'>bad</a>", "bad\n"},
		{"<blockquote><p>a</p><p>b</p></blockquote>", "> a\n>\n> b\n"},
		{"<style>p{}</style><title>no</title><p>x<script>y()</script></p>", "x\n"},
		{"<img src=\"cid:l.png\" alt=\"Logo\"> A", "[Logo] A\n"},
		{"<pre>a  b\n c</pre>", "a  b\n c\n"},
		{"<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>", "a b\nc\n"},
		{"a &lt;b&gt; &amp;c", "a <b> &c\n"},
		{"<!-- comment --><!doctype html>x<", "x<\n"},
		{"<p>unclosed <b>bold <a href=\"x", "unclosed bold\n"},
		{"", ""},
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct str out = STR_INIT;
		html_to_plain(&out, cases[i].html, strlen(cases[i].html));
		assert_string_equal(str_c(&out), cases[i].want);
		str_release(&out);
	}
}

static void test_plain_wraps(void **state)
{
	struct str html = STR_INIT, out = STR_INIT;

	(void)state;
	str_adds(&html, "<ul><li>");
	for (int i = 0; i < 40; i++)
		str_adds(&html, "words ");
	str_adds(&html, "</ul>");
	html_to_plain(&out, html.p, html.len);
	for (const char *p = out.p; *p; p = strchr(p, '\n') + 1)
		assert_true(strcspn(p, "\n") <= 76);
	assert_int_equal(strncmp(out.p, "- words", 7), 0);
	assert_non_null(strstr(out.p, "\n  words"));
	str_release(&html);
	str_release(&out);
}

static int resolve(void *ctx, const char *path, struct str *out, struct err *err)
{
	(void)ctx;
	if (strcmp(path, "gone.png") == 0)
		return err_set(err, ERR_INPUT, "no %s", path);
	str_addf(out, "<%s>@example.org", path);
	return 0;
}

/* Keeps the target, and ends. */
static int refused(void *ctx, const char *target, struct err *err)
{
	char *kept = ctx;

	assert_int_equal(err->kind, ERR_INPUT);
	snprintf(kept, 40, "%s", target);
	return -1;
}

static int refused_counted(void *ctx, const char *target, struct err *err)
{
	(void)target;
	(void)err;
	++*(int *)ctx;
	return 0;
}

/* Every bad target is told where the caller goes on; the rest is copied. */
static void test_refused(void **state)
{
	static const char html[] = "<img src=\"gone.png\"><a href=\"javascript:x\">y</a>"
				   "<a href=\"https://example.org/\">z</a><a href=\"data:x\">";
	int count = 0;
	const struct html_targets targets = {resolve, refused_counted, &count};
	struct str out = STR_INIT;
	struct err err;

	(void)state;
	assert_int_equal(html_finish(&out, html, sizeof html - 1, &targets, &err), 0);
	assert_int_equal(count, 3);
	assert_non_null(strstr(out.p, "<a href=\"https://example.org/\">z</a>"));
	assert_null(strstr(out.p, "javascript"));
	assert_null(strstr(out.p, "data:"));
	str_release(&out);
}

static void test_finish(void **state)
{
	static const struct {
		const char *html, *want; /* NULL: refused */
	} cases[] = {
		{"<img src=\"cid:a.png\">", "<img src=\"cid:&lt;a.png&gt;@example.org\">"},
		{"<IMG alt=x SRC=cid:a.png>", "<IMG alt=x SRC=cid:&lt;a.png&gt;@example.org>"},
		{"cid:a.png <p title=\"cid:a.png\">", "cid:a.png <p title=\"cid:a.png\">"},
		{"<!-- <img src=\"cid:gone.png\"> -->", "<!-- <img src=\"cid:gone.png\"> -->"},
		{"<img src=\"cid:gone.png\">", NULL},
		/* A path alone is a file of the folder, too: in a mail it would point to nothing.
		 */
		{"<img src=\"logos/a.png\">", "<img src=\"cid:&lt;logos/a.png&gt;@example.org\">"},
		{"<img src=\"my%20logo.png\">",
			"<img src=\"cid:&lt;my logo.png&gt;@example.org\">"},
		{"<td background=a.png>", "<td background=cid:&lt;a.png&gt;@example.org>"},
		{"<img src=\"gone.png\">", NULL},
		{"<img src=\"https://example.org/a.png\"><img src=\"//example.org/a.png\">",
			"<img src=\"https://example.org/a.png\"><img src=\"//example.org/a.png\">"},
		{"<img src=\"\"><a href=\"page.html\">", "<img src=\"\"><a href=\"page.html\">"},
		{"<img src=\"#a\"><img src=\"?a\">", "<img src=\"#a\"><img src=\"?a\">"},
		{"<a href=\"javascript:x\">", NULL},
		{"<a href=\"java&#115;cript:x\">", NULL},
		{"<a href=\"java&Tab;script:x\">", NULL},
		{"<a href=' data:x'>", NULL},
		{"<a title='>' href=\"vbscript:x\">", NULL},
		{"<a href=\"https://example.org/?a=1&amp;b=2\">x</a>",
			"<a href=\"https://example.org/?a=1&amp;b=2\">x</a>"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct str out = STR_INIT;
		struct err err;
		char target[40] = "";
		const struct html_targets targets = {resolve, refused, target};
		int rc = html_finish(&out, cases[i].html, strlen(cases[i].html), &targets, &err);
		assert_int_equal(rc, cases[i].want ? 0 : -1);
		assert_int_equal(*target != '\0', rc < 0);
		if (cases[i].want)
			assert_string_equal(out.p, cases[i].want);
		str_release(&out);
	}
}

static void test_pages(void **state)
{
	struct str out = STR_INIT;

	(void)state;
	assert_true(html_is_page("<!DOCTYPE html><HTML>", 21));
	assert_false(html_is_page("<p>body</p>", 11));
	assert_int_equal(html_end_of_body("<body>x</BODY></html>", 21), 7);
	assert_int_equal(html_end_of_body("x", 1), 1);
	html_page_begin(&out, "ar", "<&\"");
	assert_non_null(strstr(out.p, "<html lang=\"ar\" dir=\"rtl\">"));
	assert_non_null(strstr(out.p, "<title>&lt;&amp;&quot;</title>"));
	str_release(&out);
}

/* Linear on what never closes. */
static void test_hostile(void **state)
{
	static const char *const pieces[] = {"<", "<a ", "<!--", "<script>", "<a href=\"", "&",
		"</", "<ul>", "<blockquote>", "<title>", "<a href='x'>", "<td>", "&#x"};

	(void)state;
	for (size_t k = 0; k < sizeof pieces / sizeof *pieces; k++) {
		struct str html = STR_INIT, out = STR_INIT;
		struct err err;
		for (int i = 0; i < 50000; i++)
			str_adds(&html, pieces[k]);
		html_to_plain(&out, html.p, html.len);
		str_reset(&out);
		int count = 0;
		const struct html_targets targets = {resolve, refused_counted, &count};
		html_finish(&out, html.p, html.len, &targets, &err);
		html_is_page(html.p, html.len);
		str_release(&html);
		str_release(&out);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_direction),
		cmocka_unit_test(test_targets),
		cmocka_unit_test(test_decode),
		cmocka_unit_test(test_plain),
		cmocka_unit_test(test_plain_wraps),
		cmocka_unit_test(test_finish),
		cmocka_unit_test(test_refused),
		cmocka_unit_test(test_pages),
		cmocka_unit_test(test_hostile),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
