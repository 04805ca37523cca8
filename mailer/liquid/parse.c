#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "liquid/filter.h"
#include "liquid/parser.h"

uint32_t parse_at(const struct parser *p, const char *at)
{
	return (uint32_t)(at - p->t->unit->text);
}

/* Problems come mostly in the order of the text, so lines are counted on from the last one. */
static void place(struct parser *p, const char *at, size_t *line_r, size_t *column_r)
{
	const struct unit *u = p->t->unit;

	if (p->placed == NULL || at < p->placed) {
		p->placed = u->text;
		p->placed_line = 1;
	}
	while ((p->placed = memchr(p->placed, '\n', (size_t)(at - p->placed))) != NULL) {
		p->placed++;
		p->placed_line++;
	}
	p->placed = at;
	const char *line = at;
	while (line > u->text && line[-1] != '\n' && at - line < 4096)
		line--;
	*line_r = p->placed_line + (u->first_line ? u->first_line - 1 : 0);
	*column_r = utf8_length(line, (size_t)(at - line)) + 1;
}

static void add_problem(struct parser *p, const char *at, bool warning, const char *fmt, va_list ap)
{
	char text[1024];
	size_t line, column;

	vsnprintf(text, sizeof text, fmt, ap);
	if (!warning && ++p->errors > PROBLEMS_MAX)
		p->fatal = true;
	if (p->problems == NULL)
		return;
	place(p, at, &line, &column);
	struct str shown = STR_INIT;
	utf8_add_visible(&shown, text, strlen(text), false);
	if (warning)
		problems_warn(p->problems, p->t->unit->file, line, column, "%s", str_c(&shown));
	else
		problems_add(p->problems, p->t->unit->file, line, column, "%s", str_c(&shown));
	str_release(&shown);
}

void parse_problem(struct parser *p, const char *at, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	add_problem(p, at, false, fmt, ap);
	va_end(ap);
}

void parse_warning(struct parser *p, const char *at, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	add_problem(p, at, true, fmt, ap);
	va_end(ap);
}

char *parse_strndup(struct parser *p, const char *s, size_t n)
{
	return arena_strndup(&p->t->unit->arena, s, n);
}

bool piece_is(const struct piece *piece, const char *name)
{
	return piece->kind == PIECE_TAG && piece->name_len == strlen(name) &&
	       memcmp(piece->name, name, piece->name_len) == 0;
}

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

static void trim_last_text(struct parser *p, struct builder *b)
{
	if (!b->ends_in_text || p->node_count == b->first)
		return;
	struct node *n = &p->nodes[p->node_count - 1];
	while (n->text.n && is_strip_byte(n->text.p[n->text.n - 1]))
		n->text.n--;
}

static void add_text(struct parser *p, struct builder *b, const struct piece *piece)
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
			add_text(p, b, &piece);
			continue;
		}
		if (piece.trim_before)
			trim_last_text(p, b);
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

static const char *nearest_tag(const char *name)
{
	static const char *const others[] = {"else", "elsif", "when", "endif", "endunless",
		"endcase", "endfor", "endcapture", "endtablerow", "endifchanged", "endcomment",
		"endraw", "enddoc"};
	const char *names[64];
	size_t n = 0;

	for (const struct tag *t = tags_simple; t->name; t++)
		names[n++] = t->name;
	for (const struct tag *t = tags_block; t->name; t++)
		names[n++] = t->name;
	for (size_t i = 0; i < sizeof others / sizeof *others; i++)
		names[n++] = others[i];
	return name_nearest(name, names, n);
}

static size_t line_of(struct parser *p, const char *at)
{
	size_t line, column;

	place(p, at, &line, &column);
	return line;
}

static void unknown_tag(struct parser *p, const struct piece *piece, const char *name)
{
	const char *near = nearest_tag(name);

	if (near)
		parse_problem(
			p, piece->start, "there is no tag `%s`; did you mean `%s`?", name, near);
	else
		parse_problem(p, piece->start,
			"there is no tag `%s`; openletter-templates(7) lists them", name);
}

bool parse_unexpected(struct parser *p, const struct piece *piece)
{
	const struct open_block *open = p->open_count ? &p->open[p->open_count - 1] : NULL;
	char name[80];

	snprintf(name, sizeof name, "%.*s", (int)(piece->name_len < 70 ? piece->name_len : 70),
		piece->name);
	if (str_starts(name, "end")) {
		for (size_t i = p->open_count; i-- > 0;) {
			if (strlen(name + 3) != p->open[i].len ||
				memcmp(name + 3, p->open[i].name, p->open[i].len) != 0)
				continue;
			parse_problem(p, open->start,
				"`%.*s` is never closed: `%s` of line %zu comes before `end%.*s`",
				(int)open->len, open->name, name, line_of(p, piece->start),
				(int)open->len, open->name);
			p->pending = *piece;
			p->has_pending = true;
			return true;
		}
		const char *near = nearest_tag(name);
		if (near && strcmp(near, name) != 0)
			unknown_tag(p, piece, name);
		else if (open)
			parse_problem(p, piece->start,
				"`%s` closes nothing here; the open block is `%.*s` of line %zu",
				name, (int)open->len, open->name, line_of(p, open->start));
		else
			parse_problem(p, piece->start, "`%s` closes nothing here", name);
		return false;
	}
	if (strcmp(name, "else") == 0 || strcmp(name, "elsif") == 0 || strcmp(name, "when") == 0) {
		if (open)
			parse_problem(p, piece->start, "`%s` cannot stand in `%.*s` of line %zu",
				name, (int)open->len, open->name, line_of(p, open->start));
		else
			parse_problem(p, piece->start, "`%s` stands outside of any block", name);
		return false;
	}
	unknown_tag(p, piece, name);
	return false;
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
