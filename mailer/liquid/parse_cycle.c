#include <stdlib.h>
#include <string.h>

#include "liquid/convert.h"
#include "liquid/parser.h"

/* ["one", "two"], as the reference names a cycle of constants. */
static void group_of_values(struct parser *p, struct cycle *c)
{
	struct str name = STR_INIT;
	bool constant = true;

	str_addc(&name, '[');
	for (size_t i = 0; i < c->count; i++) {
		if (i)
			str_adds(&name, ", ");
		if (c->values[i]->kind == EXPR_CONST)
			value_add_inspected(&name, c->values[i]->value);
		else
			constant = false;
	}
	str_addc(&name, ']');
	if (!constant) {
		str_reset(&name);
		str_addf(&name, "#%zu", p->engine->group_count);
	}
	struct str identity = STR_INIT;
	value_add_identity(&identity, liquid_text_n(str_c(&name), name.len));
	c->group = engine_group(p->engine, str_c(&identity), identity.len);
	str_release(&identity);
	str_release(&name);
}

static bool cycle_values(struct words *w, struct cycle *c, struct expr *first)
{
	struct expr **values = NULL;
	size_t cap = 0;
	bool ok = true;

	do {
		if (first == NULL && words_look(w, TOKEN_END))
			break;
		struct expr *e = first ? first : parse_expression(w, false);
		first = NULL;
		ok = e != NULL;
		/* The reference passes over a nil that is written out. */
		if (ok && !(e->kind == EXPR_CONST && e->value.kind == LIQUID_NIL)) {
			mem_grow(&values, &cap, c->count, sizeof *values);
			values[c->count++] = e;
		}
	} while (ok && words_take(w, TOKEN_COMMA));
	if (ok && c->count) {
		c->values = arena_array(&w->parser->t->unit->arena, c->count, sizeof *values);
		memcpy(c->values, values, c->count * sizeof *values);
	}
	free(values);
	return ok && words_expect_end(w);
}

bool parse_cycle(struct parser *p, struct builder *b, struct source *s, const struct piece *piece)
{
	struct words w = words_start(p, piece->p, piece->n);
	struct cycle *c = arena_alloc(&p->t->unit->arena, sizeof *c);
	struct node node = parse_node(p, NODE_CYCLE, piece);

	(void)s;
	if (words_look(&w, TOKEN_END)) {
		parse_problem(p, piece->start,
			"write `cycle \"one\", \"two\"`, or with a name "
			"`cycle \"name\": \"one\", \"two\"`");
		return false;
	}
	struct expr *first = parse_expression(&w, false);
	if (first == NULL)
		return false;
	if (words_take(&w, TOKEN_COLON)) {
		c->name = first;
		first = NULL;
	}
	if (!cycle_values(&w, c, first))
		return false;
	if (c->count == 0) {
		parse_problem(p, piece->start, "`cycle` has no values");
		return false;
	}
	if (c->name == NULL) {
		group_of_values(p, c);
	} else if (c->name->kind == EXPR_CONST) {
		struct str identity = STR_INIT;
		value_add_identity(&identity, c->name->value);
		c->group = engine_group(p->engine, str_c(&identity), identity.len);
		str_release(&identity);
		c->name = NULL;
	}
	node.cycle = c;
	builder_add(p, b, node, false);
	return true;
}
