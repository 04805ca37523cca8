/*
 * Any bytes as a template: parsed, rendered, folded and rendered again. Both renderings must agree.
 *
 * rooms: liquid base
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "liquid/liquid.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static int read_partial(
	void *ctx, const char *name, struct str *out, struct str *file_r, struct err *err)
{
	(void)ctx;
	if (*name != 'p')
		return err_set(err, ERR_INPUT, "there is no partial `%s`", name);
	str_adds(out, "<{{ x }}{{ p }}{% assign x = 1 %}{{ recipient.name }}{% cycle 'a', 'b' %}>");
	str_adds(file_r, name);
	return 0;
}

/* A hash, a row, lists of both, numbers and awkward text. */
static void set_data(struct liquid *engine, struct liquid_context *c, struct arena *a)
{
	static const char *const names[] = {"name", "org", "title", "n"};
	struct liquid_row *row = liquid_row_new(a, liquid_columns_new(a, names, 4));
	struct liquid_hash *h = liquid_hash_new(a);
	struct liquid_array *list = liquid_array_new(a), *inner = liquid_array_new(a);

	liquid_row_set(row, 0, liquid_text("Zo\xC3\xAB <b>"));
	liquid_row_set(row, 1, liquid_text(""));
	liquid_row_set(row, 3, liquid_int(INT64_MAX));
	liquid_array_add(inner, liquid_float(1.5));
	liquid_array_add(inner, liquid_text("12.50"));
	liquid_array_add(list, liquid_int(3));
	liquid_array_add(list, liquid_text("2016-03-14 10:11 EST"));
	liquid_array_add(list, liquid_nil());
	liquid_array_add(list, liquid_array_value(inner));
	liquid_hash_set(h, "a", liquid_array_value(list));
	liquid_hash_set(h, "b", liquid_bool(true));
	liquid_set(c, liquid_slot(engine, "recipient"), liquid_row_value(row));
	liquid_set(c, liquid_slot(engine, "a"), liquid_array_value(list));
	liquid_set(c, liquid_slot(engine, "h"), liquid_hash_value(h));
	liquid_set(c, liquid_slot(engine, "s"), liquid_text("a,b\xFF \xF0\x9F\x91\x8D\r\nc"));
	liquid_set(c, liquid_slot(engine, "n"), liquid_int(-7));
}

static void compare(struct liquid *engine, struct liquid_context *c, struct liquid_template *t)
{
	struct str plain = STR_INIT, folded = STR_INIT;
	size_t varying = liquid_slot(engine, "recipient");
	struct err err;

	int first = liquid_render(t, c, &plain, &err);
	liquid_reset(c);
	struct liquid_template *f = liquid_fold(t, c, &varying, 1);
	liquid_template_free(t);
	int second = liquid_render(f, c, &folded, &err);
	/* What ran into a limit may get further when it is folded, and never the other way. */
	if (first == 0 && (second != 0 || plain.len != folded.len ||
				  (plain.len && memcmp(plain.p, folded.p, plain.len) != 0)))
		abort();
	liquid_template_free(f);
	str_release(&plain);
	str_release(&folded);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const languages[8] = {
		NULL, "fa", "es", "he", "fr", "lv", "zh-Hant-TW", "cy_GB"};
	struct liquid_options options = {.read_partial = read_partial,
		.limits = {.output_bytes = 1 << 16,
			.loop_steps = 2000,
			.include_depth = 10,
			.captured_bytes = 1 << 20}};
	struct problems problems = {0};
	struct arena arena = {0};

	if (size < 1)
		return 0;
	options.standard = data[0] & 1;
	options.escape = data[0] & 2 ? liquid_escape_html : NULL;
	options.language = data[0] & 4 ? "ar" : data[0] & 8 ? "tr" : languages[data[0] >> 5];
	struct liquid *engine = liquid_new(&options);
	struct liquid_context *c = liquid_context_new(engine);
	set_data(engine, c, &arena);
	struct liquid_template *t = liquid_parse(engine,
		&(struct liquid_source){.file = "t",
			.text = (const char *)data + 1,
			.len = size - 1,
			.one_line = data[0] & 16},
		&problems);
	/* The clock may tick between the two renderings. */
	if (t && memmem(data, size, "%s", 2) == NULL && memmem(data, size, "%S", 2) == NULL &&
		memmem(data, size, "now", 3) == NULL && memmem(data, size, "today", 5) == NULL)
		compare(engine, c, t);
	else
		liquid_template_free(t);
	problems_release(&problems);
	liquid_context_free(c);
	liquid_free(engine);
	arena_release(&arena);
	return 0;
}
