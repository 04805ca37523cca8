#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/mem.h"
#include "send/journal.h"

void journal_init(struct journal *j, const struct sender_settings *settings,
	const struct sender_calls *calls, struct store *store, struct sender_report *report)
{
	*j = (struct journal){
		.store = store, .settings = settings, .calls = calls, .report = report};
	j->clock_offset = clock_now() - clock_elapsed_ms() / 1000;
}

static void forget(struct journal *j)
{
	for (size_t i = 0; i < j->count; i++) {
		free(j->entries[i].text);
		j->entries[i].text = NULL;
	}
	j->count = j->intent_count = 0;
}

void journal_release(struct journal *j)
{
	forget(j);
	for (size_t i = 0; i < j->cap; i++)
		outcome_release(&j->entries[i].outcome);
	free(j->entries);
	free(j->intents);
	*j = (struct journal){0};
}

int64_t journal_now(const struct journal *j)
{
	return j->clock_offset + clock_elapsed_ms() / 1000;
}

void journal_stop(struct journal *j, enum sender_end end, const struct err *why)
{
	if (j->stop)
		return;
	j->stop = true;
	j->report->end = end;
	if (why)
		j->report->why = *why;
}

static void stop_for_policy(struct journal *j, const struct outcome *o)
{
	struct err why;

	err_set(&why, ERR_FAILED,
		"the server refused %d letters in a row by its policy (%d %s %s); the rest stays "
		"queued. "
		"Ask who runs it, then run `openletter send` again",
		JOURNAL_STREAK, o->code, o->enhanced, str_c(&o->text));
	journal_stop(j, SENDER_POLICY, &why);
}

static void stop_for_login(struct journal *j, const struct outcome *o)
{
	struct err why;

	err_set(&why, ERR_FAILED,
		"the server wants a login, or another one (%d %s %s): set user and "
		"password_command. No "
		"letter was rejected for it",
		o->code, o->enhanced, str_c(&o->text));
	journal_stop(j, SENDER_LOGIN, &why);
}

static void stop_for_doubt(struct journal *j, const struct outcome *o)
{
	struct err why;

	err_set(&why, ERR_FAILED,
		"the answers to %d letters in a row did not come (%s); the rest stays queued",
		JOURNAL_STREAK, str_c(&o->text));
	journal_stop(j, SENDER_DOUBT, &why);
}

/* Streaks, and what they turn an outcome into. */
static void judge(struct journal *j, struct outcome *o)
{
	if (o->login) {
		o->verdict = VERDICT_UNTRIED;
		stop_for_login(j, o);
		return;
	}
	if (o->verdict == VERDICT_REJECTED && o->policy) {
		/* Those under way when the third was refused did nothing wrong: they stay. */
		if (j->policy_streak >= JOURNAL_STREAK)
			o->verdict = VERDICT_UNTRIED;
		else if (++j->policy_streak == JOURNAL_STREAK)
			stop_for_policy(j, o);
	} else if (o->verdict == VERDICT_SENT || o->verdict == VERDICT_REJECTED) {
		j->policy_streak = 0;
	}
	if (o->verdict == VERDICT_UNCERTAIN && ++j->doubt_streak == JOURNAL_STREAK)
		stop_for_doubt(j, o);
	else if (o->verdict == VERDICT_SENT)
		j->doubt_streak = 0;
}

static const char *enhanced_of(const struct outcome *o)
{
	return *o->enhanced ? o->enhanced : NULL;
}

