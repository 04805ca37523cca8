#include <stdlib.h>

#include "send/session_parts.h"

const struct session_patience session_patience_standard = {
	.mail = 300000,
	.rcpt = 300000,
	.data = 120000,
	.block = 180000,
	.dot = 600000,
	.quit = 2000,
};

void session_init(
	struct session *s, const struct offers *offers, const struct session_patience *patience)
{
	*s = (struct session){.offers = *offers, .patience = patience, .deadline = INT64_MAX};
	reply_reader_init(&s->reader);
	/* Dots that are doubled make a letter longer than a letter may be: no line may be left out.
	 */
	str_init_max(&s->out, (size_t)2 * STR_DEFAULT_MAX);
	str_init(&s->why);
	for (size_t i = 0; i < 2; i++) {
		str_init(&s->slots[i].mail_line);
		outcome_init(&s->slots[i].failure);
	}
	for (size_t i = 0; i < sizeof s->events / sizeof *s->events; i++)
		outcome_init(&s->events[i].outcome);
}

void session_release(struct session *s)
{
	reply_reader_release(&s->reader);
	str_release(&s->out);
	str_release(&s->why);
	free(s->expected);
	for (size_t i = 0; i < 2; i++) {
		str_release(&s->slots[i].mail_line);
		outcome_release(&s->slots[i].failure);
	}
	for (size_t i = 0; i < sizeof s->events / sizeof *s->events; i++)
		outcome_release(&s->events[i].outcome);
	*s = (struct session){.ended = true};
}

/* l ends with the outcome that is in l->failure. */
void session_finish(struct session *s, struct session_letter *l)
{
	struct session_event *e = &s->events[s->event_count++];

	e->job = l->job;
	outcome_copy(&e->outcome, &l->failure);
	if (l->failure.verdict != VERDICT_UNTRIED)
		s->completed++;
	/* Without a final dot the server is still within the transaction (RFC 5321 4.1.1.5). */
	s->needs_rset |= l->mail_taken && !l->dot_queued;
	l->job = NULL;
	if (l == s->front) {
		s->front = s->back;
		s->back = NULL;
	} else if (l == s->back) {
		s->back = NULL;
	}
}

static void finish_at_end(struct session *s, struct session_letter *l)
{
	enum stage stage = session_stage_of(s, l);

	if (l->failed) {
		/* The refusal came before: it stands. */
	} else if (l->dot_queued && l->dot_left) {
		outcome_local(&l->failure, VERDICT_UNCERTAIN, STAGE_DOT,
			"no answer to the final dot: %s. The letter may have been accepted",
			str_c(&s->why));
	} else if (s->winding_down || (!l->touched && (s->completed > 0 || l == s->back))) {
		outcome_local(&l->failure, VERDICT_UNTRIED, stage, "%s", str_c(&s->why));
	} else {
		outcome_local(&l->failure, VERDICT_DEFERRED, stage, "%s (%s)", str_c(&s->why),
			l->dot_queued ? "before the final dot left" : stage_name(stage));
		l->failure.code = s->end_code;
		l->failure.slow_down = s->end_code == 421;
	}
}

/* Ends the session; s->why is set. */
void session_end(struct session *s)
{
	struct session_letter *letters[2] = {s->front, s->back};

	if (s->ended)
		return;
	s->ended = true;
	for (size_t i = 0; i < 2; i++)
		if (letters[i])
			finish_at_end(s, letters[i]);
	for (size_t i = 0; i < 2; i++)
		if (letters[i])
			session_finish(s, letters[i]);
	s->expected_count = 0;
	s->deadline = INT64_MAX;
	str_reset(&s->out);
	s->out_at = 0;
}

void session_lost(struct session *s, const char *why)
{
	if (!s->ended)
		str_adds(&s->why, why);
	session_end(s);
}

bool session_idle(const struct session *s)
{
	return s->front == NULL && s->expected_count == 0;
}

bool session_can_begin(const struct session *s)
{
	if (s->ended || s->quitting || s->back)
		return false;
	return s->front == NULL || (s->offers.pipelining && s->front->dot_queued);
}

void session_begin(struct session *s, void *job, const struct message *m, int64_t now)
{
	struct session_letter *l = s->front == &s->slots[0] ? &s->slots[1] : &s->slots[0];
	struct str mail = l->mail_line, text = l->failure.text;

	str_reset(&mail);
	str_reset(&text);
	*l = (struct session_letter){.job = job,
		.to = m->to,
		.to_count = m->to_count,
		.bytes = m->len,
		.mail_line = mail};
	l->failure.text = text;
	if (s->front == NULL)
		s->front = l;
	else
		s->back = l;
	struct str why = STR_INIT;
	if (!message_fits(m, &s->offers, &why)) {
		outcome_local(&l->failure, VERDICT_REJECTED, STAGE_MAIL, "not sent: %s", why.p);
		session_finish(s, l);
	} else {
		message_add_mail(&l->mail_line, m, &s->offers);
		if (s->offers.pipelining)
			session_say_group(s, l, now);
		else
			session_say_next(s, l, now);
	}
	str_release(&why);
}

void *session_wants_data(const struct session *s)
{
	return s->front && s->front->wants_data ? s->front->job : NULL;
}

void session_data(struct session *s, const char *bytes, size_t n, int64_t now)
{
	struct session_letter *l = s->front;
	size_t before = s->out.len;

	l->wants_data = false;
	message_add_data(&s->out, bytes, n);
	s->queued += s->out.len - before;
	l->dot_queued = true;
	l->dot_end = s->queued;
	s->dot_free = false;
	session_expect(s, STAGE_DOT, l, now);
}

void session_quit(struct session *s, int64_t now)
{
	if (s->ended || s->quitting)
		return;
	s->quitting = true;
	session_say(s, "QUIT\r\n");
	session_expect(s, STAGE_QUIT, NULL, now);
}

bool session_event(struct session *s, struct session_event *event_r)
{
	struct outcome first;

	if (s->event_count == 0)
		return false;
	event_r->job = s->events[0].job;
	outcome_copy(&event_r->outcome, &s->events[0].outcome);
	first = s->events[0].outcome;
	for (size_t i = 1; i < s->event_count; i++)
		s->events[i - 1] = s->events[i];
	s->events[--s->event_count].outcome = first;
	return true;
}
