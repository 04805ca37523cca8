#include <stdlib.h>
#include <string.h>

#include "liquid/parser.h"

static bool add_attribute(struct words *w, struct partial_call *c, size_t *cap)
{
	struct token key = words_next(w);
	size_t values_cap = *cap;

	if (!words_expect(w, TOKEN_COLON))
		return false;
	struct expr *value = parse_expression(w, false);
	if (value == NULL)
		return false;
	mem_grow(&c->slots, cap, c->count, sizeof *c->slots);
	mem_grow(&c->values, &values_cap, c->count, sizeof(struct expr *));
	c->slots[c->count] = engine_slot(w->parser->engine, key.p, key.n);
	c->values[c->count++] = value;
	return true;
}

static bool add_attributes(struct words *w, struct partial_call *c)
{
	size_t cap = 0;
	struct arena *arena = &w->parser->t->unit->arena;
	bool ok = true;

	words_take(w, TOKEN_COMMA);
	while (ok && words_look(w, TOKEN_NAME)) {
		ok = add_attribute(w, c, &cap);
		words_take(w, TOKEN_COMMA);
	}
	ok = ok && words_expect_end(w);
	size_t *slots = c->slots;
	struct expr **values = c->values;
	if (c->count) {
		c->slots = arena_array(arena, c->count, sizeof *slots);
		memcpy(c->slots, slots, c->count * sizeof *slots);
		c->values = arena_array(arena, c->count, sizeof *values);
		memcpy(c->values, values, c->count * sizeof *values);
	}
	free(slots);
	free(values);
	return ok;
}

/* The slot of the value: the last part of the name, where there is no alias. */
static void name_partial(struct parser *p, struct partial_call *c)
{
	const char *slash = strrchr(c->static_name, '/'),
		   *last = slash ? slash + 1 : c->static_name;

	c->lookup_slot = engine_slot(p->engine, c->static_name, strlen(c->static_name));
	if (!c->slot_known)
		c->slot = engine_slot(p->engine, last, strlen(last));
	c->slot_known = true;
}

static void load_static(struct parser *p, struct partial_call *c, const char *at)
{
	struct err err;
	struct liquid_template *t = p->t;

	if (p->standard)
		return;
	size_t known = p->engine->partial_count;
	c->partial = engine_partial(
		p->engine, c->static_name, strlen(c->static_name), p->problems, &err);
	if (c->partial == NULL) {
		parse_problem(p, at, "%s", err.text);
		return;
	}
	/* Its problems were told when it was read, and stop whoever names it later, too. */
	if (c->partial->failed && p->engine->partial_count == known)
		parse_problem(p, at, "the partial `%s` has an error: %s", c->static_name,
			c->partial->failure ? c->partial->failure : "unknown");
	mem_grow(&t->partials, &t->partial_cap, t->partial_count, sizeof(struct liquid_template *));
	t->partials[t->partial_count++] = c->partial;
}

bool parse_partial(struct parser *p, struct builder *b, struct source *s, const struct piece *piece)
{
	struct words w = words_start(p, piece->p, piece->n);
	struct partial_call *c = arena_alloc(&p->t->unit->arena, sizeof *c);
	struct node node = parse_node(p, NODE_PARTIAL, piece);

	(void)s;
	c->isolated = piece_is(piece, "render");
	if (c->isolated && !words_look(&w, TOKEN_STRING)) {
		parse_problem(
			p, piece->start, "`render` takes a name in quotes: `render \"footer\"`");
		return false;
	}
	c->name = parse_expression(&w, false);
	if (c->name == NULL)
		return false;
	bool is_for = words_take_name(&w, "for");
	if (is_for || words_take_name(&w, "with")) {
		c->is_for = is_for;
		c->with = parse_expression(&w, false);
		if (c->with == NULL)
			return false;
	}
	if (words_take_name(&w, "as")) {
		struct token alias = w.now;
		if (!words_expect(&w, TOKEN_NAME))
			return false;
		c->slot = engine_slot(p->engine, alias.p, alias.n);
		c->slot_known = true;
	}
	if (!add_attributes(&w, c))
		return false;
	if (c->name->kind == EXPR_CONST && c->name->value.kind == LIQUID_TEXT) {
		c->static_name = parse_strndup(p, c->name->value.text.p, c->name->value.text.n);
		name_partial(p, c);
		load_static(p, c, piece->start);
	}
	node.partial = c;
	builder_add(p, b, node, false);
	return true;
}
