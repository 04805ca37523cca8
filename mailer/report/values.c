#include <string.h>

#include "base/map.h"
#include "report/values.h"

struct liquid_value values_date(struct report_values *v, struct date d)
{
	return liquid_text(arena_printf(v->arena, "%04d-%02d-%02d", d.year, d.month, d.day));
}

struct liquid_value values_day(struct report_values *v, int64_t at)
{
	return at == 0 ? liquid_nil() : values_date(v, date_at(at));
}

/* A count in words, "12 days"; v's strings know the plural. */
static struct liquid_value counted(struct report_values *v, const char *key, size_t n)
{
	return liquid_text(strings_count(v->strings, v->arena, key, (long)n));
}

static struct liquid_value blank_is_nil(const char *text)
{
	return text && *text ? liquid_text(text) : liquid_nil();
}

static struct liquid_value signatories(struct report_values *v, struct liquid_array *orgs)
{
	const struct report_facts *f = &v->model->facts;
	struct liquid_array *people = liquid_array_new(v->arena);
	struct map seen = {0};

	for (size_t i = 0; i < f->signatory_count; i++) {
		const struct report_signatory *s = &f->signatories[i];
		struct liquid_hash *h = liquid_hash_new(v->arena);
		const char *org = s->org && *s->org ? s->org : s->name;
		liquid_hash_set(h, "name", blank_is_nil(s->name));
		liquid_hash_set(h, "title", blank_is_nil(s->title));
		liquid_hash_set(h, "org", blank_is_nil(s->org));
		liquid_array_add(people, liquid_hash_value(h));
		if (org && *org && map_put(&seen, org, strlen(org), 1))
			liquid_array_add(orgs, liquid_text(org));
	}
	map_release(&seen);
	return liquid_array_value(people);
}

static struct liquid_value campaign(struct report_values *v)
{
	const struct report_model *m = v->model;
	const struct report_facts *f = &m->facts;
	struct liquid_hash *h = liquid_hash_new(v->arena);
	struct liquid_array *orgs = liquid_array_new(v->arena);
	size_t asked = 0, waiting = 0, overdue = 0, pending = 0;

	for (size_t i = 0; i < m->target_count; i++) {
		asked += m->targets[i].asked;
		waiting += m->targets[i].waiting;
		overdue += m->targets[i].late;
		pending += m->targets[i].unread;
	}
	liquid_hash_set(h, "id", liquid_text(f->id));
	liquid_hash_set(h, "title", liquid_text(f->title));
	liquid_hash_set(h, "language", liquid_text(f->language));
	liquid_hash_set(
		h, "deadline", f->has_deadline ? values_date(v, f->deadline) : liquid_nil());
	liquid_hash_set(h, "extended_to",
		m->last_extension.year ? values_date(v, m->last_extension) : liquid_nil());
	liquid_hash_set(h, "sent_on", values_day(v, m->first_sent_at));
	liquid_hash_set(h, "today", values_day(v, f->now));
	liquid_hash_set(h, "signatories", signatories(v, orgs));
	liquid_hash_set(h, "organisations", liquid_array_value(orgs));
	liquid_hash_set(h, "target_count", liquid_int((int64_t)m->target_count));
	liquid_hash_set(h, "demand_count", liquid_int((int64_t)f->demand_count));
	liquid_hash_set(h, "asked", liquid_int((int64_t)asked));
	liquid_hash_set(h, "waiting", liquid_int((int64_t)waiting));
	liquid_hash_set(h, "overdue", liquid_int((int64_t)overdue));
	liquid_hash_set(h, "pending", liquid_int((int64_t)pending));
	liquid_hash_set(h, "recipients_text", counted(v, "n_recipients", m->target_count));
	liquid_hash_set(h, "demands_text", counted(v, "n_demands", f->demand_count));
	liquid_hash_set(h, "overdue_text", counted(v, "n_overdue", overdue));
	liquid_hash_set(h, "pending_text", counted(v, "n_pending", pending));
	return liquid_hash_value(h);
}

