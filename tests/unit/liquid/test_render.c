#include "try.h"

static void test_language(void **state)
{
	static const struct trial_case cases[] = {
		{"plain { text } %}", "plain { text } %}"},
		{"{{ recipient.name }} of {{ recipient.org }}", "Zoë O'Brien of ACME"},
		{"{{ recipient['org'] }}{{ recipient.count }}{{ 1.50 }}{{ -3 }}", "ACME31.5-3"},
		{"{{ list }}|{{ list | join: ',' }}|{{ (1..3) }}|{{ campaign.title.size }}",
			"123|1,2,3|1..3|22"},
		{"{% if recipient.title %}yes{% else %}no{% endif %}", "no"},
		{"{% if recipient.count > 2 and recipient.org == 'ACME' %}yes{% endif %}", "yes"},
		{"{% unless recipient.title %}none{% endunless %}", "none"},
		{"{% case recipient.count %}{% when 1, 2 %}few{% when 3 or 4 %}some{% else %}many"
		 "{% endcase %}",
			"some"},
		{"{% for s in signatories %}{{ forloop.index }}/{{ forloop.length }} {{ s.org }}"
		 "{% unless forloop.last %}; {% endunless %}{% endfor %}",
			"1/3 Amnesty North; 2/3 Bread & Water; 3/3 Ćwir"},
		{"{% for i in (1..5) reversed limit: 2 offset: 1 %}{{ i }}{% endfor %}", "32"},
		{"{% for i in list %}{% if i == 2 %}{% continue %}{% endif %}{{ i }}{% endfor %}",
			"13"},
		{"{% for i in list %}{{ i }}{% break %}{% endfor %}", "1"},
		{"{% for i in list limit: 1 %}{{ i }}{% endfor %}"
		 "{% for i in list offset: continue %}[{{ i }}]{% endfor %}",
			"1[2][3]"},
		{"{% for x in campaign.none_of_it %}{% endfor %}",
			"ERROR t:1:13: there is no `campaign.none_of_it` (`default` handles what "
			"may be "
			"missing)"},
		{"{% assign x = 'a,b' | split: ',' %}{{ x[1] }}{{ x.first }}{{ x[-1] }}", "bab"},
		{"{% capture c %}<{{ recipient.org }}>{% endcapture %}{{ c }}{{ c }}",
			"<ACME><ACME>"},
		{"{% cycle 'a', 'b' %}{% cycle 'a', 'b' %}{% cycle 'a', 'b' %}", "aba"},
		{"{% assign n = 5 %}{{ n.size }}", "8"},
		{"{% assign n = 5 %}{{ n.first }}", "ERROR t:1:22: there is no `n.first` "
						    "(`default` handles what may be missing)"},
		{"{% cycle nil, 'a' %}{% cycle nil, 'a' %}", "aa"},
		{"{% cycle recipient.org: 'a', 'b' %}{% cycle recipient.org: 'a', 'b' %}", "ab"},
		{"{% increment n %}{% increment n %}{% decrement m %}", "01-1"},
		{"{% for i in (1..4) %}{% ifchanged %}{{ i | divided_by: 2 }}{% endifchanged %}"
		 "{% endfor %}",
			"012"},
		{"{% tablerow i in list cols: 2 %}{{ i }}{% endtablerow %}",
			"<tr class=\"row1\">\n<td class=\"col1\">1</td><td "
			"class=\"col2\">2</td></tr>\n"
			"<tr class=\"row2\"><td class=\"col1\">3</td></tr>\n"},
		{"a {%- if true -%} b {%- endif -%} c", "abc"},
		{"{% raw %}{{ x }}{% endraw %}{% comment %}{{ y }}{% endcomment %}{% # z %}",
			"{{ x }}"},
		{"{% liquid\n assign x = 3\n if x > 2\n  echo x\n endif %}", "3"},
		{"{% if true %}  {% assign x = 1 %}  {% endif %}|", "|"},
		{"{{ recipient.none | default: 'x' }}{{ nobody | default: 'y' }}", "xy"},
		{"{{ recipient.title | default: recipient.org }}", "ACME"},
		{"{% if recipient.none == nil %}nil{% endif %}{% if nobody == blank %}blank{% "
		 "endif %}",
			"nilblank"},
		{"{{ recipient.title.anything }}|", "|"},
		{"{% assign s = campaign.title %}{{ s | upcase }}", "HOMES BEFORE <HARBOUR>"},
	};
	struct trial t = {0};

	(void)state;
	trial_start(&t);
	TRIAL_TABLE(&t, cases);
	trial_end(&t);
}

