#include <poll.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/mem.h"
#include "reply/pipeline.h"
#include "watch/archive.h"
#include "watch/filing.h"
#include "watch/filing_add.h"

enum {
	MOVE_EVERY = 8, /* mails that are written after which the worker is looked after */
	WHOLE_EVERY = 64, /* commits of a half after which all is written, and the worker rests */
	/* Mails, or bytes, that wait when the disk begins to make them durable: more than half of a
	 * batch, so that the older half is durable by the time the batch is full. */
	SYNC_AT = FILING_BATCH * 9 / 16,
	SYNC_AT_BYTES = FILING_BATCH_BYTES * 9 / 16,
};

struct filing {
	struct filing_settings settings;
	struct archive archive;
	struct pipeline *pipeline;
	struct str head; /* the mail that is being fed: what will be read of it */
	struct filing_mail *waiting;
	size_t count, cap, bytes;
	unsigned halves; /* commits of a half */
};

int filing_new(const struct filing_settings *settings, struct filing **filing_r, struct err *err)
{
	struct filing *f = mem_alloc(sizeof *f);

	f->settings = *settings;
	str_init_max(&f->head, FILING_READ_MAX);
	if (archive_open(&f->archive, settings->archive, err) < 0) {
		free(f);
		return -1;
	}
	archive_work_aside(&f->archive);
	f->pipeline = pipeline_new(settings->worker);
	*filing_r = f;
	return 0;
}

static void keep_origin(struct filing_mail *w, const struct watch_message *origin)
{
	*w = (struct filing_mail){.origin = *origin,
		.name = mem_strdup(origin->name),
		.object = mem_strdup(origin->object)};
	w->origin.name = w->name;
	w->origin.object = w->object;
}

static void release(struct filing_mail *w)
{
	free(w->name);
	free(w->object);
}

/* The first n of those that wait wait no more. */
static void drop_older(struct filing *f, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (f->waiting[i].read)
			reading_release(&f->waiting[i].reading);
		f->bytes -= f->waiting[i].bytes;
		release(&f->waiting[i]);
	}
	f->count -= n;
	if (f->count > 0)
		memmove(f->waiting, f->waiting + n, f->count * sizeof *f->waiting);
}

void filing_forget(struct filing *f)
{
	pipeline_forget(f->pipeline);
	drop_older(f, f->count);
}

void filing_free(struct filing *f)
{
	if (f == NULL)
		return;
	filing_forget(f);
	free(f->waiting);
	pipeline_free(f->pipeline);
	archive_close(&f->archive);
	str_release(&f->head);
	free(f);
}

bool filing_is_full(const struct filing *f)
{
	return f->count >= FILING_BATCH || f->bytes >= FILING_BATCH_BYTES;
}

bool filing_waits(const struct filing *f)
{
	return f->count > 0;
}

static void begin(struct filing *f, const struct watch_message *origin)
{
	mem_grow(&f->waiting, &f->cap, f->count, sizeof *f->waiting);
	keep_origin(&f->waiting[f->count], origin);
	/* One large mail must not keep its buffer for the life of the process. */
	if (f->head.cap > FILING_BATCH_BYTES) {
		str_release(&f->head);
		str_init_max(&f->head, FILING_READ_MAX);
	}
	str_reset(&f->head);
}

int filing_begin(struct filing *f, const struct watch_message *origin, struct err *err)
{
	if (archive_begin(&f->archive, err) < 0)
		return -1;
	begin(f, origin);
	return 0;
}

int filing_begin_file(struct filing *f, const struct watch_message *origin, int fd,
	const struct stat *st, struct err *err)
{
	if (archive_begin_file(&f->archive, fd, st, err) < 0)
		return -1;
	begin(f, origin);
	return 0;
}

int filing_feed(struct filing *f, const void *bytes, size_t n, struct err *err)
{
	size_t room = FILING_READ_MAX - f->head.len;

	str_add(&f->head, bytes, n < room ? n : room);
	return archive_write(&f->archive, bytes, n, err);
}

void filing_drop(struct filing *f)
{
	archive_drop(&f->archive);
	release(&f->waiting[f->count]);
}

void filing_known(struct filing *f, const struct watch_message *origin, long reply)
{
	mem_grow(&f->waiting, &f->cap, f->count, sizeof *f->waiting);
	struct filing_mail *w = &f->waiting[f->count++];
	keep_origin(w, origin);
	w->number = reply;
	w->complete = true;
}

/* Gives a mail that is new to the worker, which reads it while the next ones come. */
static int post_mail(struct filing *f, struct filing_mail *w, struct err *err)
{
	long known;
	int found = reply_find_by_sha256(f->settings.store, w->sha256, &known, err);

	if (found != 0) {
		w->number = known;
		return found < 0 ? -1 : 0;
	}
	size_t bytes = f->head.len;
	if (pipeline_post(f->pipeline, &f->head, err) < 0)
		return -1;
	str_init_max(&f->head, FILING_READ_MAX);
	w->bytes = bytes;
	f->bytes += bytes;
	w->fresh = true;
	return 0;
}

static bool told_to_stop(const struct filing *f)
{
	struct pollfd fd = {.fd = f->settings.stop_fd, .events = POLLIN};

	return f->settings.stop_fd > 0 && poll(&fd, 1, 0) > 0;
}

