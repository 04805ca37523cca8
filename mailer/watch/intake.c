#include <poll.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/mem.h"
#include "watch/intake.h"
#include "watch/intake_known.h"
#include "watch/intake_passed.h"

enum {
	SUSPECT_DEATHS = 3, /* a mail that ended so many sessions by its bytes is passed over */
	AHEAD = 2, /* batches that are on their way */
	COMMIT_MS = 500, /* a mail waits so long for others to be committed with */
	GROUP_WITH_IDS = 5 * IMAP_FETCH_MAX, /* mails whose ids are asked for together */
};

/* Mails that are taken together, and which of them were. */
struct group {
	struct intake *in;
	const uint32_t *uids; /* rising */
	size_t count;
	bool *taken; /* filed, known, gone, or passed over */
	size_t settled; /* all before it are taken */
	const struct imap_info *infos; /* NULL where the server has no ids */
	bool beginning_only;
};

struct watch_message intake_origin(const struct intake *in, uint32_t uid, const char *object)
{
	return (struct watch_message){.mailbox = in->mailbox->id,
		.uidvalidity = in->mailbox->uidvalidity,
		.uid = uid,
		.object = object};
}

static int local(struct intake *in, int rc)
{
	in->local = in->local || rc < 0;
	return rc < 0 ? -1 : 0;
}

/* ---- suspects */

static void suspect(struct intake *in, uint32_t first, uint32_t last)
{
	struct source_suspect *s = in->suspect;

	if (s->uidvalidity != in->mailbox->uidvalidity)
		s->narrow_to = 0;
	if (s->first != first || s->last != last || s->uidvalidity != in->mailbox->uidvalidity)
		s->deaths = 0;
	s->uidvalidity = in->mailbox->uidvalidity;
	s->last = last;
	s->first = first;
}

static void suspect_nothing(struct intake *in)
{
	in->suspect->first = in->suspect->deaths = 0;
}

void source_suspect_died(struct source_suspect *suspect)
{
	if (suspect->first == 0)
		return;
	suspect->deaths++;
	suspect->narrow_to = suspect->last;
}

/* After a batch that ended a session, its mails are fetched one by one, to find the one. */
static bool one_by_one(const struct intake *in, uint32_t uid)
{
	const struct source_suspect *s = in->suspect;

	return s->uidvalidity == in->mailbox->uidvalidity && uid <= s->narrow_to;
}

static bool condemned(const struct intake *in, uint32_t uid)
{
	const struct source_suspect *s = in->suspect;

	return s->deaths >= SUSPECT_DEATHS && s->uidvalidity == in->mailbox->uidvalidity &&
	       s->first == uid && s->last == uid;
}

/* ---- mails as they come */

