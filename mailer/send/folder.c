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

int folder_deliver(const struct sender_settings *settings, const struct job *job, struct err *err)
{
	struct str name = STR_INIT;
	int rc;

	add_name(&name, job);
	rc = maildir_deliver(
		settings->path, name.p, job->message.bytes, job->message.len, NULL, NULL, err);
	str_release(&name);
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

/* Outcomes of the letters from `from` on: sent up to `sent`, given back after it. */
static void note(struct folder *f, size_t sent)
{
	struct outcome o;

	outcome_init(&o);
	for (size_t i = 0; i < f->count; i++) {
		outcome_local(&o, i < sent ? VERDICT_SENT : VERDICT_UNTRIED, STAGE_DOT, "%s",
			i < sent ? "delivered" : "stopped");
		journal_outcome(&f->t->journal, &f->jobs[i].row, &o, true);
		if (i >= sent)
			claims_refund(&f->t->claims, &f->jobs[i]);
	}
	outcome_release(&o);
}

/* One batch: intents, files, outcomes. */
static int deliver_batch(struct folder *f, struct err *err)
{
	struct journal *j = &f->t->journal;
	size_t done = 0;
	struct err failed;
	int rc = 0;

	for (size_t i = 0; i < f->count; i++)
		journal_intend(j, &f->jobs[i].row);
	if (journal_commit(j, err) < 0)
		return -1;
	while (rc == 0 && done < f->count && f->wishes == 0) {
		rc = folder_deliver(f->t->settings, &f->jobs[done], &failed);
		done += rc == 0;
		f->wishes = stop_wishes(f->t->settings->stop_fd, f->wishes);
	}
	note(f, done);
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
	while (rc == 0 && !transport_is_over(t, f->wishes, clock_monotonic_ms())) {
		rc = fill(f, err);
		if (rc < 0)
			break;
		if (f->count > 0)
			rc = deliver_batch(f, err);
		else
			transport_wait(t, clock_monotonic_ms());
		f->wishes = stop_wishes(t->settings->stop_fd, f->wishes);
		transport_tick(t, clock_monotonic_ms(), &f->next_tick);
	}
	if (f->wishes)
		journal_stop(&t->journal, SENDER_STOPPED, NULL);
	for (size_t i = 0; i < BATCH; i++)
		job_release(&f->jobs[i]);
	free(f);
	return rc;
}
