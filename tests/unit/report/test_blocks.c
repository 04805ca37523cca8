#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "liquid/liquid.h"
#include "report/values.h"

/* Blocks as text: "[" lines joined by "/" "]", quotes as "(" ")". */
static void render(const char *text, struct str *out)
{
	static const char source[] =
		"{% for b in blocks %}{% if b.kind == 'quote' %}({% else %}[{% endif %}"
		"{{ b.lines | join: '/' }}{% if b.kind == 'quote' %}){% else %}]{% endif %}"
		"{% endfor %}";
	struct liquid_source s = {.file = "x", .text = source, .len = sizeof source - 1};
	struct problems problems = {0};
	struct arena arena = {0};
	struct liquid *engine = liquid_new(NULL);
	struct liquid_template *t = liquid_parse(engine, &s, &problems);
	struct liquid_context *c = liquid_context_new(engine);

	assert_non_null(t);
	liquid_set(c, liquid_slot(engine, "blocks"), values_blocks(&arena, text));
	str_reset(out);
	assert_int_equal(liquid_render(t, c, out, NULL), 0);
	liquid_template_free(t);
	liquid_context_free(c);
	liquid_free(engine);
	problems_release(&problems);
	arena_release(&arena);
}

static void text_becomes_paragraphs(void **state)
{
	static const struct {
		const char *text, *wanted;
	} cases[] = {
		{NULL, ""},
		{"", ""},
		{"\n \n\n", ""},
		{"One.\n\nTwo.", "[One.][Two.]"},
		{"One.\r\n\r\nTwo.\r\n", "[One.][Two.]"},
		{"Street 5\n1000 Town", "[Street 5/1000 Town]"},
		/* Wrapped lines are joined. */
		{"The calls and messages of people in the valley are recorded without\nexception, "
		 "and kept for years on servers that are rented.",
			"[The calls and messages of people in the valley are recorded without "
			"exception, and kept for years on servers that are rented.]"},
		/* Items are not, and neither are lines in which there was room. */
		{"1. The calls and messages of people in the valley are recorded.\n2. They are "
		 "kept.",
			"[1. The calls and messages of people in the valley are recorded./2. They "
			"are kept.]"},
		{"Amara Diallo, Executive Director, Open Line (Belgium)\nJo Weiss, Head of "
		 "Research, "
		 "Witness Archive (Germany) and others",
			"[Amara Diallo, Executive Director, Open Line (Belgium)/Jo Weiss, Head of "
			"Research, Witness Archive (Germany) and others]"},
		/* A name that was merged into a line makes it longer than the others. */
		{"We, Open Line, Witness Archive, Karsa Families Association, Corporate Ledger and "
		 "Engineers for Restraint,\ndocument violations of human rights and advise "
		 "companies "
		 "on how to\navoid a part in them.",
			"[We, Open Line, Witness Archive, Karsa Families Association, Corporate "
			"Ledger and Engineers for Restraint, document violations of human rights "
			"and "
			"advise companies on how to avoid a part in them.]"},
		{"Answer:\n> a question\n> of yours\nyes", "[Answer:](a question/of yours)[yes]"},
		{">> deep\n>\n> next", "(deep)(next)"},
	};
	struct str out = STR_INIT;

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		render(cases[i].text, &out);
		assert_string_equal(str_c(&out), cases[i].wanted);
	}
	str_release(&out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(text_becomes_paragraphs),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
