#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "send/session.h"

enum { BYTES_PER_MS = 1, KEEP_BUFFER = 1 << 20 };

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
	str_init(&s->out);
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

/* ---- answers that are due */

static int64_t patience_for(const struct session *s, const struct session_expected *e)
{
	const struct session_patience *p = s->patience;

	switch (e->stage) {
	case STAGE_RCPT:
		return p->rcpt;
	case STAGE_DATA:
		return p->data;
	case STAGE_DOT:
		/* While the message is leaving, a server may take a while for each block. */
		return e->letter->dot_left ? p->dot
					   : p->block + (int64_t)e->letter->bytes / BYTES_PER_MS;
	case STAGE_QUIT:
		return p->quit;
	default:
		return p->mail;
	}
}

static void arm(struct session *s, int64_t now)
{
	s->deadline = s->expected_count ? now + patience_for(s, &s->expected[s->expected_head])
					: INT64_MAX;
}

static void expect(struct session *s, enum stage stage, struct session_letter *letter, int64_t now)
{
	if (s->expected_count == s->expected_cap) {
		size_t cap = s->expected_cap ? 2 * s->expected_cap : 8;
		struct session_expected *grown = mem_array(cap, sizeof *grown);
		for (size_t i = 0; i < s->expected_count; i++)
			grown[i] = s->expected[(s->expected_head + i) % s->expected_cap];
		free(s->expected);
		s->expected = grown;
		s->expected_cap = cap;
		s->expected_head = 0;
	}
	s->expected[(s->expected_head + s->expected_count++) % s->expected_cap] =
		(struct session_expected){stage, letter};
	if (s->expected_count == 1)
		arm(s, now);
}

static struct session_expected take_expected(struct session *s, int64_t now)
{
	struct session_expected e = s->expected[s->expected_head];

	s->expected_head = (s->expected_head + 1) % s->expected_cap;
	s->expected_count--;
	arm(s, now);
	return e;
}

/* Where a letter stands: the first answer that is due for it. */
static enum stage stage_of(const struct session *s, const struct session_letter *l)
{
	for (size_t i = 0; i < s->expected_count; i++) {
		const struct session_expected *e =
			&s->expected[(s->expected_head + i) % s->expected_cap];
		if (e->letter == l && e->stage != STAGE_RSET)
			return e->stage;
	}
	return l->wants_data ? STAGE_DATA : STAGE_MAIL;
}

/* ---- ends */

/* l ends with the outcome that is in l->failure. */
static void finish(struct session *s, struct session_letter *l)
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
	enum stage stage = stage_of(s, l);

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
static void end(struct session *s)
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
			finish(s, letters[i]);
	s->expected_count = 0;
	s->deadline = INT64_MAX;
	str_reset(&s->out);
	s->out_at = 0;
}

void session_lost(struct session *s, const char *why)
{
	if (!s->ended)
		str_adds(&s->why, why);
	end(s);
}

/* ---- what we say */

static void add_out(struct session *s, const struct str *line)
{
	str_add(&s->out, line->p, line->len);
	s->queued += line->len;
}

static void say(struct session *s, const char *line)
{
	str_adds(&s->out, line);
	s->queued += strlen(line);
}

static void say_rcpt(struct session *s, struct session_letter *l, int64_t now)
{
	size_t before = s->out.len;

	message_add_rcpt(&s->out, l->to[l->rcpts_sent++], &s->offers);
	s->queued += s->out.len - before;
	expect(s, STAGE_RCPT, l, now);
}

static void say_data(struct session *s, struct session_letter *l, int64_t now)
{
	say(s, "DATA\r\n");
	l->data_sent = true;
	expect(s, STAGE_DATA, l, now);
}

/* The next command of a letter's envelope; RSET first where the letter before left its own open. */
static void say_next(struct session *s, struct session_letter *l, int64_t now)
{
	if (s->needs_rset && !l->mail_sent) {
		say(s, "RSET\r\n");
		s->needs_rset = false;
		expect(s, STAGE_RSET, l, now);
	} else if (!l->mail_sent) {
		add_out(s, &l->mail_line);
		l->mail_sent = true;
		expect(s, STAGE_MAIL, l, now);
	} else if (l->rcpts_sent < l->to_count) {
		say_rcpt(s, l, now);
	} else {
		say_data(s, l, now);
	}
}

