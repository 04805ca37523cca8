#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "liquid/context.h"
#include "liquid/language.h"

static void fill_limits(struct liquid_limits *l)
{
	if (l->output_bytes == 0)
		l->output_bytes = LIQUID_OUTPUT_BYTES;
	if (l->loop_steps == 0)
		l->loop_steps = LIQUID_LOOP_STEPS;
	if (l->nesting == 0)
		l->nesting = LIQUID_NESTING;
	if (l->include_depth == 0)
		l->include_depth = LIQUID_INCLUDE_DEPTH;
	if (l->captured_bytes == 0)
		l->captured_bytes = LIQUID_CAPTURED_BYTES;
}

struct liquid *liquid_new(const struct liquid_options *options)
{
	struct liquid *engine = mem_alloc(sizeof *engine);

	if (options)
		engine->options = *options;
	fill_limits(&engine->options.limits);
	engine->language_tag =
		mem_strdup(engine->options.language ? engine->options.language : "en");
	engine->options.language = engine->language_tag;
	engine->language = language_find(engine->language_tag);
	return engine;
}

void liquid_free(struct liquid *engine)
{
	if (engine == NULL)
		return;
	for (size_t i = 0; i < engine->partial_count; i++)
		liquid_template_free(engine->partial_list[i]);
	free(engine->partial_list);
	free(engine->names);
	free(engine->writes);
	free(engine->language_tag);
	map_release(&engine->slots);
	map_release(&engine->groups);
	map_release(&engine->partials);
	arena_release(&engine->arena);
	free(engine);
}

size_t engine_slot(struct liquid *engine, const char *name, size_t n)
{
	intptr_t slot;

	if (map_get(&engine->slots, name, n, &slot))
		return (size_t)slot;
	map_put(&engine->slots, name, n, (intptr_t)engine->slot_count);
	mem_grow(&engine->names, &engine->slot_cap, engine->slot_count, sizeof *engine->names);
	engine->names[engine->slot_count] = arena_strndup(&engine->arena, name, n);
	return engine->slot_count++;
}

void engine_note_write(struct liquid *engine, size_t slot)
{
	mem_grow(&engine->writes, &engine->write_cap, slot, sizeof *engine->writes);
	engine->writes[slot]++;
}

unsigned engine_writes(const struct liquid *engine, size_t slot)
{
	return slot < engine->write_cap ? engine->writes[slot] : 0;
}

bool engine_find_slot(const struct liquid *engine, const char *name, size_t n, size_t *slot_r)
{
	intptr_t slot;

	if (!map_get(&engine->slots, name, n, &slot))
		return false;
	*slot_r = (size_t)slot;
	return true;
}

size_t engine_group(struct liquid *engine, const char *text, size_t n)
{
	intptr_t group;

	if (map_get(&engine->groups, text, n, &group))
		return (size_t)group;
	map_put(&engine->groups, text, n, (intptr_t)engine->group_count);
	return engine->group_count++;
}

size_t liquid_slot(struct liquid *engine, const char *name)
{
	return engine_slot(engine, name, strlen(name));
}

struct liquid_context *liquid_context_new(struct liquid *engine)
{
	struct liquid_context *c = mem_alloc(sizeof *c);

	c->engine = engine;
	c->frame = &c->base;
	c->limits = engine->options.limits;
	str_init(&c->tmp);
	context_grow(c);
	return c;
}

static void frame_grow(struct frame *f, size_t slots)
{
	if (slots > f->cap)
		mem_grow(&f->variables, &f->cap, slots - 1, sizeof *f->variables);
}

void context_grow(struct liquid_context *c)
{
	size_t slots = c->engine->slot_count, before = c->global_cap;

	for (struct frame *f = c->frame; f; f = f->parent)
		frame_grow(f, slots);
	if (slots <= before)
		return;
	mem_grow(&c->globals, &c->global_cap, slots - 1, sizeof *c->globals);
	for (size_t i = before; i < c->global_cap; i++)
		c->globals[i].kind = LIQUID_UNKNOWN;
}

static void frame_release(struct frame *f)
{
	free(f->variables);
	free(f->dirty);
	free(f->cycles.values);
	free(f->offsets.values);
}

void liquid_context_free(struct liquid_context *c)
{
	if (c == NULL)
		return;
	while (c->free_frames) {
		struct frame *next = c->free_frames->parent;
		frame_release(c->free_frames);
		free(c->free_frames);
		c->free_frames = next;
	}
	frame_release(&c->base);
	free(c->globals);
	for (size_t i = 0; i < c->capture_cap; i++)
		str_release(&c->captures[i]);
	free(c->captures);
	str_release(&c->tmp);
	map_release(&c->dynamic_cycles);
	arena_release(&c->scratch);
	free(c);
}

void liquid_set(struct liquid_context *c, size_t slot, struct liquid_value value)
{
	if (slot >= c->global_cap)
		context_grow(c);
	c->globals[slot] = value;
}

