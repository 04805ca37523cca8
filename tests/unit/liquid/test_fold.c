/* Folding changes no byte: templates made at random, rendered as they are and folded. */
#include "try.h"

/* A generator of its own: the same templates on every machine. */
static uint64_t seed;

static unsigned pick(unsigned n)
{
	seed = seed * 6364136223846793005u + 1442695040888963407u;
	return (unsigned)(seed >> 33) % n;
}

static const char *one_of(const char *const *items, unsigned n)
{
	return items[pick(n)];
}

#define ONE_OF(items) one_of((items), sizeof(items) / sizeof *(items))

static const char *const values[] = {"recipient.name", "recipient.org", "recipient.title",
	"recipient.count", "recipient.date", "campaign.title", "campaign.deadline",
	"campaign.count", "list", "signatories", "text", "'quoted'", "7", "-2.5", "true", "nil",
	"(1..3)", "x", "y", "i", "forloop.index", "signatories[1].org", "list[recipient.count]",
	"campaign[text]", "list.size"};
static const char *const filters[] = {"upcase", "downcase", "size", "join: '-'", "first", "last",
	"default: recipient.org", "default: 'none'", "append: campaign.count",
	"append: recipient.name", "plus: 1", "times: recipient.count", "date: '%d %B %Y'",
	"localdate: 'full'", "split: ' '", "reverse", "sort", "map: 'org'", "sentence",
	"replace: 'a', recipient.org", "truncate: 5", "escape", "raw", "newline_to_br", "wrap: 10",
	"slice: 1, 3", "where: 'org', 'Ćwir'", "uniq", "compact", "ordinal", "isolate"};
static const char *const comparisons[] = {"==", "!=", "<", ">=", "contains"};
static const char *const relations[] = {" and ", " or "};

static void add_output(struct str *out)
{
	str_addf(out, "{{ %s", ONE_OF(values));
	for (unsigned n = pick(3); n; n--)
		str_addf(out, " | %s", ONE_OF(filters));
	str_adds(out, " }}");
}

static void add_condition(struct str *out)
{
	str_adds(out, ONE_OF(values));
	if (pick(2))
		str_addf(out, " %s %s", ONE_OF(comparisons), ONE_OF(values));
	if (pick(3) == 0) {
		str_adds(out, ONE_OF(relations));
		str_adds(out, ONE_OF(values));
	}
}

static void add_body(struct str *out, int depth);

static void add_block(struct str *out, int depth)
{
	static const char *const lists[] = {
		"list", "signatories", "(1..2)", "(1..recipient.count)"};

	switch (pick(8)) {
	case 0:
	case 1:
		str_adds(out, "{% if ");
		add_condition(out);
		str_adds(out, " %}");
		add_body(out, depth + 1);
		if (pick(2)) {
			str_adds(out, "{% elsif ");
			add_condition(out);
			str_adds(out, " %}");
			add_body(out, depth + 1);
		}
		str_adds(out, "{% else %}");
		add_body(out, depth + 1);
		str_adds(out, "{% endif %}");
		break;
	case 2:
		str_adds(out, "{% unless ");
		add_condition(out);
		str_adds(out, " %}");
		add_body(out, depth + 1);
		str_adds(out, "{% endunless %}");
		break;
	case 3:
	case 4:
		str_addf(out, "{%% for %s in %s %%}", pick(4) ? "i" : "campaign", ONE_OF(lists));
		add_body(out, depth + 1);
		str_adds(out, pick(3) ? "{% endfor %}" : "{% break %}{% endfor %}");
		break;
	case 5:
		str_addf(out, "{%% case %s %%}{%% when %s, %s %%}", ONE_OF(values), ONE_OF(values),
			ONE_OF(values));
		add_body(out, depth + 1);
		str_adds(out, "{% else %}");
		add_body(out, depth + 1);
		str_adds(out, "{% endcase %}");
		break;
	case 6:
		str_addf(out, "{%% capture %s %%}", pick(2) ? "x" : "y");
		add_body(out, depth + 1);
		str_adds(out, "{% endcapture %}");
		break;
	default:
		str_adds(out, "{% tablerow i in list cols: 2 %}");
		add_body(out, depth + 1);
		str_adds(out, "{% endtablerow %}");
	}
}