static struct liquid_value demand_value(struct report_values *v, size_t i)
{
	const struct report_model *m = v->model;
	const struct demand *d = &m->facts.demands[i];
	struct liquid_hash *h = liquid_hash_new(v->arena);

	liquid_hash_set(h, "id", liquid_text(d->id));
	liquid_hash_set(h, "number", liquid_int((int64_t)d->number));
	liquid_hash_set(h, "title", liquid_text(d->title));
	liquid_hash_set(h, "blocks", values_blocks(v->arena, d->text));
	liquid_hash_set(
		h, "url", liquid_text(arena_printf(v->arena, "demands/%s.html", m->slugs[i])));
	liquid_hash_set(
		h, "deadline", d->has_deadline ? values_date(v, d->deadline) : liquid_nil());
	liquid_hash_set(h, "cells", liquid_array_value(v->demand_cells[i]));
	return liquid_hash_value(h);
}

/* Letters that are word for word the first one share its page. */
static struct liquid_value letter_url(struct report_values *v, const struct report_target *t)
{
	if (t->letter_text == NULL)
		return liquid_nil();
	return liquid_text(t->letter_same ? "letter.html"
					  : arena_printf(v->arena, "letters/%s.html", t->slug));
}

static struct liquid_value target_value(struct report_values *v, size_t i)
{
	const struct report_target *t = &v->model->targets[i];
	struct liquid_hash *h = liquid_hash_new(v->arena);

	liquid_hash_set(h, "name", liquid_text(t->name));
	liquid_hash_set(h, "url", liquid_text(arena_printf(v->arena, "targets/%s.html", t->slug)));
	liquid_hash_set(h, "asked", liquid_bool(t->asked));
	liquid_hash_set(h, "sent_on", values_day(v, t->sent_at));
	liquid_hash_set(h, "bounced", liquid_bool(t->bounced));
	liquid_hash_set(h, "conversation", liquid_text(outbox_conversation_name(t->conversation)));
	liquid_hash_set(h, "waiting", liquid_int((int64_t)t->waiting));
	liquid_hash_set(h, "overdue", liquid_int((int64_t)t->late));
	liquid_hash_set(h, "pending", liquid_int((int64_t)t->unread));
	liquid_hash_set(h, "overdue_text", counted(v, "n_overdue", t->late));
	liquid_hash_set(h, "letter_url", letter_url(v, t));
	liquid_hash_set(h, "cells", liquid_array_value(v->target_cells[i]));
	liquid_hash_set(h, "replies", liquid_array_value(v->target_replies[i]));
	return liquid_hash_value(h);
}

static struct liquid_value reply_value(struct report_values *v, size_t i)
{
	const struct report_reply *r = &v->model->replies[i];
	struct liquid_hash *h = liquid_hash_new(v->arena);

	liquid_hash_set(h, "number", liquid_int(r->number));
	liquid_hash_set(
		h, "url", liquid_text(arena_printf(v->arena, "replies/%ld.html", r->number)));
	liquid_hash_set(h, "target", v->target[r->target]);
	liquid_hash_set(h, "on", values_day(v, r->at));
	liquid_hash_set(h, "published_on", values_day(v, r->published_at));
	liquid_hash_set(h, "redacted", liquid_bool(r->redacted));
	liquid_hash_set(h, "subject", blank_is_nil(r->subject));
	liquid_hash_set(h, "blocks", values_blocks(v->arena, r->text));
	liquid_hash_set(h, "judgements", liquid_array_value(v->reply_judgements[i]));
	return liquid_hash_value(h);
}

static struct liquid_value letter_value(struct report_values *v, size_t i)
{
	const struct report_target *t = &v->model->targets[i];
	struct liquid_hash *h = liquid_hash_new(v->arena);

