#include <string.h>

#include "liquid/context.h"
#include "liquid/convert.h"
#include "liquid/number.h"

/* What a loop goes over: items of an array, pairs of a hash, a range, or one text. */
struct sequence {
	struct liquid_value of;
	int64_t count;
};

static bool sequence_of(struct liquid_value v, struct sequence *s)
{
	s->of = v;
	switch (v.kind) {
	case LIQUID_ARRAY:
		s->count = (int64_t)v.array->count;
		return true;
	case LIQUID_HASH:
		s->count = (int64_t)v.hash->count;
		return true;
	case LIQUID_ROW:
		s->count = (int64_t)v.row->columns->count;
		return true;
	case LIQUID_RANGE:
		s->count = range_count(v);
		return true;
	default:
		s->count = 0;
		return false;
	}
}

static struct liquid_value pair(
	struct liquid_context *c, struct liquid_value key, struct liquid_value v)
{
	struct liquid_array *array = liquid_array_new(&c->scratch);

	liquid_array_add(array, key);
	liquid_array_add(array, v);
	return liquid_array_value(array);
}

static struct liquid_value sequence_item(
	struct liquid_context *c, const struct sequence *s, int64_t i)
{
	switch (s->of.kind) {
	case LIQUID_ARRAY:
		return s->of.array->items[i];
	case LIQUID_HASH: {
		const struct hash_entry *e = &s->of.hash->entries[i];
		return pair(c, liquid_text_n(e->key, e->len), e->value);
	}
	case LIQUID_ROW:
		return pair(c, liquid_text(s->of.row->columns->names[i]), s->of.row->cells[i]);
	case LIQUID_RANGE:
		return liquid_int(s->of.range.first + i);
	default:
		return s->of;
	}
}

int count_step(struct liquid_context *c, uint32_t at)
{
	if (++c->steps <= c->limits.loop_steps)
		return 0;
	return context_error(c, at, "loops take more than %zu steps together (limit loop_steps)",
		c->limits.loop_steps);
}

/* A local name for the time of a block, and what it hid. */
struct binding {
	size_t slot;
	bool had;
	struct liquid_value value;
};

static struct binding bind(struct liquid_context *c, size_t slot, struct liquid_value v)
{
	struct variable *var = frame_touch(c->frame, slot);
	struct binding b = {slot, (var->has & HAS_LOCAL) != 0, var->local};

	var->local = v;
	var->has |= HAS_LOCAL;
	return b;
}

static void unbind(struct liquid_context *c, const struct binding *b)
{
	struct variable *var = &c->frame->variables[b->slot];

	var->local = b->value;
	if (!b->had)
		var->has &= (unsigned char)~HAS_LOCAL;
}

/* break ends a loop, continue only its step. */
static bool loop_ends(struct liquid_context *c)
{
	enum interrupt i = c->interrupt;

	c->interrupt = INTERRUPT_NONE;
	return i == INTERRUPT_BREAK;
}

static int64_t *register_at(struct register_set *set, size_t group)
{
	mem_grow(&set->values, &set->cap, group, sizeof *set->values);
	set->used = true;
	return &set->values[group];
}

/* The loops and cycles of a partial go on where its caller's are, if that has any. */
static struct frame *register_frame(struct liquid_context *c, bool cycles)
{
	for (struct frame *f = c->frame; f; f = f->parent)
		if (cycles ? f->cycles.used : f->offsets.used)
			return f;
	return c->frame;
}

static int strict_integer(struct liquid_context *c, struct expr *e, const char *what, int64_t *r)
{
	struct liquid_value v;

	if (eval_known(c, e, &v) < 0)
		return -1;
	if (v.kind == LIQUID_NIL)
		return 0;
	if (!number_strict_integer(v, r))
		return context_error(c, e->at, "%s must be an integer (invalid integer)", what);
	return 0;
}

/* limit and offset; limit INT64_MAX is none. */
static int for_bounds(
	struct liquid_context *c, const struct for_loop *f, int64_t *from, int64_t *limit)
{
	*from = 0;
	*limit = INT64_MAX;
	if (f->resume)
		*from = *register_at(&register_frame(c, false)->offsets, f->group);
	else if (f->offset && strict_integer(c, f->offset, "offset", from) < 0)
		return -1;
	return f->limit ? strict_integer(c, f->limit, "limit", limit) : 0;
}

static int64_t saturated_add(int64_t a, int64_t b)
{
	int64_t r;

	return __builtin_add_overflow(a, b, &r) ? INT64_MAX : r;
}