static void test_unknown_names(void **state)
{
	static const struct trial_case cases[] = {
		{"\n  {{ recipient.nmae }}",
			"ERROR t:2:6: there is no `recipient.nmae`; did you mean `recipient.name`? "
			"(`default` handles what may be missing)"},
		{"{{ recipent.name }}",
			"ERROR t:1:4: there is no variable `recipent`; did you mean `recipient`?"},
		{"{% if recipient.nome %}{% endif %}",
			"ERROR t:1:7: there is no `recipient.nome`; did you mean `recipient.name`? "
			"(`default` handles what may be missing)"},
		{"{{ recipient.name | default: recipient.ogr }}",
			"ERROR t:1:30: there is no `recipient.ogr`; did you mean `recipient.org`? "
			"(`default` handles what may be missing)"},
		{"{{ campaign.titel }}",
			"ERROR t:1:4: there is no `campaign.titel`; did you mean `campaign.title`? "
			"(`default` handles what may be missing)"},
		{"{{ recipient[\"nmae\"] }} text",
			"ERROR t:1:4: there is no `recipient.nmae`; did you mean `recipient.name`? "
			"(`default` handles what may be missing)"},
		{"{{ recipient[\"second column\"] }} text",
			"ERROR t:1:4: there is no `recipient[\"second column\"]` "
			"(`default` handles what may be missing)"},
		{"{{ forloop.index }}", "ERROR t:1:4: there is no variable `forloop`"},
	};
	struct trial t = {0};

	(void)state;
	trial_start(&t);
	TRIAL_TABLE(&t, cases);
	trial_end(&t);
}

static const char *a_partial(const char *name)
{
	if (strcmp(name, "foot") == 0)
		return "[{{ who }} of {{ campaign.count }}]";
	if (strcmp(name, "item") == 0)
		return "{{ item.org }}{% unless forloop.last %}, {% endunless %}";
	if (strcmp(name, "sets") == 0)
		return "{% assign x = 'inner' %}{{ x }}";
	if (strcmp(name, "self") == 0)
		return "{% render 'self' %}";
	if (strcmp(name, "bad") == 0)
		return "\n{{ nope";
	return NULL;
}

static void test_partials(void **state)
{
	static const struct trial_case cases[] = {
		{"{% render 'foot', who: recipient.org %}", "[ACME of 37]"},
		{"{% render 'item' for signatories %}", "Amnesty North, Bread & Water, Ćwir"},
		{"{% assign x = 'outer' %}{% render 'sets' %}{{ x }}", "innerouter"},
		{"{% assign x = 'outer' %}{% include 'sets' %}{{ x }}", "innerinner"},
		{"{% assign n = 'foot' %}{% include n, who: 1 %}", "[1 of 37]"},
		{"{% render 'none' %}", "ERROR t:1:1: there is no partial `none`"},
		{"{% render 'self' %}",
			"ERROR self:1:1: partials are nested more than 100 deep (limit "
			"include_depth); does one name itself?"},
	};
	struct trial t = {.partial = a_partial};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		/* A partial that failed stays failed for its engine. */
		trial_start(&t);
		trial_table(&t, &cases[i], 1);
		trial_end(&t);
		t.arena = (struct arena){0};
		t.problems = (struct problems){0};
	}
	trial_start(&t);
	assert_string_equal(trial_render(&t, "{% render 'bad' %}"),
		"ERROR bad:2:1: `{{` is never closed; end it with `}}`");
	assert_string_equal(trial_render(&t, " {% render 'bad' %}"),
		"ERROR t:1:2: the partial `bad` has an error: bad:2:1: `{{` is never closed; end "
		"it "
		"with `}}`");
	trial_end(&t);
}

