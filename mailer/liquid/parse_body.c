/* Bodies in the making: their nodes, and the blanks that {{- and -}} trim. */
#include "liquid/parser.h"

struct builder builder_start(struct parser *p)
{
	return (struct builder){.first = p->node_count, .blank = true};
}

void builder_add(struct parser *p, struct builder *b, struct node node, bool blank)
{
	mem_grow(&p->nodes, &p->node_cap, p->node_count, sizeof *p->nodes);
	p->nodes[p->node_count++] = node;
	b->blank = b->blank && blank;
	b->ends_in_text = node.kind == NODE_TEXT;
}

void builder_barrier(struct builder *b)
{
	b->ends_in_text = false;
}

struct body *builder_finish(struct parser *p, struct builder *b)
{
	struct body *body = arena_alloc(&p->t->unit->arena, sizeof *body);
	size_t count = 0;

	body->nodes =
		arena_array(&p->t->unit->arena, p->node_count - b->first, sizeof *body->nodes);
	for (size_t i = b->first; i < p->node_count; i++)
		if (p->nodes[i].kind != NODE_TEXT || p->nodes[i].text.n)
			body->nodes[count++] = p->nodes[i];
	body->count = count;
	body->blank = b->blank;
	p->node_count = b->first;
	return body;
}

void body_drop_text(struct body *body)
{
	size_t count = 0;

	for (size_t i = 0; i < body->count; i++)
		if (body->nodes[i].kind != NODE_TEXT)
			body->nodes[count++] = body->nodes[i];
	body->count = count;
}

static bool is_strip_byte(char c)
{
	return ascii_is_space((unsigned char)c) || c == '\0';
}

void builder_trim(struct parser *p, struct builder *b)
{
	if (!b->ends_in_text || p->node_count == b->first)
		return;
	struct node *n = &p->nodes[p->node_count - 1];
	while (n->text.n && is_strip_byte(n->text.p[n->text.n - 1]))
		n->text.n--;
}

void builder_add_text(struct parser *p, struct builder *b, const struct piece *piece)
{
	const char *s = piece->p;
	size_t n = piece->n;
	bool blank = true;

	if (p->trim)
		while (n && is_strip_byte(*s))
			s++, n--;
	p->trim = false;
	for (size_t i = 0; i < n && blank; i++)
		blank = ascii_is_space((unsigned char)s[i]);
	builder_add(p, b,
		(struct node){.kind = NODE_TEXT, .at = parse_at(p, piece->p), .text = {s, n}},
		blank);
}
