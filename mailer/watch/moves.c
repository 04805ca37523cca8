#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/hash.h"
#include "base/log.h"
#include "base/mem.h"
#include "store/replies.h"
#include "watch/moves.h"

enum {
	BATCH = 50, /* plans that are begun, and noted as done, in one transaction */
	TRIES_MAX = 5,
	LIKE_MAX = 20, /* mails of the same size that are compared */
	ASKED_MAX = 1000, /* planned mails that are asked for together */
};

/* How a plan ended. */
struct end {
	bool done;
	const char *note; /* "" when it was done as planned */
	char words[300];
};

/* ---- whether a mail is in a folder already */

struct compare {
	struct sha256_stream hash;
	char hex[SHA256_HEX];
};

static int begin(void *ctx, uint32_t uid, struct err *err)
{
	struct compare *c = ctx;

	(void)uid;
	(void)err;
	sha256_begin(&c->hash);
	return 0;
}

static int feed(void *ctx, const void *bytes, size_t n, struct err *err)
{
	struct compare *c = ctx;

	(void)err;
	sha256_feed(&c->hash, bytes, n);
	return 0;
}

static int end(void *ctx, uint32_t uid, struct err *err)
{
	struct compare *c = ctx;

	(void)uid;
	(void)err;
	sha256_end(&c->hash, c->hex);
	return 0;
}

static void drop(void *ctx)
{
	end(ctx, 0, NULL);
}

/* Whether message uid of the selected folder has these bytes: 1, 0, or an IMAP result. */
static int has_bytes(struct imap *imap, uint32_t uid, const struct reply *reply, struct err *err)
{
	struct compare c = {.hex = ""};
	struct imap_taker taker = {begin, feed, end, drop, &c};
	int rc = imap_fetch_post(imap, &uid, 1, IMAP_WHOLE, err);

	if (rc == 0)
		rc = imap_fetch_take(imap, &taker, err);
	return rc < 0 ? rc : strcmp(c.hex, reply->sha256) == 0;
}

static int find_like(struct imap *imap, const struct reply *reply, struct err *err)
{
	uint32_t *uids;
	size_t count;
	int rc = imap_uids_of_size(imap, (uint32_t)reply->size, &uids, &count, err);

	if (count > LIKE_MAX)
		count = LIKE_MAX;
	for (size_t i = 0; rc == 0 && i < count; i++)
		rc = has_bytes(imap, uids[i], reply, err);
	free(uids);
	return rc;
}

/* 1 when the reply's bytes are in the folder, 0 when not (or the folder is not there), or a result.
 */
static int is_there(const struct moves *m, const struct watch_plan *plan, struct err *err)
{
	struct reply reply = {0};
	struct imap_folder folder;
	struct err other;
	int rc = reply_load(m->store, plan->reply, &reply, err);

	if (rc > 0) {
		rc = imap_select(m->imap, plan->folder, true, &folder, err);
		if (rc == 0)
			rc = find_like(m->imap, &reply, err);
		if (rc == IMAP_REFUSED)
			rc = 0;
		if (rc >= 0 && imap_select_again(
				       m->imap, m->folder, m->mailbox->uidvalidity, &other) < 0) {
			*err = other;
			rc = IMAP_ENDED;
		}
	} else if (rc < 0) {
		rc = IMAP_REFUSED;
	}
	reply_release(&reply);
	return rc;
}

/* ---- one plan */

static int refused(const struct watch_plan *plan, enum imap_refusal why, const struct err *err,
	struct end *end)
{
	end->note = end->words;
	if (why == IMAP_OVER_QUOTA) {
		end->done = true;
		end->note = "over quota";
		log_add(LOG_WARN, "reply %ld stays where it is, over quota: %s", plan->reply,
			err->text);
	} else {
		end->done = plan->tries + 1 >= TRIES_MAX;
		log_add(LOG_WARN, "reply %ld stays where it is%s: %s", plan->reply,
			end->done ? "" : " for now", err->text);
	}
	size_t n = strlen(err->text);
	n = n < sizeof end->words - 1 ? n : sizeof end->words - 1;
	memcpy(end->words, err->text, n);
	end->words[n] = '\0';
	return 0;
}

