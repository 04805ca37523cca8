#include "try.h"

/* Every problem of a template, one a line. */
static char *all_problems(struct trial *t, const char *template)
{
	struct str all = STR_INIT;

	struct liquid_template *p = NULL;
	problems_release(&t->problems);
	t->problems = (struct problems){0};
	p = liquid_parse(t->engine,
		&(struct liquid_source){.file = "f", .text = template, .len = strlen(template)},
		&t->problems);
	assert_int_equal(p == NULL, t->problems.errors > 0);
	liquid_template_free(p);
	for (size_t i = 0; i < t->problems.count; i++) {
		const struct problem *q = &t->problems.items[i];
		str_addf(&all, "%s%zu:%zu: %s\n", q->warning ? "warning " : "", q->line, q->column,
			q->text);
	}
	return str_detach(&all, NULL);
}

static void check(const struct trial_case *cases, size_t n)
{
	struct trial t = {0};

	trial_start(&t);
	for (size_t i = 0; i < n; i++) {
		char *got = all_problems(&t, cases[i].template);
		assert_string_equal(got, cases[i].wanted);
		free(got);
	}
	trial_end(&t);
}

static void test_problems(void **state)
{
	static const struct trial_case cases[] = {
		{"{{ 1 }}", ""},
		/* B25 */
		{"a\n{{ b", "2:1: `{{` is never closed; end it with `}}`\n"},
		{"{{ a {% if b %}{% endif %}", "1:1: `{{` is never closed; end it with `}}`\n"},
		{"{% if a", "1:1: `{%` is never closed; end the tag with `%}`\n"},
		/* B27 */
		{"{{ a | upcsae }}", "1:8: there is no filter `upcsae`; did you mean `upcase`?\n"},
		{"{{ a | qqqqqqqqqqqq }}", "1:8: there is no filter `qqqqqqqqqqqq`; "
					   "openletter-templates(7) lists them\n"},
		{"é {% asign x = 1 %}", "1:3: there is no tag `asign`; did you mean `assign`?\n"},
		{"{% endfro %}", "1:1: there is no tag `endfro`; did you mean `endfor`?\n"},
		/* B28 */
		{"\n{% if a %}x", "2:1: `if` is never closed; end it with `{% endif %}`\n"},
		{"{% for a in b %}{% if c %}{% endfor %}",
			"1:17: `if` is never closed: `endfor` of line 1 comes before `endif`\n"},
		{"{% endif %}", "1:1: `endif` closes nothing here\n"},
		{"{% if a %}{% endunless %}{% endif %}", "1:11: `endunless` closes nothing here; "
							 "the open block is `if` of line 1\n"},
		{"{% else %}", "1:1: `else` stands outside of any block\n"},
		{"{% comment %}",
			"1:1: `comment` is never closed; end it with `{% endcomment %}`\n"},
		{"{% raw %}", "1:1: `raw` is never closed; end it with `{% endraw %}`\n"},
		/* all at once */
		{"{{ a | foo: }}\n{{ b c }}{% if %}{% endif %}",
			"1:13: something is missing here: expected a name, a text in quotes, a "
			"number or "
			"a range\n"
			"2:6: found `c`, expected the end of the tag\n"
			"2:16: something is missing here: expected a name, a text in quotes, a "
			"number or "
			"a range\n"},
		{"{{ 'a }}", "1:4: this text has no closing quote '\n"},
		{"{{ }}", "1:3: there is nothing between these braces\n"},
		{"{{ a | join: 1, 2 }}",
			"1:8: the filter `join` takes at most 1 argument, not 2\n"},
		{"{{ a | append }}", "1:8: the filter `append` takes 1 argument, not 0\n"},
		{"{% for a b %}{% endfor %}", "1:10: write `for item in list`\n"},
		{"{% for a in b cols: 2 %}{% endfor %}", "1:15: a loop takes `limit: N`, `offset: "
							 "N` and, before them, `reversed`\n"},
		{"{% assign = 2 %}", "1:1: write `assign name = value`\n"},
		{"{% render x %}", "1:1: `render` takes a name in quotes: `render \"footer\"`\n"},
	};

	(void)state;
	check(cases, sizeof cases / sizeof *cases);
}