/* Waits for the readings of the first n, in the order in which the mails were posted. */
static int collect(struct filing *f, size_t n, struct err *err)
{
	for (size_t i = 0; i < n; i++) {
		struct filing_mail *w = &f->waiting[i];
		if (!w->fresh || w->read)
			continue;
		if (pipeline_take(f->pipeline, &w->reading, err) < 0)
			return -1;
		w->read = true;
		if (w->reading.quarantined && told_to_stop(f))
			return err_set(err, ERR_TEMPORARY,
				"stopped while mails that cannot be read took long; nothing is "
				"lost");
	}
	return 0;
}

int filing_end(struct filing *f, bool complete, struct err *err)
{
	struct filing_mail *w = &f->waiting[f->count];

	w->complete = complete;
	if (archive_end(&f->archive, w->sha256, &w->size, w->archive_name, err) < 0 ||
		post_mail(f, w, err) < 0) {
		release(w);
		return -1;
	}
	w->archived = f->archive.ended;
	f->count++;
	if ((f->count >= SYNC_AT || f->bytes >= SYNC_AT_BYTES) && !archive_is_syncing(&f->archive))
		archive_sync_begin(&f->archive, f->archive.ended);
	return 0;
}

/* ---- the transaction */

enum how { AS_READ, AS_UNREAD };

static int add_some(struct filing *f, size_t from, size_t to, enum how how,
	const struct watch_mailbox *mailbox, struct err *err)
{
	int rc = store_begin(f->settings.store, err);

	if (rc < 0)
		return -1;
	for (size_t i = from; rc == 0 && i < to; i++) {
		struct filing_mail *w = &f->waiting[i];
		if (i % MOVE_EVERY == 0)
			pipeline_move(f->pipeline);
		w->added = false;
		rc = !w->read	      ? filing_add_known(&f->settings, w, err)
		     : how == AS_READ ? filing_add_new(&f->settings, w, err)
				      : filing_add_unread(&f->settings, w, err);
		if (rc == 0 && w->added && f->settings.commands)
			rc = watch_command_add(f->settings.store, w->number, err);
	}
	if (rc == 0 && mailbox)
		rc = watch_mailbox_keep(f->settings.store, mailbox, err);
	if (rc == 0)
		return store_commit(f->settings.store, err);
	store_rollback(f->settings.store);
	return -1;
}

/* One at a time, so that one bad mail stops nothing. */
static int add_each(
	struct filing *f, size_t n, const struct watch_mailbox *mailbox, struct err *err)
{
	for (size_t i = 0; i < n; i++) {
		if (add_some(f, i, i + 1, AS_READ, NULL, err) == 0)
			continue;
		if (err->kind == ERR_TEMPORARY)
			return -1;
		log_add(LOG_WARN, "a mail could not be filed and waits unread: %s", err->text);
		if (add_some(f, i, i + 1, AS_UNREAD, NULL, err) < 0)
			return -1;
	}
	return mailbox ? add_some(f, 0, 0, AS_READ, mailbox, err) : 0;
}

static void tell(struct filing *f, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		struct filing_mail *w = &f->waiting[i];
		if (w->added && !w->complete)
			log_add(LOG_WARN,
				"reply %ld: the mail is too long; only its beginning was kept",
				w->number);
		if (w->added && f->settings.filed)
			f->settings.filed(f->settings.ctx, &w->reply);
	}
	if (n > 0 && f->settings.told)
		f->settings.told(f->settings.ctx);
}

/* How many mails of the archive are to be durable before the first n of what waits are written. */
static unsigned long archived_of(const struct filing *f, size_t n)
{
	unsigned long mails = 0;

	while (n > 0 && mails == 0)
		mails = f->waiting[--n].archived;
	return mails;
}

/* Writes the first n of what waits. */
static int commit(struct filing *f, size_t n, const struct watch_mailbox *mailbox, struct err *err)
{
	unsigned long archived = archived_of(f, n);

	/* The disk works while the last readings come. */
	archive_sync_begin(&f->archive, archived);
	int rc = collect(f, n, err);
	if (rc == 0)
		rc = archive_sync(&f->archive, archived, err);
	if (rc == 0) {
		rc = add_some(f, 0, n, AS_READ, mailbox, err);
		if (rc < 0 && err->kind != ERR_TEMPORARY && n > 0)
			rc = add_each(f, n, mailbox, err);
	}
	if (rc < 0) {
		filing_forget(f);
		return -1;
	}
	tell(f, n);
	drop_older(f, n);
	return 0;
}

int filing_commit(struct filing *f, const struct watch_mailbox *mailbox, struct err *err)
{
	return commit(f, f->count, mailbox, err);
}

int filing_commit_older(struct filing *f, struct watch_mailbox *mailbox, struct err *err)
{
	size_t n = ++f->halves % WHOLE_EVERY == 0 ? f->count : (f->count + 1) / 2;

	for (size_t i = n; mailbox && i < f->count; i++)
		if (f->waiting[i].origin.uid <= mailbox->last_uid)
			mailbox->last_uid = f->waiting[i].origin.uid - 1;
	return commit(f, n, mailbox, err);
}