/* The part [from, from + limit) of a sequence: where it begins and how many there are. */
static void slice(
	const struct sequence *s, int64_t from, int64_t limit, int64_t *first, int64_t *count)
{
	int64_t to = limit == INT64_MAX ? INT64_MAX : saturated_add(from, limit);

	*first = from < 0 ? 0 : from;
	if (to > s->count)
		to = s->count;
	*count = to > *first ? to - *first : 0;
}

static int run_loop(struct liquid_context *c, const struct for_loop *f, const struct sequence *s,
	int64_t first, int64_t count, uint32_t at)
{
	struct liquid_loop *loop = loop_new(c), *outer = c->frame->loop;
	int status = 0;

	loop->length = count;
	loop->name = f->name;
	loop->name_len = f->name_len;
	for (struct frame *up = c->frame->parent; up && loop->parent == NULL; up = up->parent)
		loop->parent = up->loop;
	c->frame->loop = loop;
	struct binding meta =
		bind(c, f->loop_slot, (struct liquid_value){.kind = LIQUID_LOOP, .loop = loop});
	struct binding item = bind(c, f->slot, liquid_nil());
	for (int64_t i = 0; i < count && status == 0; i++) {
		int64_t number = first + (f->reversed ? count - 1 - i : i);
		status = count_step(c, at);
		if (status < 0)
			break;
		c->frame->variables[f->slot].local = sequence_item(c, s, number);
		status = render_body(c, f->body);
		loop->index++;
		if (c->interrupt && loop_ends(c))
			break;
	}
	unbind(c, &item);
	unbind(c, &meta);
	c->frame->loop = outer;
	loop_done(c, loop);
	return status;
}

int render_loop(struct liquid_context *c, const struct node *n)
{
	const struct for_loop *f = n->loop;
	struct liquid_value v;
	struct sequence s;
	int64_t from, limit, first, count;

	if (for_bounds(c, f, &from, &limit) < 0 || eval_known(c, f->collection, &v) < 0)
		return -1;
	if (sequence_of(v, &s)) {
		slice(&s, from, limit, &first, &count);
	} else {
		/* A text is one item whatever the limit; anything else is none. */
		first = 0;
		count = v.kind == LIQUID_TEXT && v.text.n ? 1 : 0;
	}
	*register_at(&register_frame(c, false)->offsets, f->group) = saturated_add(from, count);
	if (count == 0)
		return f->otherwise ? render_body(c, f->otherwise) : 0;
	return run_loop(c, f, &s, first, count, n->at);
}

/* A count as tablerow takes it: any text is the integer that it begins with. */
static int loose_integer(struct liquid_context *c, struct expr *e, int64_t *r)
{
	struct liquid_value v;

	if (eval_known(c, e, &v) < 0)
		return -1;
	switch (v.kind) {
	case LIQUID_FLOAT:
		*r = v.real >= 9e18 ? INT64_MAX : v.real <= -9e18 ? INT64_MIN : (int64_t)v.real;
		return 0;
	case LIQUID_TEXT: {
		struct number x = number_leading(&c->scratch, v.text.p, v.text.n);
		*r = x.small ? x.integer : x.negative ? INT64_MIN : INT64_MAX;
		return 0;
	}
	case LIQUID_NIL:
		*r = 0;
		return 0;
	default:
		if (!number_strict_integer(v, r))
			return context_error(c, e->at, "tablerow takes integers (invalid integer)");
		return 0;
	}
}

static void emit_number(struct liquid_context *c, const char *before, int64_t i, const char *after)
{
	str_adds(c->out, before);
	value_add_output(c->out, liquid_int(i));
	str_adds(c->out, after);
}

static int run_table(struct liquid_context *c, const struct table_row *t, const struct sequence *s,
	int64_t first, int64_t count, int64_t cols, uint32_t at)
{
	struct liquid_loop *loop = loop_new(c);
	int status = 0;

	*loop = (struct liquid_loop){
		.table = true, .length = count, .row = 1, .column = 1, .columns = cols};
	struct binding meta =
		bind(c, t->loop_slot, (struct liquid_value){.kind = LIQUID_LOOP, .loop = loop});
	struct binding item = bind(c, t->slot, liquid_nil());
	for (int64_t i = 0; i < count && status == 0; i++) {
		status = count_step(c, at);
		if (status < 0)
			break;
		c->frame->variables[t->slot].local = sequence_item(c, s, first + i);
		emit_number(c, "<td class=\"col", loop->column, "\">");
		status = render_body(c, t->body);
		str_adds(c->out, "</td>");
		if (c->interrupt && loop_ends(c))
			break;
		bool last_column = loop->column == loop->columns;
		if (last_column && i != count - 1)
			emit_number(c, "</tr>\n<tr class=\"row", loop->row + 1, "\">");
		loop->index++;
		loop->column = last_column ? 1 : loop->column + 1;
		loop->row += last_column;
	}
	unbind(c, &item);
	unbind(c, &meta);
	loop_done(c, loop);
	return status;
}

