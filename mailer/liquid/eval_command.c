#include <string.h>

#include "base/utf8.h"
#include "liquid/context.h"

enum command command_find(const char *key, size_t n)
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

static bool continues(char c)
{
	return ((unsigned char)c & 0xC0) == 0x80;
}

static struct liquid_value of_text(const char *p, size_t n, enum command command)
{
	if (command == COMMAND_SIZE)
		return liquid_int((int64_t)utf8_length(p, n));
	if (n == 0)
		return liquid_text_n("", 0);
	if (command == COMMAND_LAST) {
		size_t at = n - 1;
		while (at && continues(p[at]))
			at--;
		return liquid_text_n(p + at, n - at);
	}
	size_t to = 1;
	while (to < n && continues(p[to]))
		to++;
	return liquid_text_n(p, to);
}

static struct liquid_value of_array(const struct liquid_array *array, enum command command)
{
	size_t n = array->count;

	if (command == COMMAND_SIZE)
		return liquid_int((int64_t)n);
	if (n == 0)
		return liquid_nil();
	return array->items[command == COMMAND_LAST ? n - 1 : 0];
}

/* A row or a hash of n entries has a size, and a first one: a key and its value. */
static bool of_entries(struct liquid_context *c, struct liquid_value v, size_t n,
	enum command command, struct liquid_value *r)
{
	bool row = v.kind == LIQUID_ROW;

	*r = command == COMMAND_SIZE ? liquid_int((int64_t)n) : liquid_nil();
	if (command != COMMAND_FIRST)
		return command == COMMAND_SIZE;
	if (n == 0)
		return true;
	struct liquid_array *pair = liquid_array_new(&c->scratch);
	liquid_array_add(pair, row ? liquid_text(v.row->columns->names[0])
				   : liquid_text_n(v.hash->entries[0].key, v.hash->entries[0].len));
	liquid_array_add(pair, row ? v.row->cells[0] : v.hash->entries[0].value);
	*r = liquid_array_value(pair);
	return true;
}

bool eval_command(struct liquid_context *c, struct liquid_value v, enum command command,
	struct liquid_value *r)
{
	switch (v.kind) {
	case LIQUID_TEXT:
		*r = of_text(v.text.p, v.text.n, command);
		return true;
	case LIQUID_ARRAY:
		*r = of_array(v.array, command);
		return true;
	case LIQUID_HASH:
		return of_entries(c, v, v.hash->count, command, r);
	case LIQUID_ROW:
		return of_entries(c, v, v.row->columns->count, command, r);
	case LIQUID_RANGE:
		*r = liquid_int(command == COMMAND_SIZE	  ? range_count(v)
				: command == COMMAND_LAST ? v.range.last
							  : v.range.first);
		return true;
	case LIQUID_INT:
	case LIQUID_BIG:
		if (command != COMMAND_SIZE)
			return false;
		*r = liquid_int(8); /* as Ruby has it: the bytes of an integer */
		return true;
	default:
		return false;
	}
}

static bool of_forloop(const struct liquid_loop *l, enum command command, struct liquid_value *r)
{
	if (command == COMMAND_NAME)
		*r = liquid_text_n(l->name, l->name_len);
	else if (command == COMMAND_PARENTLOOP)
		*r = l->parent ? (struct liquid_value){.kind = LIQUID_LOOP, .loop = l->parent}
			       : liquid_nil();
	return command == COMMAND_NAME || command == COMMAND_PARENTLOOP;
}

static bool of_tablerow(const struct liquid_loop *l, enum command command, struct liquid_value *r)
{
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

bool eval_loop(const struct liquid_loop *l, enum command command, struct liquid_value *r)
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
		return l->table ? of_tablerow(l, command, r) : of_forloop(l, command, r);
	}
}
