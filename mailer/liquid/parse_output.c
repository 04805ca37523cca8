#include <stdlib.h>
#include <string.h>

#include "liquid/filter.h"
#include "liquid/parser.h"

/* Arguments of one filter in the making. */
struct arguments {
	struct expr **args;
	size_t count, cap;
	const char **names;
	struct expr **values;
	size_t named, names_cap, values_cap;
};

static bool parse_argument(struct words *w, struct arguments *a)
{
	if (words_look_keyword(w)) {
		struct token key = words_next(w);
		words_next(w);
		struct expr *value = parse_expression(w, false);
		if (value == NULL)
			return false;
		mem_grow(&a->names, &a->names_cap, a->named, sizeof *a->names);
		mem_grow(&a->values, &a->values_cap, a->named, sizeof *a->values);
		a->names[a->named] = parse_strndup(w->parser, key.p, key.n);
		a->values[a->named++] = value;
		return true;
	}
	struct expr *arg = parse_expression(w, false);
	if (arg == NULL)
		return false;
	mem_grow(&a->args, &a->cap, a->count, sizeof *a->args);
	a->args[a->count++] = arg;
	return true;
}

static bool parse_arguments(struct words *w, struct filter_call *call)
{
	struct arguments a = {0};
	struct arena *arena = &w->parser->t->unit->arena;
	bool ok = true;

	do
		ok = parse_argument(w, &a);
	while (ok && words_take(w, TOKEN_COMMA));
	if (ok && a.count) {
		call->args = arena_array(arena, a.count, sizeof *a.args);
		memcpy(call->args, a.args, a.count * sizeof *a.args);
		call->count = a.count;
	}
	if (ok && a.named) {
		call->named = arena_array(arena, a.named, sizeof *a.names);
		memcpy(call->named, a.names, a.named * sizeof *a.names);
		call->named_args = arena_array(arena, a.named, sizeof *a.values);
		memcpy(call->named_args, a.values, a.named * sizeof *a.values);
		call->named_count = a.named;
	}
	free(a.args);
	free(a.names);
	free(a.values);
	return ok;
}

/* What can be known of a call before it is made. Plain Liquid tells it when the call is made. */
static void check_call(struct parser *p, const struct filter_call *call, const char *at)
{
	const struct filter *f = call->filter;
	size_t count = call->count;

	if (p->standard)
		return;
	if (f == NULL) {
		const char *near = filter_nearest(call->name, false);
		if (near)
			parse_problem(p, at, "there is no filter `%s`; did you mean `%s`?",
				call->name, near);
		else
			parse_problem(p, at,
				"there is no filter `%s`; openletter-templates(7) lists them",
				call->name);
		return;
	}
	if (call->named_count && !f->takes_named)
		count++;
	if (count < f->min || count > f->max)
		parse_problem(p, at, "the filter `%s` takes %s%d argument%s, not %zu", f->name,
			f->min == f->max ? ""
			: count < f->min ? "at least "
					 : "at most ",
			count < f->min ? f->min : f->max,
			(count < f->min ? f->min : f->max) == 1 ? "" : "s", count);
}

static bool parse_filter(struct words *w, struct filter_call *call)
{
	struct token name = w->now;

	if (!words_expect(w, TOKEN_NAME))
		return false;
	*call = (struct filter_call){.filter = filter_find(name.p, name.n, w->parser->standard),
		.name = parse_strndup(w->parser, name.p, name.n),
		.at = parse_at(w->parser, name.start)};
	if (words_take(w, TOKEN_COLON) && !parse_arguments(w, call))
		return false;
	check_call(w->parser, call, name.start);
	return true;
}

/* last: the filter before the end, or NULL. */
static bool output_ends(struct words *w, const struct filter_call *last)
{
	bool value = words_look(w, TOKEN_STRING) || words_look(w, TOKEN_NUMBER) ||
		     words_look(w, TOKEN_NAME) || words_look(w, TOKEN_OPEN_ROUND);

	if (words_look(w, TOKEN_END) || !value || last == NULL || last->count || last->named_count)
		return words_expect_end(w);
	if (last->filter && last->filter->max == 0)
		return words_expect_end(w);
	parse_problem(w->parser, w->now.start,
		"a colon is missing before what the filter takes, as in `%s: ...`", last->name);
	return false;
}

struct output *parse_output(struct parser *p, const char *text, size_t n)
{
	struct words w = words_start(p, text, n);
	struct output *o = arena_alloc(&p->t->unit->arena, sizeof *o);
	struct filter_call *calls = NULL;
	size_t count = 0, cap = 0;
	bool ok;

	o->at = parse_at(p, w.now.start);
	if (words_look(&w, TOKEN_END)) {
		o->expr = arena_alloc(&p->t->unit->arena, sizeof *o->expr);
		if (!p->standard)
			parse_problem(p, text, "there is nothing between these braces");
		return o;
	}
	o->expr = parse_expression(&w, false);
	ok = o->expr != NULL;
	while (ok && words_take(&w, TOKEN_PIPE)) {
		struct filter_call call;
		ok = parse_filter(&w, &call);
		if (ok) {
			mem_grow(&calls, &cap, count, sizeof *calls);
			calls[count++] = call;
		}
	}
	ok = ok && output_ends(&w, count ? &calls[count - 1] : NULL);
	if (ok && count) {
		o->calls = arena_array(&p->t->unit->arena, count, sizeof *calls);
		memcpy(o->calls, calls, count * sizeof *calls);
		o->count = count;
		o->raw = calls[count - 1].filter && calls[count - 1].filter->raw;
	}
	free(calls);
	return ok ? o : NULL;
}
