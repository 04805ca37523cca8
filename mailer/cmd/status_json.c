#include "cmd/json_out.h"
#include "cmd/record_json.h"
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
			json_print(standing_json(&s->standings, d, &s->targets[t]));
			first = false;
		}
	cli_print("]}\n");
}
