#include <string.h>

#include "base/str.h"
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

/* How other languages say what a condition says, and how it is said here. */
static const struct slip {
	const char *found, *hint;
} slips[] = {
	{"=", "two values are compared by =="},
	{"is", "two values are compared by =="},
	{"eq", "two values are compared by =="},
	{"equals", "two values are compared by =="},
	{"&", "conditions are joined by `and`"},
	{"AND", "conditions are joined by `and`"},
	{"And", "conditions are joined by `and`"},
	{"||", "conditions are joined by `or`"},
	{"OR", "conditions are joined by `or`"},
	{"Or", "conditions are joined by `or`"},
	{"|", "a condition takes no filters: `assign` what they make to a name, and ask for that"},
	{"in", "it is the list that `contains` a value"},
	{"!", "the opposite of `if` is `unless`"},
	{"not", "the opposite of `if` is `unless`"},
	{"(", "a condition has no brackets: put one `if` into another"},
};

/* Whether a word, or signs, begin at p. */
static bool says(const char *p, const char *end, const char *what)
{
	const char *after = p + strlen(what);

	return str_starts_in(p, end, what) &&
	       !(ascii_is_alnum((unsigned char)*what) && after < end &&
		       (ascii_is_alnum((unsigned char)*after) || *after == '_'));
}

/* Tells how it is written here, where something at p is known from elsewhere. */
static bool tell_slip(struct words *w, const char *p)
{
	for (size_t i = 0; i < sizeof slips / sizeof *slips; i++)
		if (says(p, w->lexer.end, slips[i].found)) {
			parse_problem(
				w->parser, p, "found `%s`: %s", slips[i].found, slips[i].hint);
			return true;
		}
	return false;
}

static bool condition_ends(struct words *w, const struct condition *last)
{
	const char *first = w->parser->t->unit->text + last->at;

	if (words_look(w, TOKEN_END))
		return true;
	/* `not x`: the first word was taken for a name. */
	bool negated = last->op == OP_TRUE && says(first, w->lexer.end, "not");
	if (!tell_slip(w, negated ? first : w->now.start))
		words_unexpected(w, "the end of the tag");
	return false;
}

static struct condition *parse_comparison(struct words *w)
{
	struct condition *c = arena_alloc(&w->parser->t->unit->arena, sizeof *c);

	c->at = parse_at(w->parser, w->now.start);
	if (words_look(w, TOKEN_BAD) && tell_slip(w, w->now.start))
		return NULL;
	c->left = parse_expression(w, true);
	if (c->left == NULL)
		return NULL;
	if (!words_look(w, TOKEN_COMPARISON))
		return c;
	c->op = comparison_of(words_next(w));
	if (words_look(w, TOKEN_BAD) && tell_slip(w, w->now.start))
		return NULL;
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
	if (last == NULL || !condition_ends(w, last))
		return NULL;
	if (surprising)
		parse_warning(w->parser, start,
			"conditions are read from the right: `a and b or c` means "
			"`a and (b or c)`; nest two `if` to be clear");
	return first;
}
