#include <stdlib.h>
#include <string.h>

#include "liquid/filter.h"
#include "liquid/fold.h"

/* A body in the making. Text is gathered in a run, so that neighbours become one node. */
struct run {
	struct node *nodes;
	size_t count, cap;
	struct str text;
	uint32_t at;
};

static struct body *fold_body(struct folder *f, const struct body *body, bool top);
static void fold_into(struct folder *f, struct run *run, const struct body *body, bool top);

static void run_node(struct folder *f, struct run *run, struct node node)
{
	if (run->text.len) {
		const char *p = arena_strndup(&f->result->arena, run->text.p, run->text.len);
		mem_grow(&run->nodes, &run->cap, run->count, sizeof *run->nodes);
		run->nodes[run->count++] =
			(struct node){.kind = NODE_TEXT, .at = run->at, .text = {p, run->text.len}};
		str_reset(&run->text);
	}
	if (node.kind == NODE_TEXT)
		return;
	mem_grow(&run->nodes, &run->cap, run->count, sizeof *run->nodes);
	run->nodes[run->count++] = node;
}

static void run_text(struct run *run, const char *p, size_t n, uint32_t at)
{
	if (run->text.len == 0)
		run->at = at;
	str_add(&run->text, p, n);
}

static struct body *run_finish(struct folder *f, struct run *run, bool blank)
{
	struct body *body = arena_alloc(&f->result->arena, sizeof *body);

	run_node(f, run, (struct node){.kind = NODE_TEXT});
	body->nodes = arena_array(&f->result->arena, run->count, sizeof *body->nodes);
	if (run->count)
		memcpy(body->nodes, run->nodes, run->count * sizeof *body->nodes);
	body->count = run->count;
	body->blank = blank;
	free(run->nodes);
	str_release(&run->text);
	return body;
}

/* Renders a node that is constant. False: it is left as it is. */
static bool render_now(struct folder *f, struct run *run, const struct node *n)
{
	struct body body = {(struct node *)n, 1, false};
	struct str out = STR_INIT;

	f->context->out = &out;
	f->context->steps = f->context->depth = 0;
	f->context->interrupt = INTERRUPT_NONE;
	bool ok = fold_evaluated(f, render_body(f->context, &body)) && !f->context->interrupt;
	f->context->interrupt = INTERRUPT_NONE;
	if (ok)
		run_text(run, str_c(&out), out.len, n->at);
	str_release(&out);
	return ok;
}

static struct condition *fold_condition(struct folder *f, const struct condition *c)
{
	struct condition *first = NULL, **next = &first;

	for (; c; c = c->next) {
		struct condition *copy = arena_alloc(&f->result->arena, sizeof *copy);
		*copy = *c;
		copy->left = fold_expr(f, c->left);
		copy->right = fold_expr(f, c->right);
		*next = copy;
		next = &copy->next;
	}
	return first;
}

static bool known_condition(struct folder *f, const struct condition *c, bool *is)
{
	*is = true;
	if (c == NULL)
		return true;
	return fold_constant_condition(f, c) &&
	       fold_evaluated(f, eval_condition(f->context, c, is));
}

/* Branches that are never taken go; one that always is ends the rest. */
static void fold_if(struct folder *f, struct run *run, const struct node *n)
{
	const struct branches *b = n->branches;
	struct branches *r = arena_alloc(&f->result->arena, sizeof *r);
	struct node node = *n;

	r->items = arena_array(&f->result->arena, b->count, sizeof *r->items);
	for (size_t i = 0; i < b->count; i++) {
		bool negate = i == 0 && b->negate, is;
		const struct branch *branch = &b->items[i];
		if (!known_condition(f, branch->condition, &is)) {
			r->negate = r->negate || (negate && r->count == 0);
			r->items[r->count++] = (struct branch){fold_condition(f, branch->condition),
				fold_body(f, branch->body, false)};
			continue;
		}
		if (is == negate)
			continue;
		if (r->count == 0) {
			fold_into(f, run, branch->body, false);
			return;
		}
		r->items[r->count++] = (struct branch){NULL, fold_body(f, branch->body, false)};
		break;
	}
	node.branches = r;
	if (r->count)
		run_node(f, run, node);
}

static struct branches *fold_case(struct folder *f, const struct branches *b)
{
	struct branches *r = arena_alloc(&f->result->arena, sizeof *r);

	*r = *b;
	r->items = arena_array(&f->result->arena, b->count, sizeof *r->items);
	for (size_t i = 0; i < b->count; i++)
		r->items[i] = (struct branch){fold_condition(f, b->items[i].condition),
			fold_body(f, b->items[i].body, false)};
	return r;
}

/* Inside a loop its names hide globals. */
static struct body *fold_hidden(struct folder *f, const struct body *body, size_t a, size_t b)
{
	f->hidden[a]++;
	f->hidden[b]++;
	struct body *r = fold_body(f, body, false);
	f->hidden[a]--;
	f->hidden[b]--;
	return r;
}

static struct for_loop *fold_for(struct folder *f, const struct for_loop *l)
{
	struct for_loop *r = arena_alloc(&f->result->arena, sizeof *r);

	*r = *l;
	r->collection = fold_expr(f, l->collection);
	r->limit = fold_expr(f, l->limit);
	r->offset = fold_expr(f, l->offset);
	r->body = fold_hidden(f, l->body, l->slot, l->loop_slot);
	if (l->otherwise)
		r->otherwise = fold_body(f, l->otherwise, false);
	return r;
}

