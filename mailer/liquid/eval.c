#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "liquid/convert.h"
#include "liquid/filter.h"
#include "liquid/number.h"

static const struct liquid_value unknown = {.kind = LIQUID_UNKNOWN};

/* size, first and last of what has them; false: it does not. */
static bool eval_command(struct liquid_context *c, struct liquid_value v, enum command command,
	struct liquid_value *r)
{
	bool last = command == COMMAND_LAST;
	size_t n;

	switch (v.kind) {
	case LIQUID_TEXT:
		if (command == COMMAND_SIZE) {
			*r = liquid_int((int64_t)utf8_length(v.text.p, v.text.n));
			return true;
		}
		n = v.text.n;
		if (n == 0) {
			*r = liquid_nil();
		} else if (last) {
			size_t at = n - 1;
			while (at && ((unsigned char)v.text.p[at] & 0xC0) == 0x80)
				at--;
			*r = liquid_text_n(v.text.p + at, n - at);
		} else {
			size_t to = 1;
			while (to < n && ((unsigned char)v.text.p[to] & 0xC0) == 0x80)
				to++;
			*r = liquid_text_n(v.text.p, to);
		}
		return true;
	case LIQUID_ARRAY:
		n = v.array->count;
		*r = command == COMMAND_SIZE ? liquid_int((int64_t)n)
		     : n == 0		     ? liquid_nil()
					     : v.array->items[last ? n - 1 : 0];
		return true;
	case LIQUID_HASH:
	case LIQUID_ROW: {
		n = v.kind == LIQUID_ROW ? v.row->columns->count : v.hash->count;
		*r = liquid_nil();
		if (command == COMMAND_SIZE)
			*r = liquid_int((int64_t)n);
		if (command != COMMAND_FIRST)
			return command == COMMAND_SIZE;
		if (n == 0)
			return true;
		struct liquid_array *pair = liquid_array_new(&c->scratch);
		liquid_array_add(pair, v.kind == LIQUID_ROW ? liquid_text(v.row->columns->names[0])
							    : liquid_text_n(v.hash->entries[0].key,
								      v.hash->entries[0].len));
		liquid_array_add(
			pair, v.kind == LIQUID_ROW ? v.row->cells[0] : v.hash->entries[0].value);
		*r = liquid_array_value(pair);
		return true;
	}
	case LIQUID_RANGE:
		*r = command == COMMAND_SIZE ? liquid_int(range_count(v))
					     : liquid_int(last ? v.range.last : v.range.first);
		return true;
	case LIQUID_INT:
	case LIQUID_BIG:
		*r = liquid_int(8); /* as Ruby has it: the bytes of an integer */
		return command == COMMAND_SIZE;
	default:
		return false;
	}
}

static bool eval_loop(struct liquid_loop *l, enum command command, struct liquid_value *r)
{
	switch (command) {
	case COMMAND_INDEX:
		*r = liquid_int(l->index + 1);
		return true;
	case COMMAND_INDEX0:
		*r = liquid_int(l->index);
		return true;
	case COMMAND_RINDEX:
		*r = liquid_int(l->length - l->index);
		return true;
	case COMMAND_RINDEX0:
		*r = liquid_int(l->length - l->index - 1);
		return true;
	case COMMAND_LENGTH:
		*r = liquid_int(l->length);
		return true;
	case COMMAND_FIRST:
		*r = liquid_bool(l->index == 0);
		return true;
	case COMMAND_LAST:
		*r = liquid_bool(l->index == l->length - 1);
		return true;
	default:
		break;
	}
	if (!l->table) {
		if (command == COMMAND_NAME)
			*r = liquid_text_n(l->name, l->name_len);
		else if (command == COMMAND_PARENTLOOP)
			*r = l->parent
				     ? (struct liquid_value){.kind = LIQUID_LOOP, .loop = l->parent}
				     : liquid_nil();
		return command == COMMAND_NAME || command == COMMAND_PARENTLOOP;
	}
	switch (command) {
	case COMMAND_COL:
		*r = liquid_int(l->column);
		return true;
	case COMMAND_COL0:
		*r = liquid_int(l->column - 1);
		return true;
	case COMMAND_COL_FIRST:
		*r = liquid_bool(l->column == 1);
		return true;
	case COMMAND_COL_LAST:
		*r = liquid_bool(l->column == l->columns);
		return true;
	case COMMAND_ROW:
		*r = liquid_int(l->row);
		return true;
	default:
		return false;
	}
}

