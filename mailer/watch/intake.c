#include <poll.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/mem.h"
#include "store/events.h"
#include "watch/intake.h"

enum {
	SUSPECT_DEATHS = 3, /* a mail that ended so many sessions by its bytes is passed over */
};

static struct watch_message origin(const struct intake *in, uint32_t uid)
{
	return (struct watch_message){
		.mailbox = in->mailbox->id, .uidvalidity = in->mailbox->uidvalidity, .uid = uid};
}

static int local(struct intake *in, int rc)
{
	in->local = in->local || rc < 0;
	return rc < 0 ? -1 : 0;
}

static int take_whole(void *ctx, uint32_t uid, const void *bytes, size_t n, struct err *err)
{
	struct intake *in = ctx;
	struct filing *f = in->watching->filing;
	struct watch_message from = origin(in, uid);

	if (filing_begin(f, &from, err) < 0)
		return local(in, -1);
	if (filing_feed(f, bytes, n, err) < 0) {
		filing_drop(f);
		return local(in, -1);
	}
	in->taken++;
	return local(in, filing_end(f, true, err));
}

static int take_piece(void *ctx, uint32_t uid, const void *bytes, size_t n, struct err *err)
{
	struct intake *in = ctx;

	(void)uid;
	return local(in, filing_feed(in->watching->filing, bytes, n, err));
}

/* A large mail, piece by piece, so that memory stays flat (W11). */
static int take_large(struct intake *in, uint32_t uid, uint32_t size, struct err *err)
{
	struct filing *f = in->watching->filing;
	struct watch_message from = origin(in, uid);
	struct imap_taker taker = {take_piece, in};
	bool whole = size <= INTAKE_WHOLE_MAX;
	uint32_t wanted = whole ? INTAKE_WHOLE_MAX : FILING_READ_MAX;
	size_t got = INTAKE_LARGE, total = 0;
	int rc = 0;

	if (filing_begin(f, &from, err) < 0)
		return local(in, -1) < 0 ? IMAP_REFUSED : 0;
	for (uint32_t at = 0; rc == 0 && got == INTAKE_LARGE && at < wanted; at += INTAKE_LARGE) {
		rc = imap_fetch_part(in->imap, uid, at, INTAKE_LARGE, &taker, &got, err);
		total += got;
	}
	if (rc < 0 || total == 0) {
		filing_drop(f);
		return rc;
	}
	in->taken++;
	return local(in, filing_end(f, whole, err)) < 0 ? IMAP_REFUSED : 0;
}

/* ---- what cannot be had */

/* The store's list of a mailbox: "UIDVALIDITY UID UID ...". */
static void add_list_name(const struct intake *in, struct str *out)
{
	str_addf(out, "watch.passed.%lld", (long long)in->mailbox->id);
}

static int load_passed(struct intake *in, struct str *list, struct err *err)
{
	struct str name = STR_INIT, prefix = STR_INIT;

	add_list_name(in, &name);
	str_addf(&prefix, "%lu ", (unsigned long)in->mailbox->uidvalidity);
	int rc = store_meta_get(in->watching->store, name.p, list, err);
	/* UIDs of another UIDVALIDITY are other mails. */
	if (rc == 0 || (rc > 0 && !str_starts(str_c(list), prefix.p))) {
		str_reset(list);
		str_adds(list, prefix.p);
	}
	str_release(&name);
	str_release(&prefix);
	return rc < 0 ? -1 : 0;
}

static int save_passed(struct intake *in, const struct str *list, struct err *err)
{
	struct str name = STR_INIT;

	add_list_name(in, &name);
	int rc = store_meta_set(in->watching->store, name.p, list->p, list->len, err);
	str_release(&name);
	return rc;
}

