#include <poll.h>

#include "base/log.h"
#include "watch/intake.h"
#include "watch/moves.h"
#include "watch/source_imap_parts.h"

bool source_imap_stopped(const struct follower *f)
{
	struct pollfd fd = {.fd = f->w->stop_fd, .events = POLLIN};

	return poll(&fd, 1, 0) > 0;
}

/* Opens a folder and notices when its UIDs mean other mails than they did (W1). */
static int select_folder(struct follower *f, size_t i, struct imap_folder *folder_r, bool *local_r)
{
	struct watch_mailbox *m = &f->mailboxes[i];
	int rc = imap_select(f->imap, f->s->folders[i], false, folder_r, f->err);

	if (rc < 0 || m->uidvalidity == folder_r->uidvalidity)
		return rc;
	if (m->uidvalidity != 0)
		log_add(LOG_INFO,
			"%s: the folder was numbered anew by the server; what is known is found "
			"again by its bytes",
			f->s->folders[i]);
	m->uidvalidity = folder_r->uidvalidity;
	m->last_uid = 0;
	m->modseq = 0;
	if (watch_mailbox_keep(f->w->store, m, f->err) < 0) {
		*local_r = true;
		return IMAP_REFUSED;
	}
	return 0;
}

/*
 * Whether nothing at all has changed in a folder since everything in it was filed. Asked only of
 * servers that keep a modseq: of others a UIDNEXT alone is not believed.
 */
static bool is_unchanged(const struct follower *f, size_t i, const struct imap_folder *now)
{
	const struct watch_mailbox *m = &f->mailboxes[i];

	return now->modseq > 0 && now->modseq == m->modseq && now->uidvalidity == m->uidvalidity &&
	       now->uidnext == m->last_uid + 1;
}

/* Everything up to `now` is filed, and what was planned is done: so far nothing need be asked. */
static int keep_modseq(struct follower *f, size_t i, const struct imap_folder *now, bool *local_r)
{
	struct watch_mailbox *m = &f->mailboxes[i];

	if (m->modseq == now->modseq || source_imap_stopped(f))
		return 0;
	m->modseq = now->modseq;
	if (watch_mailbox_keep(f->w->store, m, f->err) == 0)
		return 0;
	*local_r = true;
	return IMAP_REFUSED;
}

static int take_in(struct follower *f, size_t i, bool unchanged, bool *local_r)
{
	struct intake in = {.imap = f->imap,
		.watching = f->w,
		.mailbox = &f->mailboxes[i],
		.suspect = f->s->suspect};
	uint32_t before = f->mailboxes[i].last_uid;
	int rc = f->retry ? intake_retry(&in, f->err) : 0;

	if (rc == 0 && !unchanged)
		rc = intake_run(&in, f->err);
	*local_r = in.local;
	f->taken += in.taken;
	if (f->mailboxes[i].last_uid != before)
		f->failures = 0;
	return rc;
}

/*
 * Files what is new in the selected folder, then does what is planned there. `now` is the folder as
 * it was selected, NULL when that was before. f->news: what the server had told before it was
 * asked, so that mail that comes meanwhile is noticed.
 */
static int look(struct follower *f, size_t i, const struct imap_folder *now, bool *local_r)
{
	struct moves moves = {.store = f->w->store,
		.imap = f->imap,
		.mailbox = &f->mailboxes[i],
		.folder = f->s->folders[i]};
	bool unchanged = now && is_unchanged(f, i, now);
	int rc;

	f->news = imap_news(f->imap);
	rc = take_in(f, i, unchanged, local_r);
	if (rc == 0) {
		rc = now && !unchanged ? moves_forget_vanished(&moves, now->modseq, f->err) : 0;
		if (rc == 0)
			rc = moves_run(&moves, f->err);
		*local_r = rc == IMAP_REFUSED;
	}
	return rc == 0 && now ? keep_modseq(f, i, now, local_r) : rc;
}

/* Whether a folder beside the first need not even be opened. */
static int is_quiet(struct follower *f, size_t i, bool *quiet_r)
{
	struct imap_folder now;
	int rc = imap_status(f->imap, f->s->folders[i], &now, f->err);

	*quiet_r = rc == 0 && is_unchanged(f, i, &now);
	/* What is wrong with it is told when it is opened. */
	return rc == IMAP_REFUSED ? 0 : rc;
}

static int look_at(struct follower *f, size_t i, bool select, bool *refused_r, bool *local_r)
{
	struct imap_folder folder;
	int rc = select ? select_folder(f, i, &folder, local_r) : 0;

	*refused_r = rc == IMAP_REFUSED && !*local_r;
	return rc == 0 ? look(f, i, select ? &folder : NULL, local_r) : rc;
}

int source_imap_look(struct follower *f, bool select, bool *refused_r, bool *local_r)
{
	bool every = select || f->retry, quiet = false;
	int rc = settle_by_imap(&f->settling, f->w, f->imap, f->err);

	*local_r = rc == IMAP_REFUSED;
	select = select || rc == 1;
	rc = rc == 1 ? 0 : rc;
	for (size_t i = f->s->folder_count - 1; rc == 0 && i > 0; i--) {
		rc = every ? 0 : is_quiet(f, i, &quiet);
		if (rc < 0 || quiet)
			continue;
		rc = look_at(f, i, true, refused_r, local_r);
		select = true;
	}
	return rc == 0 ? look_at(f, 0, select, refused_r, local_r) : rc;
}