static enum command command_of_key(struct liquid_value key)
{
	static const struct {
		const char *name;
		enum command command;
	} names[] = {{"index", COMMAND_INDEX}, {"index0", COMMAND_INDEX0},
		{"rindex", COMMAND_RINDEX}, {"rindex0", COMMAND_RINDEX0},
		{"length", COMMAND_LENGTH}, {"first", COMMAND_FIRST}, {"last", COMMAND_LAST},
		{"name", COMMAND_NAME}, {"parentloop", COMMAND_PARENTLOOP}, {"col", COMMAND_COL},
		{"col0", COMMAND_COL0}, {"col_first", COMMAND_COL_FIRST},
		{"col_last", COMMAND_COL_LAST}, {"row", COMMAND_ROW}};

	for (size_t i = 0; key.kind == LIQUID_TEXT && i < sizeof names / sizeof *names; i++)
		if (strlen(names[i].name) == key.text.n &&
			memcmp(names[i].name, key.text.p, key.text.n) == 0)
			return names[i].command;
	return COMMAND_NONE;
}

/* What base has under a key that is a value. */
bool eval_key(struct liquid_context *c, struct liquid_value base, struct liquid_value key,
	struct liquid_value *r)
{
	(void)c;
	*r = unknown;
	if (base.kind == LIQUID_HASH && key.kind == LIQUID_TEXT) {
		const struct hash_entry *e = hash_find(base.hash, key.text.p, key.text.n);
		if (e)
			*r = e->value;
		return e != NULL;
	}
	if (base.kind == LIQUID_ROW && key.kind == LIQUID_TEXT) {
		size_t column = columns_find(base.row->columns, key.text.p, key.text.n);
		if (column != SIZE_MAX)
			*r = base.row->cells[column];
		return column != SIZE_MAX;
	}
	if (base.kind == LIQUID_ARRAY && key.kind == LIQUID_INT) {
		int64_t n = (int64_t)base.array->count,
			i = key.integer < 0 ? key.integer + n : key.integer;
		*r = i >= 0 && i < n ? base.array->items[i] : liquid_nil();
		return true;
	}
	if (base.kind == LIQUID_LOOP)
		return eval_loop(base.loop, command_of_key(key), r);
	return false;
}

static bool eval_segment(struct liquid_context *c, struct liquid_value base, struct segment *s,
	struct liquid_value *r)
{
	if (base.kind == LIQUID_ROW) {
		if (base.row->columns != s->columns) {
			s->columns = base.row->columns;
			s->column = columns_find(s->columns, s->key, s->len);
		}
		if (s->column != SIZE_MAX) {
			*r = base.row->cells[s->column];
			return true;
		}
	} else if (base.kind == LIQUID_HASH) {
		const struct hash_entry *e = hash_find(base.hash, s->key, s->len);
		if (e) {
			*r = e->value;
			return true;
		}
	} else if (base.kind == LIQUID_LOOP) {
		return eval_loop(base.loop, s->command, r);
	}
	if (s->command == COMMAND_SIZE || s->command == COMMAND_FIRST || s->command == COMMAND_LAST)
		return eval_command(c, base, s->command, r);
	return false;
}

/* Follows the segments; *missing_r is the number of the one that led nowhere. */
static int eval_segments(struct liquid_context *c, struct expr *e, struct liquid_value v,
	struct liquid_value *r, size_t *missing_r)
{
	for (size_t i = 0; i < e->path.count; i++) {
		struct segment *s = &e->path.segments[i];
		struct liquid_value next = unknown;
		bool found;

		if (v.kind == LIQUID_UNKNOWN)
			break;
		if (s->index) {
			struct liquid_value key;
			if (eval_known(c, s->index, &key) < 0)
				return -1;
			found = eval_key(c, v, key, &next);
		} else {
			found = eval_segment(c, v, s, &next);
		}
		*missing_r = i;
		if (!found && v.kind == LIQUID_NIL)
			next = liquid_nil(); /* nothing has no parts: nothing */
		v = next;
	}
	if (v.kind == LIQUID_LOOP)
		v.loop->escaped = true;
	*r = v;
	return 0;
}

