#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/maildir.h"
#include "base/mem.h"
#include "send/transports.h"

/* Letters of one commit: few enough to hold, many enough to share the sync. */
enum { BATCH = 64, BATCH_BYTES = 8 << 20 };

struct folder {
	struct transport *t;
	struct job jobs[BATCH];
	size_t count;
	int wishes;
	int64_t next_tick;
};

/*
 * The letter's token of the Message-ID makes the file's name: the same letter has the same name
 * whatever happened before. The local part is ours; what a file name should not hold is replaced.
 */
static void add_name(struct str *name, const struct job *job)
{
	const char *id = job->row.message_id, *at = id ? strchr(id, '@') : NULL;
	size_t n = at ? (size_t)(at - id) : id ? strlen(id) : 0;

	str_adds(name, job->row.ref);
	str_addc(name, '.');
	str_add(name, id ? id : "", n);
	for (size_t i = 0; i < name->len; i++)
		if (!ascii_is_alnum((unsigned char)name->p[i]))
			name->p[i] = '-';
}

int folder_deliver(const struct sender_settings *settings, const struct job *job,
	struct outcome *outcome, struct err *err)
{
	struct str name = STR_INIT;
	int rc;

	if (job->message.to_count == 0) {
		outcome_local(
			outcome, VERDICT_REJECTED, STAGE_MAIL, "not sent: " MESSAGE_TO_NOBODY);
		return 0;
	}
	add_name(&name, job);
	rc = maildir_deliver(
		settings->path, name.p, job->message.bytes, job->message.len, NULL, NULL, err);
	str_release(&name);
	outcome_local(outcome, VERDICT_SENT, STAGE_DOT, "delivered");
	return rc;
}

/* Claims what one commit may hold. 0 or -1. */
static int fill(struct folder *f, struct err *err)
{
	size_t bytes = 0;
	int rc = 1;

	while (f->count < BATCH && bytes < BATCH_BYTES &&
		(rc = claims_take(&f->t->claims, &f->jobs[f->count], err)) > 0)
		bytes += f->jobs[f->count++].message.len;
	return rc < 0 ? -1 : 0;
}

static void give_back(struct folder *f, struct job *job)
{
	struct outcome o;

	outcome_init(&o);
	outcome_local(&o, VERDICT_UNTRIED, STAGE_DOT, "stopped");
	journal_outcome(&f->t->journal, &job->row, &o, true);
	claims_refund(&f->t->claims, job);
	outcome_release(&o);
}

/* One batch: intents, files, outcomes. */
static int deliver_batch(struct folder *f, struct err *err)
{
	struct journal *j = &f->t->journal;
	size_t done = 0;
	struct outcome o;
	struct err failed;
	int rc = 0;

	for (size_t i = 0; i < f->count; i++)
		journal_intend(j, &f->jobs[i].row);
	if (journal_commit(j, err) < 0)
		return -1;
	outcome_init(&o);
	while (rc == 0 && done < f->count && f->wishes == 0) {
		rc = folder_deliver(f->t->settings, &f->jobs[done], &o, &failed);
		if (rc == 0)
			journal_outcome(j, &f->jobs[done++].row, &o, true);
		f->wishes = stop_wishes(f->t->settings->stop_fd, f->wishes);
	}
	outcome_release(&o);
	while (done < f->count)
		give_back(f, &f->jobs[done++]);
	f->count = 0;
	if (journal_commit(j, err) < 0)
		return -1;
	if (rc < 0)
		*err = failed;
	return rc;
}

int folder_run(struct transport *t, struct err *err)
{
	struct folder *f = mem_alloc(sizeof *f);
	int rc = maildir_make(t->settings->path, err);

	f->t = t;
	while (rc == 0 && !transport_is_over(t, f->wishes, clock_elapsed_ms())) {
		rc = fill(f, err);
		if (rc < 0)
			break;
		if (f->count > 0)
			rc = deliver_batch(f, err);
		else
			transport_wait(t, clock_elapsed_ms());
		f->wishes = stop_wishes(t->settings->stop_fd, f->wishes);
		transport_tick(t, clock_elapsed_ms(), &f->next_tick);
	}
	if (f->wishes)
		journal_stop(&t->journal, SENDER_STOPPED, NULL);
	for (size_t i = 0; i < BATCH; i++)
		job_release(&f->jobs[i]);
	free(f);
	return rc;
}
