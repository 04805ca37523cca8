/* One template tried on the same small campaign: for the tests of this folder. */
#ifndef TRY_H
#define TRY_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "liquid/liquid.h"

struct trial {
	struct liquid_options options;
	struct liquid *engine;
	struct liquid_context *context;
	struct arena arena;
	struct problems problems;
	struct str out;
	struct err err;
	const char *(*partial)(const char *name); /* its source, or NULL */
	bool fold;
};

static inline int trial_partial(
	void *ctx, const char *name, struct str *out, struct str *file_r, struct err *err)
{
	const struct trial *t = ctx;
	const char *source = t->partial ? t->partial(name) : NULL;

	if (source == NULL)
		return err_set(err, ERR_INPUT, "there is no partial `%s`", name);
	str_adds(out, source);
	str_adds(file_r, name);
	return 0;
}

static inline struct liquid_value trial_signatories(struct arena *a)
{
	static const char *const rows[][2] = {
		{"Amnesty North", "Oslo"}, {"Bread & Water", "Rome"}, {"Ćwir", "Łódź"}};
	struct liquid_array *list = liquid_array_new(a);

	for (size_t i = 0; i < 3; i++) {
		struct liquid_hash *h = liquid_hash_new(a);
		liquid_hash_set(h, "org", liquid_text(rows[i][0]));
		liquid_hash_set(h, "city", liquid_text(rows[i][1]));
		liquid_hash_set(h, "number", liquid_int((int64_t)i + 1));
		liquid_array_add(list, liquid_hash_value(h));
	}
	return liquid_array_value(list);
}

/* campaign, signatories, recipient (a row: name, org, title is blank, count, date), list, text. */
static inline void trial_data(struct trial *t)
{
	static const char *const names[] = {"name", "org", "title", "count", "date"};
	struct arena *a = &t->arena;
	struct liquid_hash *campaign = liquid_hash_new(a);
	struct liquid_row *row = liquid_row_new(a, liquid_columns_new(a, names, 5));
	struct liquid_array *list = liquid_array_new(a);

	liquid_hash_set(campaign, "title", liquid_text("Homes before <harbour>"));
	liquid_hash_set(campaign, "deadline", liquid_text("2025-10-10"));
	liquid_hash_set(campaign, "count", liquid_int(37));
	liquid_row_set(row, 0, liquid_text("Zoë O'Brien"));
	liquid_row_set(row, 1, liquid_text("ACME"));
	liquid_row_set(row, 2, liquid_nil());
	liquid_row_set(row, 3, liquid_int(3));
	liquid_row_set(row, 4, liquid_text("2025-10-31"));
	for (int i = 1; i <= 3; i++)
		liquid_array_add(list, liquid_int(i));
	liquid_set(t->context, liquid_slot(t->engine, "campaign"), liquid_hash_value(campaign));
	liquid_set(t->context, liquid_slot(t->engine, "recipient"), liquid_row_value(row));
	liquid_set(t->context, liquid_slot(t->engine, "signatories"), trial_signatories(a));
	liquid_set(t->context, liquid_slot(t->engine, "list"), liquid_array_value(list));
	liquid_set(t->context, liquid_slot(t->engine, "text"), liquid_text("a b\nc"));
}

static inline void trial_start(struct trial *t)
{
	t->options.read_partial = trial_partial;
	t->options.partial_ctx = t;
	t->engine = liquid_new(&t->options);
	t->context = liquid_context_new(t->engine);
	str_init(&t->out);
	trial_data(t);
}

static inline void trial_end(struct trial *t)
{
	liquid_context_free(t->context);
	liquid_free(t->engine);
	arena_release(&t->arena);
	problems_release(&t->problems);
	str_release(&t->out);
}

/* The output; or "ERROR " and the first problem or the error of rendering. Valid until the next
 * call. */
static inline const char *trial_render(struct trial *t, const char *template)
{
	struct liquid_source source = {.file = "t", .text = template, .len = strlen(template)};
	struct liquid_template *parsed;

	problems_release(&t->problems);
	t->problems = (struct problems){0};
	str_reset(&t->out);
	parsed = liquid_parse(t->engine, &source, &t->problems);
	if (parsed == NULL) {
		const struct problem *p = &t->problems.items[0];
		for (size_t i = 0; p->warning && i + 1 < t->problems.count; i++)
			p++;
		str_addf(&t->out, "ERROR %s:%zu:%zu: %s", p->file, p->line, p->column, p->text);
		return str_c(&t->out);
	}
	if (t->fold) {
		size_t varying = liquid_slot(t->engine, "recipient");
		struct liquid_template *folded = liquid_fold(parsed, t->context, &varying, 1);
		liquid_template_free(parsed);
		parsed = folded;
	}
	if (liquid_render(parsed, t->context, &t->out, &t->err) < 0) {
		str_reset(&t->out);
		str_addf(&t->out, "ERROR %s", t->err.text);
	}
	liquid_template_free(parsed);
	liquid_reset(t->context);
	return str_c(&t->out);
}

struct trial_case {
	const char *template, *wanted;
};

/* Each case as it is, and folded. */
static inline void trial_table(struct trial *t, const struct trial_case *cases, size_t n)
{
	for (int fold = 0; fold < 2; fold++) {
		t->fold = fold;
		for (size_t i = 0; i < n; i++) {
			const char *got = trial_render(t, cases[i].template);
			if (strcmp(got, cases[i].wanted) != 0)
				print_error("%s%s\n", cases[i].template, fold ? " (folded)" : "");
			assert_string_equal(got, cases[i].wanted);
		}
	}
}

#define TRIAL_TABLE(t, cases) trial_table((t), (cases), sizeof(cases) / sizeof *(cases))

#endif
