#include "cmd/json_out.h"
#include "cmd/status.h"

static json_t *campaign_value(const struct campaign *c)
{
	json_t *o = json_object();

	json_set_text(o, "id", c->id);
	json_set_text(o, "title", c->title);
	json_set_date(o, "deadline", c->has_deadline, c->deadline);
	return o;
}

static json_t *letters_value(const struct outbox_counts *c)
{
	json_t *o = json_object();

	json_set_count(o, "total", c->total);
	for (int state = 0; state < OUTBOX_STATES; state++)
		json_set_count(o, outbox_state_name((enum outbox_state)state), c->by_state[state]);
	json_set_count(o, "bounced", c->bounced);
	return o;
}

static json_t *replies_value(const struct reply_counts *c)
{
	json_t *o = json_object();

	json_set_count(o, "total", c->total);
	json_set_count(o, "reply", c->reply);
	json_set_count(o, "auto_reply", c->auto_reply);
	json_set_count(o, "bounce", c->bounce);
	json_set_count(o, "unsorted", c->unsorted);
	json_set_count(o, "contested", c->contested);
	json_set_count(o, "pending", c->pending);
	return o;
}

static json_t *demand_value(const struct status *s, size_t demand, const struct target_row *target)
{
	json_t *o = json_object(), *replies = json_array();
	struct standing st;

	standing_at(&s->standings, demand, target->org, &st);
	json_set_text(o, "id", s->w.demands[demand].id);
	json_set_text(o, "title", s->w.demands[demand].title);
	json_set_text(o, "target", target->org);
	json_set_date(o, "deadline", st.has_deadline, st.deadline);
	json_set_bool(o, "overdue", st.overdue);
	json_set_text(o, "position", demand_position_name(st.position));
	json_set_bool(o, "pending", st.pending);
	json_set_text(o, "conversation", outbox_conversation_name(target->conversation));
	for (size_t i = 0; i < st.reply_count; i++)
		json_array_append_new(replies, json_integer(st.replies[i]));
	json_set(o, "replies", replies);
	return o;
}

/* Piece by piece: a campaign of a million targets is not held in memory twice. */
void status_print_json(struct status *s)
{
	bool first = true;

	cli_print("{\"campaign\":");
	json_print(campaign_value(&s->w.campaign));
	cli_print(",\"letters\":");
	json_print(letters_value(&s->letters));
	cli_print(",\"replies\":");
	json_print(replies_value(&s->replies));
	cli_print(",\"demands\":[");
	for (size_t d = 0; d < s->w.demand_count; d++)
		for (size_t t = 0; t < s->target_count; t++) {
			cli_print("%s", first ? "" : ",");
			json_print(demand_value(s, d, &s->targets[t]));
			first = false;
		}
	cli_print("]}\n");
}
