#include "liquid/context.h"
#include "liquid/convert.h"
#include "liquid/loop.h"
#include "liquid/number.h"

bool sequence_of(struct liquid_value v, struct sequence *s)
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

struct liquid_value sequence_item(struct liquid_context *c, const struct sequence *s, int64_t i)
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

struct binding name_bind(struct liquid_context *c, size_t slot, struct liquid_value v)
{
	struct variable *var = frame_touch(c->frame, slot);
	struct binding b = {slot, (var->has & HAS_LOCAL) != 0, var->local};

	var->local = v;
	var->has |= HAS_LOCAL;
	return b;
}

void name_unbind(struct liquid_context *c, const struct binding *b)
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

/*
 * The items [from, from + limit) of a value: where they begin and how many there are. A text is one
 * item whatever the limit; what is no sequence has none.
 */
static void slice(struct liquid_value v, int64_t from, int64_t limit, struct sequence *s,
	int64_t *first, int64_t *count)
{
	int64_t to = limit == INT64_MAX ? INT64_MAX : saturated_add(from, limit);

	if (!sequence_of(v, s)) {
		*first = 0;
		*count = v.kind == LIQUID_TEXT && v.text.n ? 1 : 0;
		return;
	}
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
	struct binding meta = name_bind(
		c, f->loop_slot, (struct liquid_value){.kind = LIQUID_LOOP, .loop = loop});
	struct binding item = name_bind(c, f->slot, liquid_nil());
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
	name_unbind(c, &item);
	name_unbind(c, &meta);
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
	slice(v, from, limit, &s, &first, &count);
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
	case LIQUID_TEXT:
		*r = number_leading_clamped(v.text.p, v.text.n);
		return 0;
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
	struct binding meta = name_bind(
		c, t->loop_slot, (struct liquid_value){.kind = LIQUID_LOOP, .loop = loop});
	struct binding item = name_bind(c, t->slot, liquid_nil());
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
	name_unbind(c, &item);
	name_unbind(c, &meta);
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
	slice(v, from, limit, &s, &first, &count);
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
	return render_value(c, cy->values[place]->at, v, true);
}
