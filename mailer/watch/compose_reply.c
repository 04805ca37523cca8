#include <string.h>

#include "store/judgement.h"
#include "watch/compose_reply.h"

enum { QUOTE_MAX = 2000 }; /* bytes kept of a passage */

struct composing {
	struct store *store;
	const struct match_settings *settings;
	const struct reading *reading;
	struct arena *arena;
	struct match match;
	enum reading_class class;
	struct reply *reply;
	struct err *err;
};

/* Only a person's words are about demands; a server's are not, and neither are our own copies. */
static enum reading_class class_of(const struct reading *r, const struct match *m)
{
	if (r->class != READING_REPLY)
		return r->class;
	if (m->filing == REPLY_UNSORTED || m->party == MATCH_OURSELVES)
		return READING_UNRELATED;
	return READING_REPLY;
}

static enum outbox_conversation moves_to(const struct composing *c)
{
	if (c->match.filing != REPLY_FILED && c->match.filing != REPLY_UNVERIFIED)
		return OUTBOX_SILENT;
	switch (c->class) {
	case READING_REPLY:
		return OUTBOX_REPLIED;
	case READING_AUTO_REPLY:
	case READING_CHALLENGE:
		return OUTBOX_ACKNOWLEDGED;
	default:
		return OUTBOX_SILENT;
	}
}

/*
 * Whether a report of failure is about this letter's recipient. A report that names nobody is; one
 * that names somebody of ours (a copy that went to a signatory) is not.
 */
static bool bounces(const struct composing *c, const struct match_letter *letter)
{
	const struct reading *r = c->reading;
	size_t named = 0, ours = 0;

	if (c->class != READING_BOUNCE || c->match.filing != REPLY_FILED)
		return false;
	for (size_t i = 0; i < r->n_bounces; i++) {
		const char *whom = r->bounces[i].recipient;
		if (whom == NULL || strchr(whom, '@') == NULL)
			continue;
		if (strcmp(match_address_key(c->arena, whom), letter->recipient_key) == 0)
			return true;
		named++;
		ours += c->settings->party &&
			c->settings->party(c->settings->party_ctx, whom) != MATCH_STRANGER;
	}
	return named == 0 || ours < named;
}

static void set_letters(struct composing *c)
{
	size_t n = c->match.count;

	c->reply->letters = arena_array(c->arena, n, sizeof *c->reply->letters);
	c->reply->letter_count = n;
	for (size_t i = 0; i < n; i++) {
		const struct match_letter *l = &c->match.letters[i];
		c->reply->letters[i] = (struct reply_letter){.letter = l->id,
			.ref = l->ref,
			.org = l->org,
			.rung = l->rung,
			.evidence = l->evidence,
			.moves_to = moves_to(c),
			.moved = l->conversation >= moves_to(c),
			.proves = l->carried && l->state == OUTBOX_UNCERTAIN &&
				  (c->match.filing == REPLY_FILED ||
					  c->match.filing == REPLY_UNVERIFIED),
			.bounces = bounces(c, l)};
	}
}

/* ---- demands */

/* Marks the demands that are open at one of the letters' targets. 0 or -1. */
static int mark_open(struct composing *c, bool *open)
{
	const struct match_settings *m = c->settings;

	for (size_t i = 0; i < c->match.count; i++) {
		struct judgement_filter filter = {.target = c->match.letters[i].org};
		struct judgement *rows;
		long n = judgement_list(c->store, &filter, c->arena, &rows, c->err);

		if (n < 0)
			return -1;
		for (size_t k = 0; k < m->demand_count; k++) {
			enum demand_position position = DEMAND_OPEN;
			for (long r = 0; r < n; r++)
				if (strcmp(rows[r].demand, m->demands[k].id) == 0)
					demand_position_parse(rows[r].position, &position);
			open[k] = open[k] || demand_position_waits(position);
		}
		/* Letters to one organisation share its demands. */
		while (i + 1 < c->match.count &&
			strcmp(c->match.letters[i + 1].org, filter.target) == 0)
			i++;
	}
	return 0;
}

static int set_open_demands(struct composing *c)
{
	const struct match_settings *m = c->settings;
	bool *open = arena_array(c->arena, m->demand_count, sizeof *open);

	if (mark_open(c, open) < 0)
		return -1;
	for (size_t i = 0; i < m->demand_count; i++)
		if (open[i])
			c->reply->demands[c->reply->demand_count++] =
				(struct reply_demand){.demand = m->demands[i].id,
					.reason = "all open demands of the letter"};
	return 0;
}

/* The passage, cut in front of a whole character where it is long. */
static const char *quote(const struct composing *c, const struct reading_passage *p)
{
	const char *text = c->reading->text;
	size_t end = p->end;

	if (end - p->start > QUOTE_MAX)
		for (end = p->start + QUOTE_MAX; (text[end] & 0xc0) == 0x80;)
			end--;
	return arena_strndup(c->arena, text + p->start, end - p->start);
}

static int set_demands(struct composing *c)
{
	const struct match_settings *m = c->settings;
	const struct reading *r = c->reading;

	if (c->class != READING_REPLY || m->demand_count == 0)
		return 0;
	c->reply->demands = arena_array(c->arena, m->demand_count, sizeof *c->reply->demands);
	for (size_t i = 0; i < r->n_passages; i++)
		c->reply->demands[i] =
			(struct reply_demand){.demand = m->demands[r->passages[i].subject].id,
				.start = r->passages[i].start,
				.end = r->passages[i].end,
				.quote = quote(c, &r->passages[i]),
				.reason = r->passages[i].reason};
	c->reply->demand_count = r->n_passages;
	return r->n_passages > 0 ? 0 : set_open_demands(c);
}

static void set_reading(struct reply *reply, const struct reading *r)
{
	reply->message_id = r->message_id;
	reply->date = r->date_at;
	reply->from_name = r->from.name;
	reply->from_email = r->from.address;
	reply->subject = r->subject;
	reply->text = r->text;
	reply->reply_text = r->reply_text;
	reply->promised_date = r->promised_date;
	reply->quarantined = r->quarantined;
	if (r->n_bounces > 0) {
		reply->bounce_recipient = r->bounces[0].recipient;
		reply->bounce_action = r->bounces[0].action;
		reply->bounce_status = r->bounces[0].status;
		reply->bounce_diagnostic = r->bounces[0].diagnostic;
	}
}

int compose_reply(struct store *store, const struct match_settings *settings,
	const struct reading *reading, struct arena *arena, struct reply *reply_r, struct err *err)
{
	struct composing c = {.store = store,
		.settings = settings,
		.reading = reading,
		.arena = arena,
		.reply = reply_r,
		.err = err};

	if (match_find(store, settings, reading, arena, &c.match, err) < 0)
		return -1;
	c.class = class_of(reading, &c.match);
	set_reading(reply_r, reading);
	reply_r->class = reading_class_name(c.class);
	reply_r->filing = c.match.filing;
	set_letters(&c);
	return set_demands(&c);
}
