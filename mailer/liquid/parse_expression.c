#include <stdlib.h>
#include <string.h>

#include "liquid/filter.h"
#include "liquid/number.h"
#include "liquid/parser.h"

enum { EXPRESSION_DEPTH = 100 };

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

static void unexpected(struct words *w, const char *wanted)
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
	else
		parse_problem(w->parser, t->start, "found `%.*s`, expected %s", n, t->p, wanted);
}

bool words_expect(struct words *w, enum token_kind kind)
{
	if (words_take(w, kind))
		return true;
	unexpected(w, token_name(kind));
	return false;
}

bool words_expect_end(struct words *w)
{
	if (w->now.kind == TOKEN_END)
		return true;
	unexpected(w, "the end of the tag");
	return false;
}

void parse_use(struct parser *p, size_t slot, const char *key)
{
	struct liquid_template *t = p->t;

	mem_grow(&t->uses, &t->use_cap, t->use_count, sizeof *t->uses);
	t->uses[t->use_count++] = (struct use){slot, key};
}

static struct expr *expr_new(struct words *w, enum expr_kind kind, const char *at)
{
	struct expr *e = arena_alloc(&w->parser->t->unit->arena, sizeof *e);

	e->kind = kind;
	e->at = parse_at(w->parser, at);
	return e;
}

static struct expr *constant(struct words *w, struct liquid_value v, const char *at)
{
	struct expr *e = expr_new(w, EXPR_CONST, at);

	e->value = v;
	return e;
}

static enum command find_command(const char *key, size_t n)
{
	static const struct {
		const char *name;
		enum command command;
	} commands[] = {{"size", COMMAND_SIZE}, {"first", COMMAND_FIRST}, {"last", COMMAND_LAST},
		{"index", COMMAND_INDEX}, {"index0", COMMAND_INDEX0}, {"rindex", COMMAND_RINDEX},
		{"rindex0", COMMAND_RINDEX0}, {"length", COMMAND_LENGTH}, {"name", COMMAND_NAME},
		{"parentloop", COMMAND_PARENTLOOP}, {"col", COMMAND_COL}, {"col0", COMMAND_COL0},
		{"col_first", COMMAND_COL_FIRST}, {"col_last", COMMAND_COL_LAST},
		{"row", COMMAND_ROW}};

	for (size_t i = 0; i < sizeof commands / sizeof *commands; i++)
		if (strlen(commands[i].name) == n && memcmp(commands[i].name, key, n) == 0)
			return commands[i].command;
	return COMMAND_NONE;
}

static struct expr *parse_inner(struct words *w, bool in_condition);

/* .key and [index], as many as follow. False: a problem. */
static bool parse_segments(struct words *w, struct expr *e)
{
	struct segment *segments = NULL;
	size_t count = 0, cap = 0;
	struct parser *p = w->parser;
	bool ok = true;

	while (ok) {
		struct segment s = {0};
		if (words_take(w, TOKEN_DOT)) {
			struct token key = w->now;
			if (!words_expect(w, TOKEN_NAME)) {
				ok = false;
				break;
			}
			s.key = parse_strndup(p, key.p, key.n);
			s.len = key.n;
			s.command = find_command(key.p, key.n);
		} else if (words_take(w, TOKEN_OPEN_SQUARE)) {
			s.index = parse_inner(w, false);
			if (s.index == NULL || !words_expect(w, TOKEN_CLOSE_SQUARE)) {
				ok = false;
				break;
			}
			if (s.index->kind == EXPR_CONST && s.index->value.kind == LIQUID_TEXT) {
				s.key = s.index->value.text.p;
				s.len = s.index->value.text.n;
				s.index = NULL;
			}
		} else {
			break;
		}
		mem_grow(&segments, &cap, count, sizeof *segments);
		segments[count++] = s;
	}
	if (count) {
		e->path.segments = arena_array(&p->t->unit->arena, count, sizeof *segments);
		memcpy(e->path.segments, segments, count * sizeof *segments);
		e->path.count = count;
	}
	free(segments);
	return ok;
}

static bool literal(struct token name, bool in_condition, struct liquid_value *v)
{
	static const struct {
		const char *word;
		enum liquid_kind kind, elsewhere;
	} words[] = {{"nil", LIQUID_NIL, LIQUID_NIL}, {"null", LIQUID_NIL, LIQUID_NIL},
		{"true", LIQUID_TRUE, LIQUID_TRUE}, {"false", LIQUID_FALSE, LIQUID_FALSE},
		{"blank", LIQUID_BLANK, LIQUID_TEXT}, {"empty", LIQUID_EMPTY, LIQUID_TEXT}};

	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (strlen(words[i].word) == name.n && memcmp(words[i].word, name.p, name.n) == 0) {
			*v = (struct liquid_value){
				.kind = in_condition ? words[i].kind : words[i].elsewhere};
			if (v->kind == LIQUID_TEXT)
				*v = liquid_text_n("", 0);
			return true;
		}
	return false;
}

