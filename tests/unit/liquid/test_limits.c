#include "try.h"

/* text times n, on the heap. */
static char *repeat(const char *text, size_t n)
{
	struct str s = STR_INIT;

	while (n--)
		str_adds(&s, text);
	return str_detach(&s, NULL);
}

static const char *limited(struct trial *t, struct liquid_limits limits, const char *template)
{
	trial_end(t);
	*t = (struct trial){.options = {.limits = limits}, .partial = t->partial};
	trial_start(t);
	return trial_render(t, template);
}

static const char *doubling(const char *name)
{
	return strcmp(name, "two") == 0 ? "{% render 'two' %}{% render 'two' %}" : NULL;
}

/* B34, X12: each limit has its error. */
static void test_each_limit_has_its_error(void **state)
{
	struct trial t = {0};

	(void)state;
	trial_start(&t);
	assert_string_equal(limited(&t, (struct liquid_limits){.output_bytes = 10},
				    "{% for i in (1..9) %}ab{% endfor %}"),
		"ERROR t:1:22: the output is longer than 10 bytes (limit output_bytes)");
	assert_string_equal(limited(&t, (struct liquid_limits){.output_bytes = 10}, "0123456789"),
		"0123456789");
	assert_string_equal(limited(&t, (struct liquid_limits){.loop_steps = 100},
				    "{% for i in (1..1000000000) %}{% endfor %}"),
		"ERROR t:1:1: loops take more than 100 steps together (limit loop_steps)");
	assert_string_equal(
		limited(&t, (struct liquid_limits){.loop_steps = 100},
			"{% for i in (1..11) %}{% for j in (1..11) %}.{% endfor %}{% endfor %}"),
		"ERROR t:1:23: loops take more than 100 steps together (limit loop_steps)");
	assert_string_equal(limited(&t, (struct liquid_limits){.captured_bytes = 4096},
				    "{% assign x = 'aaaaaaaaaaaaaaaa' %}{% for i in (1..60) %}"
				    "{% assign x = x | append: x %}{% endfor %}"),
		"ERROR t:1:1: what the template assigns, captures and filters takes more than 4096 "
		"bytes (limit captured_bytes)");
	assert_string_equal(limited(&t, (struct liquid_limits){.captured_bytes = 100},
				    "{% capture x %}{% for i in (1..60) %}abcd{% endfor %}"
				    "{% endcapture %}"),
		"ERROR t:1:38: what is captured is longer than 100 bytes (limit captured_bytes)");
	assert_string_equal(
		limited(&t, (struct liquid_limits){.nesting = 2},
			"{% if 1 %}{% if 2 %}{% if 3 %}{% endif %}{% endif %}{% endif %}"),
		"ERROR t:1:21: blocks are nested more than 2 deep (limit nesting); split the "
		"template");
	t.partial = doubling;
	assert_string_equal(
		limited(&t, (struct liquid_limits){.include_depth = 5}, "{% render 'two' %}"),
		"ERROR two:1:1: partials are nested more than 5 deep (limit include_depth); does "
		"one "
		"name itself?");
	trial_end(&t);
}

static void test_hostile_nesting(void **state)
{
	struct trial t = {0};
	char *ifs = repeat("{% if true %}", 100000), *squares = repeat("a[", 100000),
	     *text = mem_alloc(1 << 20);

	(void)state;
	trial_start(&t);
	assert_string_equal(trial_render(&t, ifs),
		"ERROR t:1:1301: blocks are nested more than 100 deep (limit nesting); split the "
		"template");
	snprintf(text, 1 << 20, "{{ %s }}", squares);
	assert_string_equal(
		trial_render(&t, text), "ERROR t:1:204: brackets are nested more than 100 deep");
	free(ifs);
	free(squares);
	free(text);
	trial_end(&t);
}

/* A megabyte each: what is quadratic would take minutes. */
static void test_large_templates(void **state)
{
	static const struct {
		const char *piece;
		size_t times;
		bool ends_well;
	} cases[] = {
		{"{{ recipient.org }} and text\n", 36000, true},
		{"{{ ", 350000, false},
		{"{% ", 350000, false},
		{"{{ {% ", 170000, false},
		{"{% comment %}", 80000, false},
		{"{% raw %}", 120000, false},
		{"{% endif %}", 95000, false},
		{"{% if a %}{% endif %}", 50000, false},
		{"{{ a | b | c: \"", 70000, false},
		{"{% liquid\n", 100000, false},
		{"{%- if true -%} {%- endif -%}", 35000, true},
		{"{% assign x = 1 %}{% cycle x: 1, 2 %}", 28000, true},
	};
	struct trial t = {0};

	(void)state;
	trial_start(&t);
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		char *text = repeat(cases[i].piece, cases[i].times);
		const char *got = trial_render(&t, text);
		assert_int_equal(strncmp(got, "ERROR", 5) != 0, cases[i].ends_well);
		free(text);
	}
	trial_end(&t);
}

static void test_large_arrays(void **state)
{
	static const char *const templates[] = {"{{ big | sort | size }}",
		"{{ big | uniq | size }}", "{{ big | map: 'n' | size }}",
		"{{ big | where: 'n', 'x' | size }}", "{{ big | sort_natural | size }}",
		"{{ big | reverse | compact | size }}", "{{ big | join: ',' | split: ',' | size }}",
		"{% for b in big %}{% if forloop.last %}{{ forloop.length }}{% endif %}{% endfor "
		"%}",
		"{{ big | sentence | size }}"};
	struct trial t = {.options = {.limits = {.captured_bytes = 256 << 20}}};

	(void)state;
	trial_start(&t);
	struct liquid_array *big = liquid_array_new(&t.arena);
	for (size_t i = 0; i < 100000; i++)
		liquid_array_add(
			big, liquid_text(arena_printf(&t.arena, "item %zu", (i * 7919) % 100000)));
	liquid_set(t.context, liquid_slot(t.engine, "big"), liquid_array_value(big));
	for (size_t i = 0; i < sizeof templates / sizeof *templates; i++) {
		const char *got = trial_render(&t, templates[i]);
		assert_true(strncmp(got, "ERROR", 5) != 0);
	}
	trial_end(&t);
}

/* Searches and patterns that invite backtracking. */
static void test_hostile_text(void **state)
{
	struct trial t = {0};
	char *a = repeat("a", 400000), *lt = repeat("<script", 200000),
	     *amp = repeat("&amp", 200000);

	(void)state;
	trial_start(&t);
	liquid_set(t.context, liquid_slot(t.engine, "a"), liquid_text(a));
	liquid_set(t.context, liquid_slot(t.engine, "lt"), liquid_text(lt));
	liquid_set(t.context, liquid_slot(t.engine, "amp"), liquid_text(amp));
	assert_string_equal(
		trial_render(&t, "{% assign half = a | slice: 0, 200000 | append: 'b' %}"
				 "{{ a | replace_last: half, 'x' | size }} "
				 "{{ a | replace: half, 'x' | size }} {{ lt | strip_html | size }} "
				 "{{ amp | escape_once | size }}"),
		"400000 400000 1400000 1600000");
	free(a);
	free(lt);
	free(amp);
	trial_end(&t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_each_limit_has_its_error),
		cmocka_unit_test(test_hostile_nesting),
		cmocka_unit_test(test_large_templates),
		cmocka_unit_test(test_large_arrays),
		cmocka_unit_test(test_hostile_text),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
