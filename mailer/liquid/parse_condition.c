#include <string.h>

#include "liquid/parser.h"

static enum comparison comparison_of(struct token t)
{
	static const struct {
		const char *sign;
		enum comparison op;
	} signs[] = {{"==", OP_EQ}, {"!=", OP_NE}, {"<>", OP_NE}, {"<", OP_LT}, {">", OP_GT},
		{"<=", OP_LE}, {">=", OP_GE}, {"contains", OP_CONTAINS}};

	for (size_t i = 0; i < sizeof signs / sizeof *signs; i++)
		if (strlen(signs[i].sign) == t.n && memcmp(signs[i].sign, t.p, t.n) == 0)
			return signs[i].op;
	return OP_TRUE;
}

static struct condition *parse_comparison(struct words *w)
{
	struct condition *c = arena_alloc(&w->parser->t->unit->arena, sizeof *c);

	c->at = parse_at(w->parser, w->now.start);
	c->left = parse_expression(w, true);
	if (c->left == NULL)
		return NULL;
	if (!words_look(w, TOKEN_COMPARISON))
		return c;
	c->op = comparison_of(words_next(w));
	c->right = parse_expression(w, true);
	return c->right ? c : NULL;
}

struct condition *parse_condition(struct words *w)
{
	const char *start = w->now.start;
	struct condition *first = parse_comparison(w), *last = first;
	bool saw_and = false, surprising = false;

	while (last) {
		if (words_take_name(w, "and"))
			last->relation = REL_AND;
		else if (words_take_name(w, "or"))
			last->relation = REL_OR;
		else
			break;
		surprising = surprising || (saw_and && last->relation == REL_OR);
		saw_and = saw_and || last->relation == REL_AND;
		last->next = parse_comparison(w);
		last = last->next;
	}
	if (last == NULL || !words_expect_end(w))
		return NULL;
	if (surprising)
		parse_warning(w->parser, start,
			"conditions are read from the right: `a and b or c` means "
			"`a and (b or c)`; nest two `if` to be clear");
	return first;
}