static int eval_dynamic(struct liquid_context *c, struct expr *e, struct liquid_value *r)
{
	struct liquid_value name;
	size_t slot, missing;

	if (eval_known(c, e->path.name, &name) < 0)
		return -1;
	*r = unknown;
	if (name.kind == LIQUID_TEXT &&
		engine_find_slot(c->engine, name.text.p, name.text.n, &slot) &&
		slot < c->frame->cap)
		*r = context_get(c, slot);
	return eval_segments(c, e, *r, r, &missing);
}

/* A bound of a range: text counts as the integer it starts with. */
static int eval_bound(struct liquid_context *c, struct expr *e, int64_t *r)
{
	struct liquid_value v;

	if (eval_known(c, e, &v) < 0)
		return -1;
	*r = 0;
	if (v.kind == LIQUID_NIL)
		return 0;
	if (v.kind == LIQUID_TEXT) {
		*r = number_leading_clamped(v.text.p, v.text.n);
		return 0;
	}
	if (!number_strict_integer(v, r))
		return context_error(c, e->at,
			"a range goes from an integer to an integer, not to %s",
			value_type_name(v));
	return 0;
}

int eval(struct liquid_context *c, struct expr *e, struct liquid_value *r)
{
	size_t missing;

	switch (e->kind) {
	case EXPR_CONST:
		*r = e->value;
		return 0;
	case EXPR_NAME:
		*r = context_get(c, e->path.slot);
		if (r->kind == LIQUID_LOOP)
			r->loop->escaped = true;
		return 0;
	case EXPR_PATH:
		return eval_segments(c, e, context_get(c, e->path.slot), r, &missing);
	case EXPR_DYNAMIC:
		return eval_dynamic(c, e, r);
	case EXPR_RANGE:
		r->kind = LIQUID_RANGE;
		r->markup = false;
		if (eval_bound(c, e->range.first, &r->range.first) < 0)
			return -1;
		return eval_bound(c, e->range.last, &r->range.last);
	}
	return -1;
}

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

static void add_path(
	struct str *out, const struct expr *e, const struct liquid *engine, size_t count)
{
	str_adds(out, e->kind == EXPR_DYNAMIC ? "[...]" : engine->names[e->path.slot]);
	for (size_t i = 0; i < count; i++) {
		if (e->path.segments[i].index)
			str_adds(out, "[...]");
		else
			str_addf(out, ".%s", e->path.segments[i].key);
	}
}

/* Where the path of e ended: says so, with the nearest name that there is. */
static int unknown_error(struct liquid_context *c, const struct expr *e)
{
	struct expr prefix = *e;
	struct liquid_value v = unknown, before;
	struct str path = STR_INIT;
	const char *near = NULL;
	size_t missing, count = 0;
	int r;

	if (e->kind == EXPR_DYNAMIC)
		return context_error(c, e->at, "there is no variable of this name");
	before = context_get(c, e->path.slot);
	if (before.kind == LIQUID_UNKNOWN) {
		const char *name = c->engine->names[e->path.slot];
		near = nearest_variable(c, name);
		if (near)
			return context_error(c, e->at,
				"there is no variable `%s`; did you mean `%s`?", name, near);
		return context_error(c, e->at, "there is no variable `%s`", name);
	}
	for (count = 1; count <= e->path.count; count++) {
		prefix.path.count = count;
		if (eval_segments(c, &prefix, context_get(c, e->path.slot), &v, &missing) < 0)
			return -1;
		if (v.kind == LIQUID_UNKNOWN)
			break;
		before = v;
	}
	if (count > e->path.count)
		count = e->path.count;
	add_path(&path, e, c->engine, count);
	if (count && !e->path.segments[count - 1].index)
		near = nearest_key(before, e->path.segments[count - 1].key);
	struct str what = STR_INIT;
	add_path(&what, e, c->engine, count - 1);
	if (near)
		r = context_error(c, e->at,
			"there is no `%s`; did you mean `%s.%s`? (`default` handles what may be "
			"missing)",
			str_c(&path), str_c(&what), near);
	else
		r = context_error(c, e->at,
			"there is no `%s` (`default` handles what may be missing)", str_c(&path));
	str_release(&what);
	str_release(&path);
	return r;
}

