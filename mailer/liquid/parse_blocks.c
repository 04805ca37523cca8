#include <stdlib.h>
#include <string.h>

#include "liquid/parser.h"

/* A block that was opened: its body, and what its else tags begin. */
struct block {
	struct parser *parser;
	struct source *source;
	const struct piece *opening;
	bool blank; /* no body of it prints */
};

/*
 * The body up to a tag that `ends` knows or the block's own end; *end_r is that tag. A block that
 * is never closed is told, and ends where the template does.
 */
static struct body *block_body(struct block *bl, const char *const *ends, struct piece *end_r)
{
	struct parser *p = bl->parser;
	struct builder b = builder_start(p);
	const struct piece *o = bl->opening;

	for (;;) {
		*end_r = parse_pieces(p, &b, bl->source);
		if (end_r->kind == PIECE_END) {
			if (!p->fatal)
				parse_problem(p, o->start,
					"`%.*s` is never closed; end it with `{%% end%.*s %%}`",
					(int)o->name_len, o->name, (int)o->name_len, o->name);
			break;
		}
		if (end_r->name_len == o->name_len + 3 && memcmp(end_r->name, "end", 3) == 0 &&
			memcmp(end_r->name + 3, o->name, o->name_len) == 0)
			break;
		bool known = false;
		for (size_t i = 0; ends && ends[i]; i++)
			known = known || piece_is(end_r, ends[i]);
		if (known)
			break;
		if (parse_unexpected(p, end_r)) {
			end_r->kind = PIECE_END;
			break;
		}
	}
	struct body *body = builder_finish(p, &b);
	bl->blank = bl->blank && body->blank;
	return body;
}

static bool ends_block(const struct piece *piece)
{
	return piece->kind == PIECE_END ||
	       (piece->name_len > 3 && memcmp(piece->name, "end", 3) == 0);
}

static void add_branch(
	struct branch **items, size_t *count, size_t *cap, struct condition *c, struct body *body)
{
	mem_grow(items, cap, *count, sizeof **items);
	(*items)[(*count)++] = (struct branch){c, body};
}

static struct branches *finish_branches(struct block *bl, struct branch *items, size_t count)
{
	struct branches *r = arena_alloc(&bl->parser->t->unit->arena, sizeof *r);

	for (size_t i = 0; i < count && bl->blank; i++)
		body_drop_text(items[i].body);
	r->items = arena_array(&bl->parser->t->unit->arena, count, sizeof *items);
	if (count)
		memcpy(r->items, items, count * sizeof *items);
	r->count = count;
	free(items);
	return r;
}

static struct node block_node(struct block *bl, enum node_kind kind)
{
	return (struct node){.kind = kind, .at = parse_at(bl->parser, bl->opening->start)};
}

static bool parse_if(
	struct parser *p, struct builder *b, struct source *s, const struct piece *piece)
{
	static const char *const ends[] = {"elsif", "else", NULL};
	struct block bl = {p, s, piece, true};
	struct branch *items = NULL;
	size_t count = 0, cap = 0;
	struct piece end = *piece;
	bool ok = true, had_else = false;

	if (!parse_open(p, piece))
		return false;
	do {
		struct condition *c = NULL;
		if (piece_is(&end, "else")) {
			had_else = true;
		} else {
			struct words w = words_start(p, end.p, end.n);
			c = parse_condition(&w);
			ok = ok && c != NULL;
			if (had_else && !p->standard)
				parse_warning(p, end.start,
					"this `elsif` stands after `else` and is "
					"never reached");
		}
		struct body *body = block_body(&bl, ends, &end);
		add_branch(&items, &count, &cap, c, body);
	} while (!ends_block(&end));
	parse_close(p);
	struct node node = block_node(&bl, NODE_IF);
	node.branches = finish_branches(&bl, items, count);
	node.branches->negate = piece_is(piece, "unless");
	builder_add(p, b, node, bl.blank);
	return ok;
}

/* The values of one `when`, a condition each: the body is rendered for each that is equal. */
static bool parse_when(struct words *w, struct expr *left, struct condition **conditions_r)
{
	struct condition **next = conditions_r;

	do {
		struct condition *c = arena_alloc(&w->parser->t->unit->arena, sizeof *c);
		c->left = left;
		c->op = OP_EQ;
		c->at = parse_at(w->parser, w->now.start);
		c->right = parse_expression(w, true);
		if (c->right == NULL)
			return false;
		*next = c;
		next = &c->next;
	} while (words_take(w, TOKEN_COMMA) || words_take_name(w, "or"));
	return words_expect_end(w);
}

