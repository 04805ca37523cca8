#include "send/session_parts.h"

/* What the server says, and what it means for the letters of a session. */

static void end_by_reply(struct session *s, const char *what, const struct reply *reply)
{
	str_addf(&s->why, "%s: %d %s", what, reply->code, str_c(&reply->text));
	s->end_code = reply->code;
	session_end(s);
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

/*
 * Whether an answer shows that the two do not speak of the same command any more: what only DATA is
 * answered with, or a bad sequence of commands (503, RFC 5321 4.3.2) where nothing was refused.
 * That is no judgement of the letter, and what the server says next may be about another one.
 */
static bool is_out_of_step(const struct session_letter *l, const struct reply *reply)
{
	return reply->code / 100 == 3 || (reply->code == 503 && !l->failed);
}

static void on_envelope(struct session *s, struct session_letter *l, enum stage stage,
	const struct reply *reply, int64_t now)
{
	bool ok = reply->code / 100 == 2;

	if (is_out_of_step(l, reply)) {
		end_by_reply(s, "the server gave an answer that makes no sense", reply);
		return;
	}
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
			session_finish(s, l);
		else
			session_say_data(s, l, now);
	} else if (l->failed) {
		session_finish(s, l);
	} else {
		session_say_next(s, l, now);
	}
}

static void on_data(
	struct session *s, struct session_letter *l, const struct reply *reply, int64_t now)
{
	if (reply->code == 354 && l->failed) {
		/* RFC 2920 3.1: it waits for a message that has no recipient. A dot alone ends it.
		 */
		session_say(s, ".\r\n");
		l->dot_queued = l->dot_empty = true;
		l->dot_end = s->queued;
		session_expect(s, STAGE_DOT, l, now);
	} else if (reply->code == 354) {
		l->wants_data = true;
	} else if ((reply->code / 100 == 4 || reply->code / 100 == 5) &&
		   !is_out_of_step(l, reply)) {
		fail(s, l, STAGE_DATA, reply);
		session_finish(s, l);
	} else {
		end_by_reply(s, "the server gave an answer to DATA that makes no sense", reply);
	}
}

static void wind_down_now(struct session *s)
{
	str_adds(&s->why, "stopped");
	session_end(s);
}

static void on_dot(struct session *s, struct session_letter *l, const struct reply *reply)
{
	int class = reply->code / 100;

	if (l->dot_empty) {
		session_finish(s, l);
	} else if (l->dot_left) {
		outcome_from_reply(&l->failure, STAGE_DOT, reply);
		session_finish(s, l);
		if (class == 3 ||
			reply->code == 503) /* what comes next is about no one knows what */
			end_by_reply(s, "the server gave an answer that makes no sense", reply);
		else if (s->winding_down)
			wind_down_now(s);
	} else if (class == 4 || class == 5) {
		/* Refused while the message was leaving: it cannot be taken back, so we hang up. */
		outcome_from_reply(&l->failure, STAGE_DOT, reply);
		session_finish(s, l);
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
	struct session_expected e = session_take_expected(s, now);
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
			session_say_next(s, e.letter, now);
	}
}

static void on_garbage(struct session *s, const struct reply *reply)
{
	str_addf(&s->why, "the server answered what is no SMTP reply: %s", str_c(&reply->text));
	session_end(s);
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
