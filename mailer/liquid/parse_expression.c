#include <stdlib.h>
#include <string.h>

#include "liquid/number.h"
#include "liquid/parser.h"

enum { EXPRESSION_DEPTH = 100 };

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
			s.command = command_find(key.p, key.n);
		} else if (words_take(w, TOKEN_OPEN_SQUARE)) {
			s.index = parse_expression(w, false);
			if (s.index == NULL || !words_expect(w, TOKEN_CLOSE_SQUARE)) {
				ok = false;
				break;
			}
			if (s.index->kind == EXPR_CONST && s.index->value.kind == LIQUID_TEXT) {
				s.len = s.index->value.text.n;
				s.key = parse_strndup(p, s.index->value.text.p, s.len);
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
	struct expr *name = parse_expression(w, false);

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
	struct expr *first = parse_expression(w, false), *last;

	if (first == NULL)
		return NULL;
	if (!words_look(w, TOKEN_DOTDOT)) {
		words_unexpected(w, "`..`: round brackets hold a range, and nothing else");
		return NULL;
	}
	words_next(w);
	if ((last = parse_expression(w, false)) == NULL || !words_expect(w, TOKEN_CLOSE_ROUND))
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
		words_unexpected(w, "a name, a text in quotes, a number or a range");
		return NULL;
	}
}

struct expr *parse_expression(struct words *w, bool in_condition)
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