/*
 * All that may be said at once. With several recipients DATA waits: were some refused, a server
 * that has the DATA already would take the message for the others, and the letter would be sent to
 * a part of its envelope.
 */
static void say_group(struct session *s, struct session_letter *l, int64_t now)
{
	while (!l->mail_sent || l->rcpts_sent < l->to_count)
		say_next(s, l, now);
	if (l->to_count == 1)
		say_data(s, l, now);
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
		finish(s, l);
	} else {
		message_add_mail(&l->mail_line, m, &s->offers);
		if (s->offers.pipelining)
			say_group(s, l, now);
		else
			say_next(s, l, now);
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
	expect(s, STAGE_DOT, l, now);
}

void session_quit(struct session *s, int64_t now)
{
	if (s->ended || s->quitting)
		return;
	s->quitting = true;
	say(s, "QUIT\r\n");
	expect(s, STAGE_QUIT, NULL, now);
}

/* ---- what the server says */

static void end_by_reply(struct session *s, const char *what, const struct reply *reply)
{
	str_addf(&s->why, "%s: %d %s", what, reply->code, str_c(&reply->text));
	s->end_code = reply->code;
	end(s);
}

/* Keeps the first refusal: those that follow it in a group are its consequences. */
static void fail(
	struct session *s, struct session_letter *l, enum stage stage, const struct reply *reply)
{
	(void)s;
	if (l->failed)
		return;
	l->failed = true;
	outcome_from_reply(&l->failure, stage, reply);
	if (stage == STAGE_RCPT && l->rcpts_answered > 1)
		str_addf(&l->failure.text, " (for %s, to whom a copy goes)",
			l->to[l->rcpts_answered - 1]);
}

static void on_envelope(struct session *s, struct session_letter *l, enum stage stage,
	const struct reply *reply, int64_t now)
{
	bool ok = reply->code / 100 == 2;

	if (stage == STAGE_MAIL)
		l->mail_taken = ok;
	else
		l->rcpts_answered++;
	if (!ok)
		fail(s, l, stage, reply);
	if (s->offers.pipelining) {
		if (l->data_sent || l->rcpts_answered < l->to_count)
			return;
		if (l->failed)
			finish(s, l);
		else
			say_data(s, l, now);
	} else if (l->failed) {
		finish(s, l);
	} else {
		say_next(s, l, now);
	}
}

static void on_data(
	struct session *s, struct session_letter *l, const struct reply *reply, int64_t now)
{
	if (reply->code == 354 && l->failed) {
		/* RFC 2920 3.1: it waits for a message that has no recipient. A dot alone ends it.
		 */
		say(s, ".\r\n");
		l->dot_queued = l->dot_empty = true;
		l->dot_end = s->queued;
		expect(s, STAGE_DOT, l, now);
	} else if (reply->code == 354) {
		l->wants_data = true;
	} else if (reply->code / 100 == 4 || reply->code / 100 == 5) {
		fail(s, l, STAGE_DATA, reply);
		finish(s, l);
	} else {
		end_by_reply(s, "the server gave an answer to DATA that makes no sense", reply);
	}
}

static void wind_down_now(struct session *s)
{
	str_adds(&s->why, "stopped");
	end(s);
}

static void on_dot(struct session *s, struct session_letter *l, const struct reply *reply)
{
	int class = reply->code / 100;

	if (l->dot_empty) {
		finish(s, l);
	} else if (l->dot_left) {
		outcome_from_reply(&l->failure, STAGE_DOT, reply);
		finish(s, l);
		if (class == 3)
			end_by_reply(s, "the server gave an answer that makes no sense", reply);
		else if (s->winding_down)
			wind_down_now(s);
	} else if (class == 4 || class == 5) {
		/* Refused while the message was leaving: it cannot be taken back, so we hang up. */
		outcome_from_reply(&l->failure, STAGE_DOT, reply);
		finish(s, l);
		end_by_reply(s, "the server refused the letter before its end", reply);
	} else {
		end_by_reply(s, "the server answered before it had the letter", reply);
	}
}

