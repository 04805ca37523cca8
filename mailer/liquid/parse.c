#include <stdlib.h>
#include <string.h>

#include "liquid/filter.h"
#include "liquid/parser.h"

char *parse_strndup(struct parser *p, const char *s, size_t n)
{
	return arena_strndup(&p->t->unit->arena, s, n);
}

struct node parse_node(struct parser *p, enum node_kind kind, const struct piece *piece)
{
	return (struct node){.kind = kind, .at = parse_at(p, piece->start)};
}

bool piece_is(const struct piece *piece, const char *name)
{
	return piece->kind == PIECE_TAG && piece->name_len == strlen(name) &&
	       memcmp(piece->name, name, piece->name_len) == 0;
}

static const struct tag *find_tag(const struct piece *piece)
{
	for (const struct tag *t = tags_simple; t->name; t++)
		if (piece_is(piece, t->name))
			return t;
	for (const struct tag *t = tags_block; t->name; t++)
		if (piece_is(piece, t->name))
			return t;
	return NULL;
}

struct piece parse_pieces(struct parser *p, struct builder *b, struct source *s)
{
	while (!p->fatal) {
		struct piece piece = source_next(p, s);

		if (piece.kind == PIECE_END)
			return piece;
		if (piece.kind == PIECE_TEXT) {
			builder_add_text(p, b, &piece);
			continue;
		}
		if (piece.trim_before)
			builder_trim(p, b);
		if (!s->lines)
			p->trim = piece.trim_after;
		if (piece.kind == PIECE_OUTPUT) {
			struct output *o = parse_output(p, piece.p, piece.n);
			struct node node = {.kind = o ? node_kind_of_output(o) : NODE_OUTPUT,
				.at = parse_at(p, piece.start),
				.output = o};
			if (o)
				builder_add(p, b, node, false);
			continue;
		}
		const struct tag *tag = find_tag(&piece);
		if (tag == NULL)
			return piece;
		tag->parse(p, b, s, &piece);
	}
	return (struct piece){.kind = PIECE_END, .start = p->t->unit->text};
}

bool parse_open(struct parser *p, const struct piece *piece)
{
	size_t limit = p->engine->options.limits.nesting;

	if (p->open_count >= (limit ? limit : LIQUID_NESTING)) {
		parse_problem(p, piece->start,
			"blocks are nested more than %zu deep (limit nesting); split the template",
			limit ? limit : (size_t)LIQUID_NESTING);
		p->fatal = true;
		return false;
	}
	mem_grow(&p->open, &p->open_cap, p->open_count, sizeof *p->open);
	p->open[p->open_count++] = (struct open_block){piece->name, piece->name_len, piece->start};
	return true;
}

void parse_close(struct parser *p)
{
	p->open_count--;
}

/* A copy of the source, with what places in messages need. */
static struct unit *unit_new(const struct liquid_source *source)
{
	struct unit *u = mem_alloc(sizeof *u);

	u->references = 1;
	u->file = arena_strdup(&u->arena, source->file ? source->file : "template");
	u->text = arena_strndup(&u->arena, source->text ? source->text : "", source->len);
	u->len = source->len;
	u->first_line = source->first_line;
	return u;
}

static void parse_document(struct parser *p)
{
	struct source s = {p->t->unit->text, p->t->unit->text + p->t->unit->len, false, false};
	struct builder b = builder_start(p);

	for (;;) {
		struct piece piece = parse_pieces(p, &b, &s);
		if (piece.kind == PIECE_END)
			break;
		parse_unexpected(p, &piece);
	}
	p->t->body = builder_finish(p, &b);
}

/* Parses into t, whose fields for the engine are set. The number of errors. */
static size_t parse_into(struct liquid_template *t, struct problems *problems)
{
	struct parser p = {.engine = t->engine,
		.t = t,
		.problems = problems,
		.standard = t->engine->options.standard};

	if (t->unit->len > UINT32_MAX / 2) {
		parse_problem(&p, t->unit->text, "the template is larger than 2 GB");
		p.t->body = arena_alloc(&t->unit->arena, sizeof *p.t->body);
	} else {
		parse_document(&p);
	}
	free(p.nodes);
	free(p.open);
	return p.errors;
}

static struct liquid_template *template_new(
	struct liquid *engine, const struct liquid_source *source)
{
	struct liquid_template *t = mem_alloc(sizeof *t);

	t->engine = engine;
	t->unit = unit_new(source);
	t->one_line = source->one_line;
	t->escape = engine->options.escape && !source->no_escape;
	return t;
}

struct liquid_template *liquid_parse(
	struct liquid *engine, const struct liquid_source *source, struct problems *problems)
{
	struct problems own = {0}, *p = problems ? problems : &own;
	size_t before = p->errors;
	struct liquid_template *t = template_new(engine, source);
	size_t errors = parse_into(t, p);

	if (errors || p->errors > before) {
		liquid_template_free(t);
		t = NULL;
	}
	problems_release(&own);
	return t;
}

void liquid_template_free(struct liquid_template *t)
{
	if (t == NULL)
		return;
	if (--t->unit->references == 0) {
		arena_release(&t->unit->arena);
		free(t->unit);
	}
	free(t->failure);
	free(t->uses);
	free(t->partials);
	arena_release(&t->arena);
	free(t);
}

/* What was wrong with a partial, for whoever renders it. */
static void keep_failure(struct liquid_template *t, const struct problems *problems)
{
	t->failed = true;
	for (size_t i = 0; i < problems->count && t->failure == NULL; i++) {
		const struct problem *p = &problems->items[i];
		struct str s = STR_INIT;
		if (p->warning)
			continue;
		str_addf(&s, "%s:%zu:%zu: %s", p->file, p->line, p->column, p->text);
		t->failure = str_detach(&s, NULL);
	}
}

struct liquid_template *engine_partial(struct liquid *engine, const char *name, size_t n,
	struct problems *problems, struct err *err)
{
	struct str text = STR_INIT, file = STR_INIT;
	char *name_c = mem_strndup(name, n);
	struct liquid_template *t = NULL;
	intptr_t known;

	if (map_get(&engine->partials, name, n, &known)) {
		free(name_c);
		return engine->partial_list[known];
	}
	if (memchr(name, '\0', n) || engine->options.read_partial == NULL) {
		err_set(err, ERR_INPUT, "there is no partial `%s`%s", name_c,
			engine->options.read_partial ? "" : ": partials are not available here");
		goto out;
	}
	if (engine->options.read_partial(engine->options.partial_ctx, name_c, &text, &file, err) <
		0)
		goto out;
	t = template_new(engine, &(struct liquid_source){.file = file.len ? str_c(&file) : name_c,
					 .text = str_c(&text),
					 .len = text.len});
	/* Known before it is parsed: it may name itself. */
	map_put(&engine->partials, name, n, (intptr_t)engine->partial_count);
	mem_grow(&engine->partial_list, &engine->partial_cap, engine->partial_count,
		sizeof *engine->partial_list);
	engine->partial_list[engine->partial_count++] = t;
	struct problems own = {0};
	struct problems *p = problems ? problems : &own;
	size_t before = p->errors;
	if (parse_into(t, p) || p->errors > before)
		keep_failure(t, p);
	problems_release(&own);
out:
	free(name_c);
	str_release(&text);
	str_release(&file);
	return t;
}
