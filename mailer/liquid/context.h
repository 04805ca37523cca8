/*
 * The engine and the state of a rendering; for the files of liquid/ only.
 */
#ifndef LIQUID_CONTEXT_H
#define LIQUID_CONTEXT_H

#include "base/map.h"
#include "liquid/node.h"

struct language;

struct liquid {
	struct liquid_options options;
	const struct language *language;
	char *language_tag;
	struct arena arena; /* names */
	struct map slots; /* name -> number */
	const char **names;
	size_t slot_count, slot_cap;
	unsigned *writes; /* how many tags of all templates assign a slot */
	size_t write_cap;
	bool resumes; /* some loop has `offset: continue` */
	struct map groups; /* of cycles and loops: text -> number */
	size_t group_count;
	struct map partials; /* name -> struct liquid_template * */
	struct liquid_template **partial_list;
	size_t partial_count, partial_cap;
};

enum { HAS_LOCAL = 1, HAS_ASSIGNED = 2, HAS_COUNTER = 4, IS_DIRTY = 8 };

/* One name in one frame. What is visible: the innermost loop's, then assigned, then the global. */
struct variable {
	unsigned char has;
	struct liquid_value local, assigned, counter;
};

/* A group of cycles or loops: numbers by group. */
struct register_set {
	int64_t *values;
	size_t cap;
	bool used;
};

/* Variables of a template and what it includes; `render` makes a frame of its own. */
struct frame {
	struct variable *variables;
	size_t cap;
	size_t *dirty;
	size_t dirty_count, dirty_cap;
	struct frame *parent;
	bool isolated;
	struct register_set cycles, offsets;
	struct liquid_value changed; /* what ifchanged saw */
	bool changed_used;
	struct liquid_loop *loop; /* innermost */
};

enum interrupt { INTERRUPT_NONE, INTERRUPT_BREAK, INTERRUPT_CONTINUE };

struct liquid_context {
	struct liquid *engine;
	struct liquid_value *globals; /* LIQUID_UNKNOWN: not set */
	size_t global_cap;
	struct frame base, *frame;
	struct frame *free_frames;
	struct liquid_loop *free_loops;
	struct arena scratch;
	struct str tmp; /* work space of one filter */
	struct str *captures; /* one a depth of capture */
	size_t capture_depth, capture_cap;
	struct map dynamic_cycles; /* named by a value */

	/* Of the rendering that goes on. */
	const struct liquid_template *template;
	bool escape, one_line; /* as the outermost template says */
	bool decorated; /* one of them */
	bool flatten; /* text, too, is kept on one line: that of a partial in a header line */
	struct str *out;
	size_t out_max, steps, depth, partial_depth;
	uint64_t work; /* bytes that filters went through */
	enum interrupt interrupt;
	bool no_include; /* inside `render` */
	bool impure; /* something was read that is not the same next time: the clock */
	struct err *err;

	/* liquid_tell_unknown() */
	void (*tell_unknown)(void *ctx, const struct err *err);
	void *tell_ctx;

	/* Limits, with the defaults filled in. */
	struct liquid_limits limits;
};

enum { RENDER_DEPTH = 2000 }; /* bodies within each other over all partials: bounds the C stack */

/* The slot of a name, made where it is new; engine_find_slot(): false where there is none. */
size_t engine_slot(struct liquid *engine, const char *name, size_t n);
bool engine_find_slot(const struct liquid *engine, const char *name, size_t n, size_t *slot_r);
/* Notes that a tag assigns a slot: folding must know. */
void engine_note_write(struct liquid *engine, size_t slot);
/* How many tags assign it. */
unsigned engine_writes(const struct liquid *engine, size_t slot);
/* The number of a loop or cycle by its name: those of one name go on where the others are. */
size_t engine_group(struct liquid *engine, const char *text, size_t n);

/*
 * The partial of a name, parsed once; NULL with err when it cannot be read. Its problems go to
 * problems (may be NULL: then rendering it tells).
 */
struct liquid_template *engine_partial(struct liquid *engine, const char *name, size_t n,
	struct problems *problems, struct err *err);

/* Room for the slots that the engine has now. */
void context_grow(struct liquid_context *c);

/* The variable of a slot in a frame, for writing: noted so that liquid_reset() forgets it. */
struct variable *frame_touch(struct frame *f, size_t slot);
/* The names of a partial, over those of its caller; frame_pop() forgets them. */
struct frame *frame_push(struct liquid_context *c);
void frame_pop(struct liquid_context *c);

/* The state of a loop that begins; loop_done() reuses it, unless a variable holds it (escaped). */
struct liquid_loop *loop_new(struct liquid_context *c);
void loop_done(struct liquid_context *c, struct liquid_loop *loop);

