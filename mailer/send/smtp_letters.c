#include "base/log.h"
#include "send/smtp_run.h"

enum { KEEP_BYTES = 256 << 10 /* larger letters are made again when they are needed */ };

static int begin_on_open(struct smtp *s, struct link *l, int64_t now, struct err *err)
{
	struct job *job;
	int rc;

	while (session_can_begin(&l->session) && (job = link_free_job(l)) != NULL) {
		if (!s->throttle.proven && smtp_count_busy(s) > 0)
			return 1;
		rc = claims_take(s->claims, job, err);
		if (rc <= 0)
			return rc;
		session_begin(&l->session, job, &job->message, now);
		if (job->bytes.len > KEEP_BYTES)
			str_release(&job->bytes);
	}
	return 1;
}

/* 1; 0: there is no letter, or no connection more than there are; -1. */
static int begin_on_new(struct smtp *s, struct link *l, int64_t now, struct err *err)
{
	size_t open = smtp_count(s, LINK_OPEN);
	struct job *job = link_free_job(l);
	int rc = job ? claims_take(s->claims, job, err) : 0;

	if (rc <= 0)
		return rc;
	l->first = job;
	if (link_open(l, &s->t->settings->server, &s->secret, &s->give_up, s->done_fd, err) == 0)
		return 1;
	smtp_give_back(s, l);
	if (open == 0)
		return -1;
	throttle_no_more(&s->throttle, open, now);
	log_add(LOG_DEBUG, "no further connection: %s", err->text);
	return 0;
}

void smtp_assign(struct smtp *s, int64_t now)
{
	struct err why;
	int rc = 1;

	if (s->stopping || now < s->throttle.pause_until)
		return;
	for (size_t i = 0; rc > 0 && i < s->link_count; i++) {
		struct link *l = &s->links[i];
		if (l->state == LINK_OPEN &&
			(smtp_link_busy(l) || smtp_count_busy(s) < s->throttle.allowed)) {
			rc = begin_on_open(s, l, now, &why);
			/* At once: the server works on it while the next one's letter is made. */
			if (rc >= 0)
				link_write(l, now);
		}
	}
	for (size_t i = 0; rc > 0 && i < s->link_count && now >= s->throttle.open_after; i++) {
		size_t active = smtp_count(s, LINK_OPEN) + smtp_count(s, LINK_OPENING);
		if (active >= s->throttle.allowed || (!s->throttle.proven && active > 0))
			break;
		if (s->links[i].state == LINK_CLOSED)
			rc = begin_on_new(s, &s->links[i], now, &why);
	}
	if (rc < 0)
		journal_stop(s->journal, SENDER_FAILED, &why);
}

static void take_events(struct smtp *s, struct link *l, int64_t now)
{
	struct session_event e;

	outcome_init(&e.outcome);
	while (session_event(&l->session, &e)) {
		struct job *job = e.job;
		throttle_outcome(&s->throttle, &e.outcome, now);
		enum verdict verdict =
			journal_outcome(s->journal, &job->row, &e.outcome, job->intended);
		if (verdict == VERDICT_UNTRIED)
			claims_refund(s->claims, job);
		else if (verdict == VERDICT_DEFERRED)
			claims_wake(s->claims);
		job->decided = true; /* and free with the commit */
		l->decided |= e.outcome.code != 0;
		l->idle_since = now;
	}
	outcome_release(&e.outcome);
}

static void free_decided(struct smtp *s)
{
	for (size_t i = 0; i < s->link_count; i++)
		for (size_t k = 0; k < 2; k++) {
			struct job *job = &s->links[i].jobs[k];
			if (job->decided)
				job->held = job->decided = false;
		}
}

static void send_data(struct smtp *s, struct link *l, int64_t now)
{
	struct job *job = session_wants_data(&l->session);
	struct err why;

	job->intended = true;
	if (job->bytes.len == 0 && claims_compose(s->claims, job, &why) < 0) {
		journal_stop(s->journal, SENDER_FAILED, &why);
		session_lost(&l->session, "the letter could not be made again");
		return;
	}
	session_data(&l->session, job->message.bytes, job->message.len, now);
	if (job->bytes.len > KEEP_BYTES)
		str_release(&job->bytes);
}

void smtp_stop(struct smtp *s, int64_t now)
{
	int64_t ms = s->t->settings->stop_ms ? s->t->settings->stop_ms : SENDER_STOP_MS;

	if (!s->stopping)
		s->stop_until = now + ms;
	s->stopping = true;
	atomic_store(&s->give_up, true);
	for (size_t i = 0; i < s->link_count; i++) {
		struct link *l = &s->links[i];
		smtp_give_back(s, l);
		if (l->state != LINK_OPEN)
			continue;
		session_wind_down(&l->session);
		if (s->wishes > 1 || now >= s->stop_until)
			session_lost(&l->session, "stopped while the answer was waited for");
		take_events(s, l, now);
	}
}

static void state_intents(struct smtp *s)
{
	for (size_t i = 0; i < s->link_count; i++) {
		struct link *l = &s->links[i];
		struct job *job = l->state == LINK_OPEN ? session_wants_data(&l->session) : NULL;
		l->intends = job != NULL;
		if (job)
			journal_intend(s->journal, &job->row);
	}
}

/*
 * What a turn brought: outcomes and intents of all connections in one commit. Only then may
 * messages leave.
 */
int smtp_settle(struct smtp *s, int64_t now, struct err *err)
{
	for (size_t i = 0; i < s->link_count; i++)
		if (s->links[i].state == LINK_OPEN)
			take_events(s, &s->links[i], now);
	if (s->journal->stop || s->wishes > 0)
		smtp_stop(s, now);
	state_intents(s);
	if (journal_commit(s->journal, err) < 0)
		return -1;
	free_decided(s);
	for (size_t i = 0; i < s->link_count; i++)
		if (s->links[i].intends)
			send_data(s, &s->links[i], now);
	return 0;
}