/* A mail that cannot be had: told, noted in the log of events, and tried again by the next run. */
static int pass_over(struct intake *in, uint32_t uid, const char *why, struct err *err)
{
	struct event event = {.kind = "passed-over"};
	struct str detail = STR_INIT, list = STR_INIT, entry = STR_INIT;
	int rc;

	str_addf(&detail,
		"the mail with UID %lu of UIDVALIDITY %lu could not be fetched: %.300s; the next "
		"run tries again",
		(unsigned long)uid, (unsigned long)in->mailbox->uidvalidity, why);
	event.detail = detail.p;
	log_add(LOG_WARN, "%s", detail.p);
	++*in->watching->passed_over;
	str_init_max(&list, STORE_META_MAX);
	str_addf(&entry, " %lu ", (unsigned long)uid);
	rc = load_passed(in, &list, err);
	/* One that was tried once more is in the list still. */
	if (rc == 0 && strstr(str_c(&list), entry.p) == NULL) {
		str_adds(&list, entry.p + 1);
		rc = save_passed(in, &list, err);
	}
	if (rc == 0)
		rc = events_add(in->watching->store, &event, err);
	str_release(&detail);
	str_release(&list);
	str_release(&entry);
	return local(in, rc) < 0 ? IMAP_REFUSED : 0;
}

/* ---- suspects */

