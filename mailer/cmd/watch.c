#include <malloc.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/log.h"
#include "base/map.h"
#include "base/mem.h"
#include "campaign/address.h"
#include "reply/worker.h"
#include "watch/demands.h"
#include "watch/filing.h"
#include "cmd/cli.h"
#include "cmd/commands.h"
#include "cmd/watch_folders.h"
#include "cmd/watch_inbox.h"
#include "cmd/watch_signals.h"
#include "cmd/watch_supervise.h"
#include "cmd/watch_tell.h"
#include "cmd/workspace.h"

enum {
	LOCK_TRIES = 20, /* a watcher that was killed may need a moment to be gone */
	LOCK_WAIT_MS = 100,
	KEEP_BYTES = 16 << 20,
};

/* One run of the command. */
struct run {
	const struct cli *cli;
	struct workspace workspace;
	bool once;
	int stop_fd;
	struct worker worker;
	struct arena demand_words; /* what the worker looks for in mails */
	struct map parties; /* address_key() -> enum match_party */
	struct watch_folders *folders;
	struct watch_tell tell;
	size_t passed_over; /* mails that could not be had */
};

/* ---- who is who */

static void add_party(struct map *parties, const char *email, enum match_party party)
{
	char *key;

	if (email == NULL || *email == '\0')
		return;
	key = address_key(email);
	map_put(parties, key, strlen(key), party);
	free(key);
}

static void know_parties(struct run *r)
{
	const struct campaign *c = &r->workspace.campaign;
	const struct table *signatories = &c->signatories;
	long column = table_column(signatories, "email");
	struct address from;
	const char *why;

	map_release(&r->parties);
	for (size_t i = 0; i < signatories->row_count; i++)
		add_party(&r->parties, table_cell(signatories, i, column), MATCH_SIGNATORY);
	if (c->letter.from && address_parse_named(c->letter.from, &from, &why) == 0) {
		add_party(&r->parties, from.email, MATCH_OURSELVES);
		address_release(&from);
	}
}

static enum match_party party(void *ctx, const char *address)
{
	const struct run *r = ctx;
	char *key = address_key(address);
	intptr_t value = MATCH_STRANGER;

	map_get(&r->parties, key, strlen(key), &value);
	free(key);
	return (enum match_party)value;
}

/* ---- what the worker looks for */

static void examine(void *ctx, struct reading *reading)
{
	demands_find(ctx, reading);
}

/* For a worker that is started after it. */
static void know_demands(struct run *r)
{
	const struct workspace *w = &r->workspace;

	arena_release(&r->demand_words);
	struct overlap *overlap = overlap_new(&r->demand_words, w->demands, w->demand_count);
	r->worker.examine = examine;
	r->worker.examine_ctx = overlap;
	r->worker.subjects = overlap_count(overlap);
}

/* ---- the callbacks of filing */

static int folder(void *ctx, const struct demand *demand, const char *ref, const char *org,
	struct str *out, struct err *err)
{
	struct run *r = ctx;

	return watch_folders_render(r->folders, demand, ref, org, out, err);
}

static void filed(void *ctx, const struct reply *reply)
{
	struct run *r = ctx;

	watch_tell(&r->tell, reply);
}

static void told(void *ctx)
{
	struct run *r = ctx;

	watch_tell_end(&r->tell);
}

static void idle(void *ctx)
{
	(void)ctx;
	log_add(LOG_DEBUG, "everything that is there is filed; waiting for more");
}

/* ---- one round of watching, until it ends or the settings are to be read again */

static int watch(struct run *r, struct source_suspect *suspect, struct err *err)
{
	struct workspace *w = &r->workspace;
	char *archive = path_join(w->campaign.dir, CAMPAIGN_ARCHIVE);
	struct filing_settings settings = {.store = w->store,
		.worker = &r->worker,
		.archive = archive,
		.stop_fd = r->stop_fd,
		.match = {.demands = w->demands,
			.demand_count = w->demand_count,
			.party = party,
			.party_ctx = r},
		.filed = filed,
		.told = told,
		.ctx = r};
	struct watching watching = {.store = w->store,
		.worker = &r->worker,
		.archive = archive,
		.stop_fd = r->stop_fd,
		.once = r->once,
		.passed_over = &r->passed_over,
		.idle = idle};
	int rc = watch_folders_new(&w->campaign, &r->folders, err);

	know_parties(r);
	r->tell.store = w->store;
	r->tell.dir = w->campaign.dir;
	r->tell.on_reply = w->campaign.inbox.on_reply;
	r->tell.stop = watch_signals_end;
	settings.commands = r->tell.on_reply != NULL;
	if (r->folders)
		settings.folder = folder;
	if (rc == 0)
		rc = filing_new(&settings, &watching.filing, err);
	if (rc == 0) {
		watch_tell_late(&r->tell);
		rc = watch_inbox_run(&w->campaign, &watching, suspect, err);
		filing_free(watching.filing);
	}
	watch_folders_free(r->folders);
	r->folders = NULL;
	free(archive);
	return rc;
}

