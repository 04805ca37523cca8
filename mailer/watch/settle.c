#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/maildir.h"
#include "base/mem.h"
#include "base/str.h"
#include "reply/reading.h"
#include "reply/worker.h"
#include "watch/settle.h"
#include "watch/settle_doubts.h"

enum {
	ASKED_MAX = 50, /* Message-IDs that one SEARCH looks for */
	FIELD_MAX = 4096, /* bytes of a Message-ID field */
	HEADER_MAX = 64 << 10, /* bytes of a file in which its header is looked for */
};

void settling_release(struct settling *s)
{
	map_release(&s->seen);
	free(s->special);
	*s = (struct settling){0};
}

/* ---- on the server */

/* The Message-ID fields of mails that a SEARCH has found: it finds parts of words, too. */
struct fields {
	struct doubts *doubts;
	struct str text; /* of one mail */
	int failed;
};

static int begin_field(void *ctx, uint32_t uid, struct err *err)
{
	struct fields *f = ctx;

	(void)uid;
	(void)err;
	str_reset(&f->text);
	return 0;
}

static int feed_field(void *ctx, const void *bytes, size_t n, struct err *err)
{
	struct fields *f = ctx;

	(void)err;
	str_add(&f->text, bytes, n);
	return 0;
}

static int settle_found(struct doubts *d, struct doubt *doubt, void *ctx, struct err *err)
{
	(void)ctx;
	return doubt_settle(d, doubt, err);
}

static int end_field(void *ctx, uint32_t uid, struct err *err)
{
	struct fields *f = ctx;

	(void)uid;
	f->failed = doubts_in(f->doubts, str_c(&f->text), f->text.len, settle_found, NULL, err);
	return f->failed;
}

/* Settles those of some letters whose mails are among the uids. */
static int look_at_fields(
	struct doubts *d, struct imap *imap, const uint32_t *uids, size_t count, struct err *err)
{
	struct fields fields = {.doubts = d};
	struct imap_taker taker = {begin_field, feed_field, end_field, NULL, &fields};
	int rc = 0;

	str_init_max(&fields.text, FIELD_MAX);
	for (size_t from = 0; rc == 0 && from < count; from += IMAP_FETCH_MAX) {
		size_t n = count - from < IMAP_FETCH_MAX ? count - from : IMAP_FETCH_MAX;
		rc = imap_fetch_post(imap, uids + from, n, IMAP_MESSAGE_ID, err);
		if (rc == 0)
			rc = imap_fetch_take(imap, &taker, err);
		if (rc == IMAP_REFUSED && fields.failed == 0) {
			doubts_tell(err->text);
			rc = 0;
		}
	}
	str_release(&fields.text);
	return rc;
}

/* 0 also when the server cannot search: that is told. */
static int search_all(struct doubts *d, struct imap *imap, struct err *err)
{
	const char *ids[ASKED_MAX];
	int rc = 0;

	for (size_t from = 0; rc == 0 && from < d->count; from += ASKED_MAX) {
		size_t n = 0, count;
		uint32_t *uids;
		while (n < ASKED_MAX && from + n < d->count) {
			ids[n] = d->list[from + n].message_id;
			n++;
		}
		rc = imap_uids_of_message_ids(imap, ids, n, &uids, &count, err);
		if (rc == IMAP_REFUSED) {
			doubts_tell(err->text);
			return 0;
		}
		if (rc == 0)
			rc = look_at_fields(d, imap, uids, count, err);
		free(uids);
	}
	return rc;
}

/* The folder to look at: 1, 0 when there is none, or an IMAP result. */
static int find_folder(struct settling *s, struct doubts *d, struct imap *imap, struct err *err)
{
	struct str name = STR_INIT;

	d->folder = d->watching->sent_folder;
	if (d->folder == NULL && !s->asked) {
		int rc = imap_special(imap, "\\Sent", &name, err);
		if (rc < 0)
			return rc;
		s->asked = true;
		s->special = rc > 0 ? str_detach(&name, NULL) : NULL;
		str_release(&name);
	}
	if (d->folder == NULL)
		d->folder = s->special;
	return d->folder != NULL;
}