static void add_body(struct str *out, int depth)
{
	for (unsigned n = 1 + pick(3); n; n--) {
		unsigned what = pick(12);
		if (what < 4)
			add_output(out);
		else if (what < 7)
			str_adds(out, pick(2) ? " text\n" : "  ");
		else if (what == 7)
			str_addf(out, "{%% assign %s = %s | %s %%}", pick(2) ? "x" : "y",
				ONE_OF(values), ONE_OF(filters));
		else if (what == 8)
			str_adds(out,
				pick(2) ? "{% cycle 'a', recipient.org %}" : "{% increment y %}");
		else if (what == 9)
			str_adds(out, "{%- ifchanged -%}{{ i }}{% endifchanged %}");
		else if (depth < 4)
			add_block(out, depth);
	}
}

static void compare(struct trial *t, uint64_t number, size_t *rendered)
{
	struct str template = STR_INIT;

	seed = number;
	add_body(&template, 0);
	t->fold = false;
	char *plain = mem_strdup(trial_render(t, str_c(&template)));
	t->fold = true;
	const char *folded = trial_render(t, str_c(&template));
	if (strcmp(plain, folded) != 0)
		print_error("template %u: %s\n", (unsigned)number, str_c(&template));
	assert_string_equal(folded, plain);
	*rendered += strncmp(plain, "ERROR", 5) != 0;
	free(plain);
	str_release(&template);
}

static void run(struct liquid_options options, size_t count, size_t at_least)
{
	size_t rendered = 0;

	for (size_t i = 0; i < count; i++) {
		/* An engine for each: what one template assigns would make others fold less. */
		struct trial t = {.options = options};
		trial_start(&t);
		compare(&t, 1000 + i, &rendered);
		trial_end(&t);
	}
	/* Most must render, or the comparison would be one of errors. */
	assert_true(rendered >= at_least);
}

static void test_plain_liquid(void **state)
{
	(void)state;
	run((struct liquid_options){.standard = true}, 4000, 2400);
}

static void test_own(void **state)
{
	(void)state;
	run((struct liquid_options){.language = "fr"}, 4000, 300);
}

static void test_escaped(void **state)
{
	(void)state;
	run((struct liquid_options){.standard = true, .escape = liquid_escape_html}, 4000, 2400);
}

/* What is folded is gone from the template: it no longer follows a context whose values differ. */
static void test_it_does_fold(void **state)
{
	struct trial t = {0};
	static const char text[] =
		"{% assign d = campaign.deadline | localdate %}"
		"{% for s in signatories %}{{ s.org }} {% endfor %}"
		"{% if campaign.count > 3 %}{{ campaign.title | upcase }} {{ d }}{% endif %}"
		" {{ recipient.org }}";
	struct liquid_source source = {.text = text, .len = sizeof text - 1};
	size_t varying;

	(void)state;
	trial_start(&t);
	varying = liquid_slot(t.engine, "recipient");
	struct liquid_template *parsed = liquid_parse(t.engine, &source, &t.problems);
	struct liquid_template *folded = liquid_fold(parsed, t.context, &varying, 1);
	liquid_template_free(parsed);
	liquid_set(t.context, liquid_slot(t.engine, "signatories"), liquid_nil());
	liquid_set(t.context, liquid_slot(t.engine, "campaign"), liquid_nil());
	assert_int_equal(liquid_render(folded, t.context, &t.out, &t.err), 0);
	assert_string_equal(str_c(&t.out),
		"Amnesty North Bread & Water Ćwir HOMES BEFORE <HARBOUR> 10 October 2025 ACME");
	liquid_template_free(folded);
	trial_end(&t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_plain_liquid),
		cmocka_unit_test(test_own),
		cmocka_unit_test(test_escaped),
		cmocka_unit_test(test_it_does_fold),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
