#include "store/outbox.h"
#include "cmd/record_json.h"

json_t *event_json(const struct event *event)
{
	json_t *o = json_object();

	json_set_number(o, "seq", event->seq);
	json_set_time(o, "at", event->at);
	json_set_text(o, "actor", event->actor);
	json_set_text(o, "kind", event->kind);
	json_set_text(o, "letter", event->letter);
	json_set_number(o, "reply", event->reply);
	json_set_text(o, "demand", event->demand);
	json_set_text(o, "target", event->target);
	json_set_text(o, "detail", event->detail);
	json_set_text(o, "hash", event->hash);
	return o;
}

json_t *standing_json(const struct standings *s, size_t demand, const struct target_row *target)
{
	json_t *o = json_object(), *replies = json_array();
	struct standing st;

	standing_at(s, demand, target->org, &st);
	json_set_text(o, "id", s->demands[demand].id);
	json_set_text(o, "title", s->demands[demand].title);
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
