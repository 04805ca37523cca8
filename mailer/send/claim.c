#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "send/claim.h"

void job_release(struct job *job)
{
	outbox_letter_release(&job->row);
	arena_release(&job->arena);
	str_release(&job->bytes);
	*job = (struct job){0};
}

void claims_init(struct claims *c, struct journal *journal, struct store *store)
{
	*c = (struct claims){.journal = journal,
		.settings = journal->settings,
		.calls = journal->calls,
		.store = store};
	pace_init(&c->pace, c->settings->rate, c->settings->domain_rate);
}

void claims_release(struct claims *c)
{
	pace_release(&c->pace);
}

/* For outbox_next(). It shows letters in order and begins again at the end: once round is enough.
 */
static bool want(void *ctx, const struct outbox_letter *row)
{
	struct claims *c = ctx;
	int64_t now = clock_elapsed_ms(), at;
	struct arena arena = {0};
	size_t kind = row->state == OUTBOX_DEFERRED;

	if (c->came_round[kind])
		return false;
	if (row->id == c->first_seen[kind]) {
		c->came_round[kind] = true;
		return false;
	}
	c->seen++;
	if (c->calls->want == NULL || c->calls->want(c->calls->ctx, row)) {
		if (c->settings->domain_rate.count == 0)
			return true;
		at = pace_domain_at(&c->pace, pace_domain(&arena, row->email), now);
		arena_release(&arena);
		if (at <= now)
			return true;
		if (at < c->blocked_until)
			c->blocked_until = at;
	}
	if (c->first_seen[kind] == 0)
		c->first_seen[kind] = row->id;
	return false;
}

static int search(struct claims *c, struct job *job, struct err *err)
{
	int rc;

	c->searched_at = journal_now(c->journal);
	memset(c->first_seen, 0, sizeof c->first_seen);
	memset(c->came_round, 0, sizeof c->came_round);
	c->blocked_until = INT64_MAX;
	do {
		c->seen = 0;
		rc = outbox_next(c->store, c->searched_at, want, c, &job->row, err);
	} while (rc == 0 && c->seen > 0);
	return rc;
}

int claims_compose(struct claims *c, struct job *job, struct err *err)
{
	struct message m = {0};

	if (c->calls->compose(c->calls->ctx, &job->row, &m, err) < 0)
		return -1;
	if (job->bytes.max == 0)
		str_init(&job->bytes);
	str_reset(&job->bytes);
	str_add(&job->bytes, m.bytes, m.len);
	if (job->bytes.full)
		return err_set(err, ERR_FAILED, "letter %s: is larger than 1 GiB", job->row.ref);
	if (job->message.to == NULL) {
		const char **to = arena_array(&job->arena, m.to_count, sizeof *to);
		for (size_t i = 0; i < m.to_count; i++)
			to[i] = arena_strdup(&job->arena, m.to[i]);
		job->message.to = to;
		job->message.to_count = m.to_count;
		job->message.from = arena_strdup(&job->arena, m.from);
		job->message.envelope_id =
			m.envelope_id ? arena_strdup(&job->arena, m.envelope_id) : NULL;
	}
	job->message.bytes = str_c(&job->bytes);
	job->message.len = job->bytes.len;
	return 0;
}

/* No more letters begin; those under way go on to their end. */
static void last_one(struct claims *c, enum sender_end end, const struct err *why)
{
	struct sender_report *report = c->journal->report;

	c->try_at = INT64_MAX;
	c->drained = true;
	if (c->journal->stop)
		return;
	report->end = end;
	if (why)
		report->why = *why;
}

/* When letters may leave at this hour; also tells the report. */
static bool allowed(struct claims *c, int64_t now_ms)
{
	int64_t now, at;
	struct err why;

	if (c->calls->allowed_at == NULL)
		return true;
	now = journal_now(c->journal);
	at = c->calls->allowed_at(c->calls->ctx, now);
	if (at <= now)
		return true;
	c->journal->report->next_at = at;
	c->try_at = now_ms + (at - now) * 1000;
	if (!c->settings->wait) {
		err_set(&why, ERR_TEMPORARY, "letters do not leave at this hour");
		last_one(c, SENDER_QUIET, &why);
	}
	return false;
}

/* Nothing was found: when is it worth another look? */
static int set_next_try(struct claims *c, int64_t now_ms, struct err *err)
{
	int64_t due, wait, at;
	int rc = outbox_next_due_after(
		c->store, c->searched_at, c->calls->want, c->calls->ctx, &due, err);

	c->drained = c->blocked_until == INT64_MAX;
	c->try_at = c->blocked_until;
	if (c->settings->limit == 0 && !c->journal->stop)
		c->journal->report->end = SENDER_DONE;
	if (rc < 0)
		return -1;
	c->journal->report->next_at = rc > 0 ? due : 0;
	if (rc == 0)
		return 0;
	wait = due - journal_now(c->journal);
	at = now_ms + (wait > 0 ? wait * 1000 : 0);
	if (at < c->try_at)
		c->try_at = at;
	return 0;
}

int claims_take(struct claims *c, struct job *job, struct err *err)
{
	int64_t now = clock_elapsed_ms(), at = pace_all_at(&c->pace, now);
	int rc;

	if (now < c->try_at || !allowed(c, now))
		return 0;
	if (c->settings->limit && c->taken >= c->settings->limit) {
		last_one(c, SENDER_LIMIT, NULL);
		return 0;
	}
	if (at > now) {
		c->try_at = at;
		c->drained = false;
		return 0;
	}
	rc = search(c, job, err);
	if (rc == 0)
		return set_next_try(c, now, err);
	if (rc < 0)
		return -1;
	arena_reset(&job->arena);
	job->message = (struct message){0};
	job->intended = false;
	job->held = true;
	job->domain = pace_domain(&job->arena, job->row.email);
	c->taken++;
	pace_started(&c->pace, job->domain, now);
	if (claims_compose(c, job, err) < 0) {
		outbox_unclaim(c->store, job->row.id);
		job->held = false;
		return -1;
	}
	return 1;
}

void claims_wake(struct claims *c)
{
	c->try_at = 0;
	c->drained = false;
}

void claims_refund(struct claims *c, const struct job *job)
{
	c->taken--;
	pace_undo(&c->pace, job->domain);
	claims_wake(c);
}