/* The value of a slot as the template sees it; LIQUID_UNKNOWN when nobody set it. */
static inline const struct liquid_value *context_look(const struct liquid_context *c, size_t slot)
{
	static const struct liquid_value unknown = {.kind = LIQUID_UNKNOWN};
	const struct frame *f = c->frame;
	const struct variable *v = &f->variables[slot];

	if (v->has & HAS_LOCAL)
		return &v->local;
	if (v->has & HAS_ASSIGNED)
		return &v->assigned;
	if (v->has & HAS_COUNTER)
		return &v->counter;
	if (f->isolated && c->engine->options.standard)
		return &unknown;
	return &c->globals[slot];
}

static inline struct liquid_value context_get(const struct liquid_context *c, size_t slot)
{
	return *context_look(c, slot);
}

/* Begins with a template: whether output is escaped and kept on one line is its, in partials too.
 */
static inline void context_use(struct liquid_context *c, const struct liquid_template *t)
{
	c->template = t;
	c->escape = t->escape;
	c->one_line = t->one_line;
	c->decorated = t->escape || t->one_line;
	c->flatten = false;
}

/* Scratch memory that counts towards captured_bytes; NULL with the error when that is reached. */
void *context_alloc(struct liquid_context *c, size_t n);

/* The place of an offset in the template that is rendered, as an error: -1. */
int context_error(struct liquid_context *c, uint32_t at, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

/* eval.c, eval_output.c, condition.c. 0, or -1 with the error. A failed lookup gives
 * LIQUID_UNKNOWN, with eval_known an error (nil in plain Liquid). */
int eval(struct liquid_context *c, struct expr *e, struct liquid_value *value_r);
int eval_known(struct liquid_context *c, struct expr *e, struct liquid_value *value_r);
int eval_output(struct liquid_context *c, const struct output *o, struct liquid_value *value_r);
int eval_condition(struct liquid_context *c, const struct condition *cond, bool *result_r);
/* Follows the segments of e from v; *missing_r is the number of the one that led nowhere. */
int eval_segments(struct liquid_context *c, struct expr *e, struct liquid_value v,
	struct liquid_value *value_r, size_t *missing_r);
/* An unknown variable (eval_unknown.c): the error and -1; 0 where it was told and counts as nil. */
int eval_unknown(struct liquid_context *c, const struct expr *e);
/* Printing a row, a hash or a list of them: the error and -1; 0 for all else, and in plain Liquid.
 */
int eval_refuse_parts(struct liquid_context *c, uint32_t at, struct liquid_value v);
/* What base has under a key that is a value. False: nothing. */
bool eval_key(struct liquid_value base, struct liquid_value key, struct liquid_value *value_r);

/* eval_command.c: what a value other than a hash answers to size, first and last, and a loop to
 * each command. False: nothing. */
bool eval_command(struct liquid_context *c, struct liquid_value v, enum command command,
	struct liquid_value *value_r);
bool eval_loop(const struct liquid_loop *l, enum command command, struct liquid_value *value_r);

/* A cell of a row by one key, where it was found the last time: what letters read most. Else NULL.
 */
static inline const struct liquid_value *eval_cell(
	const struct liquid_context *c, const struct expr *e)
{
	if (e->kind != EXPR_PATH || e->path.count != 1)
		return NULL;
	const struct liquid_value *base = context_look(c, e->path.slot);
	const struct segment *s = e->path.segments;
	if (base->kind != LIQUID_ROW || s->columns != base->row->columns || s->column == SIZE_MAX ||
		s->index)
		return NULL;
	return &base->row->cells[s->column];
}

/* eval(), for what is a cell or a constant at once. */
static inline int eval_quick(struct liquid_context *c, struct expr *e, struct liquid_value *value_r)
{
	const struct liquid_value *cell = e->kind == EXPR_CONST ? &e->value : eval_cell(c, e);

	if (cell == NULL)
		return eval(c, e, value_r);
	*value_r = *cell;
	return 0;
}

/* render.c */
int render_body(struct liquid_context *c, const struct body *body);
int render_partial(struct liquid_context *c, const struct node *node);
/* at: where the value stands in the template. */
int render_value(struct liquid_context *c, uint32_t at, struct liquid_value value, bool escape);
int render_template(struct liquid_context *c, const struct liquid_template *t);
int render_loop(struct liquid_context *c, const struct node *node);
int render_table(struct liquid_context *c, const struct node *node);
int render_cycle(struct liquid_context *c, const struct node *node);
int count_step(struct liquid_context *c, uint32_t at);

#endif
