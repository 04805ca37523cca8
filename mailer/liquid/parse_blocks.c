#include <stdlib.h>
#include <string.h>

#include "liquid/parser.h"

struct body *block_body(struct block *bl, const char *const *ends, struct piece *end_r)
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

bool block_ends(const struct piece *piece)
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

/* other: the tag that takes a condition. */
static bool check_else(struct parser *p, const struct piece *piece, const char *other)
{
	struct words w = words_start(p, piece->p, piece->n);

	if (words_look(&w, TOKEN_END))
		return true;
	parse_problem(p, piece->start, "`else` takes nothing; use `%s` for a condition", other);
	return false;
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
			/* Plain Liquid passes over it, and takes the branch for whatever is left.
			 */
			ok = (p->standard || check_else(p, &end, "elsif")) && ok;
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
	} while (!block_ends(&end));
	parse_close(p);
	struct node node = parse_node(p, NODE_IF, piece);
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
	while (!block_ends(&end)) {
		struct condition *conditions = NULL;
		if (piece_is(&end, "else")) {
			ok = check_else(p, &end, "when") && ok;
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
	struct node node = parse_node(p, NODE_CASE, piece);
	node.branches = finish_branches(&bl, items, count);
	builder_add(p, b, node, bl.blank);
	return ok;
}

static bool parse_capture(
	struct parser *p, struct builder *b, struct source *s, const struct piece *piece)
{
	struct block bl = {p, s, piece, true};
	struct node node = parse_node(p, NODE_CAPTURE, piece);
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
	struct node node = parse_node(p, NODE_IFCHANGED, piece);
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
