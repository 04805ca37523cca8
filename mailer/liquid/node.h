/*
 * The parsed form of a template: nodes and expressions, all in the template's arena.
 *
 * Names are slots, keys remember the column where they were last found, filters are pointers.
 * Bodies are arrays, so that rendering walks memory forwards.
 */
#ifndef LIQUID_NODE_H
#define LIQUID_NODE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/mem.h"
#include "liquid/data.h"
#include "liquid/liquid.h"

enum expr_kind { EXPR_CONST, EXPR_NAME, EXPR_PATH, EXPR_DYNAMIC, EXPR_RANGE };

/* Keys that values other than hashes answer, too. */
enum command {
	COMMAND_NONE,
	COMMAND_SIZE,
	COMMAND_FIRST,
	COMMAND_LAST,
	COMMAND_INDEX,
	COMMAND_INDEX0,
	COMMAND_RINDEX,
	COMMAND_RINDEX0,
	COMMAND_LENGTH,
	COMMAND_NAME,
	COMMAND_PARENTLOOP,
	COMMAND_COL,
	COMMAND_COL0,
	COMMAND_COL_FIRST,
	COMMAND_COL_LAST,
	COMMAND_ROW,
};

/* The command that a key is, else COMMAND_NONE (eval_command.c). */
enum command command_find(const char *key, size_t n);

struct segment {
	struct expr *index; /* [index]; NULL for .key */
	const char *key;
	size_t len;
	enum command command;
	/* Where the key was found last; another table of columns renews it. */
	const struct liquid_columns *columns;
	size_t column;
};

/*
 * EXPR_CONST value; EXPR_NAME slot; EXPR_PATH slot and segments; EXPR_DYNAMIC [name] and segments;
 * EXPR_RANGE (first..last).
 */
struct expr {
	enum expr_kind kind;
	uint32_t at; /* offset in the source */
	union {
		struct liquid_value value;
		struct {
			size_t slot;
			struct expr *name;
			struct segment *segments;
			size_t count;
		} path;
		struct {
			struct expr *first, *last;
		} range;
	};
};

struct filter;

struct filter_call {
	const struct filter *filter; /* NULL: unknown to plain Liquid, which passes the input on */
	const char *name;
	uint32_t at;
	struct expr **args;
	size_t count;
	const char **named; /* names of keyword arguments, */
	struct expr **named_args; /* and their values */
	size_t named_count;
};

/* expression | filters */
struct output {
	struct expr *expr;
	struct filter_call *calls;
	size_t count;
	uint32_t at;
	bool raw; /* the last filter makes markup: not escaped */
};

struct body {
	struct node *nodes;
	size_t count;
	bool blank; /* nothing in it can print */
};

enum comparison {
	OP_TRUE, /* no operator: the value itself */
	OP_EQ,
	OP_NE,
	OP_LT,
	OP_GT,
	OP_LE,
	OP_GE,
	OP_CONTAINS,
};

enum relation { REL_END, REL_AND, REL_OR };

/* a op b, and what follows it: read from the right, as Liquid does. */
struct condition {
	struct expr *left, *right;
	enum comparison op;
	enum relation relation;
	uint32_t at;
	struct condition *next;
};

/* if, elsif, else: condition NULL is else. Of `case`: the `when` values, one a branch. */
struct branch {
	struct condition *condition;
	struct body *body;
};

struct branches {
	struct branch *items;
	size_t count;
	bool negate; /* unless: the first condition */
};

struct for_loop {
	size_t slot, loop_slot;
	struct expr *collection, *limit, *offset;
	bool reversed, resume; /* offset: continue */
	size_t group; /* number of "item-collection", where `continue` finds its place */
	const char *name;
	size_t name_len;
	struct body *body, *otherwise;
};

struct table_row {
	size_t slot, loop_slot;
	struct expr *collection, *cols, *limit, *offset;
	struct body *body;
};

struct cycle {
	struct expr *name; /* NULL: group is its number */
	size_t group;
	struct expr **values;
	size_t count;
};

/* include and render. */
struct partial_call {
	struct expr *name;
	const char *static_name; /* NULL: found when rendered */
	struct liquid_template *partial; /* of a static name, once parsed */
	struct expr *with;
	bool is_for, isolated;
	bool slot_known;
	size_t slot; /* of the value: the alias, or the last part of a static name */
	size_t lookup_slot; /* include without a value takes the variable of the partial's name */
	size_t *slots;
	struct expr **values;
	size_t count;
};

enum node_kind {
	NODE_TEXT,
	NODE_OUTPUT, /* an expression without filters */
	NODE_FILTERED,
	NODE_DEFAULT, /* one filter, `default` with one argument: so frequent that it has its own */
	NODE_ASSIGN,
	NODE_CAPTURE,
	NODE_IF,
	NODE_CASE,
	NODE_FOR,
	NODE_TABLEROW,
	NODE_CYCLE,
	NODE_IFCHANGED,
	NODE_INCREMENT,
	NODE_DECREMENT,
	NODE_PARTIAL,
	NODE_BREAK,
	NODE_CONTINUE,
};

struct node {
	enum node_kind kind;
	uint32_t at;
	union {
		struct {
			const char *p;
			size_t n;
		} text;
		struct output *output;
		struct {
			size_t slot;
			struct output *output;
		} assign;
		struct {
			size_t slot;
			struct body *body;
		} capture;
		struct branches *branches;
		struct for_loop *loop;
		struct table_row *table;
		struct cycle *cycle;
		struct body *body;
		size_t slot;
		struct partial_call *partial;
	};
};

/* A name or a key that is read; for liquid_uses(). key NULL: the whole value. */
struct use {
	size_t slot;
	const char *key;
};

/*
 * What all forms of one source share: its text, for places in messages, and the nodes as parsed,
 * which a folded template goes on using.
 */
struct unit {
	struct arena arena;
	unsigned references;
	const char *file;
	const char *text;
	size_t len, first_line;
};

struct liquid_template {
	struct arena arena; /* nodes that folding made */
	struct unit *unit;
	struct liquid *engine;
	struct body *body;
	bool one_line, escape;
	bool failed; /* a partial with problems; rendering it is an error */
	char *failure; /* what they were, in plain Liquid */
	struct use *uses;
	size_t use_count, use_cap;
	struct liquid_template **partials; /* static ones that it names; owned by the engine */
	size_t partial_count, partial_cap;
};

#endif
