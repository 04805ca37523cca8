#include <string.h>

#include "base/utf8.h"
#include "liquid/context.h"
#include "liquid/convert.h"
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

int eval_segments(struct liquid_context *c, struct expr *e, struct liquid_value v,
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