static void suspect(struct intake *in, const uint32_t *uids, size_t n)
{
	struct source_suspect *s = in->suspect;

	if (s->uidvalidity != in->mailbox->uidvalidity)
		s->narrow_to = 0;
	if (s->first != uids[0] || s->last != uids[n - 1] ||
		s->uidvalidity != in->mailbox->uidvalidity)
		s->deaths = 0;
	s->uidvalidity = in->mailbox->uidvalidity;
	s->last = uids[n - 1];
	s->first = uids[0];
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

/* ---- batches */

static int commit(struct intake *in, uint32_t last_uid, struct err *err)
{
	struct watch_mailbox next = *in->mailbox;

	next.last_uid = last_uid;
	if (filing_commit(in->watching->filing, &next, err) < 0) {
		in->local = true;
		return IMAP_REFUSED;
	}
	*in->mailbox = next;
	return 0;
}

/*
 * One mail alone: 0 also when it was passed over, or is gone by now. The server's refusal of it is
 * no reason to stop.
 */
static int fetch_one(struct intake *in, uint32_t uid, struct err *err)
{
	struct imap_taker taker = {take_whole, in};
	bool taken = false;
	uint32_t size = 1;
	int rc = imap_fetch(in->imap, &uid, 1, INTAKE_LARGE, &taker, &taken, err);

	if (rc == IMAP_ENDED || in->local || taken)
		return rc;
	if (rc == IMAP_REFUSED)
		return pass_over(in, uid, err->text, err);
	rc = imap_sizes(in->imap, &uid, 1, &size, err);
	if (rc == 0 && size > 0)
		rc = pass_over(in, uid, "the server does not give it", err);
	return rc;
}

/* Many at once, and those that did not come one by one. */
static int fetch_many(
	struct intake *in, const uint32_t *uids, const uint32_t *sizes, size_t n, struct err *err)
{
	struct imap_taker taker = {take_whole, in};
	bool taken[FILING_BATCH];
	uint64_t bytes = 0;

	for (size_t i = 0; i < n; i++)
		bytes += sizes[i];
	int rc = imap_fetch(in->imap, uids, n, bytes, &taker, taken, err);
	if (rc == IMAP_ENDED || in->local)
		return rc;
	rc = 0;
	for (size_t i = 0; rc == 0 && i < n; i++)
		if (!taken[i] && sizes[i] > 0)
			rc = fetch_one(in, uids[i], err);
	return rc;
}

static int fetch_batch(
	struct intake *in, const uint32_t *uids, const uint32_t *sizes, size_t n, struct err *err)
{
	int rc;

	if (n == 1 && condemned(in, uids[0]))
		return pass_over(in, uids[0], "it ended the session each time", err);
	suspect(in, uids, n);
	if (n == 1 && sizes[0] >= INTAKE_LARGE) {
		rc = take_large(in, uids[0], sizes[0], err);
		if (rc == IMAP_REFUSED && !in->local)
			rc = pass_over(in, uids[0], err->text, err);
	} else {
		rc = fetch_many(in, uids, sizes, n, err);
	}
	if (rc == 0)
		in->suspect->first = in->suspect->deaths = 0;
	return rc;
}

/* How many of the next n make one batch. */
static size_t batch_size(
	const struct intake *in, const uint32_t *uids, const uint32_t *sizes, size_t n)
{
	uint64_t bytes = sizes[0];
	size_t count = 1;

	if (one_by_one(in, uids[0]) || sizes[0] >= INTAKE_LARGE)
		return 1;
	while (count < n && sizes[count] < INTAKE_LARGE &&
		bytes + sizes[count] <= FILING_BATCH_BYTES)
		bytes += sizes[count++];
	return count;
}

static bool told_to_stop(const struct intake *in)
{
	struct pollfd fd = {.fd = in->watching->stop_fd, .events = POLLIN};

	return poll(&fd, 1, 0) > 0;
}

/* Up to FILING_BATCH mails whose sizes are asked for together. */
static int take_group(struct intake *in, const uint32_t *uids, size_t n, struct err *err)
{
	uint32_t sizes[FILING_BATCH];
	int rc = imap_sizes(in->imap, uids, n, sizes, err);

	for (size_t i = 0; rc == 0 && i < n && !told_to_stop(in);) {
		size_t count = batch_size(in, uids + i, sizes + i, n - i);
		rc = fetch_batch(in, uids + i, sizes + i, count, err);
		if (rc == 0)
			rc = commit(in, uids[i + count - 1], err);
		i += count;
	}
	return rc;
}

int intake_run(struct intake *in, struct err *err)
{
	uint32_t *uids;
	size_t count;
	int rc = imap_uids_above(in->imap, in->mailbox->last_uid, &uids, &count, err);

	for (size_t i = 0; rc == 0 && i < count && !told_to_stop(in); i += FILING_BATCH)
		rc = take_group(
			in, uids + i, count - i < FILING_BATCH ? count - i : FILING_BATCH, err);
	if (rc < 0)
		filing_forget(in->watching->filing);
	free(uids);
	return rc;
}

static void drop(struct str *list, uint32_t uid)
{
	struct str entry = STR_INIT;
	char *at;

	str_addf(&entry, " %lu ", (unsigned long)uid);
	at = strstr(str_c(list), entry.p);
	if (at) {
		const char *rest = at + entry.len - 1;
		memmove(at, rest, strlen(rest) + 1);
		str_truncate(list, list->len - (entry.len - 1));
	}
	str_release(&entry);
}

/*
 * One mail of the list. It stays there until it is filed, since it may end this process, but last:
 * the next run begins with the others.
 */
static int retry_one(struct intake *in, uint32_t uid, struct str *list, struct err *err)
{
	size_t before = *in->watching->passed_over;
	uint32_t size;
	int rc;

	drop(list, uid);
	str_addf(list, "%lu ", (unsigned long)uid);
	if (save_passed(in, list, err) < 0)
		return local(in, -1) < 0 ? IMAP_REFUSED : 0;
	rc = imap_sizes(in->imap, &uid, 1, &size, err);
	if (rc == 0 && size > 0)
		rc = fetch_batch(in, &uid, &size, 1, err);
	if (rc == 0)
		rc = commit(in, in->mailbox->last_uid, err);
	if (rc < 0 || *in->watching->passed_over != before)
		return rc;
	drop(list, uid);
	return save_passed(in, list, err) < 0 && local(in, -1) < 0 ? IMAP_REFUSED : 0;
}

int intake_retry(struct intake *in, struct err *err)
{
	struct str list = STR_INIT, now = STR_INIT;
	char *at, *end;
	int rc = 0;

	str_init_max(&list, STORE_META_MAX);
	if (load_passed(in, &list, err) < 0)
		rc = local(in, -1) < 0 ? IMAP_REFUSED : 0;
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
