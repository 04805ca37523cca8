#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "send/session_parts.h"

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

void session_expect(struct session *s, enum stage stage, struct session_letter *letter, int64_t now)
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

struct session_expected session_take_expected(struct session *s, int64_t now)
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

/* ---- what we say */

static void add_out(struct session *s, const struct str *line)
{
	str_add(&s->out, line->p, line->len);
	s->queued += line->len;
}

void session_say(struct session *s, const char *line)
{
	str_adds(&s->out, line);
	s->queued += strlen(line);
}

static void say_rcpt(struct session *s, struct session_letter *l, int64_t now)
{
	size_t before = s->out.len;

	message_add_rcpt(&s->out, l->to[l->rcpts_sent++], &s->offers);
	s->queued += s->out.len - before;
	session_expect(s, STAGE_RCPT, l, now);
}

void session_say_data(struct session *s, struct session_letter *l, int64_t now)
{
	session_say(s, "DATA\r\n");
	l->data_sent = true;
	session_expect(s, STAGE_DATA, l, now);
}

/* The next command of a letter's envelope; RSET first where the letter before left its own open. */
void session_say_next(struct session *s, struct session_letter *l, int64_t now)
{
	if (s->needs_rset && !l->mail_sent) {
		session_say(s, "RSET\r\n");
		s->needs_rset = false;
		session_expect(s, STAGE_RSET, l, now);
	} else if (!l->mail_sent) {
		add_out(s, &l->mail_line);
		l->mail_sent = true;
		session_expect(s, STAGE_MAIL, l, now);
	} else if (l->rcpts_sent < l->to_count) {
		say_rcpt(s, l, now);
	} else {
		session_say_data(s, l, now);
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
		session_say_next(s, l, now);
	if (l->to_count == 1)
		session_say_data(s, l, now);
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
			say_group(s, l, now);
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

/* ---- bytes out, time, events */

/* How much may leave: all, or what is before the dot that is held back. */
static size_t sendable(const struct session *s)
{
	const struct session_letter *l = s->front;
	size_t n = s->out.len - s->out_at, before;

	if (l == NULL || !l->dot_queued || l->dot_empty || l->dot_left || s->dot_free ||
		l->bytes < SESSION_LARGE)
		return n;
	before = (size_t)(l->dot_end - strlen(".\r\n") - s->left);
	return n < before ? n : before;
}

size_t session_pending(const struct session *s, const char **bytes_r)
{
	*bytes_r = s->out.p + s->out_at;
	return sendable(s);
}

bool session_holds_dot(const struct session *s)
{
	return !s->ended && s->out.len > s->out_at && sendable(s) == 0;
}

void session_free_dot(struct session *s)
{
	s->dot_free = true;
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
	session_end(s);
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
