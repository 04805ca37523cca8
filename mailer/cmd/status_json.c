#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "base/utf8.h"
#include "cmd/status.h"

/* ASCII only, so that no terminal obeys it. */
static void print_value(json_t *value)
{
	char *text = json_dumps(value, JSON_COMPACT | JSON_ENSURE_ASCII | JSON_ENCODE_ANY);

	cli_print("%s", text);
	free(text);
	json_decref(value);
}

static json_t *text_value(const char *text)
{
	struct str repaired = STR_INIT;

	if (text == NULL)
		return json_null();
	utf8_add_repaired(&repaired, text, strlen(text));
	json_t *value = json_stringn(str_c(&repaired), repaired.len);
	str_release(&repaired);
	return value;
}

static json_t *date_value(bool has, struct date d)
{
	struct str text = STR_INIT;

	if (!has)
		return json_null();
	date_add(&text, d);
	json_t *value = json_string(text.p);
	str_release(&text);
	return value;
}

static void add_count(json_t *o, const char *name, size_t n)
{
	json_object_set_new(o, name, json_integer((json_int_t)n));
}

static json_t *campaign_value(const struct campaign *c)
{
	json_t *o = json_object();

	json_object_set_new(o, "id", text_value(c->id));
	json_object_set_new(o, "title", text_value(c->title));
	json_object_set_new(o, "deadline", date_value(c->has_deadline, c->deadline));
	return o;
}

static json_t *letters_value(const struct outbox_counts *c)
{
	json_t *o = json_object();

	add_count(o, "total", c->total);
	for (int state = 0; state < OUTBOX_STATES; state++)
		add_count(o, outbox_state_name((enum outbox_state)state), c->by_state[state]);
	add_count(o, "bounced", c->bounced);
	return o;
}

static json_t *replies_value(const struct reply_counts *c)
{
	json_t *o = json_object();

	add_count(o, "total", c->total);
	add_count(o, "reply", c->reply);
	add_count(o, "auto_reply", c->auto_reply);
	add_count(o, "bounce", c->bounce);
	add_count(o, "unsorted", c->unsorted);
	add_count(o, "contested", c->contested);
	add_count(o, "pending", c->pending);
	return o;
}

static json_t *demand_value(const struct status *s, size_t demand, const struct target_row *target)
{
	json_t *o = json_object(), *replies = json_array();
	struct standing st;

	standing_at(&s->standings, demand, target->org, &st);
	json_object_set_new(o, "id", text_value(s->w.demands[demand].id));
	json_object_set_new(o, "title", text_value(s->w.demands[demand].title));
	json_object_set_new(o, "target", text_value(target->org));
	json_object_set_new(o, "deadline", date_value(st.has_deadline, st.deadline));
	json_object_set_new(o, "overdue", json_boolean(st.overdue));
	json_object_set_new(o, "position", json_string(demand_position_name(st.position)));
	json_object_set_new(o, "pending", json_boolean(st.pending));
	json_object_set_new(
		o, "conversation", json_string(outbox_conversation_name(target->conversation)));
	for (size_t i = 0; i < st.reply_count; i++)
		json_array_append_new(replies, json_integer(st.replies[i]));
	json_object_set_new(o, "replies", replies);
	return o;
}

/* Piece by piece: a campaign of a million targets is not held in memory twice. */
void status_print_json(struct status *s)
{
	bool first = true;

	cli_print("{\"campaign\":");
	print_value(campaign_value(&s->w.campaign));
	cli_print(",\"letters\":");
	print_value(letters_value(&s->letters));
	cli_print(",\"replies\":");
	print_value(replies_value(&s->replies));
	cli_print(",\"demands\":[");
	for (size_t d = 0; d < s->w.demand_count; d++)
		for (size_t t = 0; t < s->target_count; t++) {
			cli_print("%s", first ? "" : ",");
			print_value(demand_value(s, d, &s->targets[t]));
			first = false;
		}
	cli_print("]}\n");
}
