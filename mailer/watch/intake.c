#include <poll.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "watch/intake.h"
#include "watch/intake_group.h"
#include "watch/intake_known.h"
#include "watch/intake_one.h"
#include "watch/intake_suspect.h"

enum {
	AHEAD = 2, /* batches that are on their way */
	GROUP_WITH_IDS = 5 * IMAP_FETCH_MAX, /* mails whose ids are asked for together */
};

struct watch_message intake_origin(const struct intake *in, uint32_t uid, const char *object)
{
	return (struct watch_message){.mailbox = in->mailbox->id,
		.uidvalidity = in->mailbox->uidvalidity,
		.uid = uid,
		.object = object};
}

/* Mails from `from` to before `to` of a group: on their way, or what came of them. */
struct batch {
	size_t from, to;
};

static struct batch next_batch(const struct intake_group *g, size_t from)
{
	struct batch b = {from, from + 1};

	if (!intake_one_by_one(g->in, g->uids[from]))
		while (b.to < g->count && b.to - b.from < IMAP_FETCH_MAX)
			b.to++;
	return b;
}

/* Asks for those of a batch that are not known already: how many, or an IMAP result. */
static int post(struct intake_group *g, const struct batch *b, struct err *err)
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
	struct intake_group *g, const struct batch *b, const struct batch *last, struct err *err)
{
	intake_suspect(g->in, g->uids[b->from], g->uids[last->to - 1]);
	int rc = intake_group_take_answer(g, err);

	if (rc == IMAP_ENDED || g->in->local)
		return rc;
	intake_suspect_nothing(g->in);
	return 0;
}

static bool lacks_any(const struct intake_group *g, const struct batch *b)
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
static int fill_flight(struct intake_group *g, struct flight *f, struct err *err)
{
	if (f->count > 0 && intake_one_by_one(g->in, g->uids[f->batches[0].from]))
		return 0;
	while (f->count < AHEAD && f->next < g->count &&
		!intake_condemned(g->in, g->uids[f->next])) {
		struct batch b = next_batch(g, f->next);
		int posted = post(g, &b, err);
		if (posted < 0)
			return posted;
		f->next = b.to;
		if (posted > 0)
			f->batches[f->count++] = b;
		if (posted > 0 && intake_one_by_one(g->in, g->uids[b.from]))
			break;
	}
	return 0;
}

static int land(struct intake_group *g, struct flight *f, bool *lacking, struct err *err)
{
	struct batch b = f->batches[0];
	int rc = take_batch(g, &b, &f->batches[f->count - 1], err);

	f->count--;
	memmove(f->batches, f->batches + 1, f->count * sizeof b);
	*lacking = *lacking || lacks_any(g, &b);
	return rc;
}

/* Mails that did not come with the others, one by one, while nothing is on its way. */
static int take_lacking(struct intake_group *g, size_t to, struct err *err)
{
	int rc = 0;

	for (size_t i = g->settled; rc == 0 && i < to; i++)
		rc = intake_take_one(g, i, err);
	return rc;
}

static int take_group(struct intake_group *g, struct err *err)
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
			rc = intake_take_one(g, flight.next++, err);
		if (rc == 0 && lacking && flight.count == 0) {
			rc = take_lacking(g, flight.next, err);
			lacking = false;
		}
		if (rc == 0)
			rc = intake_group_commit_late(g, err);
	}
	return intake_group_commit_rest(g, rc, err);
}

/* What the server's own ids tell is known already; then the others. */
static int take_with_ids(struct intake_group *g, struct err *err)
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
		rc = intake_group_commit(g, err);
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
		struct intake_group g = {.in = in,
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
