#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "report/status.h"

static json_t *text_or_null(const char *text)
{
	return text ? json_string(text) : json_null();
}

static json_t *date_or_null(bool has, struct date date)
{
	struct str s = STR_INIT;
	json_t *value;

	if (!has)
		return json_null();
	date_add(&s, date);
	value = json_string(str_c(&s));
	str_release(&s);
	return value;
}

static json_t *letter_counts(const struct outbox_counts *counts)
{
	json_t *o = json_object();

	json_object_set_new(o, "total", json_integer((json_int_t)counts->total));
	for (int state = 0; state < OUTBOX_STATES; state++)
		json_object_set_new(o, outbox_state_name((enum outbox_state)state),
			json_integer((json_int_t)counts->by_state[state]));
	json_object_set_new(o, "bounced", json_integer((json_int_t)counts->bounced));
	return o;
}

static json_t *reply_counts_of(const struct reply_counts *c)
{
	const struct {
		const char *name;
		size_t value;
	} counts[] = {{"total", c->total}, {"reply", c->reply}, {"auto_reply", c->auto_reply},
		{"bounce", c->bounce}, {"unsorted", c->unsorted}, {"contested", c->contested},
		{"pending", c->pending}};
	json_t *o = json_object();

	for (size_t i = 0; i < sizeof counts / sizeof *counts; i++)
		json_object_set_new(o, counts[i].name, json_integer((json_int_t)counts[i].value));
	return o;
}

static json_t *cell_object(const struct report_model *m, const struct report_cell *cell)
{
	const struct demand *demand = &m->facts.demands[cell->demand];
	const struct report_target *target = &m->targets[cell->target];
	json_t *o = json_object(), *replies = json_array();

	json_object_set_new(o, "id", text_or_null(demand->id));
	json_object_set_new(o, "title", text_or_null(demand->title));
	json_object_set_new(o, "target", text_or_null(target->name));
	json_object_set_new(o, "deadline", date_or_null(cell->has_deadline, cell->deadline));
	json_object_set_new(o, "overdue", json_boolean(cell->overdue));
	json_object_set_new(o, "position", json_string(demand_position_name(cell->position)));
	json_object_set_new(o, "pending", json_boolean(cell->pending));
	json_object_set_new(
		o, "conversation", json_string(outbox_conversation_name(target->conversation)));
	for (size_t i = 0; i < cell->reply_count; i++)
		json_array_append_new(replies, json_integer(cell->replies[i]));
	json_object_set_new(o, "replies", replies);
	return o;
}

/* JSON that is no markup either, should anything ever take it for a page. Only strings hold these.
 */
static void add_inert(struct str *out, const char *json)
{
	for (const char *p = json; *p;) {
		size_t n = strcspn(p, "<>&");
		str_add(out, p, n);
		p += n;
		if (*p)
			str_addf(out, "\\u%04x", (unsigned)*p++);
	}
}

void report_status_add(
	const struct report_model *m, const struct reply_counts *replies, struct str *out)
{
	json_t *root = json_object(), *campaign = json_object(), *demands = json_array();
	char *text;

	json_object_set_new(campaign, "id", text_or_null(m->facts.id));
	json_object_set_new(campaign, "title", text_or_null(m->facts.title));
	json_object_set_new(
		campaign, "deadline", date_or_null(m->facts.has_deadline, m->facts.deadline));
	json_object_set_new(root, "campaign", campaign);
	json_object_set_new(root, "letters", letter_counts(&m->letters));
	json_object_set_new(root, "replies", reply_counts_of(replies));
	/* Demand by demand, as people read them. */
	for (size_t d = 0; d < m->facts.demand_count; d++)
		for (size_t t = 0; t < m->target_count; t++)
			json_array_append_new(demands, cell_object(m, report_cell(m, t, d)));
	json_object_set_new(root, "demands", demands);
	text = json_dumps(root, JSON_COMPACT);
	add_inert(out, text);
	str_addc(out, '\n');
	free(text);
	json_decref(root);
}