static struct table_row *fold_table(struct folder *f, const struct table_row *t)
{
	struct table_row *r = arena_alloc(&f->result->arena, sizeof *r);

	*r = *t;
	r->collection = fold_expr(f, t->collection);
	r->cols = fold_expr(f, t->cols);
	r->limit = fold_expr(f, t->limit);
	r->offset = fold_expr(f, t->offset);
	r->body = fold_hidden(f, t->body, t->slot, t->loop_slot);
	return r;
}

static struct partial_call *fold_partial(struct folder *f, const struct partial_call *p)
{
	struct partial_call *r = arena_alloc(&f->result->arena, sizeof *r);

	*r = *p;
	r->with = fold_expr(f, p->with);
	r->values = fold_exprs(f, p->values, p->count);
	return r;
}

/* An assignment at the top of the template, the only one of its name, whose value is known. */
static void note_assignment(struct folder *f, const struct node *n, const struct output *o)
{
	size_t slot = n->assign.slot;
	struct variable *var;

	if (o->count || o->expr->kind != EXPR_CONST || f->varying[slot] ||
		engine_writes(f->context->engine, slot) != 1)
		return;
	f->assigned[slot] = true;
	var = frame_touch(f->context->frame, slot);
	var->assigned = o->expr->value;
	var->has |= HAS_ASSIGNED;
}

static void fold_node(struct folder *f, struct run *run, const struct node *n, bool top)
{
	struct node node = *n;

	switch (n->kind) {
	case NODE_TEXT:
		run_text(run, n->text.p, n->text.n, n->at);
		return;
	case NODE_OUTPUT:
	case NODE_FILTERED:
	case NODE_DEFAULT:
		node.output = fold_output(f, n->output);
		node.kind = node_kind_of_output(node.output);
		if (node.output->raw && node.output->count == 0)
			node.kind = NODE_FILTERED; /* which knows that it is not escaped */
		break;
	case NODE_ASSIGN:
		node.assign.output = fold_output(f, n->assign.output);
		if (top)
			note_assignment(f, n, node.assign.output);
		break;
	case NODE_CAPTURE:
		node.capture.body = fold_body(f, n->capture.body, false);
		break;
	case NODE_IF:
		fold_if(f, run, n);
		return;
	case NODE_CASE:
		node.branches = fold_case(f, n->branches);
		break;
	case NODE_FOR:
		node.loop = fold_for(f, n->loop);
		break;
	case NODE_TABLEROW:
		node.table = fold_table(f, n->table);
		break;
	case NODE_IFCHANGED:
		node.body = fold_body(f, n->body, false);
		break;
	case NODE_PARTIAL:
		node.partial = fold_partial(f, n->partial);
		break;
	default:
		break; /* cycles, counters and interrupts stay as they are */
	}
	run_node(f, run, node);
}

static void fold_into(struct folder *f, struct run *run, const struct body *body, bool top)
{
	for (size_t i = 0; i < body->count; i++) {
		const struct node *n = &body->nodes[i];
		if (n->kind != NODE_TEXT && fold_constant_node(f, n) && render_now(f, run, n))
			continue;
		fold_node(f, run, n, top);
	}
}

static struct body *fold_body(struct folder *f, const struct body *body, bool top)
{
	struct run run = {.text = STR_INIT};

	fold_into(f, &run, body, top);
	return run_finish(f, &run, body->blank);
}

/* A template of the same source with its own body to come. */
static struct liquid_template *template_share(const struct liquid_template *t)
{
	struct liquid_template *copy = mem_alloc(sizeof *copy);

	*copy = *t;
	copy->arena = (struct arena){0};
	copy->unit->references++;
	copy->failure = mem_strdup(t->failure);
	copy->uses = mem_array(t->use_count, sizeof *t->uses);
	if (t->use_count)
		memcpy(copy->uses, t->uses, t->use_count * sizeof *t->uses);
	copy->use_cap = t->use_count;
	copy->partials = mem_array(t->partial_count, sizeof(struct liquid_template *));
	if (t->partial_count)
		memcpy(copy->partials, t->partials,
			t->partial_count * sizeof(struct liquid_template *));
	copy->partial_cap = t->partial_count;
	return copy;
}

static void prepare_context(
	struct liquid_context *c, const struct liquid_template *t, struct err *err)
{
	context_grow(c);
	liquid_reset(c);
	context_use(c, t);
	c->err = err;
	c->frame = &c->base;
	c->impure = false;
	c->steps = c->depth = c->partial_depth = c->capture_depth = 0;
	c->interrupt = INTERRUPT_NONE;
	c->no_include = false;
}

struct liquid_template *liquid_fold(
	const struct liquid_template *t, struct liquid_context *c, const size_t *varying, size_t n)
{
	struct err err;
	struct folder f = {.template = t,
		.context = c,
		.result = template_share(t),
		.slots = t->engine->slot_count,
		.opaque = fold_is_opaque(t->body)};

	for (size_t i = 0; i < t->partial_count; i++)
		f.opaque = f.opaque || fold_is_opaque(t->partials[i]->body);
	prepare_context(c, t, &err);
	f.varying = mem_array(f.slots, sizeof *f.varying);
	f.hidden = mem_array(f.slots, sizeof *f.hidden);
	f.assigned = mem_array(f.slots, sizeof *f.assigned);
	for (size_t i = 0; i < n; i++)
		if (varying[i] < f.slots)
			f.varying[varying[i]] = true;
	f.result->body = fold_body(&f, t->body, true);
	free(f.varying);
	free(f.hidden);
	free(f.assigned);
	liquid_reset(c);
	return f.result;
}