/* Reads the settings again; with mistakes in them the old ones stay. The store stays open. */
static void reload(struct run *r)
{
	struct workspace fresh = {0};

	if (workspace_load(&fresh, r->cli, false) >= 0) {
		log_add(LOG_WARN, "the settings have mistakes; those read before stay in force");
		workspace_release(&fresh);
		return;
	}
	fresh.store = r->workspace.store;
	r->workspace.store = NULL;
	workspace_release(&r->workspace);
	r->workspace = fresh;
	worker_stop(&r->worker);
	know_demands(r);
	log_add(LOG_INFO, "the settings were read again");
}

static int lock(struct store *store, struct err *err)
{
	for (int i = 0; store_lock(store, "watch", err) < 0; i++) {
		if (err->kind != ERR_TEMPORARY || i >= LOCK_TRIES || watch_signals_end())
			return -1;
		usleep(LOCK_WAIT_MS * 1000);
	}
	return 0;
}

static int open_all(struct run *r, struct err *err)
{
	/* The worker comes first: a process that reads foreign bytes should know nothing but the
	 * demands. */
	know_demands(r);
	if (watch_signals_catch(&r->stop_fd, err) < 0 || worker_start(&r->worker, err) < 0)
		return -1;
	if (workspace_open_store(&r->workspace, STORE_CREATE, err) < 0)
		return -1;
	store_set_actor(r->workspace.store, "watch");
	store_checkpoint_aside(r->workspace.store);
	return lock(r->workspace.store, err);
}

static void note_end(const struct run *r)
{
	const struct watch_tell *t = &r->tell;

	if (!r->once || r->cli->json)
		return;
	if (t->count == 0)
		cli_note(r->cli, "no new mail");
	else
		cli_note(r->cli, "%zu mail%s read in, %zu filed%s", t->count,
			t->count == 1 ? "" : "s", t->filed,
			t->waiting ? "; some wait for a person: openletter replies --unsorted"
				   : "");
}

/* The work: its exit status. Runs in a child where a server is talked to. */
static int work(void *ctx, struct source_suspect *suspect)
{
	struct run *r = ctx;
	struct err err = {0};

	/* Each batch takes and gives back the same memory: it stays ours meanwhile. */
	mallopt(M_TRIM_THRESHOLD, KEEP_BYTES);
	mallopt(M_TOP_PAD, 1 << 20);
	int rc = open_all(r, &err), status;

	while (rc == 0 && !watch_signals_end()) {
		rc = watch(r, suspect, &err);
		if (rc < 0 || r->once)
			break;
		if (watch_signals_reload())
			reload(r);
	}
	worker_stop(&r->worker);
	status = rc < 0				     ? cli_fail(r->cli, &err)
		 : r->tell.waiting || r->passed_over ? EXIT_ATTENTION
						     : EXIT_DONE;
	if (rc == 0)
		note_end(r);
	workspace_release(&r->workspace);
	map_release(&r->parties);
	arena_release(&r->demand_words);
	status = cli_finish(r->cli, status);
	return r->tell.failed && status == EXIT_DONE ? EXIT_FAILED : status;
}

static int run_watch(struct cli *cli, int argc, char **argv)
{
	struct run run = {.cli = cli, .tell = {.cli = cli}};
	const struct flag flags[] = {
		{"once", '\0', FLAG_BOOL, &run.once, NULL, "read what is there now, then exit"},
	};
	struct source_suspect suspect = {0};
	int status = cli_parse(cli, argc, argv, flags, 1, 0, 0);

	if (status >= 0)
		return status;
	status = workspace_load(&run.workspace, cli, false);
	if (status >= 0) {
		workspace_release(&run.workspace);
		return status;
	}
	if (!watch_inbox_is_server(&run.workspace.campaign))
		return work(&run, &suspect);
	status = watch_supervise(work, &run, run.once);
	workspace_release(&run.workspace);
	return status;
}

const struct command cmd_watch = {
	.name = "watch",
	.arguments = "",
	.summary = "Read the inbox and file each answer against the demands it answers",
	.details =
		"Follows the inbox until it is stopped, or reads what is there now with --once.\n"
		"Each mail is kept byte for byte in archive/, read, and filed: to the letter it\n"
		"answers, with the evidence, and to the demands. What matches nothing is listed "
		"by\n"
		"`openletter replies --unsorted`. The server is only changed where "
		"inbox.file_into\n"
		"is set, and only after a mail is filed.\n\n"
		"SIGHUP reads the settings again. SIGTERM ends it within 5 seconds.\n\n"
		"Exit status: 0 done, 3 something waits for a person (contested or unsorted mails "
		"of\n"
		"this run), 75 the server is unreachable or another watch is running.",
	.run = run_watch,
	.group = "Follow",
};