int eval_unknown(struct liquid_context *c, const struct expr *e)
{
	int r = unknown_error(c, e);

	if (c->tell_unknown == NULL || c->err == NULL)
		return r;
	c->tell_unknown(c->tell_ctx, c->err);
	return 0;
}

int eval_known(struct liquid_context *c, struct expr *e, struct liquid_value *r)
{
	if (eval_quick(c, e, r) < 0)
		return -1;
	if (r->kind != LIQUID_UNKNOWN)
		return 0;
	if (!c->engine->options.standard && eval_unknown(c, e) < 0)
		return -1;
	*r = liquid_nil();
	return 0;
}

static int wrong_count(struct liquid_context *c, const struct filter_call *site, size_t count)
{
	const struct filter *f = site->filter;

	return context_error(c, site->at, "the filter `%s` takes %s%d argument%s, not %zu", f->name,
		f->min == f->max ? ""
		: count < f->min ? "at least "
				 : "at most ",
		count < f->min ? f->min : f->max,
		(count < f->min ? f->min : f->max) == 1 ? "" : "s", count);
}

static int eval_named(
	struct liquid_context *c, const struct filter_call *site, struct liquid_hash **r)
{
	*r = liquid_hash_new(&c->scratch);
	for (size_t i = 0; i < site->named_count; i++) {
		struct liquid_value v;
		if (eval_known(c, site->named_args[i], &v) < 0)
			return -1;
		liquid_hash_set(*r, site->named[i], v);
	}
	return 0;
}

enum { FEW_ARGUMENTS = 8, WORK_PER_STEP = 4096 };

/* Filters that go through much text count as steps, so that a loop over them ends in time. */
static int count_work(struct liquid_context *c, struct liquid_value v, uint32_t at)
{
	if (v.kind == LIQUID_TEXT)
		c->work += v.text.n;
	else if (v.kind == LIQUID_ARRAY)
		c->work += v.array->count * sizeof(struct liquid_value);
	else if (v.kind == LIQUID_RANGE)
		c->work += (uint64_t)range_count(v);
	if (c->work / WORK_PER_STEP <= c->limits.loop_steps)
		return 0;
	return context_error(c, at, "filters go through more than %zu MB (limit loop_steps)",
		c->limits.loop_steps / 256);
}

static int apply_filter(struct liquid_context *c, const struct filter_call *site, bool escapes,
	struct liquid_value *v)
{
	const struct filter *f = site->filter;
	struct liquid_value few[FEW_ARGUMENTS], *args = few;
	struct liquid_hash *named = NULL;
	size_t count = site->count;

	if (f == NULL) /* plain Liquid passes the value on */
		return 0;
	if (count + 1 > FEW_ARGUMENTS) {
		args = context_alloc(c, (count + 1) * sizeof *args);
		if (args == NULL)
			return -1;
	}
	for (size_t i = 0; i < count; i++)
		if (eval_known(c, site->args[i], &args[i]) < 0)
			return -1;
	if (site->named_count) {
		if (eval_named(c, site, &named) < 0)
			return -1;
		if (!f->takes_named)
			args[count++] = liquid_hash_value(named);
	}
	if (count < f->min || count > f->max)
		return wrong_count(c, site, count);
	if (count_work(c, *v, site->at) < 0)
		return -1;
	struct call call = {.context = c,
		.site = site,
		.input = *v,
		.args = args,
		.count = count,
		.named = f->takes_named ? named : NULL,
		.escapes = escapes};
	return f->apply(&call, v);
}

int eval_output(struct liquid_context *c, const struct output *o, struct liquid_value *v)
{
	bool escapes = c->escape;

	if (eval_quick(c, o->expr, v) < 0)
		return -1;
	if (v->kind == LIQUID_UNKNOWN) {
		bool handled =
			c->engine->options.standard ||
			(o->count && o->calls[0].filter && o->calls[0].filter->takes_unknown);
		if (!handled && eval_unknown(c, o->expr) < 0)
			return -1;
		*v = liquid_nil();
	}
	for (size_t i = 0; i < o->count; i++)
		if (apply_filter(c, &o->calls[i], escapes && i + 1 == o->count, v) < 0)
			return -1;
	return 0;
}
