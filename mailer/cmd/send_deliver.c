#include <stdlib.h>
#include <string.h>

#include "base/map.h"
#include "base/mem.h"
#include "campaign/address.h"
#include "store/suppress.h"
#include "cmd/send_deliver.h"
#include "cmd/send_end.h"
#include "cmd/send_setup.h"
#include "cmd/send_signals.h"
#include "cmd/send_tell.h"

/* One run, and what its callbacks need. */
struct delivery {
	struct workspace *w;
	const struct cli *cli;
	const struct send_options *options;
	struct send_setup setup;
	struct frozen frozen;
	bool frozen_loaded;
	struct letter letter;
	struct send_tell tell;
	struct map suppressed; /* keys of addresses that get nothing */
	int64_t suppressed_stamp;
};

/* ---- callbacks */

static int load_edition(struct delivery *d, int64_t id, struct err *err)
{
	if (d->frozen_loaded && d->frozen.edition.id == id)
		return 0;
	if (d->frozen_loaded)
		frozen_release(&d->frozen);
	d->frozen_loaded = true;
	return frozen_load(&d->frozen, d->w, id, err);
}

/* Who is suppressed gets nothing as Cc or Bcc of another's letter either. */
static void drop_suppressed(const struct delivery *d, struct letter *l)
{
	size_t kept = 0;

	if (d->suppressed.head == NULL)
		return;
	for (size_t i = 0; i < l->envelope_count; i++) {
		char *key = address_key(l->envelope_to[i]);
		if (!map_get(&d->suppressed, key, strlen(key), NULL))
			l->envelope_to[kept++] = l->envelope_to[i];
		free(key);
	}
	l->envelope_count = kept;
}

static int compose(void *ctx, const struct outbox_letter *row, struct message *m_r, struct err *err)
{
	struct delivery *d = ctx;
	const struct letter *l = d->options ? d->options->test : NULL;

	if (l == NULL) {
		if (load_edition(d, row->edition, err) < 0 ||
			frozen_write(&d->frozen, row, &d->letter, err) < 0)
			return -1;
		drop_suppressed(d, &d->letter);
		l = &d->letter;
	}
	*m_r = (struct message){
		.bytes = l->bytes.p,
		.len = l->bytes.len,
		.from = l->envelope_from,
		.to = (const char *const *)l->envelope_to,
		.to_count = l->envelope_count,
		.envelope_id = l->message_id,
	};
	return 0;
}

static bool want(void *ctx, const struct outbox_letter *row)
{
	struct delivery *d = ctx;
	const struct send_options *o = d->options;

	if (row->recipient_key &&
		map_get(&d->suppressed, row->recipient_key, strlen(row->recipient_key), NULL))
		return false;
	return o->only == NULL || o->only(o->only_ctx, row);
}

static int secret(void *ctx, struct str *secret_r, struct err *err)
{
	struct delivery *d = ctx;

	return workspace_credential(&d->w->campaign.send.server, secret_r, err) < 0 ? -1 : 0;
}

static int64_t allowed_at(void *ctx, int64_t now)
{
	struct delivery *d = ctx;
	const struct send_settings *s = &d->w->campaign.send;
	int64_t at = s->has_start && s->start > now ? s->start : now;

	return hours_next(&s->hours, at);
}

static void outcome(void *ctx, const struct outbox_letter *row, const struct outbox_result *result,
	long attempt, int64_t at)
{
	struct delivery *d = ctx;

	send_tell_outcome(&d->tell, row, result, attempt, at);
}

/* A run may last for hours: an address that is suppressed meanwhile gets nothing any more. */
static int read_suppressed(struct delivery *d, struct err *err)
{
	struct suppression *rows;
	struct arena arena = {0};
	int64_t stamp;
	long n;

	if (suppress_stamp(d->w->store, &stamp, err) < 0)
		return -1;
	if (stamp == d->suppressed_stamp)
		return 0;
	n = suppress_list(d->w->store, &arena, &rows, err);
	if (n >= 0) {
		map_release(&d->suppressed);
		d->suppressed_stamp = stamp;
	}
	for (long i = 0; i < n; i++)
		map_put(&d->suppressed, rows[i].key, strlen(rows[i].key), 1);
	arena_release(&arena);
	return n < 0 ? -1 : 0;
}

static void tick(void *ctx, const struct sender_report *report)
{
	struct delivery *d = ctx;
	struct err ignored;

	if (d->options && d->options->test == NULL)
		read_suppressed(d, &ignored);
	send_tell_tick(&d->tell, report);
}

static struct sender_calls calls_of(struct delivery *d)
{
	const struct send_settings *s = &d->w->campaign.send;
	struct sender_calls calls = {
		.ctx = d,
		.compose = compose,
		.secret = secret,
		.outcome = outcome,
		.tick = tick,
	};

	if (d->options && d->options->test == NULL)
		calls.want = want;
	if (d->options && !d->options->test && (s->has_start || s->hours.count))
		calls.allowed_at = allowed_at;
	return calls;
}

/* ---- the run */

static void release(struct delivery *d)
{
	if (d->frozen_loaded)
		frozen_release(&d->frozen);
	letter_release(&d->letter);
	map_release(&d->suppressed);
	send_setup_release(&d->setup);
}

int send_prepare(struct workspace *w, const struct cli *cli, struct err *err)
{
	struct delivery d = {.w = w, .cli = cli};
	struct sender_calls calls;
	long doubtful;

	if (store_lock(w->store, "send", err) < 0)
		return -1;
	store_set_actor(w->store, "send");
	send_tell_init(&d.tell, cli, 0);
	send_setup_make(&d.setup, w);
	calls = calls_of(&d);
	doubtful = sender_recover(&d.setup.settings, &calls, w->store, err);
	release(&d);
	if (doubtful > 0)
		cli_note(cli,
			"the run before ended while %ld letter%s on the way: uncertain now. "
			"`openletter "
			"status` lists them, `openletter resolve` decides",
			doubtful, doubtful == 1 ? " was" : "s were");
	return doubtful < 0 ? -1 : 0;
}

int send_deliver(struct workspace *w, const struct cli *cli, const struct send_options *options)
{
	struct delivery d = {.w = w, .cli = cli, .options = options};
	struct sender_calls calls;
	struct sender_report report;
	struct send_signals signals;
	struct outbox_counts counts;
	struct err err;
	int rc;

	send_setup_make(&d.setup, w);
	d.setup.settings.wait = options->wait;
	d.setup.settings.limit = options->limit;
	calls = calls_of(&d);
	if (outbox_count(w->store, &counts, &err) < 0 ||
		(options->test == NULL && read_suppressed(&d, &err) < 0) ||
		send_signals_catch(&signals, &err) < 0) {
		release(&d);
		return cli_fail(cli, &err);
	}
	send_tell_init(
		&d.tell, cli, counts.by_state[OUTBOX_QUEUED] + counts.by_state[OUTBOX_DEFERRED]);
	d.setup.settings.stop_fd = signals.fd;
	rc = sender_run(&d.setup.settings, &calls, w->store, &report, &err);
	send_signals_restore(&signals);
	send_tell_clear(&d.tell);
	const struct send_end end = {cli, w->store, options, &report, d.tell.done};
	rc = rc < 0 ? cli_finish(cli, cli_fail(cli, &err)) : send_end_tell(&end);
	release(&d);
	return rc;
}