/* A copy or a move, into a folder that is made when it is missing. */
static int transfer(const struct moves *m, const struct watch_plan *plan, bool move, bool *there_r,
	struct end *end, struct err *err)
{
	enum imap_refusal why;
	int there, rc;

	rc = imap_copy(m->imap, plan->message.uid, plan->folder, move, &there, &why, err);
	if (rc == IMAP_REFUSED && why != IMAP_OVER_QUOTA) {
		struct err kept = *err;
		rc = imap_create(m->imap, plan->folder, err);
		if (rc == 0)
			rc = imap_copy(
				m->imap, plan->message.uid, plan->folder, move, &there, &why, err);
		else if (why != IMAP_NO_FOLDER)
			*err = kept;
	}
	*there_r = rc == 0 && there != 0;
	if (rc == IMAP_REFUSED)
		return refused(plan, why, err, end);
	if (rc == 0 && there == 0) {
		end->done = true;
		end->note = "the mail is not there any more";
	}
	return rc;
}

/* Without MOVE: the copy is there; the original goes, alone, or stays (W6, W7). */
static int remove_original(
	const struct moves *m, const struct watch_plan *plan, struct end *end, struct err *err)
{
	end->done = true;
	if (!imap_offers(m->imap, "UIDPLUS")) {
		end->note = "copied; the server cannot remove one mail alone";
		return 0;
	}
	int rc = imap_remove(m->imap, plan->message.uid, err);
	if (rc != IMAP_REFUSED)
		return rc;
	end->done = false;
	return refused(plan, IMAP_OTHER_REFUSAL, err, end);
}

static int run_plan(
	const struct moves *m, const struct watch_plan *plan, struct end *end, struct err *err)
{
	bool move = plan->action == WATCH_MOVE && imap_offers(m->imap, "MOVE");
	bool there = false;
	int rc = 0;

	*end = (struct end){.note = ""};
	/* A MOVE is done whole or not at all; a copy may have been made before we knew. */
	if (!move && plan->tries > 0) {
		rc = is_there(m, plan, err);
		if (rc < 0)
			return rc;
		there = rc > 0;
	}
	if (!there) {
		rc = transfer(m, plan, move, &there, end, err);
		if (rc < 0 || !there)
			return rc;
	}
	end->done = true;
	return plan->action == WATCH_MOVE && !move ? remove_original(m, plan, end, err) : 0;
}

/* ---- all of them */

/* Notes that they are begun: durable before the server is touched. */
static int begin_all(const struct moves *m, const struct watch_plan *plans, long n, struct err *err)
{
	if (store_begin(m->store, err) < 0)
		return -1;
	for (long i = 0; i < n; i++)
		if (watch_plan_failed(m->store, plans[i].id, "begun", err) < 0) {
			store_rollback(m->store);
			return -1;
		}
	return store_commit(m->store, err);
}

static int note_end(const struct moves *m, const struct watch_plan *plan, const struct end *end,
	struct err *err)
{
	if (end->done)
		return watch_plan_done(m->store, plan->id, end->note, clock_now(), err);
	return watch_plan_failed(m->store, plan->id, end->note, err);
}

static int note_ends(const struct moves *m, const struct watch_plan *plans, const struct end *ends,
	long n, struct err *err)
{
	if (store_begin(m->store, err) < 0)
		return -1;
	for (long i = 0; i < n; i++)
		if (note_end(m, &plans[i], &ends[i], err) < 0) {
			store_rollback(m->store);
			return -1;
		}
	return store_commit(m->store, err);
}

/* A message whose copy failed is not moved: it would be out of reach. */
static bool is_held(const struct watch_plan *plans, const struct end *ends, long i)
{
	for (long k = i - 1; k >= 0 && plans[k].message.uid == plans[i].message.uid; k--)
		if (!ends[k].done)
			return true;
	return false;
}

