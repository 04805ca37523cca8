#include <stdlib.h>
#include <string.h>

#include "liquid/convert.h"
#include "liquid/filter.h"
#include "liquid/parser.h"

static bool is_target_byte(const struct parser *p, char c)
{
	return ascii_is_alnum((unsigned char)c) || (c && strchr("_-.[]()", c)) ||
	       (!p->standard && (unsigned char)c >= 0x80);
}

static struct node node_at(struct parser *p, enum node_kind kind, const struct piece *piece)
{
	return (struct node){.kind = kind, .at = parse_at(p, piece->start)};
}

static bool parse_assign(
	struct parser *p, struct builder *b, struct source *s, const struct piece *piece)
{
	const char *at = piece->p, *end = piece->p + piece->n, *name = at;

	(void)s;
	while (at < end && is_target_byte(p, *at))
		at++;
	size_t n = (size_t)(at - name);
	while (at < end && ascii_is_space((unsigned char)*at))
		at++;
	if (n == 0 || at == end || *at != '=') {
		parse_problem(p, piece->start, "write `assign name = value`");
		return false;
	}
	struct output *o = parse_output(p, at + 1, (size_t)(end - at - 1));
	if (o == NULL)
		return false;
	struct node node = node_at(p, NODE_ASSIGN, piece);
	node.assign.slot = engine_slot(p->engine, name, n);
	engine_note_write(p->engine, node.assign.slot);
	node.assign.output = o;
	builder_add(p, b, node, true);
	return true;
}

static bool parse_echo(
	struct parser *p, struct builder *b, struct source *s, const struct piece *piece)
{
	struct output *o = parse_output(p, piece->p, piece->n);
	struct node node = node_at(p, o ? node_kind_of_output(o) : NODE_OUTPUT, piece);

	(void)s;
	if (o == NULL)
		return false;
	node.output = o;
	builder_add(p, b, node, false);
	return true;
}

static bool parse_counter(
	struct parser *p, struct builder *b, struct source *s, const struct piece *piece)
{
	struct node node =
		node_at(p, piece_is(piece, "increment") ? NODE_INCREMENT : NODE_DECREMENT, piece);
	size_t n = piece->n;

	(void)s;
	while (n && ascii_is_space((unsigned char)piece->p[n - 1]))
		n--;
	if (n == 0 && !p->standard) {
		parse_problem(
			p, piece->start, "write `%.*s name`", (int)piece->name_len, piece->name);
		return false;
	}
	node.slot = engine_slot(p->engine, piece->p, n);
	engine_note_write(p->engine, node.slot);
	builder_add(p, b, node, false);
	return true;
}

static bool parse_interrupt(
	struct parser *p, struct builder *b, struct source *s, const struct piece *piece)
{
	(void)s;
	builder_add(p, b, node_at(p, piece_is(piece, "break") ? NODE_BREAK : NODE_CONTINUE, piece),
		false);
	return true;
}

static bool parse_comment(
	struct parser *p, struct builder *b, struct source *s, const struct piece *piece)
{
	builder_barrier(b);
	if (source_skip_comment(p, s))
		return true;
	parse_problem(
		p, piece->start, "`comment` is never closed; end it with `{%% endcomment %%}`");
	return false;
}

static bool parse_inline_comment(
	struct parser *p, struct builder *b, struct source *s, const struct piece *piece)
{
	const char *at = piece->p, *end = piece->p + piece->n;

	(void)s;
	builder_barrier(b);
	while ((at = memchr(at, '\n', (size_t)(end - at))) != NULL) {
		while (at < end && ascii_is_space((unsigned char)*at))
			at++;
		if (at < end && *at != '#') {
			parse_problem(p, at, "each line of a `#` comment begins with `#`");
			return false;
		}
	}
	return true;
}

static bool only_blanks(const struct piece *piece)
{
	for (size_t i = 0; i < piece->n; i++)
		if (!ascii_is_space((unsigned char)piece->p[i]))
			return false;
	return true;
}

static bool parse_doc(
	struct parser *p, struct builder *b, struct source *s, const struct piece *piece)
{
	builder_barrier(b);
	if (!only_blanks(piece))
		parse_problem(p, piece->p, "`doc` takes nothing; write `{%% doc %%}`");
	return source_skip_doc(p, s, piece);
}

static bool parse_raw(
	struct parser *p, struct builder *b, struct source *s, const struct piece *piece)
{
	struct piece body;

	if (!only_blanks(piece))
		parse_problem(p, piece->p, "`raw` takes nothing; write `{%% raw %%}`");
	if (!source_skip_raw(p, s, "endraw", &body)) {
		parse_problem(
			p, piece->start, "`raw` is never closed; end it with `{%% endraw %%}`");
		return false;
	}
	struct node node = node_at(p, NODE_TEXT, piece);
	node.text.p = body.p;
	node.text.n = body.n;
	builder_add(p, b, node, body.n == 0);
	/* What stands raw is not trimmed by a {{- that follows, nor dropped from a blank block. */
	builder_barrier(b);
	return true;
}

static bool parse_liquid(
	struct parser *p, struct builder *b, struct source *s, const struct piece *piece)
{
	struct source lines = {piece->p, piece->p + piece->n, true, false};

	(void)s;
	if (!parse_open(p, piece))
		return false;
	for (;;) {
		struct piece end = parse_pieces(p, b, &lines);
		if (end.kind == PIECE_END)
			break;
		if (parse_unexpected(p, &end)) {
			/* The tag that it names is outside of these lines; it was told. */
			p->has_pending = false;
			break;
		}
	}
	parse_close(p);
	return true;
}

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
		if (ok) {
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

static bool parse_cycle(
	struct parser *p, struct builder *b, struct source *s, const struct piece *piece)
{
	struct words w = words_start(p, piece->p, piece->n);
	struct cycle *c = arena_alloc(&p->t->unit->arena, sizeof *c);
	struct node node = node_at(p, NODE_CYCLE, piece);

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

static bool parse_partial(
	struct parser *p, struct builder *b, struct source *s, const struct piece *piece)
{
	struct words w = words_start(p, piece->p, piece->n);
	struct partial_call *c = arena_alloc(&p->t->unit->arena, sizeof *c);
	struct node node = node_at(p, NODE_PARTIAL, piece);

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

const struct tag tags_simple[] = {
	{"assign", parse_assign},
	{"echo", parse_echo},
	{"increment", parse_counter},
	{"decrement", parse_counter},
	{"break", parse_interrupt},
	{"continue", parse_interrupt},
	{"comment", parse_comment},
	{"#", parse_inline_comment},
	{"doc", parse_doc},
	{"raw", parse_raw},
	{"liquid", parse_liquid},
	{"cycle", parse_cycle},
	{"include", parse_partial},
	{"render", parse_partial},
	{NULL, NULL},
};
