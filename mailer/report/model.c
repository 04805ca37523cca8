#include <stdlib.h>
#include <string.h>

#include "report/gather.h"
#include "report/slug.h"

static long index_of(const struct map *map, const char *key)
{
	intptr_t value;

	return key && map_get(map, key, strlen(key), &value) ? (long)value : REPORT_NONE;
}

long gather_target(const struct gather *g, const char *key)
{
	return index_of(&g->target_index, key);
}

long gather_demand(const struct gather *g, const char *id)
{
	return index_of(&g->demand_index, id);
}

const struct publication *gather_publication(const struct gather *g, long reply)
{
	intptr_t value;

	if (reply > 0 && map_get(&g->reply_index, (const char *)&reply, sizeof reply, &value))
		return &g->publications[value];
	return NULL;
}

bool gather_released(const struct publication *p)
{
	return p && (p->state == REPLY_PUBLISHED || p->state == REPLY_REDACTED) && p->text &&
	       p->target_count > 0;
}

int64_t gather_reply_time(const struct publication *p)
{
	return p->date > 0 && p->date < p->received_at ? p->date : p->received_at;
}

static void add_target(struct gather *g, size_t *cap, const char *key)
{
	struct report_model *m = g->model;

	if (gather_target(g, key) != REPORT_NONE)
		return;
	map_put(&g->target_index, key, strlen(key), (intptr_t)m->target_count);
	mem_grow(&m->targets, cap, m->target_count, sizeof *m->targets);
	m->targets[m->target_count++] =
		(struct report_target){.key = arena_strdup(&m->arena, key), .bounced = true};
}

/* What a letter says about its target. */
static void note_letter(struct gather *g, const struct outbox_letter *letter)
{
	struct report_model *m = g->model;
	long index = gather_target(g, letter->org);
	struct report_target *t = &m->targets[index];
	bool first = strcmp(letter->kind, "first") == 0;

	if (letter->conversation > t->conversation)
		t->conversation = letter->conversation;
	if (letter->state != OUTBOX_SENT)
		return;
	gather_event(g, &(struct report_happening){
				.at = letter->sent_at,
				.kind = first ? REPORT_SENT : REPORT_REMINDED,
				.target = index,
				.demand = REPORT_NONE,
				.id = arena_printf(&m->arena, "letter-%s", letter->ref),
			});
	if (!first)
		return;
	t->bounced = t->bounced && letter->bounced;
	if (!t->asked || letter->sent_at < t->sent_at) {
		t->sent_at = letter->sent_at;
		t->letter_ref = arena_strdup(&m->arena, letter->ref);
	}
	t->asked = true;
	if (m->first_sent_at == 0 || letter->sent_at < m->first_sent_at)
		m->first_sent_at = letter->sent_at;
}

/* Targets, in the order of the list and then of letters; tokens; what was sent. */
static int read_letters(struct gather *g, struct err *err)
{
	struct report_model *m = g->model;
	struct outbox_filter all = {0};
	struct outbox_letter letter = {0};
	struct outbox_iter *iter;
	size_t cap = 0;
	int result;

	for (size_t i = 0; i < g->facts->target_count; i++)
		add_target(g, &cap, g->facts->targets[i]);
	if (outbox_count(g->store, &m->letters, err) < 0 ||
		outbox_list(g->store, &all, &iter, err) < 0)
		return -1;
	while ((result = outbox_each(iter, &letter, err)) > 0) {
		if (letter.org == NULL)
			letter.org = "";
		add_target(g, &cap, letter.org);
		if (letter.token)
			public_text_token(&m->text, letter.token);
		note_letter(g, &letter);
	}
	outbox_iter_free(iter);
	outbox_letter_release(&letter);
	for (size_t i = 0; i < m->target_count; i++)
		m->targets[i].bounced = m->targets[i].asked && m->targets[i].bounced;
	return result;
}

char *gather_line(struct report_model *m, const char *text)
{
	return public_text_copy(&m->text, &m->arena, text, false);
}

