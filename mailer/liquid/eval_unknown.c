/* A name that leads nowhere: where, and the nearest one that there is. */
#include <stdlib.h>
#include <string.h>

#include "liquid/context.h"

static void add_name(const char ***names, size_t *n, size_t *cap, const char *name)
{
	mem_grow(names, cap, *n, sizeof **names);
	(*names)[(*n)++] = name;
}

static const char *nearest_variable(struct liquid_context *c, const char *word)
{
	const char **names = NULL;
	size_t n = 0, cap = 0;

	for (size_t i = 0; i < c->engine->slot_count && i < c->frame->cap; i++)
		if (context_get(c, i).kind != LIQUID_UNKNOWN)
			add_name(&names, &n, &cap, c->engine->names[i]);
	const char *near = name_nearest(word, names, n);
	free(names);
	return near;
}

static bool has_key(struct liquid_value v, const char *key)
{
	struct liquid_value ignored;

	for (size_t i = 0; v.kind == LIQUID_ROW && i < v.row->columns->count; i++)
		if (strcmp(v.row->columns->names[i], key) == 0)
			return true;
	return v.kind == LIQUID_HASH && liquid_hash_get(v.hash, key, &ignored);
}

/* The variable that has a part of this name, a row of a list before all others; or NULL. */
static const char *whose_part(struct liquid_context *c, const char *word)
{
	static const enum liquid_kind kinds[] = {LIQUID_ROW, LIQUID_HASH};

	for (size_t k = 0; k < sizeof kinds / sizeof *kinds; k++)
		for (size_t i = 0; i < c->engine->slot_count && i < c->frame->cap; i++) {
			struct liquid_value v = context_get(c, i);
			if (v.kind == kinds[k] && has_key(v, word))
				return c->engine->names[i];
		}
	return NULL;
}

static const char *nearest_key(struct liquid_value v, const char *word)
{
	const char **names = NULL;
	size_t n = 0, cap = 0;

	if (v.kind == LIQUID_ROW)
		return name_nearest(word, v.row->columns->names, v.row->columns->count);
	for (size_t i = 0; v.kind == LIQUID_HASH && i < v.hash->count && i < 10000; i++)
		add_name(&names, &n, &cap, v.hash->entries[i].key);
	const char *near = name_nearest(word, names, n);
	free(names);
	return near;
}

/* ".name", or "["first name"]" where a dot cannot stand before it. */
static void add_key(struct str *out, const struct segment *s)
{
	bool plain = s->len && !(s->key[0] >= '0' && s->key[0] <= '9');

	for (size_t i = 0; i < s->len; i++)
		plain &= ascii_is_alnum((unsigned char)s->key[i]) || s->key[i] == '_' ||
			 (s->key[i] == '-' && i);
	if (plain)
		str_addf(out, ".%s", s->key);
	else
		str_addf(out, "[\"%s\"]", s->key);
}

static void add_path(
	struct str *out, const struct expr *e, const struct liquid *engine, size_t count)
{
	str_adds(out, e->kind == EXPR_DYNAMIC ? "[...]" : engine->names[e->path.slot]);
	for (size_t i = 0; i < count; i++) {
		if (e->path.segments[i].index)
			str_adds(out, "[...]");
		else
			add_key(out, &e->path.segments[i]);
	}
}

static int unknown_variable(struct liquid_context *c, const struct expr *e)
{
	const char *name = c->engine->names[e->path.slot];
	const char *whole = whose_part(c, name), *near;

	if (whole)
		return context_error(c, e->at, "there is no variable `%s`; did you mean `%s.%s`?",
			name, whole, name);
	near = nearest_variable(c, name);
	if (near)
		return context_error(
			c, e->at, "there is no variable `%s`; did you mean `%s`?", name, near);
	return context_error(c, e->at, "there is no variable `%s`", name);
}

/* count: the segments as far as the one that led nowhere; before: the value that has no such part.
 */
static int unknown_part(
	struct liquid_context *c, const struct expr *e, size_t count, struct liquid_value before)
{
	struct str path = STR_INIT, other = STR_INIT;
	const char *near = NULL;
	int r;

	add_path(&path, e, c->engine, count);
	if (count && !e->path.segments[count - 1].index)
		near = nearest_key(before, e->path.segments[count - 1].key);
	if (near) {
		add_path(&other, e, c->engine, count - 1);
		add_key(&other, &(struct segment){.key = near, .len = strlen(near)});
		r = context_error(c, e->at,
			"there is no `%s`; did you mean `%s`? (`default` handles what may be "
			"missing)",
			str_c(&path), str_c(&other));
	} else {
		r = context_error(c, e->at,
			"there is no `%s` (`default` handles what may be missing)", str_c(&path));
	}
	str_release(&other);
	str_release(&path);
	return r;
}

/* Where the path of e ended: says so, with the nearest name that there is. */
static int unknown_error(struct liquid_context *c, const struct expr *e)
{
	struct expr prefix = *e;
	struct liquid_value v, before;
	size_t missing, count;

	if (e->kind == EXPR_DYNAMIC)
		return context_error(c, e->at, "there is no variable of this name");
	before = context_get(c, e->path.slot);
	if (before.kind == LIQUID_UNKNOWN)
		return unknown_variable(c, e);
	for (count = 1; count < e->path.count; count++) {
		prefix.path.count = count;
		if (eval_segments(c, &prefix, context_get(c, e->path.slot), &v, &missing) < 0)
			return -1;
		if (v.kind == LIQUID_UNKNOWN)
			break;
		before = v;
	}
	return unknown_part(c, e, e->path.count ? count : 0, before);
}

int eval_unknown(struct liquid_context *c, const struct expr *e)
{
	int r = unknown_error(c, e);

	if (c->tell_unknown == NULL || c->err == NULL)
		return r;
	c->tell_unknown(c->tell_ctx, c->err);
	return 0;
}