	liquid_hash_set(h, "target", v->target[i]);
	liquid_hash_set(h, "url", letter_url(v, t));
	liquid_hash_set(h, "subject", blank_is_nil(t->letter_subject));
	liquid_hash_set(h, "on", values_day(v, t->sent_at));
	liquid_hash_set(h, "blocks", values_blocks(v->arena, t->letter_text));
	liquid_hash_set(h, "ref", liquid_text(t->letter_ref));
	return liquid_hash_value(h);
}

static void make_letters(struct report_values *v)
{
	const struct report_model *m = v->model;
	struct liquid_array *letters = liquid_array_new(v->arena);

	v->letter = arena_array(v->arena, m->target_count, sizeof *v->letter);
	for (size_t i = 0; i < m->target_count; i++) {
		if (m->targets[i].letter_text == NULL)
			continue;
		v->letter[v->letter_count] = letter_value(v, i);
		liquid_array_add(letters, v->letter[v->letter_count++]);
	}
	v->letters = liquid_array_value(letters);
}

static struct liquid_array **arrays(struct report_values *v, size_t n)
{
	struct liquid_array **list = arena_array(v->arena, n, sizeof *list);

	for (size_t i = 0; i < n; i++)
		list[i] = liquid_array_new(v->arena);
	return list;
}

/* The hash behind a value that was made here, to add what needs the others first. */
static struct liquid_hash *hash_of(struct liquid_value value)
{
	return (struct liquid_hash *)(uintptr_t)value.hash;
}

/* Demands, targets and replies point to each other: all are made before any is filled. */
static void make_lists(struct report_values *v)
{
	const struct report_model *m = v->model;
	size_t demands = m->facts.demand_count;
	struct liquid_array *list = liquid_array_new(v->arena);

	v->demand = arena_array(v->arena, demands, sizeof *v->demand);
	for (size_t i = 0; i < demands; i++)
		liquid_array_add(list, v->demand[i] = demand_value(v, i));
	v->demands = liquid_array_value(list);
	list = liquid_array_new(v->arena);
	v->target = arena_array(v->arena, m->target_count, sizeof *v->target);
	for (size_t i = 0; i < m->target_count; i++)
		liquid_array_add(list, v->target[i] = target_value(v, i));
	v->targets = liquid_array_value(list);
	list = liquid_array_new(v->arena);
	v->reply = arena_array(v->arena, m->reply_count, sizeof *v->reply);
	for (size_t i = 0; i < m->reply_count; i++) {
		v->reply[i] = reply_value(v, i);
		liquid_array_add(list, v->reply[i]);
		liquid_array_add(v->target_replies[m->replies[i].target], v->reply[i]);
	}
	v->replies = liquid_array_value(list);
}

void report_values_make(struct report_values *v, const struct report_model *m,
	const struct strings *strings, struct arena *arena)
{
	*v = (struct report_values){.model = m, .strings = strings, .arena = arena};
	v->demand_cells = arrays(v, m->facts.demand_count);
	v->target_cells = arrays(v, m->target_count);
	v->target_replies = arrays(v, m->target_count);
	v->reply_judgements = arrays(v, m->reply_count);
	v->campaign = campaign(v);
	make_lists(v);
	values_make_cells(v);
	v->totals = values_totals(v, REPORT_NONE, REPORT_NONE);
	v->events = values_events(v, REPORT_NONE, REPORT_NONE);
	for (size_t i = 0; i < m->facts.demand_count; i++) {
		struct liquid_hash *h = hash_of(v->demand[i]);
		liquid_hash_set(h, "totals", values_totals(v, REPORT_NONE, (long)i));
		liquid_hash_set(h, "events", values_events(v, REPORT_NONE, (long)i));
	}
	for (size_t i = 0; i < m->target_count; i++) {
		struct liquid_hash *h = hash_of(v->target[i]);
		liquid_hash_set(h, "totals", values_totals(v, (long)i, REPORT_NONE));
		liquid_hash_set(h, "events", values_events(v, (long)i, REPORT_NONE));
	}
	make_letters(v);
	v->timeline = values_timeline(v);
}