struct variable *frame_touch(struct frame *f, size_t slot)
{
	struct variable *v = &f->variables[slot];

	if (!(v->has & IS_DIRTY)) {
		v->has |= IS_DIRTY;
		mem_grow(&f->dirty, &f->dirty_cap, f->dirty_count, sizeof *f->dirty);
		f->dirty[f->dirty_count++] = slot;
	}
	return v;
}

static void registers_clear(struct register_set *r)
{
	if (r->used && r->cap)
		memset(r->values, 0, r->cap * sizeof *r->values);
	r->used = false;
}

static void frame_clear(struct frame *f)
{
	for (size_t i = 0; i < f->dirty_count; i++)
		f->variables[f->dirty[i]].has = 0;
	f->dirty_count = 0;
	registers_clear(&f->cycles);
	registers_clear(&f->offsets);
	f->changed_used = false;
	f->loop = NULL;
}

struct frame *frame_push(struct liquid_context *c)
{
	struct frame *f = c->free_frames;

	if (f)
		c->free_frames = f->parent;
	else
		f = mem_alloc(sizeof *f);
	f->isolated = true;
	f->parent = c->frame;
	c->frame = f;
	frame_grow(f, c->engine->slot_count);
	return f;
}

void frame_pop(struct liquid_context *c)
{
	struct frame *f = c->frame;

	frame_clear(f);
	c->frame = f->parent;
	f->parent = c->free_frames;
	c->free_frames = f;
}

void liquid_tell_unknown(
	struct liquid_context *c, void (*told)(void *ctx, const struct err *err), void *ctx)
{
	c->tell_unknown = told;
	c->tell_ctx = ctx;
}

void liquid_reset(struct liquid_context *c)
{
	frame_clear(&c->base);
	map_release(&c->dynamic_cycles);
	c->free_loops = NULL; /* they live in the scratch memory */
	arena_reset(&c->scratch);
	c->work = 0;
}

struct liquid_loop *loop_new(struct liquid_context *c)
{
	struct liquid_loop *loop = c->free_loops;

	if (loop) {
		c->free_loops = loop->next_free;
		*loop = (struct liquid_loop){0};
	} else {
		loop = arena_alloc(&c->scratch, sizeof *loop);
	}
	loop->parent = c->frame->loop;
	return loop;
}

void loop_done(struct liquid_context *c, struct liquid_loop *loop)
{
	if (loop->escaped)
		return;
	loop->next_free = c->free_loops;
	c->free_loops = loop;
}

void *context_alloc(struct liquid_context *c, size_t n)
{
	if (n > c->limits.captured_bytes || c->scratch.used > c->limits.captured_bytes - n) {
		context_error(c, 0,
			"what the template assigns, captures and filters takes more than %zu bytes "
			"(limit captured_bytes)",
			c->limits.captured_bytes);
		return NULL;
	}
	return arena_alloc(&c->scratch, n);
}

int context_error(struct liquid_context *c, uint32_t at, const char *fmt, ...)
{
	const struct unit *u = c->template->unit;
	struct str shown = STR_INIT;
	char text[1024];
	size_t line, column;
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof text, fmt, ap);
	va_end(ap);
	utf8_add_visible(&shown, text, strlen(text), false);
	utf8_place(u->text, u->len, at, &line, &column);
	line += u->first_line ? u->first_line - 1 : 0;
	err_set(c->err, ERR_INPUT, "%s:%zu:%zu: %s", u->file, line, column, str_c(&shown));
	str_release(&shown);
	return -1;
}

static void each_key_of_slot(const struct liquid_template *t, size_t slot,
	void (*see)(void *ctx, const char *key), void *ctx)
{
	for (size_t i = 0; i < t->use_count; i++)
		if (t->uses[i].slot == slot)
			see(ctx, t->uses[i].key);
}

void liquid_each_key(const struct liquid_template *t, const char *name,
	void (*see)(void *ctx, const char *key), void *ctx)
{
	size_t slot;

	if (!engine_find_slot(t->engine, name, strlen(name), &slot))
		return;
	each_key_of_slot(t, slot, see, ctx);
	/* A partial may name itself, so that only the direct ones are followed from here. */
	for (size_t p = 0; p < t->engine->partial_count && t->partial_count; p++)
		each_key_of_slot(t->engine->partial_list[p], slot, see, ctx);
}

struct wanted_key {
	const char *key;
	bool found;
};

static void find_key(void *ctx, const char *key)
{
	struct wanted_key *w = ctx;

	if (w->key == NULL || key == NULL || strcmp(key, w->key) == 0)
		w->found = true;
}

bool liquid_uses(const struct liquid_template *t, const char *name, const char *key)
{
	struct wanted_key wanted = {.key = key};

	liquid_each_key(t, name, find_key, &wanted);
	return wanted.found;
}