/* Opens the folder and looks for them: 1 (it is selected now), or an IMAP result. */
static int look_in_folder(struct settling *s, struct doubts *d, struct imap *imap, struct err *err)
{
	struct imap_folder folder;
	int rc = imap_select(imap, d->folder, true, &folder, err);

	if (rc == IMAP_REFUSED) {
		doubts_tell(err->text);
		/* A folder that was not opened closed the one before, too (RFC 9051 6.3.2). */
		return 1;
	}
	if (rc == 0)
		rc = search_all(d, imap, err);
	if (rc < 0)
		return rc;
	s->doubts = d->print;
	s->uidvalidity = folder.uidvalidity;
	s->uidnext = folder.uidnext;
	return 1;
}

int settle_by_imap(
	struct settling *s, const struct watching *watching, struct imap *imap, struct err *err)
{
	struct doubts d = {.watching = watching};
	struct imap_folder now;
	int rc = doubts_load(&d, err) < 0 ? IMAP_REFUSED : 0;

	if (rc == 0 && d.count > 0)
		rc = find_folder(s, &d, imap, err);
	if (rc > 0) {
		rc = imap_status(imap, d.folder, &now, err);
		bool same = rc == 0 && now.uidnext > 0 && now.uidnext == s->uidnext &&
			    now.uidvalidity == s->uidvalidity && d.print == s->doubts;
		if (rc == IMAP_REFUSED) {
			doubts_tell(err->text);
			rc = 0;
		} else if (rc == 0 && !same) {
			rc = look_in_folder(s, &d, imap, err);
		}
	}
	doubts_release(&d);
	return rc;
}

/* ---- in a Maildir */

/* Reads the beginning of a file; false when it is gone, or may not be read: no evidence. */
static bool read_header(const struct doubts *d, const char *name, struct str *header)
{
	char *path = path_join(d->folder, name), piece[4096];
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
	ssize_t n = 0;

	free(path);
	str_reset(header);
	while (fd >= 0 && header->len < HEADER_MAX && (n = read(fd, piece, sizeof piece)) > 0) {
		/* An empty line, which may lie across two pieces, ends it. */
		size_t from = header->len < 3 ? 0 : header->len - 3;
		str_add(header, piece, (size_t)n);
		if (memmem(header->p + from, header->len - from, "\n\n", 2) ||
			memmem(header->p + from, header->len - from, "\n\r\n", 3))
			break;
	}
	if (fd >= 0)
		close(fd);
	return fd >= 0 && n >= 0;
}

/* What the worker says is the mail's Message-ID counts, not what else its header names. */
static int confirm(struct doubts *d, struct doubt *doubt, void *ctx, struct err *err)
{
	const struct str *header = ctx;
	struct reading r;

	if (worker_read(d->watching->worker, str_c(header), header->len, &r, err) < 0)
		return -1;
	int rc = r.message_id && strcmp(r.message_id, doubt->message_id) == 0
			 ? doubt_settle(d, doubt, err)
			 : 0;
	reading_release(&r);
	return rc;
}

/* The name without its flags (":2,S"), which change. */
static size_t base_len(const char *name)
{
	return strcspn(name, ":");
}

static int look_at_file(
	struct settling *s, struct doubts *d, const char *name, struct str *header, struct err *err)
{
	const char *base = path_base(name);
	int rc = 0;

	if (map_get(&s->seen, base, base_len(base), NULL))
		return 0;
	if (read_header(d, name, header))
		rc = doubts_in(d, str_c(header), header->len, confirm, header, err);
	if (rc == 0)
		map_put(&s->seen, base, base_len(base), 1);
	return rc;
}

static int look_at_files(struct settling *s, struct doubts *d, struct err *err)
{
	struct str header = STR_INIT;
	struct err own;
	char **names;
	size_t count = 0;
	int rc = 0;

	if (maildir_list(d->folder, &names, &count, &own) < 0) {
		doubts_tell(own.text);
		return 0;
	}
	/* Letters that were not looked for yet may be in any file. */
	if (d->print != s->doubts)
		map_release(&s->seen);
	/* The latest mails, where the letters are, come last. */
	for (size_t i = count; rc == 0 && i > 0 && d->settled < d->count; i--)
		rc = look_at_file(s, d, names[i - 1], &header, err);
	s->doubts = d->print;
	maildir_names_free(names, count);
	str_release(&header);
	return rc;
}

int settle_by_maildir(struct settling *s, const struct watching *watching, struct err *err)
{
	struct doubts d = {.watching = watching, .folder = watching->sent_folder};
	int rc = 0;

	if (watching->sent_folder == NULL)
		return 0;
	rc = doubts_load(&d, err);
	if (rc == 0 && d.count > 0)
		rc = look_at_files(s, &d, err);
	doubts_release(&d);
	return rc;
}
