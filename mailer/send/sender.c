#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "send/pace_recall.h"
#include "send/transports.h"

enum { TICK_MS = 1000 };

static const char meta_transport[] = "send.transport";

int stop_wishes(int fd, int so_far)
{
	char bytes[16];
	ssize_t n;

	if (fd < 0)
		return so_far;
	while ((n = read(fd, bytes, sizeof bytes)) > 0 || (n < 0 && errno == EINTR))
		so_far += n > 0 ? (int)n : 0;
	return so_far;
}

bool transport_is_over(const struct transport *t, int wishes, int64_t now)
{
	if (wishes || t->journal.stop)
		return true;
	if (t->claims.try_at <= now)
		return false;
	return t->claims.try_at == INT64_MAX || (t->claims.drained && !t->settings->wait);
}

void transport_wait(const struct transport *t, int64_t now)
{
	int64_t ms = t->claims.try_at - now;
	struct pollfd fd = {.fd = t->settings->stop_fd, .events = POLLIN};

	if (ms > TICK_MS)
		ms = TICK_MS;
	poll(&fd, 1, ms > 0 ? (int)ms : 0);
}

void transport_tick(const struct transport *t, int64_t now, int64_t *next)
{
	if (now < *next || t->calls->tick == NULL)
		return;
	*next = now + TICK_MS;
	t->calls->tick(t->calls->ctx, t->report);
}

static bool is_folder(const struct sender_settings *settings)
{
	return str_starts(settings->server.url, "maildir:");
}

/* What tells one place of delivery from another. */
static void add_transport(struct str *out, const struct sender_settings *settings)
{
	if (is_folder(settings))
		str_addf(out, "maildir:%s", settings->path);
	else
		str_adds(out, settings->server.url);
}

/* A letter waits no longer than the longest wait between tries, whatever the clock said once. */
static int bound_waits(struct transport *t, struct err *err)
{
	const struct sender_settings *s = t->settings;
	int64_t longest = 0;

	for (size_t i = 0; i < s->retry_count; i++)
		longest = s->retry[i] > longest ? s->retry[i] : longest;
	/* retry_at() adds a tenth at most. */
	return outbox_due_by(t->store, journal_now(&t->journal) + longest + longest / 10 + 1, err);
}

int sender_run(const struct sender_settings *settings, const struct sender_calls *calls,
	struct store *store, struct sender_report *report_r, struct err *err)
{
	struct sender_settings own = *settings;
	struct transport t = {.settings = &own, .calls = calls, .store = store, .report = report_r};
	struct str name = STR_INIT;
	int rc;

	*report_r = (struct sender_report){.end = SENDER_DONE};
	if (own.patience == NULL)
		own.patience = &session_patience_standard;
	if (own.connections < 1)
		own.connections = 1;
	journal_init(&t.journal, &own, calls, store, report_r);
	claims_init(&t.claims, &t.journal, store);
	add_transport(&name, settings);
	rc = store_meta_set(store, meta_transport, name.p, name.len, err);
	str_release(&name);
	if (rc == 0)
		rc = bound_waits(&t, err);
	if (rc == 0)
		rc = pace_recall(
			&t.claims.pace, store, journal_now(&t.journal), clock_elapsed_ms(), err);
	if (rc == 0 && is_folder(settings))
		rc = folder_run(&t, err);
	else if (rc == 0 && str_starts(settings->server.url, "sendmail:"))
		rc = program_run(&t, err);
	else if (rc == 0)
		rc = smtp_run(&t, err);
	if (rc == 0)
		rc = outbox_post(store, err);
	claims_release(&t.claims);
	journal_release(&t.journal);
	return rc;
}

/* Whether the run before delivered to the same Maildir. */
static int same_folder(const struct sender_settings *settings, struct store *store, struct err *err)
{
	struct str before = STR_INIT, now = STR_INIT;
	int rc = is_folder(settings) ? store_meta_get(store, meta_transport, &before, err) : 0;

	add_transport(&now, settings);
	if (rc > 0)
		rc = before.len == now.len && memcmp(before.p, now.p, now.len) == 0;
	str_release(&before);
	str_release(&now);
	return rc;
}

static int deliver_again(const struct sender_settings *settings, const struct sender_calls *calls,
	struct store *store, struct err *err)
{
	const struct outbox_filter filter = {.by_state = true, .state = OUTBOX_SENDING};
	struct outbox_iter *iter = NULL;
	struct sender_report report = {0};
	struct journal journal;
	struct claims claims;
	struct job job = {0};
	struct outcome outcome;
	int rc = outbox_list(store, &filter, &iter, err);

	outcome_init(&outcome);
	journal_init(&journal, settings, calls, store, &report);
	claims_init(&claims, &journal, store);
	while (rc >= 0 && (rc = outbox_each(iter, &job.row, err)) > 0) {
		arena_reset(&job.arena);
		job.message = (struct message){0};
		rc = claims_compose(&claims, &job, err);
		if (rc == 0)
			rc = folder_deliver(settings, &job, &outcome, err);
		if (rc == 0) {
			journal_outcome(&journal, &job.row, &outcome, true);
			rc = journal_commit(&journal, err);
		}
	}
	outbox_iter_free(iter);
	claims_release(&claims);
	journal_release(&journal);
	outcome_release(&outcome);
	job_release(&job);
	return rc < 0 ? -1 : 0;
}

long sender_recover(const struct sender_settings *settings, const struct sender_calls *calls,
	struct store *store, struct err *err)
{
	int same = same_folder(settings, store, err);

	if (same < 0 || (same > 0 && deliver_again(settings, calls, store, err) < 0))
		return -1;
	return outbox_recover(store, clock_now(), err);
}