/* The caller's facts, copied as public text; pages for demands and targets named. */
static void make_public(struct gather *g)
{
	struct report_model *m = g->model;
	struct report_facts *f = &m->facts;
	struct demand *demands = arena_array(&m->arena, f->demand_count, sizeof *demands);
	struct report_signatory *people =
		arena_array(&m->arena, f->signatory_count, sizeof *people);
	size_t most = f->demand_count + m->target_count;
	const char **names = arena_array(&m->arena, most, sizeof *names);
	const char **keys = arena_array(&m->arena, most, sizeof *keys);

	f->id = gather_line(m, f->id);
	f->title = gather_line(m, f->title);
	f->language = arena_strdup(&m->arena, f->language);
	for (size_t i = 0; i < f->demand_count; i++) {
		demands[i] = f->demands[i];
		demands[i].id = arena_strdup(&m->arena, f->demands[i].id);
		demands[i].title = gather_line(m, f->demands[i].title);
		demands[i].text = public_text_copy(&m->text, &m->arena, f->demands[i].text, true);
		names[i] = demands[i].id;
	}
	f->demands = demands;
	for (size_t i = 0; i < f->signatory_count; i++) {
		people[i].name = gather_line(m, f->signatories[i].name);
		people[i].title = gather_line(m, f->signatories[i].title);
		people[i].org = gather_line(m, f->signatories[i].org);
	}
	f->signatories = people;
	f->targets = NULL;
	f->target_count = 0;
	m->slugs = report_slugs(&m->arena, names, names, f->demand_count);
	for (size_t i = 0; i < m->target_count; i++) {
		keys[i] = m->targets[i].key;
		names[i] = m->targets[i].name = gather_line(m, keys[i]);
	}
	const char *const *slugs = report_slugs(&m->arena, names, keys, m->target_count);
	for (size_t i = 0; i < m->target_count; i++)
		m->targets[i].slug = slugs[i];
}

struct report_cell *report_cell(const struct report_model *m, size_t target, size_t demand)
{
	return &m->cells[target * m->facts.demand_count + demand];
}

bool report_cell_late(const struct report_cell *cell)
{
	return cell->asked && cell->overdue && !cell->unread;
}

static bool is_later(struct date a, struct date b)
{
	return b.year == 0 || date_to_days(a) > date_to_days(b);
}

static void sum_up(struct report_model *m)
{
	size_t n = m->target_count * m->facts.demand_count;

	for (size_t i = 0; i < n; i++) {
		const struct report_cell *c = &m->cells[i];
		struct report_target *t = &m->targets[c->target];
		t->waiting += demand_position_waits(c->position);
		t->late += report_cell_late(c);
		t->unread += c->unread;
		if (!c->has_deadline)
			continue;
		if (is_later(c->deadline, m->last_deadline))
			m->last_deadline = c->deadline;
		const struct demand *d = &m->facts.demands[c->demand];
		bool moved =
			!d->has_deadline || date_to_days(d->deadline) != date_to_days(c->deadline);
		if (moved && is_later(c->deadline, m->last_extension))
			m->last_extension = c->deadline;
	}
}

int report_gather(struct store *store, const struct report_facts *facts,
	struct report_model *model_r, struct err *err)
{
	struct gather g = {.store = store, .facts = facts, .model = model_r};
	int result = -1;

	*model_r = (struct report_model){.facts = *facts};
	model_r->text.removed = facts->address_removed;
	for (size_t i = 0; i < facts->demand_count; i++)
		map_put(&g.demand_index, facts->demands[i].id, strlen(facts->demands[i].id),
			(intptr_t)i);
	if (read_letters(&g, err) == 0) {
		make_public(&g);
		if (gather_replies(&g, err) == 0 && gather_cells(&g, err) == 0) {
			sum_up(model_r);
			gather_events_end(&g);
			result = 0;
		}
	}
	map_release(&g.demand_index);
	map_release(&g.target_index);
	map_release(&g.reply_index);
	arena_release(&g.scratch);
	return result;
}

void report_model_release(struct report_model *m)
{
	free(m->happenings);
	free(m->targets);
	public_text_release(&m->text);
	arena_release(&m->arena);
	*m = (struct report_model){0};
}

void report_add_letter(struct report_model *m, size_t target, const char *subject, const char *text)
{
	struct report_target *t = &m->targets[target];

	t->letter_subject = gather_line(m, subject);
	t->letter_text = public_text_copy(&m->text, &m->arena, text, true);
	for (size_t i = 0; i < m->target_count; i++) {
		const struct report_target *first = &m->targets[i];
		if (first->letter_text == NULL)
			continue;
		t->letter_same = strcmp(first->letter_text, t->letter_text) == 0 &&
				 strcmp(first->letter_subject, t->letter_subject) == 0;
		break;
	}
}
