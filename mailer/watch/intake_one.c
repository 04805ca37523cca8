#include "base/mem.h"
#include "watch/intake_one.h"
#include "watch/intake_passed.h"
#include "watch/intake_suspect.h"

static int pass_over(struct intake *in, uint32_t uid, const char *why, struct err *err)
{
	return intake_local(in, intake_pass_over(in, uid, why, err)) < 0 ? IMAP_REFUSED : 0;
}

static int fetch_alone(struct intake_group *g, size_t i, enum imap_extent extent, struct err *err)
{
	int rc = imap_fetch_post(g->in->imap, &g->uids[i], 1, extent, err);

	g->beginning_only = extent == IMAP_BEGINNING;
	if (rc == 0)
		rc = intake_group_take_answer(g, err);
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
static int take_condemned(struct intake_group *g, size_t i, struct err *err)
{
	uint64_t size = 0;
	int rc = size_of(g->in, g->uids[i], &size, err);

	if (rc == 0 && size > IMAP_WHOLE_MAX)
		rc = fetch_alone(g, i, IMAP_BEGINNING, err);
	if (rc == IMAP_ENDED || g->in->local || g->taken[i])
		return rc;
	return pass_over(g->in, g->uids[i], "it ended the session each time", err);
}

int intake_take_one(struct intake_group *g, size_t i, struct err *err)
{
	struct intake *in = g->in;
	uint32_t uid = g->uids[i];
	uint64_t size = 0;
	int rc = 0;

	if (g->taken[i])
		return 0;
	if (intake_condemned(in, uid)) {
		rc = take_condemned(g, i, err);
	} else {
		intake_suspect(in, uid, uid);
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
		intake_suspect_nothing(in);
	}
	return rc;
}