static size_t index_of(const struct group *g, uint32_t uid)
{
	size_t low = 0, high = g->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (g->uids[middle] < uid)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* Where the mailbox stands when all that waits is filed: mails that are taken without a gap are
 * done. */
static struct watch_mailbox next_position(struct group *g)
{
	struct watch_mailbox next = *g->in->mailbox;

	while (g->settled < g->count && g->taken[g->settled])
		g->settled++;
	/* Mails that are tried once more are below it. */
	if (g->settled > 0 && g->uids[g->settled - 1] > next.last_uid)
		next.last_uid = g->uids[g->settled - 1];
	return next;
}

static int committed(struct intake *in, int rc, const struct watch_mailbox *next)
{
	if (rc < 0) {
		in->local = true;
		return IMAP_REFUSED;
	}
	*in->mailbox = *next;
	in->since = filing_waits(in->watching->filing) ? clock_monotonic_ms() : 0;
	return 0;
}

/* Files what waits. */
static int commit(struct group *g, struct err *err)
{
	struct intake *in = g->in;
	struct watch_mailbox next = next_position(g);

	store_view_end(in->watching->store);
	if (!filing_waits(in->watching->filing) && next.last_uid == in->mailbox->last_uid)
		return 0;
	return committed(in, filing_commit(in->watching->filing, &next, err), &next);
}

/* Files the older half of it. */
static int commit_older(struct group *g, struct err *err)
{
	struct watch_mailbox next = next_position(g);

	store_view_end(g->in->watching->store);
	return committed(g->in, filing_commit_older(g->in->watching->filing, &next, err), &next);
}

/* The same when mails have waited long enough: a commit waits for the disk. */
static int commit_late(struct group *g, struct err *err)
{
	int64_t now = clock_monotonic_ms();

	if (g->in->since == 0)
		g->in->since = now;
	return now - g->in->since >= COMMIT_MS ? commit(g, err) : 0;
}

/* What came whole before the session ended need not come again. */
static int commit_rest(struct group *g, int rc, struct err *err)
{
	if (rc == 0)
		return commit(g, err);
	if (rc != IMAP_ENDED || g->in->local)
		return rc;
	struct err why = *err;
	if (commit(g, err) < 0)
		return IMAP_REFUSED;
	*err = why;
	return rc;
}

/*
 * What is known of the mails of an answer is asked within one view of the store, which takes its
 * locks once.
 */
static int begin_mail(void *ctx, uint32_t uid, struct err *err)
{
	struct group *g = ctx;
	const char *object = g->infos ? g->infos[index_of(g, uid)].object : NULL;
	struct watch_message from = intake_origin(g->in, uid, object);

	if (local(g->in, store_view_begin(g->in->watching->store, err)) < 0)
		return -1;
	return local(g->in, filing_begin(g->in->watching->filing, &from, err));
}

static int feed_mail(void *ctx, const void *bytes, size_t n, struct err *err)
{
	struct group *g = ctx;

	return local(g->in, filing_feed(g->in->watching->filing, bytes, n, err));
}

static void drop_mail(void *ctx)
{
	struct group *g = ctx;

	filing_drop(g->in->watching->filing);
}

/* Filed as soon as enough waits, also in the middle of an answer. */
static int end_mail(void *ctx, uint32_t uid, struct err *err)
{
	struct group *g = ctx;
	struct filing *f = g->in->watching->filing;

	if (local(g->in, filing_end(f, !g->beginning_only, err)) < 0)
		return -1;
	g->taken[index_of(g, uid)] = true;
	g->in->taken++;
	return filing_is_full(f) ? commit_older(g, err) : 0;
}

static int take_answer(struct group *g, struct err *err)
{
	struct imap_taker taker = {begin_mail, feed_mail, end_mail, drop_mail, g};
	int rc = imap_fetch_take(g->in->imap, &taker, err);

	store_view_end(g->in->watching->store);
	return rc;
}

/* ---- one mail alone */

static int pass_over(struct intake *in, uint32_t uid, const char *why, struct err *err)
{
	return local(in, intake_pass_over(in, uid, why, err)) < 0 ? IMAP_REFUSED : 0;
}

static int fetch_alone(struct group *g, size_t i, enum imap_extent extent, struct err *err)
{
	int rc = imap_fetch_post(g->in->imap, &g->uids[i], 1, extent, err);

	g->beginning_only = extent == IMAP_BEGINNING;
	if (rc == 0)
		rc = take_answer(g, err);
	g->beginning_only = false;
	return rc;
}

static int size_of(struct intake *in, uint32_t uid, uint64_t *size_r, struct err *err)
{
	struct arena arena = {0};
	struct imap_info info;
	int rc = imap_infos(in->imap, &uid, 1, &arena, &info, err);

	*size_r = info.size;
	arena_release(&arena);
	return rc;
}

/*
 * One that ended the session each time: passed over, or, where it is only too large, kept as far as
 * it is read.
 */
static int take_condemned(struct group *g, size_t i, struct err *err)
{
	uint64_t size = 0;
	int rc = size_of(g->in, g->uids[i], &size, err);

	if (rc == 0 && size > IMAP_WHOLE_MAX)
		rc = fetch_alone(g, i, IMAP_BEGINNING, err);
	if (rc == IMAP_ENDED || g->in->local || g->taken[i])
		return rc;
	return pass_over(g->in, g->uids[i], "it ended the session each time", err);
}

/* The server's refusal of one mail is no reason to stop; one that is gone is not missed. */
static int take_one(struct group *g, size_t i, struct err *err)
{
	struct intake *in = g->in;
	uint32_t uid = g->uids[i];
	uint64_t size = 0;
	int rc = 0;

	if (g->taken[i])
		return 0;
	if (condemned(in, uid)) {
		rc = take_condemned(g, i, err);
	} else {
		suspect(in, uid, uid);
		rc = fetch_alone(g, i, IMAP_WHOLE, err);
		if (rc == IMAP_ENDED || in->local)
			return rc;
		if (rc == IMAP_REFUSED) {
			rc = pass_over(in, uid, err->text, err);
		} else if (!g->taken[i]) {
			rc = size_of(in, uid, &size, err);
			if (rc == 0 && size > 0)
				rc = pass_over(in, uid, "the server does not give it", err);
		}
	}
	if (rc == 0) {
		g->taken[i] = true;
		suspect_nothing(in);
	}
	return rc;
}

/* ---- batches */

/* Mails from `from` to before `to` of a group: on their way, or what came of them. */
struct batch {
	size_t from, to;
};

static struct batch next_batch(const struct group *g, size_t from)
{
	struct batch b = {from, from + 1};

	if (!one_by_one(g->in, g->uids[from]))
		while (b.to < g->count && b.to - b.from < IMAP_FETCH_MAX)
			b.to++;
	return b;
}

/* Asks for those of a batch that are not known already: how many, or an IMAP result. */
static int post(struct group *g, const struct batch *b, struct err *err)
{
	uint32_t wanted[IMAP_FETCH_MAX];
	size_t n = 0;

	for (size_t i = b->from; i < b->to; i++)
		if (!g->taken[i])
			wanted[n++] = g->uids[i];
	int rc = n ? imap_fetch_post(g->in->imap, wanted, n, IMAP_WHOLE, err) : 0;
	return rc < 0 ? rc : (int)n;
}

/* Mails of the batches up to `last` may come with it. */
static int take_batch(
	struct group *g, const struct batch *b, const struct batch *last, struct err *err)
{
	suspect(g->in, g->uids[b->from], g->uids[last->to - 1]);
	int rc = take_answer(g, err);

	if (rc == IMAP_ENDED || g->in->local)
		return rc;
	suspect_nothing(g->in);
	return 0;
}

static bool lacks_any(const struct group *g, const struct batch *b)
{
	for (size_t i = b->from; i < b->to; i++)
		if (!g->taken[i])
			return true;
	return false;
}

static bool told_to_stop(const struct intake *in)
{
	struct pollfd fd = {.fd = in->watching->stop_fd, .events = POLLIN};

	return poll(&fd, 1, 0) > 0;
}

/* Batches of a group that are on their way. */
struct flight {
	struct batch batches[AHEAD];
	size_t count;
	size_t next; /* of the group: the first that was not asked for */
};

/* Asks for as much as may be on its way: a suspect goes alone. */
static int fill_flight(struct group *g, struct flight *f, struct err *err)
{
	if (f->count > 0 && one_by_one(g->in, g->uids[f->batches[0].from]))
		return 0;
	while (f->count < AHEAD && f->next < g->count && !condemned(g->in, g->uids[f->next])) {
		struct batch b = next_batch(g, f->next);
		int posted = post(g, &b, err);
		if (posted < 0)
			return posted;
		f->next = b.to;
		if (posted > 0)
			f->batches[f->count++] = b;
		if (posted > 0 && one_by_one(g->in, g->uids[b.from]))
			break;
	}
	return 0;
}

static int land(struct group *g, struct flight *f, bool *lacking, struct err *err)
{
	struct batch b = f->batches[0];
	int rc = take_batch(g, &b, &f->batches[f->count - 1], err);

	f->count--;
	memmove(f->batches, f->batches + 1, f->count * sizeof b);
	*lacking = *lacking || lacks_any(g, &b);
	return rc;
}

/* Mails that did not come with the others, one by one, while nothing is on its way. */
static int take_lacking(struct group *g, size_t to, struct err *err)
{
	int rc = 0;

	for (size_t i = g->settled; rc == 0 && i < to; i++)
		rc = take_one(g, i, err);
	return rc;
}

static int take_group(struct group *g, struct err *err)
{
	struct flight flight = {0};
	bool lacking = false;
	int rc = 0;

	while (rc == 0 && (flight.next < g->count || flight.count > 0) && !told_to_stop(g->in)) {
		if (!lacking)
			rc = fill_flight(g, &flight, err);
		if (rc == 0 && flight.count > 0)
			rc = land(g, &flight, &lacking, err);
		else if (rc == 0 && flight.next < g->count)
			rc = take_one(g, flight.next++, err);
		if (rc == 0 && lacking && flight.count == 0) {
			rc = take_lacking(g, flight.next, err);
			lacking = false;
		}
		if (rc == 0)
			rc = commit_late(g, err);
	}
	return commit_rest(g, rc, err);
}

/* What the server's own ids tell is known already; then the others. */
static int take_with_ids(struct group *g, struct err *err)
{
	struct arena arena = {0};
	struct imap_info *infos = arena_array(&arena, g->count, sizeof *infos);
	int rc = imap_infos(g->in->imap, g->uids, g->count, &arena, infos, err);

	/* Without ids, as from any server. */
	if (rc == IMAP_REFUSED)
		rc = 0;
	else if (rc == 0)
		g->infos = infos;
	if (rc == 0 && g->infos)
		rc = intake_known(g->in, g->uids, infos, g->count, g->taken, err);
	if (rc == 0)
		rc = take_group(g, err);
	if (rc == 0)
		rc = commit(g, err);
	arena_release(&arena);
	return rc;
}

int intake_run(struct intake *in, struct err *err)
{
	bool ids = imap_has_objects(in->imap);
	uint32_t *uids;
	size_t count;
	int rc = imap_uids_above(in->imap, in->mailbox->last_uid, &uids, &count, err);

	for (size_t i = 0, n; rc == 0 && i < count && !told_to_stop(in); i += n) {
		n = ids && count - i > GROUP_WITH_IDS ? GROUP_WITH_IDS : count - i;
		struct group g = {.in = in,
			.uids = uids + i,
			.count = n,
			.taken = mem_array(n, sizeof(bool))};
		rc = ids ? take_with_ids(&g, err) : take_group(&g, err);
		free(g.taken);
	}
	if (rc < 0)
		filing_forget(in->watching->filing);
	free(uids);
	return rc;
}

/* ---- once more */

/*
 * One mail of the list. It stays there until it is filed, since it may end this process, but last:
 * the next run begins with the others.
 */
static int retry_one(struct intake *in, uint32_t uid, struct str *list, struct err *err)
{
	bool taken = false;
	struct group g = {.in = in, .uids = &uid, .count = 1, .taken = &taken};
	size_t before = *in->watching->passed_over;

	intake_passed_drop(list, uid);
	str_addf(list, "%lu ", (unsigned long)uid);
	if (intake_passed_save(in, list, err) < 0)
		return local(in, -1) < 0 ? IMAP_REFUSED : 0;
	int rc = take_one(&g, 0, err);
	if (rc == 0)
		rc = commit(&g, err);
	if (rc < 0 || *in->watching->passed_over != before)
		return rc;
	intake_passed_drop(list, uid);
	return local(in, intake_passed_save(in, list, err)) < 0 ? IMAP_REFUSED : 0;
}

int intake_retry(struct intake *in, struct err *err)
{
	struct str list = STR_INIT, now = STR_INIT;
	char *at, *end;
	int rc = 0;

	str_init_max(&list, STORE_META_MAX);
	if (local(in, intake_passed_load(in, &list, err)) < 0)
		rc = IMAP_REFUSED;
	str_add(&now, str_c(&list), list.len);
	strtoul(str_c(&now), &at, 10);
	for (unsigned long uid; rc == 0 && (uid = strtoul(at, &end, 10)) != 0; at = end)
		rc = retry_one(in, (uint32_t)uid, &list, err);
	if (rc < 0)
		filing_forget(in->watching->filing);
	str_release(&list);
	str_release(&now);
	return rc;
}