static struct expr *finish_path(struct words *w, struct expr *e)
{
	if (!parse_segments(w, e))
		return NULL;
	if (e->kind == EXPR_DYNAMIC)
		return e;
	if (e->path.count)
		e->kind = EXPR_PATH;
	parse_use(w->parser, e->path.slot, e->path.count ? e->path.segments[0].key : NULL);
	return e;
}

static struct expr *parse_name(struct words *w, bool in_condition)
{
	struct token name = words_next(w);
	struct liquid_value v;

	if (!words_look(w, TOKEN_DOT) && !words_look(w, TOKEN_OPEN_SQUARE) &&
		literal(name, in_condition, &v))
		return constant(w, v, name.start);
	struct expr *e = expr_new(w, EXPR_NAME, name.start);
	e->path.slot = engine_slot(w->parser->engine, name.p, name.n);
	return finish_path(w, e);
}

/* ["name"] or [expression]: a variable by a name that is text. */
static struct expr *parse_bracket(struct words *w)
{
	const char *at = words_next(w).start;
	struct expr *name = parse_inner(w, false);

	if (name == NULL || !words_expect(w, TOKEN_CLOSE_SQUARE))
		return NULL;
	struct expr *e = expr_new(w, EXPR_DYNAMIC, at);
	e->path.name = name;
	if (name->kind == EXPR_CONST && name->value.kind == LIQUID_TEXT) {
		e->kind = EXPR_NAME;
		e->path.slot =
			engine_slot(w->parser->engine, name->value.text.p, name->value.text.n);
	}
	return finish_path(w, e);
}

/* A bound of a range that is constant: text and floats count as the integer that they start with.
 */
static bool constant_bound(struct words *w, const struct expr *e, int64_t *r)
{
	double d;

	switch (e->value.kind) {
	case LIQUID_FLOAT:
		d = e->value.real;
		*r = d >= 9e18 ? INT64_MAX : d <= -9e18 ? INT64_MIN : (int64_t)d;
		return true;
	case LIQUID_TRUE:
	case LIQUID_FALSE:
		parse_problem(w->parser, w->parser->t->unit->text + e->at,
			"a range goes from an integer to an integer");
		return false;
	case LIQUID_TEXT:
	case LIQUID_BIG:
		*r = number_leading_clamped(e->value.text.p, e->value.text.n);
		return true;
	default:
		*r = e->value.kind == LIQUID_INT ? e->value.integer : 0;
		return true;
	}
}

static struct expr *parse_range(struct words *w)
{
	const char *at = words_next(w).start;
	struct expr *first = parse_inner(w, false), *last;

	if (first == NULL || !words_expect(w, TOKEN_DOTDOT) ||
		(last = parse_inner(w, false)) == NULL || !words_expect(w, TOKEN_CLOSE_ROUND))
		return NULL;
	struct expr *e = expr_new(w, EXPR_RANGE, at);
	if (first->kind == EXPR_CONST && last->kind == EXPR_CONST) {
		int64_t a, b;
		if (!constant_bound(w, first, &a) || !constant_bound(w, last, &b))
			return NULL;
		e->kind = EXPR_CONST;
		e->value = (struct liquid_value){.kind = LIQUID_RANGE, .range = {a, b}};
		return e;
	}
	e->range.first = first;
	e->range.last = last;
	return e;
}

static struct expr *parse_number(struct words *w)
{
	struct token t = words_next(w);
	struct parser *p = w->parser;

	if (memchr(t.p, '.', t.n)) {
		char *text = parse_strndup(p, t.p, t.n);
		return constant(w, liquid_float(strtod(text, NULL)), t.start);
	}
	struct number n;
	if (number_leading(&p->t->unit->arena, t.p, t.n, &n) != NUMBER_OK)
		parse_problem(p, t.start, "the number has more than %d digits", (int)NUMBER_DIGITS);
	return constant(w, number_value(&p->t->unit->arena, n), t.start);
}

static struct expr *parse_any(struct words *w, bool in_condition)
{
	struct token t = w->now;

	switch (t.kind) {
	case TOKEN_NAME:
		return parse_name(w, in_condition);
	case TOKEN_STRING:
		words_next(w);
		return constant(w, liquid_text_n(t.p, t.n), t.start);
	case TOKEN_NUMBER:
		return parse_number(w);
	case TOKEN_OPEN_SQUARE:
		return parse_bracket(w);
	case TOKEN_OPEN_ROUND:
		return parse_range(w);
	default:
		unexpected(w, "a name, a text in quotes, a number or a range");
		return NULL;
	}
}

static struct expr *parse_inner(struct words *w, bool in_condition)
{
	struct parser *p = w->parser;
	struct expr *e = NULL;

	if (p->expression_depth >= EXPRESSION_DEPTH) {
		parse_problem(p, w->now.start, "brackets are nested more than %d deep",
			(int)EXPRESSION_DEPTH);
		return NULL;
	}
	p->expression_depth++;
	e = parse_any(w, in_condition);
	p->expression_depth--;
	return e;
}

struct expr *parse_expression(struct words *w, bool in_condition)
{
	return parse_inner(w, in_condition);
}

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
			"conditions are read from the right: `a and b or c` means `a and (b or "
			"c)`; "
			"nest two `if` to be clear");
	return first;
}