/*
 * Runs n plans, then notes what they came to in one transaction, also when the session ended in
 * between. No transaction is open while the server is waited for.
 */
static int run_some(const struct moves *m, struct watch_plan *plans, long n, struct end *ends,
	bool *failed_r, struct err *err)
{
	struct err ignored;
	long ran = 0;
	int rc = begin_all(m, plans, n, err) < 0 ? IMAP_REFUSED : 0;

	for (; rc == 0 && ran < n; ran++) {
		if (is_held(plans, ends, ran))
			ends[ran] = (struct end){.note = "its copy failed"};
		else
			rc = run_plan(m, &plans[ran], &ends[ran], err);
		if (rc < 0)
			break;
		*failed_r = *failed_r || !ends[ran].done;
	}
	if (ran > 0 && note_ends(m, plans, ends, ran, rc == 0 ? err : &ignored) < 0 && rc == 0)
		rc = IMAP_REFUSED;
	return rc;
}

int moves_run(const struct moves *m, struct err *err)
{
	bool failed = false;

	for (;;) {
		struct arena arena = {0};
		struct watch_plan *plans;
		long n = watch_plans(m->store, m->mailbox->id, BATCH, &arena, &plans, err);
		int rc = n < 0 ? IMAP_REFUSED : 0;

		if (n > 0)
			rc = run_some(m, plans, n,
				arena_array(&arena, (size_t)n, sizeof(struct end)), &failed, err);
		arena_release(&arena);
		/* What failed is still planned: it is not tried again in this round. */
		if (rc < 0 || n <= 0 || failed)
			return rc;
	}
}

/* ---- mails that vanished */

/* UIDs that are planned for, rising, and which of them vanished. */
struct asked {
	uint32_t *uids;
	bool *gone;
	size_t n;
};

static void mark(void *ctx, uint32_t first, uint32_t last)
{
	struct asked *a = ctx;
	size_t low = 0, high = a->n;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (a->uids[middle] < first)
			low = middle + 1;
		else
			high = middle;
	}
	for (; low < a->n && a->uids[low] <= last && !a->gone[low]; low++)
		a->gone[low] = true;
}

static int note_gone(const struct moves *m, const struct asked *a, struct err *err)
{
	struct watch_message message = {
		.mailbox = m->mailbox->id, .uidvalidity = m->mailbox->uidvalidity};
	int rc = store_begin(m->store, err);

	for (size_t i = 0; rc == 0 && i < a->n; i++) {
		message.uid = a->uids[i];
		if (a->gone[i] &&
			watch_plans_gone(m->store, &message, message.uid, clock_now(), err) < 0) {
			store_rollback(m->store);
			return -1;
		}
	}
	return rc < 0 ? -1 : store_commit(m->store, err);
}

int moves_forget_vanished(const struct moves *m, uint64_t modseq, struct err *err)
{
	struct arena arena = {0};
	struct watch_plan *plans;

	if (!imap_tells_vanished(m->imap) || m->mailbox->modseq == 0 ||
		modseq == m->mailbox->modseq)
		return 0;
	long n = watch_plans(m->store, m->mailbox->id, ASKED_MAX, &arena, &plans, err);
	int rc = n < 0 ? IMAP_REFUSED : 0;
	if (n > 0) {
		struct asked a = {arena_array(&arena, (size_t)n, sizeof *a.uids),
			arena_array(&arena, (size_t)n, sizeof *a.gone), 0};
		/* They come in the order of their UIDs. */
		for (long i = 0; i < n; i++)
			if (a.n == 0 || a.uids[a.n - 1] != plans[i].message.uid)
				a.uids[a.n++] = plans[i].message.uid;
		rc = imap_vanished(m->imap, a.uids, a.n, m->mailbox->modseq, mark, &a, err);
		/* A server that does not tell is no reason to stop: they are tried. */
		if (rc == 0 && note_gone(m, &a, err) < 0)
			rc = IMAP_REFUSED;
		else if (rc == IMAP_REFUSED)
			rc = 0;
	}
	arena_release(&arena);
	return rc;
}