static void test_values_are_not_templates(void **state)
{
	struct trial t = {0};

	(void)state;
	trial_start(&t);
	liquid_set(
		t.context, liquid_slot(t.engine, "text"), liquid_text("{{ campaign.title }}{% if"));
	assert_string_equal(trial_render(&t, "{{ text }}"), "{{ campaign.title }}{% if");
	trial_end(&t);
}

static void test_html(void **state)
{
	static const struct trial_case cases[] = {
		{"<b>{{ campaign.title }}</b>", "<b>Homes before &lt;harbour&gt;</b>"},
		{"{{ campaign.title | raw }}", "Homes before <harbour>"},
		{"{{ campaign.title | upcase | escape }}", "HOMES BEFORE &lt;HARBOUR&gt;"},
		{"{{ recipient.name }}", "Zoë O&#39;Brien"},
		{"{{ recipient.title | default: '<>' }}", "&lt;&gt;"},
		{"{% capture c %}<i>{{ campaign.title }}</i>{% endcapture %}{{ c }}",
			"<i>Homes before &lt;harbour&gt;</i>"},
		{"{{ text | append: '<' | newline_to_br }}", "a b<br />\nc&lt;"},
		{"{{ signatories | map: 'org' }}", "Amnesty NorthBread &amp; WaterĆwir"},
	};
	struct trial t = {.options = {.escape = liquid_escape_html}};

	(void)state;
	trial_start(&t);
	TRIAL_TABLE(&t, cases);
	trial_end(&t);
}

static void test_one_line(void **state)
{
	struct trial t = {0};
	struct liquid_source source = {
		.file = "h", .text = "S: {{ text }}{{ x }}!", .len = 21, .one_line = true};

	(void)state;
	trial_start(&t);
	liquid_set(t.context, liquid_slot(t.engine, "x"), liquid_text("\r\nBcc: a\r\r\n\nb"));
	struct liquid_template *p = liquid_parse(t.engine, &source, &t.problems);
	assert_non_null(p);
	assert_int_equal(liquid_render(p, t.context, &t.out, &t.err), 0);
	assert_string_equal(str_c(&t.out), "S: a b c Bcc: a b!");
	liquid_template_free(p);
	trial_end(&t);
}

static const char *two_lines(const char *name)
{
	(void)name;
	return "one {{ text }}\r\nBcc: two\n";
}

/* A partial in a header line stays on it, and is escaped only where its template is. */
static void test_partials_follow_their_template(void **state)
{
	struct trial t = {.options = {.escape = liquid_escape_html}, .partial = two_lines};
	struct liquid_source source = {.file = "h",
		.text = "S: {% render 'p' %}!",
		.len = 20,
		.one_line = true,
		.no_escape = true};

	(void)state;
	trial_start(&t);
	liquid_set(t.context, liquid_slot(t.engine, "text"), liquid_text("<\n>"));
	struct liquid_template *p = liquid_parse(t.engine, &source, &t.problems);
	assert_non_null(p);
	assert_int_equal(liquid_render(p, t.context, &t.out, &t.err), 0);
	assert_string_equal(str_c(&t.out), "S: one < > Bcc: two !");
	liquid_template_free(p);
	assert_string_equal(trial_render(&t, "{% render 'p' %}"), "one &lt;\n&gt;\r\nBcc: two\n");
	trial_end(&t);
}

