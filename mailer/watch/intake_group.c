#include "base/clock.h"
#include "watch/intake_group.h"

enum { COMMIT_MS = 500 }; /* a mail waits so long for others to be committed with */

int intake_local(struct intake *in, int rc)
{
	in->local = in->local || rc < 0;
	return rc < 0 ? -1 : 0;
}

static size_t index_of(const struct intake_group *g, uint32_t uid)
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
static struct watch_mailbox next_position(struct intake_group *g)
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

int intake_group_commit(struct intake_group *g, struct err *err)
{
	struct intake *in = g->in;
	struct watch_mailbox next = next_position(g);

	store_view_end(in->watching->store);
	if (!filing_waits(in->watching->filing) && next.last_uid == in->mailbox->last_uid)
		return 0;
	return committed(in, filing_commit(in->watching->filing, &next, err), &next);
}

/* Files the older half of it. */
static int commit_older(struct intake_group *g, struct err *err)
{
	struct watch_mailbox next = next_position(g);

	store_view_end(g->in->watching->store);
	return committed(g->in, filing_commit_older(g->in->watching->filing, &next, err), &next);
}

int intake_group_commit_late(struct intake_group *g, struct err *err)
{
	int64_t now = clock_monotonic_ms();

	if (g->in->since == 0)
		g->in->since = now;
	return now - g->in->since >= COMMIT_MS ? intake_group_commit(g, err) : 0;
}

int intake_group_commit_rest(struct intake_group *g, int rc, struct err *err)
{
	if (rc == 0)
		return intake_group_commit(g, err);
	if (rc != IMAP_ENDED || g->in->local)
		return rc;
	struct err why = *err;
	if (intake_group_commit(g, err) < 0)
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
	struct intake_group *g = ctx;
	const char *object = g->infos ? g->infos[index_of(g, uid)].object : NULL;
	struct watch_message from = intake_origin(g->in, uid, object);

	if (intake_local(g->in, store_view_begin(g->in->watching->store, err)) < 0)
		return -1;
	return intake_local(g->in, filing_begin(g->in->watching->filing, &from, err));
}

static int feed_mail(void *ctx, const void *bytes, size_t n, struct err *err)
{
	struct intake_group *g = ctx;

	return intake_local(g->in, filing_feed(g->in->watching->filing, bytes, n, err));
}

static void drop_mail(void *ctx)
{
	struct intake_group *g = ctx;

	filing_drop(g->in->watching->filing);
}

/* Filed as soon as enough waits, also in the middle of an answer. */
static int end_mail(void *ctx, uint32_t uid, struct err *err)
{
	struct intake_group *g = ctx;
	struct filing *f = g->in->watching->filing;

	if (intake_local(g->in, filing_end(f, !g->beginning_only, err)) < 0)
		return -1;
	g->taken[index_of(g, uid)] = true;
	g->in->taken++;
	return filing_is_full(f) ? commit_older(g, err) : 0;
}

int intake_group_take_answer(struct intake_group *g, struct err *err)
{
	struct imap_taker taker = {begin_mail, feed_mail, end_mail, drop_mail, g};
	int rc = imap_fetch_take(g->in->imap, &taker, err);

	store_view_end(g->in->watching->store);
	return rc;
}
