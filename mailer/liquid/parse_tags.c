#include <string.h>

#include "liquid/filter.h"
#include "liquid/parser.h"

static bool is_target_byte(const struct parser *p, char c)
{
	return ascii_is_alnum((unsigned char)c) || (c && strchr("_-.[]()", c)) ||
	       (!p->standard && (unsigned char)c >= 0x80);
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
	struct node node = parse_node(p, NODE_ASSIGN, piece);
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
	struct node node = parse_node(p, o ? node_kind_of_output(o) : NODE_OUTPUT, piece);

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
	struct node node = parse_node(
		p, piece_is(piece, "increment") ? NODE_INCREMENT : NODE_DECREMENT, piece);
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
	builder_add(p, b,
		parse_node(p, piece_is(piece, "break") ? NODE_BREAK : NODE_CONTINUE, piece), false);
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
	struct node node = parse_node(p, NODE_TEXT, piece);
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
