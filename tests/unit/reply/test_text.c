#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>

#include "reply/html.h"
#include "reply/reading.h"
#include "reply/text.h"

/* Mails, and the whole text that is made of each. */
static const struct {
	const char *name, *mail, *text;
} mails[] = {
	{"plain", "Subject: x\n\na\nb\n", "a\nb\n"},
	{"CR LF, and lone CR", "Subject: x\r\n\r\na\r\nb\rc\r\n", "a\nb\nc\n"},
	{"quoted-printable",
		"Content-Transfer-Encoding: quoted-printable\nContent-Type: text/plain; "
		"charset=utf-8\n\na=C3=A9=\nb =ZZ=\n",
		"a\xc3\xa9"
		"b =ZZ\n"},
	{"base64", "Content-Transfer-Encoding: base64\n\nYWJj\nZGVm\n", "abcdef\n"},
	{"base64 with rubbish", "Content-Transfer-Encoding: base64\n\nYW!Jj\n*ZGVm==\nYWJj\n",
		"abcdefabc\n"},
	{"uuencode", "Content-Transfer-Encoding: x-uuencode\n\nbegin 644 a\n#86)C\n`\nend\n",
		"abc\n"},
	{"flowed", "Content-Type: text/plain; format=flowed\n\none \ntwo\n> a \n> b\n-- \nme\n",
		"one two\n> a b\n-- \nme\n"},
	{"flowed with DelSp", "Content-Type: text/plain; format=flowed; delsp=yes\n\none \ntwo\n",
		"onetwo\n"},
	{"alternatives",
		"Content-Type: multipart/alternative; "
		"boundary=x\n\n--x\n\nplain\n--x\nContent-Type: text/html\n\n<p>html</p>\n--x--\n",
		"plain\n"},
	{"an empty plain alternative",
		"Content-Type: multipart/alternative; boundary=x\n\n--x\n\n \n--x\nContent-Type: "
		"text/html\n\n<p>html</p>\n--x--\n",
		"html\n"},
	{"two texts and an attached one",
		"Content-Type: multipart/mixed; "
		"boundary=x\n\n--x\n\na\n--x\n\nb\n--x\nContent-Disposition: "
		"attachment\n\nc\n--x--\n",
		"a\n\nb\n"},
	{"an attached message",
		"Content-Type: multipart/mixed; boundary=x\n\n--x\n\na\n--x\nContent-Type: "
		"message/rfc822\n\nSubject: y\n\ninner\n--x--\n",
		"a\n"},
	{"a boundary without quotes that needs them",
		"Content-Type: multipart/mixed; boundary=a=b\n\n--a=b\n\ntext\n--a=b--\n",
		"text\n"},
	{"a boundary that begins like another",
		"Content-Type: multipart/mixed; boundary=x\n\n--x\nContent-Type: multipart/mixed; "
		"boundary=xy\n\n--xy\n\na\n--xy--\n--x\n\nb\n--x--\n",
		"a\n\nb\n"},
	{"no boundary",
		"Content-Type: multipart/mixed\n\n--x\nContent-Type: text/plain\n\ntext\n--x--\n",
		"text\n"},
	{"the end is missing", "Content-Type: multipart/mixed; boundary=x\n\n--x\n\ntext\n",
		"text\n"},
	{"a preamble",
		"Content-Type: multipart/mixed; boundary=x\n\nThis is MIME.\n--x\n\ntext\n--x--\n",
		"text\n"},
	{"an unknown type", "Content-Type: text\n\ntext\n", "text\n"},
	{"bytes that are NUL", "Content-Type: text/plain; charset=utf-8\n\na=00b\n", "a=00b\n"},
};

static void test_mails(void **state)
{
	size_t wrong = 0;

	(void)state;
	for (size_t i = 0; i < sizeof mails / sizeof *mails; i++) {
		struct reading r;
		reading_parse(mails[i].mail, strlen(mails[i].mail), &r);
		if (strcmp(r.text, mails[i].text) != 0) {
			print_error("%s: \"%s\", expected \"%s\"\n", mails[i].name, r.text,
				mails[i].text);
			wrong++;
		}
		reading_release(&r);
	}
	assert_int_equal(wrong, 0);
}

static void test_html(void **state)
{
	static const char *const cases[][2] = {
		{"a<br>b", "a\nb\n"},
		{"<p>a</p><p>b</p>", "a\n\nb\n"},
		{"<div>a</div><div>b</div>", "a\nb\n"},
		{"a &amp; b &lt;c&gt; &eacute; &#233; &#xe9; &nosuch; &",
			"a & b <c> \xc3\xa9 \xc3\xa9 \xc3\xa9 &nosuch; &\n"},
		{"<blockquote>a<br>b</blockquote>c", "> a\n> b\nc\n"},
		{"<blockquote>a<blockquote>b</blockquote></blockquote>c", "> a\n>> b\nc\n"},
		{"a<script>alert('</p>')</script>b<style>p{}</style>", "ab\n"},
		{"<head><title>t</title></head><body>a", "a\n"},
		{"a<!-- comment --> b", "a b\n"},
		{"a <b>bold</b> <i>x</i>", "a bold x\n"},
		{"<ul><li>a<li>b</ul>", "- a\n- b\n"},
		{"<ol><li>a<li>b<ol start=\"3\"><li>c</ol><li>d</ol>", "1. a\n2. b\n3. c\n3. d\n"},
		{"<table><tr><td>a</td><td>b</td></tr></table>", "a b\n"},
		{"a<hr>b", "a\n________________________________\nb\n"},
		{"<pre>a\n  b</pre>", "a\n  b\n"},
		{"<span style='display:none'>hidden</span>a", "a\n"},
		{"<div style=\"display: none\">a<div>b</div>c</div>d", "d\n"},
		{"a\n   b", "a b\n"},
		{"1 < 2 and 3 > 2", "1 < 2 and 3 > 2\n"},
		{"<a href=\"x>y\">link</a>", "link\n"},
		{"<img src=\"http://x.test/\">a", "a\n"},
		{"", ""},
	};
	size_t wrong = 0;

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct str out;
		str_init(&out);
		html_add_text(&out, cases[i][0], strlen(cases[i][0]));
		if (strcmp(str_c(&out), cases[i][1]) != 0) {
			print_error("%s: \"%s\", expected \"%s\"\n", cases[i][0], str_c(&out),
				cases[i][1]);
			wrong++;
		}
		str_release(&out);
	}
	assert_int_equal(wrong, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_mails),
		cmocka_unit_test(test_html),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