int render_table(struct liquid_context *c, const struct node *n)
{
	const struct table_row *t = n->table;
	struct liquid_value v;
	struct sequence s;
	int64_t from = 0, limit = INT64_MAX, first, count, cols;

	if (eval_known(c, t->collection, &v) < 0)
		return -1;
	if (!value_is_true(v))
		return 0;
	if ((t->offset && loose_integer(c, t->offset, &from) < 0) ||
		(t->limit && loose_integer(c, t->limit, &limit) < 0))
		return -1;
	if (sequence_of(v, &s)) {
		slice(&s, from, limit, &first, &count);
	} else {
		first = 0;
		count = v.kind == LIQUID_TEXT && v.text.n ? 1 : 0;
	}
	cols = count;
	if (t->cols && loose_integer(c, t->cols, &cols) < 0)
		return -1;
	str_adds(c->out, "<tr class=\"row1\">\n");
	if (run_table(c, t, &s, first, count, cols, n->at) < 0)
		return -1;
	str_adds(c->out, "</tr>\n");
	return 0;
}

/* Where a cycle that is named by a value stands. */
static int dynamic_place(struct liquid_context *c, const struct cycle *cy, intptr_t *place_r)
{
	struct liquid_value name;

	if (eval_known(c, cy->name, &name) < 0)
		return -1;
	str_reset(&c->tmp);
	value_add_identity(&c->tmp, name);
	*place_r = 0;
	map_get(&c->dynamic_cycles, c->tmp.p, c->tmp.len, place_r);
	intptr_t next = *place_r + 1;
	map_put(&c->dynamic_cycles, c->tmp.p, c->tmp.len, (size_t)next >= cy->count ? 0 : next);
	return 0;
}

int render_cycle(struct liquid_context *c, const struct node *n)
{
	const struct cycle *cy = n->cycle;
	struct liquid_value v;
	intptr_t place;

	if (cy->name) {
		if (dynamic_place(c, cy, &place) < 0)
			return -1;
	} else {
		int64_t *at = register_at(&register_frame(c, true)->cycles, cy->group);
		place = (intptr_t)*at;
		*at = place + 1 >= (intptr_t)cy->count ? 0 : place + 1;
	}
	if ((size_t)place >= cy->count)
		return 0;
	if (eval_known(c, cy->values[place], &v) < 0)
		return -1;
	return render_value(c, v, true);
}

/* Binds the values of include, or of render in its own frame. */
static void bind_values(struct liquid_context *c, const struct partial_call *p,
	const struct liquid_value *values, struct binding *bound)
{
	for (size_t i = 0; i < p->count; i++)
		bound[i] = bind(c, p->slots[i], values[i]);
}

static int find_partial(struct liquid_context *c, const struct node *n, struct liquid_template **r,
	size_t *slot, size_t *lookup_slot)
{
	struct partial_call *p = n->partial;
	struct liquid_value name;
	struct err err;

	*slot = p->slot;
	*lookup_slot = p->lookup_slot;
	if (p->static_name) {
		if (p->partial == NULL)
			p->partial = engine_partial(
				c->engine, p->static_name, strlen(p->static_name), NULL, &err);
		*r = p->partial;
	} else {
		if (eval_known(c, p->name, &name) < 0)
			return -1;
		if (name.kind != LIQUID_TEXT)
			return context_error(c, n->at, "the name of a partial must be text");
		*r = engine_partial(c->engine, name.text.p, name.text.n, NULL, &err);
		const char *slash = memrchr(name.text.p, '/', name.text.n);
		const char *last = slash ? slash + 1 : name.text.p;
		if (!p->slot_known)
			*slot = engine_slot(
				c->engine, last, (size_t)(name.text.p + name.text.n - last));
		*lookup_slot = engine_slot(c->engine, name.text.p, name.text.n);
	}
	if (*r == NULL)
		return context_error(c, n->at, "%s", err.text);
	if ((*r)->failed)
		return context_error(c, n->at, "the partial has an error: %s",
			(*r)->failure ? (*r)->failure : "unknown");
	context_grow(c);
	return 0;
}

static int eval_values(
	struct liquid_context *c, const struct partial_call *p, struct liquid_value **r)
{
	*r = NULL;
	if (p->count == 0)
		return 0;
	*r = context_alloc(c, p->count * sizeof **r);
	if (*r == NULL)
		return -1;
	for (size_t i = 0; i < p->count; i++)
		if (eval_known(c, p->values[i], &(*r)[i]) < 0)
			return -1;
	return 0;
}

