#include <string.h>

#include "liquid/parser.h"

struct words words_start(struct parser *p, const char *text, size_t n)
{
	struct words w = {.parser = p, .lexer = lexer_start(text, n, !p->standard)};

	w.now = lexer_next(&w.lexer);
	return w;
}

bool words_look(const struct words *w, enum token_kind kind)
{
	return w->now.kind == kind;
}

struct token words_next(struct words *w)
{
	struct token t = w->now;

	w->now = lexer_next(&w->lexer);
	return t;
}

bool words_take(struct words *w, enum token_kind kind)
{
	if (w->now.kind != kind)
		return false;
	words_next(w);
	return true;
}

bool words_take_name(struct words *w, const char *name)
{
	if (w->now.kind != TOKEN_NAME || w->now.n != strlen(name) ||
		memcmp(w->now.p, name, w->now.n) != 0)
		return false;
	words_next(w);
	return true;
}

bool words_look_keyword(const struct words *w)
{
	struct lexer ahead = w->lexer;

	return w->now.kind == TOKEN_NAME && lexer_next(&ahead).kind == TOKEN_COLON;
}

void words_unexpected(struct words *w, const char *wanted)
{
	const struct token *t = &w->now;
	int n = (int)(t->n < 40 ? t->n : 40);

	if (t->kind == TOKEN_END)
		parse_problem(
			w->parser, t->start, "something is missing here: expected %s", wanted);
	else if (t->kind == TOKEN_BAD && t->n && (*t->p == '"' || *t->p == '\''))
		parse_problem(w->parser, t->start, "this text has no closing quote %c", *t->p);
	else if (t->kind == TOKEN_BAD && lexer_is_curly(t->p, t->n))
		parse_problem(w->parser, t->start,
			"found a curly quote (%.*s), expected straight ones (\") around a text",
			(int)t->n, t->p);
	else if (t->kind == TOKEN_BAD && *t->p == '{')
		parse_problem(w->parser, t->start,
			"found a brace too many, expected two around an output: {{ name }}");
	else
		parse_problem(w->parser, t->start, "found `%.*s`, expected %s", n, t->p, wanted);
}

bool words_expect(struct words *w, enum token_kind kind)
{
	if (words_take(w, kind))
		return true;
	words_unexpected(w, token_name(kind));
	return false;
}

bool words_expect_end(struct words *w)
{
	if (w->now.kind == TOKEN_END)
		return true;
	words_unexpected(w, "the end of the tag");
	return false;
}
