/* Mails that were read in: what was released of them, and what they mean for where things stand. */
#include <string.h>

#include "report/gather.h"

static void note_reply(struct gather *g, const struct publication *p)
{
	struct report_model *m = g->model;
	long target = gather_target(g, p->targets[0]);
	bool sure = p->filing == REPLY_FILED || p->filing == REPLY_UNVERIFIED;
	struct report_happening happening = {.at = gather_reply_time(p),
		.kind = REPORT_RECEIVED,
		.target = target,
		.demand = REPORT_NONE};

	if (target < 0)
		return;
	if (gather_released(p)) {
		struct report_reply *r = &m->replies[m->reply_count++];
		*r = (struct report_reply){.number = p->reply,
			.target = (size_t)target,
			.at = happening.at,
			.published_at = p->at,
			.redacted = p->state == REPLY_REDACTED,
			.text = public_text_copy(&m->text, &m->arena, p->text, true)};
		if (!r->redacted)
			r->subject = gather_line(m, p->subject);
		happening.reply = p->reply;
		gather_event(g, &(struct report_happening){.at = p->at,
					.kind = REPORT_PUBLISHED,
					.target = target,
					.demand = REPORT_NONE,
					.reply = p->reply,
					.id = arena_printf(&m->arena, "published-%ld", p->reply)});
	}
	/* Nothing is claimed that was not seen: a sender nobody knows is not the target yet. */
	if (strcmp(p->class, "reply") != 0 || !(sure || happening.reply))
		return;
	if (p->filing == REPLY_UNVERIFIED && !happening.reply)
		return;
	happening.id = arena_printf(&m->arena, "received-%ld", p->reply);
	gather_event(g, &happening);
}

/* A reply that nobody filed yet may be the answer of every target that it was suggested for. */
static void note_unfiled(struct gather *g, const struct publication *p)
{
	int64_t at = gather_reply_time(p);

	if ((p->filing != REPLY_SUGGESTED && p->filing != REPLY_CONTESTED) ||
		strcmp(p->class, "reply") != 0)
		return;
	for (size_t i = 0; i < p->target_count; i++) {
		long target = gather_target(g, p->targets[i]);
		if (target < 0)
			continue;
		struct report_target *t = &g->model->targets[target];
		if (t->unfiled_since == 0 || at < t->unfiled_since)
			t->unfiled_since = at;
	}
}

int gather_replies(struct gather *g, struct err *err)
{
	struct report_model *m = g->model;
	long count = publication_list(g->store, &g->scratch, &g->publications, err);

	if (count < 0)
		return -1;
	m->replies = arena_array(&m->arena, (size_t)count, sizeof *m->replies);
	for (long i = 0; i < count; i++) {
		const struct publication *p = &g->publications[i];
		map_put(&g->reply_index, (const char *)&p->reply, sizeof p->reply, i);
		if (p->target_count > 0)
			note_reply(g, p);
		note_unfiled(g, p);
	}
	return 0;
}
