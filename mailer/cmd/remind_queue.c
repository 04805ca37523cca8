#include "cmd/remind_edition.h"
#include "cmd/remind_queue.h"
#include "cmd/reminder_facts.h"

/* Reminders on their way. */
struct pass {
	struct workspace *w;
	struct frozen frozen; /* the edition that they are made of */
	struct letter letter; /* the last one made */
	long number; /* the last one given */
};

static int add_row(
	struct pass *p, const struct remind_target *t, const struct letter_id *id, struct err *err)
{
	struct store *store = p->w->store;
	const struct letter *letter = &p->letter;
	struct outbox_letter row = {
		.ref = letter->ref,
		.key = letter->key,
		.edition = p->frozen.edition.id,
		.list_blob = t->first->list_blob,
		.kind = "reminder",
		.level = (long)id->level,
		.recipient_row = t->first->recipient_row,
		.signatory_row = t->first->signatory_row,
		.recipient_key = t->first->recipient_key,
		.email = t->first->email,
		.name = t->first->name,
		.org = t->target,
		.signatory = t->first->signatory,
		.number = (long)id->number,
		.message_id = letter->message_id,
		.token = letter->token,
		.subject = letter->subject,
		.envelope_from = letter->envelope_from,
		.size = letter->bytes.len,
		.sha256 = letter->sha256,
	};
	bool added = false;

	if (outbox_add(store, &row, &added, err) < 0)
		return -1;
	if (!added)
		return err_set(err, ERR_FAILED, "%s was queued meanwhile; run again", letter->key);
	if (reminder_facts_keep(store, letter->key, id, err) < 0)
		return -1;
	return remind_note(store, t->target, t->reasons, t->reason_count, letter->ref, err);
}

/* Makes the reminder of a target with the next number; id_r is what it was made of. */
static int compose(
	struct pass *p, const struct remind_target *t, struct letter_id *id_r, struct err *err)
{
	struct campaign *campaign;
	struct composer *composer;

	*id_r = (struct letter_id){
		.kind = LETTER_REMINDER,
		.level = (unsigned)t->reminders + 1,
		.recipient = (size_t)t->first->recipient_row,
		.signatory = t->first->signatory_row,
		.number = (size_t)++p->number,
		.first_message_id = t->first->message_id,
		.first_ref = t->first->ref,
		.first_date = t->first->sent_at,
		.open_demands = t->demands,
		.open_demand_count = t->demand_count,
		.days_overdue = t->days_overdue,
	};
	if (frozen_list(&p->frozen, t->first->list_blob, LETTER_REMINDER, &campaign, &composer,
		    err) < 0)
		return -1;
	if (id_r->recipient >= campaign->recipients.row_count)
		return err_set(err, ERR_FAILED, "letter %s: its row is not in the frozen lists",
			t->first->ref);
	return composer_write(composer, id_r, &p->letter, err);
}

/* Makes all that are due by the plan, and queues them with `add`. *count_r is their number. */
static int run_pass(
	struct pass *p, struct remind_plan *plan, bool add, size_t *count_r, struct err *err)
{
	struct remind_walk walk = {.plan = plan};
	const struct remind_target *t;
	struct letter_id id;
	int rc = outbox_last_number(p->w->store, &p->number, err);

	*count_r = 0;
	while (rc >= 0 && (rc = remind_walk_next(&walk, &t, err)) > 0) {
		if (!t->due)
			continue;
		rc = compose(p, t, &id, err);
		if (rc == 0 && add)
			rc = add_row(p, t, &id, err);
		*count_r += rc == 0;
	}
	remind_walk_release(&walk);
	return rc;
}

static void pass_release(struct pass *p)
{
	letter_release(&p->letter);
	frozen_release(&p->frozen);
}

int remind_rehearse(struct remind_plan *plan, struct problems *problems, struct err *err)
{
	struct pass p = {.w = plan->w};
	struct remind_edition edition;
	size_t count;
	int rc = remind_edition_load(&edition, plan->w, plan->now, problems, err);

	if (rc == 0)
		rc = frozen_rehearse(&p.frozen, plan->w, &edition.source, plan->now, err);
	if (rc == 0)
		rc = run_pass(&p, plan, false, &count, err);
	pass_release(&p);
	remind_edition_release(&edition);
	return rc;
}

static int freeze(
	struct workspace *w, int64_t now, int64_t *id_r, struct problems *problems, struct err *err)
{
	struct remind_edition edition;
	int rc = remind_edition_load(&edition, w, now, problems, err);

	if (rc == 0)
		rc = remind_edition_freeze(&edition, id_r, err);
	remind_edition_release(&edition);
	return rc;
}

/* As things stand in this transaction, not as they stood when they were shown. */
static int queue_due(struct workspace *w, int64_t now, size_t *queued_r, struct problems *problems,
	struct err *err)
{
	struct pass p = {.w = w};
	struct remind_plan plan = {0};
	int64_t edition = 0;
	int rc = freeze(w, now, &edition, problems, err);

	if (rc == 0)
		rc = frozen_load(&p.frozen, w, edition, err);
	if (rc == 0)
		rc = remind_plan_make(&plan, w, now, err);
	if (rc == 0)
		rc = run_pass(&p, &plan, true, queued_r, err);
	remind_plan_release(&plan);
	pass_release(&p);
	return rc < 0 ? -1 : outbox_log_queued(w->store, edition, *queued_r, err);
}

int remind_queue(struct workspace *w, int64_t now, size_t shown, size_t *queued_r,
	struct problems *problems, struct err *err)
{
	int rc;

	*queued_r = 0;
	if (store_begin(w->store, err) < 0)
		return -1;
	rc = queue_due(w, now, queued_r, problems, err);
	if (rc == 0 && *queued_r > shown)
		rc = err_set(err, ERR_TEMPORARY,
			"%zu reminders are due now, and %zu were a moment ago; run again to see "
			"them all",
			*queued_r, shown);
	if (rc == 0 && *queued_r > 0)
		return store_commit(w->store, err);
	store_rollback(w->store);
	return rc;
}
