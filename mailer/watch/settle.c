#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/log.h"
#include "base/maildir.h"
#include "base/mem.h"
#include "store/outbox.h"
#include "reply/reading.h"
#include "reply/worker.h"
#include "watch/settle.h"

enum {
	LETTERS_MAX = 500, /* looked for at a time; the others once these are settled */
	FILE_MAX = 64 << 20, /* bytes of a sent mail that are looked through */
};

struct doubt {
	int64_t id;
	const char *ref, *email, *message_id;
	bool settled;
};

struct doubts {
	const struct watching *watching;
	struct arena arena;
	struct doubt *list;
	size_t count;
};

/* The letters that are uncertain. 0 or -1. */
static int doubts_load(struct doubts *d, struct err *err)
{
	struct outbox_filter filter = {.by_state = true, .state = OUTBOX_UNCERTAIN};
	struct outbox_letter letter = {0};
	struct outbox_iter *iter;
	int rc;

	if (outbox_list(d->watching->store, &filter, &iter, err) < 0)
		return -1;
	d->list = arena_array(&d->arena, LETTERS_MAX, sizeof *d->list);
	while (d->count < LETTERS_MAX && (rc = outbox_each(iter, &letter, err)) > 0)
		if (letter.message_id && letter.email)
			d->list[d->count++] = (struct doubt){.id = letter.id,
				.ref = arena_strdup(&d->arena, letter.ref),
				.email = arena_strdup(&d->arena, letter.email),
				.message_id = arena_strdup(&d->arena, letter.message_id)};
	rc = d->count == LETTERS_MAX ? 0 : rc;
	outbox_letter_release(&letter);
	outbox_iter_free(iter);
	return rc;
}

static int settle(struct doubts *d, struct doubt *doubt, struct err *err)
{
	const char *evidence = arena_printf(
		&d->arena, "its Message-ID was found in the folder %s", d->watching->sent_folder);

	if (outbox_settle(d->watching->store, doubt->id, evidence, 0, clock_now(), err) < 0)
		return -1;
	doubt->settled = true;
	log_add(LOG_INFO, "letter %s to %s was uncertain and counts as sent: %s", doubt->ref,
		doubt->email, evidence);
	return 0;
}

/* Told, at most once a process: the letters stay uncertain, and a person decides. */
static void tell(const char *why)
{
	static bool told;

	if (!told)
		log_add(LOG_WARN,
			"inbox.sent_folder: %s; uncertain letters are not looked for there", why);
	told = true;
}

/* ---- on the server */

static int search_all(struct doubts *d, struct imap *imap, struct err *err)
{
	for (size_t i = 0; i < d->count; i++) {
		size_t n = 0;
		int rc = imap_count_message_id(imap, d->list[i].message_id, &n, err);
		if (rc == IMAP_REFUSED) {
			tell(err->text);
			return 1;
		}
		if (rc < 0)
			return rc;
		if (n > 0 && settle(d, &d->list[i], err) < 0)
			return IMAP_REFUSED;
	}
	return 1;
}

int settle_by_imap(const struct watching *watching, struct imap *imap, struct err *err)
{
	struct doubts d = {.watching = watching};
	struct imap_folder folder;
	int rc = 0;

	if (watching->sent_folder == NULL)
		return 0;
	if (doubts_load(&d, err) < 0)
		rc = IMAP_REFUSED;
	if (rc == 0 && d.count > 0) {
		rc = imap_select(imap, watching->sent_folder, true, &folder, err);
		if (rc == IMAP_REFUSED)
			tell(err->text);
		/* A folder that was not opened closed the one before, too (RFC 9051 6.3.2). */
		rc = rc == IMAP_REFUSED ? 1 : rc == 0 ? search_all(&d, imap, err) : rc;
	}
	arena_release(&d.arena);
	return rc;
}

/* ---- in a Maildir */

static bool holds_any(const struct doubts *d, const struct str *mail)
{
	for (size_t i = 0; i < d->count; i++)
		if (!d->list[i].settled && memmem(str_c(mail), mail->len, d->list[i].message_id,
						   strlen(d->list[i].message_id)))
			return true;
	return false;
}

static int compare(struct doubts *d, const struct reading *r, struct err *err)
{
	for (size_t i = 0; r->message_id && i < d->count; i++)
		if (!d->list[i].settled && strcmp(r->message_id, d->list[i].message_id) == 0 &&
			settle(d, &d->list[i], err) < 0)
			return -1;
	return 0;
}

static int look_at_file(struct doubts *d, const char *name, struct err *err)
{
	char *path = path_join(d->watching->sent_folder, name);
	struct str mail = STR_INIT;
	struct reading r;
	struct err own;
	int rc = 0;

	/* One that is gone, or that we may not read, is no evidence. */
	if (file_read(path, FILE_MAX, &mail, &own) == 0 && holds_any(d, &mail)) {
		rc = worker_read(d->watching->worker, str_c(&mail), mail.len, &r, err);
		if (rc == 0) {
			rc = compare(d, &r, err);
			reading_release(&r);
		}
	}
	str_release(&mail);
	free(path);
	return rc;
}

static bool all_settled(const struct doubts *d)
{
	for (size_t i = 0; i < d->count; i++)
		if (!d->list[i].settled)
			return false;
	return true;
}

int settle_by_maildir(const struct watching *watching, struct err *err)
{
	struct doubts d = {.watching = watching};
	char **names;
	size_t count = 0;
	struct err own;
	int rc = 0;

	if (watching->sent_folder == NULL)
		return 0;
	rc = doubts_load(&d, err);
	if (rc == 0 && d.count > 0) {
		if (maildir_list(watching->sent_folder, &names, &count, &own) < 0) {
			tell(own.text);
		} else {
			/* The latest mails, where the letters are, come last. */
			for (size_t i = count; rc == 0 && i > 0 && !all_settled(&d); i--)
				rc = look_at_file(&d, names[i - 1], err);
			maildir_names_free(names, count);
		}
	}
	arena_release(&d.arena);
	return rc;
}