static void test_state_lasts_until_reset(void **state)
{
	struct trial t = {0};
	static const char head[] = "{% assign x = 'set' %}", body[] = "{{ x | default: 'unset' }}";
	struct liquid_source first = {.text = head, .len = sizeof head - 1};
	struct liquid_source second = {.text = body, .len = sizeof body - 1};

	(void)state;
	trial_start(&t);
	struct liquid_template *a = liquid_parse(t.engine, &first, &t.problems);
	struct liquid_template *b = liquid_parse(t.engine, &second, &t.problems);
	assert_int_equal(liquid_render(a, t.context, &t.out, &t.err), 0);
	assert_int_equal(liquid_render(b, t.context, &t.out, &t.err), 0);
	assert_string_equal(str_c(&t.out), "set");
	liquid_reset(t.context);
	assert_int_equal(liquid_render(b, t.context, &t.out, &t.err), 0);
	assert_string_equal(str_c(&t.out), "setunset");
	liquid_template_free(a);
	liquid_template_free(b);
	trial_end(&t);
}

static void test_uses(void **state)
{
	struct trial t = {.partial = a_partial};
	static const char text[] = "{{ recipient.name }}{{ recipient['email'] }}{% render 'foot', "
				   "who: 1 %}{% for s in "
				   "signatories %}{% endfor %}";
	struct liquid_source source = {.text = text, .len = sizeof text - 1};

	(void)state;
	trial_start(&t);
	struct liquid_template *p = liquid_parse(t.engine, &source, &t.problems);
	assert_true(liquid_uses(p, "recipient", "name"));
	assert_true(liquid_uses(p, "recipient", "email"));
	assert_false(liquid_uses(p, "recipient", "org"));
	assert_true(liquid_uses(p, "recipient", NULL));
	assert_true(liquid_uses(p, "campaign", "count")); /* in the partial */
	assert_true(liquid_uses(p, "signatories", "org")); /* the whole list is used */
	assert_false(liquid_uses(p, "nobody", NULL));
	liquid_template_free(p);
	trial_end(&t);
}

/* What has parts is no text: told where it is printed, alone, in a list, or by a filter. */
static void test_parts(void **state)
{
	static const char row[] =
		"a value that has parts (`name`, `org`, `title`, `count`, ...) cannot "
		"be printed; name one of them after a dot";
	static const char list[] =
		"a list of values that have parts (`org`, `city`, `number`) cannot be "
		"printed; go through it with `for`, or take one part with `map`";
	static const struct {
		const char *template, *place, *why;
	} cases[] = {
		{"a {{ recipient }}", "t:1:6", row},
		{"{{ recipient | default: 'x' }}", "t:1:4", row},
		{"{{ recipient | upcase }}", "t:1:16", row},
		{"{% for r in (1..2) %}{% cycle 1, recipient %}{% endfor %}", "t:1:34", row},
		{"\n{{ signatories }}", "t:2:4", list},
		{"{{ signatories | join: ', ' }}", "t:1:18", list},
		{"{% assign x = signatories | reverse %}{% capture y %}{{ x }}{% endcapture %}",
			"t:1:57", list},
	};
	struct trial t = {0};
	char wanted[300];

	(void)state;
	trial_start(&t);
	for (int fold = 0; fold < 2; fold++)
		for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
			t.fold = fold;
			snprintf(wanted, sizeof wanted, "ERROR %s: %s", cases[i].place,
				cases[i].why);
			assert_string_equal(trial_render(&t, cases[i].template), wanted);
		}
	assert_string_equal(trial_render(&t, "{{ signatories | map: 'org' }}{{ list }}"),
		"Amnesty NorthBread & WaterĆwir123");
	trial_end(&t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_parts),
		cmocka_unit_test(test_language),
		cmocka_unit_test(test_unknown_names),
		cmocka_unit_test(test_partials),
		cmocka_unit_test(test_values_are_not_templates),
		cmocka_unit_test(test_html),
		cmocka_unit_test(test_one_line),
		cmocka_unit_test(test_partials_follow_their_template),
		cmocka_unit_test(test_state_lasts_until_reset),
		cmocka_unit_test(test_uses),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
