#include <string.h>

#include "base/clock.h"
#include "watch/compose_reply.h"
#include "watch/filing_add.h"

/* The folders for a mail, each once, in *folders_r (of the arena); their number or -1. */
static long folders_of(const struct filing_settings *s, const struct reply *reply,
	struct arena *arena, const char ***folders_r, struct err *err)
{
	const struct match_settings *m = &s->match;
	const char **folders = arena_array(arena, reply->demand_count, sizeof *folders);
	struct str folder = STR_INIT;
	long n = 0, k;

	for (size_t i = 0; n >= 0 && i < reply->demand_count; i++) {
		const struct demand *d =
			demand_find(m->demands, m->demand_count, reply->demands[i].demand);
		str_reset(&folder);
		if (d == NULL)
			continue;
		if (s->folder(s->ctx, d, reply->letters[0].ref, reply->letters[0].org, &folder,
			    err) < 0) {
			n = -1;
			break;
		}
		for (k = 0; k < n && strcmp(folders[k], str_c(&folder)) != 0; k++)
			;
		if (k == n && folder.len > 0)
			folders[n++] = arena_strdup(arena, folder.p);
	}
	str_release(&folder);
	*folders_r = folders;
	return n;
}

/* A mail that is found in one of its folders (which may be followed too) is where it belongs. */
static int plan_folders(const struct filing_settings *s, struct filing_mail *w,
	const struct reply *reply, struct err *err)
{
	struct arena arena = {0};
	const char **folders;
	int home = 0, rc = 0;

	if (s->folder == NULL || w->origin.uid == 0 || reply->letter_count == 0 ||
		(reply->filing != REPLY_FILED && reply->filing != REPLY_UNVERIFIED))
		return 0;
	long n = folders_of(s, reply, &arena, &folders, err);
	for (long i = 0; home == 0 && i < n; i++)
		home = watch_mailbox_is(s->store, w->origin.mailbox, folders[i], err);
	for (long i = 0; home == 0 && rc == 0 && i < n; i++)
		rc = watch_plan_add(s->store, &w->origin, w->number, i ? WATCH_COPY : WATCH_MOVE,
			folders[i], err);
	arena_release(&arena);
	return n < 0 || home < 0 ? -1 : rc;
}

int filing_add_known(const struct filing_settings *s, struct filing_mail *w, struct err *err)
{
	struct reply reply = {0};
	int rc = watch_note(s->store, &w->origin, w->number, err);

	if (rc == 0 && s->folder && w->origin.uid) {
		rc = reply_load(s->store, w->number, &reply, err) < 0 ? -1 : 0;
		if (rc == 0 && reply.class && strcmp(reply.class, "reply") == 0)
			rc = plan_folders(s, w, &reply, err);
		reply_release(&reply);
	}
	return rc;
}

int filing_add_new(const struct filing_settings *s, struct filing_mail *w, struct err *err)
{
	struct reply *reply = &w->reply;

	*reply = (struct reply){0};
	if (compose_reply(s->store, &s->match, &w->reading, &w->reading.arena, reply, err) < 0)
		return -1;
	reply->sha256 = w->sha256;
	reply->size = w->size;
	reply->archive_name = w->archive_name;
	reply->received_at = clock_now();
	if (reply_add(s->store, reply, &w->added, err) < 0)
		return -1;
	w->number = reply->number;
	if (watch_note(s->store, &w->origin, w->number, err) < 0)
		return -1;
	return plan_folders(s, w, reply, err);
}

int filing_add_unread(const struct filing_settings *s, struct filing_mail *w, struct err *err)
{
	w->reply = (struct reply){.sha256 = w->sha256,
		.size = w->size,
		.archive_name = w->archive_name,
		.received_at = clock_now(),
		.class = reading_class_name(READING_UNRELATED),
		.filing = REPLY_UNSORTED,
		.quarantined = true};
	if (reply_add(s->store, &w->reply, &w->added, err) < 0)
		return -1;
	w->number = w->reply.number;
	return watch_note(s->store, &w->origin, w->number, err);
}