static int render_include(struct liquid_context *c, const struct partial_call *p,
	const struct liquid_template *t, size_t slot, size_t lookup_slot)
{
	struct liquid_value *values, v;
	struct binding own, *bound = NULL;
	bool known = true;
	int status = 0;

	if (p->with) {
		if (eval_known(c, p->with, &v) < 0)
			return -1;
	} else {
		v = context_get(c, lookup_slot);
		known = v.kind != LIQUID_UNKNOWN || c->engine->options.standard;
		if (v.kind == LIQUID_UNKNOWN)
			v = liquid_nil();
	}
	if (eval_values(c, p, &values) < 0)
		return -1;
	if (p->count) {
		bound = context_alloc(c, p->count * sizeof *bound);
		if (bound == NULL)
			return -1;
		bind_values(c, p, values, bound);
	}
	if (known)
		own = bind(c, slot, v);
	if (v.kind == LIQUID_ARRAY) {
		for (size_t i = 0; i < v.array->count && status == 0 && !c->interrupt; i++) {
			c->frame->variables[slot].local = v.array->items[i];
			status = count_step(c, 0);
			if (status == 0)
				status = render_template(c, t);
		}
	} else {
		status = render_template(c, t);
	}
	if (known)
		unbind(c, &own);
	for (size_t i = p->count; i-- > 0;)
		unbind(c, &bound[i]);
	return status;
}

/* A variable of a new frame: one that the partial may assign anew. */
static void give(struct liquid_context *c, size_t slot, struct liquid_value v)
{
	struct variable *var = frame_touch(c->frame, slot);

	var->assigned = v;
	var->has |= HAS_ASSIGNED;
}

/* One rendering in a frame of its own. */
static int render_isolated(struct liquid_context *c, const struct partial_call *p,
	const struct liquid_template *t, const struct liquid_value *values, size_t slot,
	struct liquid_value v, struct liquid_loop *loop)
{
	bool no_include = c->no_include;
	size_t loop_slot = engine_slot(c->engine, "forloop", 7);

	frame_push(c);
	context_grow(c);
	if (loop)
		give(c, loop_slot, (struct liquid_value){.kind = LIQUID_LOOP, .loop = loop});
	for (size_t i = 0; i < p->count; i++)
		give(c, p->slots[i], values[i]);
	if (v.kind != LIQUID_NIL)
		give(c, slot, v);
	c->no_include = true;
	int status = render_template(c, t);
	c->no_include = no_include;
	c->interrupt = INTERRUPT_NONE;
	frame_pop(c);
	return status;
}

static int render_for_each(struct liquid_context *c, const struct partial_call *p,
	const struct liquid_template *t, const struct liquid_value *values, size_t slot,
	const struct sequence *s)
{
	struct liquid_loop *loop = loop_new(c);
	int status = 0;

	loop->parent = NULL;
	loop->length = s->count;
	loop->name = p->static_name ? p->static_name : "";
	loop->name_len = strlen(loop->name);
	for (int64_t i = 0; i < s->count && status == 0; i++) {
		status = count_step(c, 0);
		if (status == 0)
			status = render_isolated(
				c, p, t, values, slot, sequence_item(c, s, i), loop);
		loop->index++;
	}
	loop_done(c, loop);
	return status;
}

static int render_call(struct liquid_context *c, const struct node *n)
{
	const struct partial_call *p = n->partial;
	struct liquid_template *t;
	struct liquid_value v = liquid_nil(), *values;
	struct sequence s;
	size_t slot, lookup_slot;

	if (find_partial(c, n, &t, &slot, &lookup_slot) < 0)
		return -1;
	if (!p->isolated)
		return render_include(c, p, t, slot, lookup_slot);
	if ((p->with && eval_known(c, p->with, &v) < 0) || eval_values(c, p, &values) < 0)
		return -1;
	if (p->is_for && sequence_of(v, &s))
		return render_for_each(c, p, t, values, slot, &s);
	return render_isolated(c, p, t, values, slot, v, NULL);
}

int render_partial(struct liquid_context *c, const struct node *n)
{
	if (!n->partial->isolated && c->no_include)
		return context_error(c, n->at,
			"`include` cannot be used inside `render`; use `render` there too");
	if (c->partial_depth >= c->limits.include_depth)
		return context_error(c, n->at,
			"partials are nested more than %zu deep (limit include_depth); does one "
			"name itself?",
			c->limits.include_depth);
	c->partial_depth++;
	int status = render_call(c, n);
	c->partial_depth--;
	return status;
}