void session_wind_down(struct session *s)
{
	if (s->ended || s->winding_down)
		return;
	s->winding_down = true;
	if (s->front == NULL || !s->front->dot_queued || s->front->dot_empty)
		wind_down_now(s);
}

static void on_closing(struct session *s, struct session_expected e, const struct reply *reply)
{
	struct session_letter *l = e.letter;
	/* A server that has had enough letters on one connection says so to the next one. */
	bool next_one = e.stage == STAGE_RSET || (e.stage == STAGE_MAIL && s->completed > 0);

	if (l && l->job && !l->failed && !next_one && (e.stage != STAGE_DOT || !l->dot_empty)) {
		l->failed = true;
		outcome_from_reply(&l->failure, e.stage, reply);
	}
	end_by_reply(s, "the server closed the connection", reply);
}

static void on_reply(struct session *s, const struct reply *reply, int64_t now)
{
	if (s->expected_count == 0) {
		end_by_reply(s,
			reply->code == 421 ? "the server closed the connection"
					   : "the server spoke out of turn",
			reply);
		return;
	}
	struct session_expected e = take_expected(s, now);
	if (reply->code == 421) {
		on_closing(s, e, reply);
		return;
	}
	if (e.letter && e.stage != STAGE_RSET)
		e.letter->touched = true;
	switch (e.stage) {
	case STAGE_MAIL:
	case STAGE_RCPT:
		on_envelope(s, e.letter, e.stage, reply, now);
		break;
	case STAGE_DATA:
		on_data(s, e.letter, reply, now);
		break;
	case STAGE_DOT:
		on_dot(s, e.letter, reply);
		break;
	case STAGE_QUIT:
		end_by_reply(s, "done", reply);
		break;
	default:
		if (reply->code / 100 != 2)
			end_by_reply(s, "the server refused RSET", reply);
		else if (!s->offers.pipelining)
			say_next(s, e.letter, now);
	}
}

static void on_garbage(struct session *s, const struct reply *reply)
{
	str_addf(&s->why, "the server answered what is no SMTP reply: %s", str_c(&reply->text));
	end(s);
}

void session_feed(struct session *s, const char *bytes, size_t n, int64_t now)
{
	while (!s->ended && n > 0) {
		enum reply_status status = reply_read(&s->reader, &bytes, &n);
		if (status == REPLY_COMPLETE)
			on_reply(s, &s->reader.reply, now);
		else if (status == REPLY_GARBAGE)
			on_garbage(s, &s->reader.reply);
	}
}

/* ---- bytes out, time, events */

size_t session_pending(const struct session *s, const char **bytes_r)
{
	*bytes_r = s->out.p + s->out_at;
	return s->out.len - s->out_at;
}

static void mark_left(struct session *s, uint64_t upto, int64_t now)
{
	struct session_letter *letters[2] = {s->front, s->back};

	for (size_t i = 0; i < 2; i++) {
		struct session_letter *l = letters[i];
		if (l && l->dot_queued && !l->dot_left && upto >= l->dot_end) {
			l->dot_left = true;
			if (now >= 0 && s->expected_count &&
				s->expected[s->expected_head].stage == STAGE_DOT)
				arm(s, now);
		}
	}
}

void session_sent(struct session *s, size_t n, int64_t now)
{
	s->out_at += n;
	s->left += n;
	mark_left(s, s->left, now);
	if (s->out_at < s->out.len)
		return;
	s->out_at = 0;
	if (s->out.cap > KEEP_BUFFER)
		str_release(&s->out);
	else
		str_reset(&s->out);
}

void session_perhaps_sent(struct session *s, size_t n)
{
	mark_left(s, s->left + n, -1);
}

int64_t session_deadline(const struct session *s)
{
	return s->deadline;
}

void session_check_deadline(struct session *s, int64_t now)
{
	if (s->ended || now < s->deadline)
		return;
	str_addf(&s->why, "the server gave no answer in time (%s)",
		stage_name(s->expected[s->expected_head].stage));
	end(s);
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
