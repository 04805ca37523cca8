#include <string.h>

#include "liquid/parser.h"

static bool parse_for_attributes(struct words *w, struct for_loop *f)
{
	f->reversed = words_take_name(w, "reversed");
	while (words_look(w, TOKEN_COMMA) || words_look(w, TOKEN_NAME)) {
		words_take(w, TOKEN_COMMA);
		bool limit = words_take_name(w, "limit");
		if (!limit && !words_take_name(w, "offset")) {
			parse_problem(w->parser, w->now.start,
				"a loop takes `limit: N`, `offset: N` and, before them, "
				"`reversed`");
			return false;
		}
		if (!words_expect(w, TOKEN_COLON))
			return false;
		struct lexer ahead = w->lexer;
		enum token_kind after = lexer_next(&ahead).kind;
		if (!limit && after != TOKEN_DOT && after != TOKEN_OPEN_SQUARE &&
			words_take_name(w, "continue")) {
			f->resume = w->parser->engine->resumes = true;
			continue;
		}
		struct expr *e = parse_expression(w, false);
		if (e == NULL)
			return false;
		if (limit)
			f->limit = e;
		else
			f->offset = e;
		if (!limit)
			f->resume = false;
	}
	return words_expect_end(w);
}

/* The text of a collection without blanks between its words: "item-collection" names the loop. */
static void name_loop(
	struct parser *p, struct for_loop *f, struct token item, const char *from, const char *to)
{
	struct lexer l = lexer_start(from, (size_t)(to - from), !p->standard);
	struct str name = STR_INIT;

	str_add(&name, item.p, item.n);
	str_addc(&name, '-');
	for (struct token t = lexer_next(&l); t.kind != TOKEN_END; t = lexer_next(&l))
		str_add(&name, t.start, (size_t)(l.p - t.start));
	f->name = parse_strndup(p, str_c(&name), name.len);
	f->name_len = name.len;
	f->group = engine_group(p->engine, str_c(&name), name.len);
	str_release(&name);
}

static bool parse_for_head(struct parser *p, struct for_loop *f, const struct piece *piece)
{
	struct words w = words_start(p, piece->p, piece->n);
	struct token item = w.now;

	if (!words_expect(&w, TOKEN_NAME))
		return false;
	if (!words_take_name(&w, "in")) {
		parse_problem(p, w.now.start, "write `for item in list`");
		return false;
	}
	const char *from = w.now.start;
	f->collection = parse_expression(&w, false);
	if (f->collection == NULL)
		return false;
	name_loop(p, f, item, from, w.now.start);
	f->slot = engine_slot(p->engine, item.p, item.n);
	f->loop_slot = engine_slot(p->engine, "forloop", 7);
	return parse_for_attributes(&w, f);
}

bool parse_for(struct parser *p, struct builder *b, struct source *s, const struct piece *piece)
{
	static const char *const ends[] = {"else", NULL};
	struct block bl = {p, s, piece, true};
	struct for_loop *f = arena_alloc(&p->t->unit->arena, sizeof *f);
	struct node node = parse_node(p, NODE_FOR, piece);
	struct piece end;

	if (!parse_open(p, piece))
		return false;
	bool ok = parse_for_head(p, f, piece);
	f->body = block_body(&bl, ends, &end);
	while (!block_ends(&end))
		f->otherwise = block_body(&bl, ends, &end);
	parse_close(p);
	if (bl.blank) {
		body_drop_text(f->body);
		if (f->otherwise)
			body_drop_text(f->otherwise);
	}
	node.loop = f;
	builder_add(p, b, node, bl.blank);
	return ok;
}

static bool parse_table_attributes(struct words *w, struct table_row *t)
{
	words_take(w, TOKEN_COMMA);
	while (words_look(w, TOKEN_NAME)) {
		struct token key = words_next(w);
		struct expr **to = NULL, *ignored;
		if (key.n == 4 && memcmp(key.p, "cols", 4) == 0)
			to = &t->cols;
		else if (key.n == 5 && memcmp(key.p, "limit", 5) == 0)
			to = &t->limit;
		else if (key.n == 6 && memcmp(key.p, "offset", 6) == 0)
			to = &t->offset;
		else if (key.n == 5 && memcmp(key.p, "range", 5) == 0)
			to = &ignored;
		if (to == NULL) {
			parse_problem(w->parser, key.start,
				"`tablerow` takes `cols: N`, `limit: N` and `offset: N`, not "
				"`%.*s`",
				(int)(key.n < 40 ? key.n : 40), key.p);
			return false;
		}
		if (!words_expect(w, TOKEN_COLON) || (*to = parse_expression(w, false)) == NULL)
			return false;
		words_take(w, TOKEN_COMMA);
	}
	return words_expect_end(w);
}

static bool parse_table_head(struct parser *p, struct table_row *t, const struct piece *piece)
{
	struct words w = words_start(p, piece->p, piece->n);
	struct token item = w.now;

	if (!words_expect(&w, TOKEN_NAME))
		return false;
	if (!words_take_name(&w, "in")) {
		parse_problem(p, w.now.start, "write `tablerow item in list cols: 3`");
		return false;
	}
	t->collection = parse_expression(&w, false);
	if (t->collection == NULL)
		return false;
	t->slot = engine_slot(p->engine, item.p, item.n);
	t->loop_slot = engine_slot(p->engine, "tablerowloop", 12);
	return parse_table_attributes(&w, t);
}

bool parse_tablerow(
	struct parser *p, struct builder *b, struct source *s, const struct piece *piece)
{
	struct block bl = {p, s, piece, true};
	struct table_row *t = arena_alloc(&p->t->unit->arena, sizeof *t);
	struct node node = parse_node(p, NODE_TABLEROW, piece);
	struct piece end;

	if (!parse_open(p, piece))
		return false;
	bool ok = parse_table_head(p, t, piece);
	t->body = block_body(&bl, NULL, &end);
	parse_close(p);
	node.table = t;
	builder_add(p, b, node, bl.blank);
	return ok;
}