/* What is written otherwise elsewhere: the message says how it is written here. */
static void test_slips(void **state)
{
	static const struct trial_case cases[] = {
		{"{% if a = b %}{% endif %}", "1:9: found `=`: two values are compared by ==\n"},
		{"{% if a === b %}{% endif %}", "1:11: found `=`: two values are compared by ==\n"},
		{"{% if a is b %}{% endif %}", "1:9: found `is`: two values are compared by ==\n"},
		{"{% if a island %}{% endif %}",
			"1:9: found `island`, expected the end of the tag\n"},
		{"{% if a && b %}{% endif %}", "1:9: found `&`: conditions are joined by `and`\n"},
		{"{% if a AND b %}{% endif %}",
			"1:9: found `AND`: conditions are joined by `and`\n"},
		{"{% if a || b %}{% endif %}", "1:9: found `||`: conditions are joined by `or`\n"},
		{"{% if a and not b %}{% endif %}",
			"1:13: found `not`: the opposite of `if` is `unless`\n"},
		{"{% if not == 1 b %}{% endif %}",
			"1:16: found `b`, expected the end of the tag\n"},
		{"{% if !a %}{% endif %}", "1:7: found `!`: the opposite of `if` is `unless`\n"},
		{"{% if notes %}{% endif %}{% if not %}{% endif %}", ""},
		{"{% if 'a' in b %}{% endif %}",
			"1:11: found `in`: it is the list that `contains` a value\n"},
		{"{% if (a or b) and c %}{% endif %}",
			"1:10: found `or`, expected `..`: round brackets hold a range, and "
			"nothing else\n"},
		{"{% if a | size > 3 %}{% endif %}",
			"1:9: found `|`: a condition takes no filters: `assign` what they make to "
			"a name, and ask for that\n"},
		{"{% if a %}{% else if b %}{% endif %}",
			"1:11: `else` takes nothing; use `elsif` for a condition\n"},
		{"{% unless a %}{% else b %}{% endunless %}",
			"1:15: `else` takes nothing; use `elsif` for a condition\n"},
		{"{% case a %}{% when 1 %}{% else b %}{% endcase %}",
			"1:25: `else` takes nothing; use `when` for a condition\n"},
		{"{{ a | default 'x' }}", "1:16: a colon is missing before what the filter takes, "
					  "as in `default: ...`\n"},
		{"{{ a | append: 'x' b }}", "1:20: found `b`, expected the end of the tag\n"},
		{"{{ a | upcase b }}", "1:15: found `b`, expected the end of the tag\n"},
		{"{{{ a }}}", "1:3: found a brace too many, expected two around an output: "
			      "{{ name }}\n"},
	};

	(void)state;
	check(cases, sizeof cases / sizeof *cases);
}

static void test_warnings(void **state)
{
	static const struct trial_case cases[] = {
		{"{% if a and b or c %}{% endif %}", "warning 1:7: conditions are read from the "
						     "right: `a and b or c` means `a and (b "
						     "or c)`; nest two `if` to be clear\n"},
		{"{% if a or b and c %}{% endif %}", ""},
		{"{% if a and b and c %}{% endif %}", ""},
		{"{% if a %}{% else %}{% elsif b %}{% endif %}",
			"warning 1:21: this `elsif` stands after `else` and is never reached\n"},
	};

	(void)state;
	check(cases, sizeof cases / sizeof *cases);
}

static void test_place_in_a_larger_file(void **state)
{
	struct trial t = {0};
	static const char text[] = "x\n{{ y ";

	(void)state;
	trial_start(&t);
	assert_null(liquid_parse(t.engine,
		&(struct liquid_source){
			.file = "letter.md", .text = text, .len = sizeof text - 1, .first_line = 7},
		&t.problems));
	assert_int_equal(t.problems.items[0].line, 8);
	assert_string_equal(t.problems.items[0].file, "letter.md");
	trial_end(&t);
}

static void test_plain_liquid(void **state)
{
	static const struct trial_case cases[] = {
		{"[{{ nobody }}{{ recipient.none.at.all }}]", "[]"},
		{"{{ 'a' | no_such_filter }}", "a"},
		{"{{ 'a' | isolate }}", "a"},
		{"{{ 'é' | raw }}{{ }}", "é"},
		{"{% if nobody %}a{% else if 1 %}b{% endif %}", "b"},
		{"{{ recipient.title }}{% assign e = '' | first %}{% if e == '' %}text{% endif %}"
		 "{% assign e = '' %}{% if e.last == '' %}text{% endif %}",
			"texttext"},
		{"{{ signatories | map: 'org' | size }}{% assign s = signatories | first %}{{ s }}",
			"3{&quot;org&quot;=&gt;&quot;Amnesty North&quot;, "
			"&quot;city&quot;=&gt;&quot;Oslo&quot;, &quot;number&quot;=&gt;1}"},
	};
	struct trial t = {.options = {.standard = true, .escape = liquid_escape_html}};

	(void)state;
	trial_start(&t);
	TRIAL_TABLE(&t, cases);
	trial_end(&t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_problems),
		cmocka_unit_test(test_slips),
		cmocka_unit_test(test_warnings),
		cmocka_unit_test(test_place_in_a_larger_file),
		cmocka_unit_test(test_plain_liquid),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
