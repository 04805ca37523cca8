#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/mem.h"
#include "store/replies.h"
#include "watch/intake_known.h"

/* A message that may be a known mail. */
struct candidate {
	size_t at; /* index of the message */
	long reply;
	char *path; /* of the mail in the archive */
};

struct comparison {
	struct intake *in;
	const uint32_t *uids;
	const struct imap_info *infos;
	bool *taken;
	struct candidate *list;
	size_t count, cap;
	const struct candidate *current; /* whose header comes now */
	int file;
	bool same;
};

/* Whether the id leads to a reply that has the message's size: 1, 0, -1. */
static int find_reply(struct comparison *c, size_t i, struct candidate *found, struct err *err)
{
	const struct watching *w = c->in->watching;
	struct reply reply = {0};
	long number;
	int rc = watch_object_find(w->store, c->in->mailbox->id, c->infos[i].object, &number, err);

	if (rc <= 0)
		return rc;
	rc = reply_load(w->store, number, &reply, err);
	if (rc > 0 && (reply.size != c->infos[i].size || reply.archive_name == NULL))
		rc = 0;
	if (rc > 0)
		*found = (struct candidate){.at = i,
			.reply = number,
			.path = path_join(w->archive, reply.archive_name)};
	reply_release(&reply);
	return rc;
}

static int find_candidates(struct comparison *c, size_t n, struct err *err)
{
	struct candidate found;

	for (size_t i = 0; i < n; i++) {
		if (c->infos[i].object == NULL || c->infos[i].size == 0)
			continue;
		int rc = find_reply(c, i, &found, err);
		if (rc < 0)
			return -1;
		if (rc == 0)
			continue;
		mem_grow(&c->list, &c->cap, c->count, sizeof *c->list);
		c->list[c->count++] = found;
	}
	return 0;
}

/* ---- the headers */

static int begin_header(void *ctx, uint32_t uid, struct err *err)
{
	struct comparison *c = ctx;

	(void)err;
	c->current = NULL;
	for (size_t i = 0; i < c->count; i++)
		if (c->uids[c->list[i].at] == uid)
			c->current = &c->list[i];
	/* Without the file nothing can be compared, and the mail is fetched. */
	c->file = c->current ? open(c->current->path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW) : -1;
	c->same = c->file >= 0;
	return 0;
}

static int feed_header(void *ctx, const void *bytes, size_t n, struct err *err)
{
	struct comparison *c = ctx;
	char own[4096];

	(void)err;
	while (c->same && n > 0) {
		size_t want = n < sizeof own ? n : sizeof own;
		ssize_t got = read(c->file, own, want);
		c->same = got > 0 && memcmp(own, bytes, (size_t)got) == 0;
		if (c->same) {
			bytes = (const char *)bytes + got;
			n -= (size_t)got;
		}
	}
	return 0;
}

static void drop_header(void *ctx)
{
	struct comparison *c = ctx;

	if (c->file >= 0)
		close(c->file);
	c->file = -1;
}

/* An empty line ends a header: without it nothing of the mail may have been compared. */
static bool is_whole_header(int file)
{
	char end[4] = {0};
	off_t at = lseek(file, 0, SEEK_CUR);

	return at >= 4 && pread(file, end, sizeof end, at - 4) == 4 &&
	       memcmp(end, "\r\n\r\n", 4) == 0;
}

static int end_header(void *ctx, uint32_t uid, struct err *err)
{
	struct comparison *c = ctx;
	const struct candidate *k = c->current;

	(void)err;
	if (c->same && is_whole_header(c->file)) {
		struct watch_message from = intake_origin(c->in, uid, c->infos[k->at].object);
		filing_known(c->in->watching->filing, &from, k->reply);
		c->taken[k->at] = true;
		c->in->taken++;
	}
	drop_header(c);
	return 0;
}

static int compare_headers(struct comparison *c, struct err *err)
{
	struct imap_taker taker = {begin_header, feed_header, end_header, drop_header, c};
	uint32_t uids[IMAP_FETCH_MAX];
	int rc = 0;

	for (size_t from = 0; rc == 0 && from < c->count; from += IMAP_FETCH_MAX) {
		size_t n = c->count - from < IMAP_FETCH_MAX ? c->count - from : IMAP_FETCH_MAX;
		for (size_t i = 0; i < n; i++)
			uids[i] = c->uids[c->list[from + i].at];
		rc = imap_fetch_post(c->in->imap, uids, n, IMAP_HEADER, err);
		if (rc == 0)
			rc = imap_fetch_take(c->in->imap, &taker, err);
		/* They are fetched whole then. */
		if (rc == IMAP_REFUSED)
			rc = 0;
	}
	return rc;
}

int intake_known(struct intake *in, const uint32_t *uids, const struct imap_info *infos, size_t n,
	bool *taken, struct err *err)
{
	struct comparison c = {.in = in, .uids = uids, .infos = infos, .taken = taken, .file = -1};
	int rc = find_candidates(&c, n, err);

	if (rc < 0) {
		in->local = true;
		rc = IMAP_REFUSED;
	}
	if (rc == 0)
		rc = compare_headers(&c, err);
	for (size_t i = 0; i < c.count; i++)
		free(c.list[i].path);
	free(c.list);
	return rc;
}