static bool check_else(struct parser *p, const struct piece *piece)
{
	struct words w = words_start(p, piece->p, piece->n);

	if (words_look(&w, TOKEN_END))
		return true;
	parse_problem(p, piece->p, "`else` takes nothing; use `when` for a condition");
	return false;
}

static bool parse_case(
	struct parser *p, struct builder *b, struct source *s, const struct piece *piece)
{
	static const char *const ends[] = {"when", "else", NULL};
	struct block bl = {p, s, piece, true};
	struct words w = words_start(p, piece->p, piece->n);
	struct branch *items = NULL;
	size_t count = 0, cap = 0;
	struct piece end;

	if (!parse_open(p, piece))
		return false;
	struct expr *left = parse_expression(&w, false);
	bool ok = left && words_expect_end(&w);
	block_body(&bl, ends, &end);
	while (!ends_block(&end)) {
		struct condition *conditions = NULL;
		if (piece_is(&end, "else")) {
			ok = check_else(p, &end) && ok;
		} else {
			struct words when = words_start(p, end.p, end.n);
			ok = parse_when(&when, left, &conditions) && ok;
		}
		struct body *body = block_body(&bl, ends, &end);
		if (conditions == NULL)
			add_branch(&items, &count, &cap, NULL, body);
		while (conditions) {
			struct condition *c = conditions;
			conditions = c->next;
			c->next = NULL;
			add_branch(&items, &count, &cap, c, body);
		}
	}
	parse_close(p);
	struct node node = block_node(&bl, NODE_CASE);
	node.branches = finish_branches(&bl, items, count);
	builder_add(p, b, node, bl.blank);
	return ok;
}

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

static bool parse_for(
	struct parser *p, struct builder *b, struct source *s, const struct piece *piece)
{
	static const char *const ends[] = {"else", NULL};
	struct block bl = {p, s, piece, true};
	struct for_loop *f = arena_alloc(&p->t->unit->arena, sizeof *f);
	struct node node = block_node(&bl, NODE_FOR);
	struct piece end;

	if (!parse_open(p, piece))
		return false;
	bool ok = parse_for_head(p, f, piece);
	f->body = block_body(&bl, ends, &end);
	while (!ends_block(&end))
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

static bool parse_tablerow(
	struct parser *p, struct builder *b, struct source *s, const struct piece *piece)
{
	struct block bl = {p, s, piece, true};
	struct table_row *t = arena_alloc(&p->t->unit->arena, sizeof *t);
	struct node node = block_node(&bl, NODE_TABLEROW);
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

static bool parse_capture(
	struct parser *p, struct builder *b, struct source *s, const struct piece *piece)
{
	struct block bl = {p, s, piece, true};
	struct node node = block_node(&bl, NODE_CAPTURE);
	const char *name = piece->p, *end = piece->p + piece->n, *to;
	struct piece close;

	while (name < end && !ascii_is_alnum((unsigned char)*name) && (unsigned char)*name < 0x80 &&
		!strchr("_-.[]()", *name))
		name++;
	for (to = name; to < end; to++)
		if (!ascii_is_alnum((unsigned char)*to) && (unsigned char)*to < 0x80 &&
			!(*to && strchr("_-.[]()", *to)))
			break;
	bool ok = to > name;
	if (!ok)
		parse_problem(p, piece->start, "write `capture name`");
	if (!parse_open(p, piece))
		return false;
	node.capture.slot = engine_slot(p->engine, name, (size_t)(to - name));
	engine_note_write(p->engine, node.capture.slot);
	node.capture.body = block_body(&bl, NULL, &close);
	parse_close(p);
	builder_add(p, b, node, true);
	return ok;
}

static bool parse_ifchanged(
	struct parser *p, struct builder *b, struct source *s, const struct piece *piece)
{
	struct block bl = {p, s, piece, true};
	struct node node = block_node(&bl, NODE_IFCHANGED);
	struct piece end;

	if (!parse_open(p, piece))
		return false;
	node.body = block_body(&bl, NULL, &end);
	parse_close(p);
	builder_add(p, b, node, bl.blank);
	return true;
}

const struct tag tags_block[] = {
	{"if", parse_if},
	{"unless", parse_if},
	{"case", parse_case},
	{"for", parse_for},
	{"tablerow", parse_tablerow},
	{"capture", parse_capture},
	{"ifchanged", parse_ifchanged},
	{NULL, NULL},
};