static void set_result(struct journal *j, struct journal_entry *e)
{
	static const enum outbox_state states[] = {
		[VERDICT_SENT] = OUTBOX_SENT,
		[VERDICT_DEFERRED] = OUTBOX_DEFERRED,
		[VERDICT_REJECTED] = OUTBOX_REJECTED,
		[VERDICT_UNCERTAIN] = OUTBOX_UNCERTAIN,
		[VERDICT_UNTRIED] = OUTBOX_QUEUED,
	};
	const struct outcome *o = &e->outcome;
	struct outbox_result *r = &e->result;

	*r = (struct outbox_result){
		.state = states[o->verdict], .code = o->code, .text = str_c(&o->text)};
	r->enhanced = enhanced_of(o);
	r->no_attempt = o->verdict == VERDICT_UNTRIED;
	e->at = clock_now();
	if (o->verdict != VERDICT_DEFERRED)
		return;
	if (o->stage == STAGE_CONNECT) {
		/* No connection: the schedule of retries is not for that. */
		r->no_attempt = true;
		r->next_at = journal_now(j);
		return;
	}
	r->next_at = retry_at(
		j->settings->retry, j->settings->retry_count, e->row->attempts + 1, journal_now(j));
	if (r->next_at < 0) {
		struct str text = STR_INIT;
		str_addf(&text, "given up after %ld tries: %s", e->row->attempts + 1, r->text);
		e->text = str_detach(&text, NULL);
		r->text = e->text;
		r->state = OUTBOX_REJECTED;
		r->next_at = 0;
	}
}

/* Makes room for one more. A result points into its outcome, which moves. */
static void grow(struct journal *j)
{
	size_t old = j->cap;

	mem_grow(&j->entries, &j->cap, j->count, sizeof *j->entries);
	for (size_t i = 0; i < j->count; i++)
		j->entries[i].result.enhanced = enhanced_of(&j->entries[i].outcome);
	for (size_t i = old; i < j->cap; i++) {
		j->entries[i] = (struct journal_entry){0};
		outcome_init(&j->entries[i].outcome);
	}
}

enum verdict journal_outcome(struct journal *j, const struct outbox_letter *row,
	const struct outcome *outcome, bool intended)
{
	if (j->count == j->cap)
		grow(j);
	struct journal_entry *e = &j->entries[j->count++];
	outcome_copy(&e->outcome, outcome);
	e->row = row;
	e->intended = intended;
	e->text = NULL;
	judge(j, &e->outcome);
	set_result(j, e);
	return e->outcome.verdict;
}

void journal_intend(struct journal *j, const struct outbox_letter *row)
{
	mem_grow(&j->intents, &j->intent_cap, j->intent_count, sizeof *j->intents);
	j->intents[j->intent_count++] = row->id;
}

bool journal_pending(const struct journal *j)
{
	return j->count > 0 || j->intent_count > 0;
}

/* A letter that nothing was said about and whose intent was never stated leaves no trace. */
static bool leaves_a_trace(const struct journal_entry *e)
{
	return e->outcome.verdict != VERDICT_UNTRIED || e->intended;
}

static int write_all(struct journal *j, struct err *err)
{
	for (size_t i = 0; i < j->count; i++) {
		struct journal_entry *e = &j->entries[i];
		if (leaves_a_trace(e) && outbox_result(j->store, e->row->id, &e->result, e->at,
						 &e->attempt, err) < 0)
			return -1;
	}
	if (j->intent_count == 0)
		return 0;
	return outbox_intend(j->store, j->intents, j->intent_count, err);
}

static void tell(struct journal *j)
{
	for (size_t i = 0; i < j->count; i++) {
		struct journal_entry *e = &j->entries[i];
		if (e->outcome.verdict == VERDICT_UNTRIED) {
			outbox_unclaim(j->store, e->row->id);
			j->report->untried++;
			continue;
		}
		j->report->by_state[e->result.state]++;
		if (j->calls->outcome)
			j->calls->outcome(j->calls->ctx, e->row, &e->result, e->attempt, e->at);
	}
}

int journal_commit(struct journal *j, struct err *err)
{
	if (!journal_pending(j))
		return 0;
	if (store_begin(j->store, err) < 0)
		return -1;
	if (write_all(j, err) < 0) {
		store_rollback(j->store);
		return -1;
	}
	if (store_commit(j->store, err) < 0)
		return -1;
	tell(j);
	forget(j);
	return 0;
}
