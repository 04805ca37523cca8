#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "cmd/remind_queue.h"

/* The campaign that reminders are made of: frozen files, and the folder's where they are newer. */
struct overlay {
	struct store *store;
	const struct edition *edition;
	struct source folder;
	const char *own; /* the reminder's template, as the settings name it */
	bool own_settings; /* the frozen settings know no reminder: the folder's do */
};

/* "reminder.md" and its variants "reminder.fr.md". */
static bool is_own(const struct overlay *o, const char *name)
{
	const char *end = strrchr(o->own, '.');
	size_t stem = end ? (size_t)(end - o->own) : strlen(o->own);

	if (o->own_settings && strcmp(name, CAMPAIGN_FILE) == 0)
		return true;
	return strncmp(name, o->own, stem) == 0 && (name[stem] == '.' || name[stem] == '\0');
}

static int read_overlay(void *ctx, const char *name, struct str *out, struct err *err)
{
	const struct overlay *o = ctx;
	const struct edition_file *file = is_own(o, name) ? NULL : edition_file(o->edition, name);

	if (file == NULL)
		return o->folder.read(o->folder.ctx, name, out, err);
	return edition_read(o->store, o->edition, file, out, err);
}

static int open_overlay(void *ctx, const char *name, struct reader *reader_r, struct err *err)
{
	const struct overlay *o = ctx;
	const struct edition_file *file = is_own(o, name) ? NULL : edition_file(o->edition, name);

	if (file == NULL)
		return o->folder.open(o->folder.ctx, name, reader_r, err);
	int found = store_blob_open(o->store, file->sha256, reader_r, err);
	return found == 0 ? edition_damaged(o->edition, file, err) : found < 0 ? -1 : 0;
}

/* Loads the campaign over the overlay. *c is to be released in any case. */
static int load(struct workspace *w, struct overlay *o, struct source *source, struct campaign *c,
	struct problems *problems)
{
	*source = (struct source){.read = read_overlay, .open = open_overlay, .ctx = o};
	campaign_load(c, w->campaign.dir, source, false, problems);
	if (problems->errors == 0 && c->letter.reminder_file == NULL && !o->own_settings) {
		campaign_release(c);
		*c = (struct campaign){0};
		o->own_settings = true;
		campaign_load(c, w->campaign.dir, source, false, problems);
	}
	return problems->errors ? -1 : 0;
}

/* Composes everything once: every problem is told before anything is queued, and every file that a
 * reminder needs is among the campaign's. */
static int check(struct workspace *w, struct campaign *c, int64_t now, struct problems *problems,
	struct err *err)
{
	uint8_t secret[STORE_SECRET_SIZE];
	size_t secret_len;
	struct composer *composer;

	if (workspace_secret(w, secret, &secret_len, true, err) < 0)
		return -1;
	composer = composer_new(c, LETTER_REMINDER, now, secret, secret_len, problems);
	mem_wipe(secret, sizeof secret);
	if (composer == NULL)
		return -1;
	composer_check(composer, problems, NULL);
	composer_free(composer);
	return problems->errors ? -1 : 0;
}

static int freeze(struct workspace *w, const struct edition *before, const struct campaign *c,
	int64_t now, int64_t *id_r, struct err *err)
{
	size_t n = c->files.count;
	struct edition_file *files = workspace_files(c);
	struct str settings = STR_INIT;
	int result;

	files = mem_resize(files, n + before->file_count + 1, sizeof *files);
	/* What only the letter itself needs goes along: later letters are made of it. */
	for (size_t i = 0; i < before->file_count; i++) {
		bool known = false;
		for (size_t k = 0; k < c->files.count; k++)
			known = known || strcmp(files[k].name, before->files[i].name) == 0;
		if (!known)
			files[n++] = before->files[i];
	}
	campaign_add_frozen_settings(c, &settings);
	result = workspace_keep_lists(w->store, c, err);
	if (result == 0)
		result = edition_freeze(w->store, now, files, n, str_c(&settings), id_r, err);
	str_release(&settings);
	free(files);
	return result;
}

/* Makes the edition; *id_r is its number. */
static int make_edition(
	struct workspace *w, int64_t now, int64_t *id_r, struct problems *problems, struct err *err)
{
	struct edition before = {0};
	struct overlay overlay = {.store = w->store,
		.edition = &before,
		.folder = source_folder(w->campaign.dir),
		.own = w->campaign.letter.reminder_file};
	struct source source;
	struct campaign c = {0};
	int64_t current;
	int result = edition_current(w->store, &current, err);

	if (result > 0)
		result = edition_load(w->store, current, &before, err);
	if (result <= 0)
		return result < 0 ? -1 : err_set(err, ERR_FAILED, "no letter was frozen yet");
	result = load(w, &overlay, &source, &c, problems);
	if (result == 0)
		result = check(w, &c, now, problems, err);
	if (result == 0)
		result = freeze(w, &before, &c, now, id_r, err);
	campaign_release(&c);
	edition_release(&before);
	return result;
}

static int add_row(struct workspace *w, const struct remind_target *t, int64_t edition,
	const struct letter_id *id, const struct letter *letter, struct err *err)
{
	struct outbox_letter row = {
		.ref = letter->ref,
		.key = letter->key,
		.edition = edition,
		.list_blob = t->first.list_blob,
		.kind = "reminder",
		.level = (long)id->level,
		.recipient_row = t->first.recipient_row,
		.signatory_row = t->first.signatory_row,
		.recipient_key = t->first.recipient_key,
		.email = t->first.email,
		.name = t->first.name,
		.org = t->target,
		.signatory = t->first.signatory,
		.number = (long)id->number,
		.message_id = letter->message_id,
		.token = letter->token,
		.subject = letter->subject,
		.envelope_from = letter->envelope_from,
		.size = letter->bytes.len,
		.sha256 = letter->sha256,
	};
	bool added = false;

	if (outbox_add(w->store, &row, &added, err) < 0)
		return -1;
	if (!added)
		return err_set(err, ERR_FAILED, "%s was queued meanwhile; run again", letter->key);
	if (frozen_keep_reminder(w->store, letter->key, id, err) < 0)
		return -1;
	return remind_note(w->store, t->target, t->reasons, t->reason_count, letter->ref, err);
}

static int queue_one(struct workspace *w, struct frozen *frozen, const struct remind_target *t,
	long number, struct letter *letter, struct err *err)
{
	struct letter_id id = {
		.kind = LETTER_REMINDER,
		.level = (unsigned)t->reminders + 1,
		.recipient = (size_t)t->first.recipient_row,
		.signatory = t->first.signatory_row,
		.number = (size_t)number,
		.first_message_id = t->first.message_id,
		.first_ref = t->first.ref,
		.first_date = t->first.sent_at,
		.open_demands = t->demands,
		.open_demand_count = t->demand_count,
		.days_overdue = t->days_overdue,
	};
	struct campaign *campaign;
	struct composer *composer;

	if (frozen_list(frozen, t->first.list_blob, LETTER_REMINDER, &campaign, &composer, err) < 0)
		return -1;
	if (id.recipient >= campaign->recipients.row_count)
		return err_set(err, ERR_FAILED, "letter %s: its row is not in the frozen lists",
			t->first.ref);
	if (composer_write(composer, &id, letter, err) < 0)
		return -1;
	return add_row(w, t, frozen->edition.id, &id, letter, err);
}

static int queue_all(struct workspace *w, const struct remind_plan *plan, int64_t edition,
	size_t *queued_r, struct err *err)
{
	struct frozen frozen = {0};
	struct letter letter = {0};
	long number;
	int result = frozen_load(&frozen, w, edition, err);

	if (result == 0 && outbox_last_number(w->store, &number, err) < 0)
		result = -1;
	for (size_t i = 0; i < plan->count && result == 0; i++) {
		if (!plan->targets[i].due)
			continue;
		result = queue_one(w, &frozen, &plan->targets[i], ++number, &letter, err);
		*queued_r += result == 0;
	}
	letter_release(&letter);
	frozen_release(&frozen);
	return result < 0 ? -1 : outbox_log_queued(w->store, edition, *queued_r, err);
}

int remind_queue(struct workspace *w, const struct remind_plan *plan, int64_t now, bool rehearse,
	size_t *queued_r, struct problems *problems, struct err *err)
{
	int64_t edition = 0;
	int result;

	*queued_r = 0;
	if (plan->due == 0)
		return 0;
	if (store_begin(w->store, err) < 0)
		return -1;
	result = make_edition(w, now, &edition, problems, err);
	if (result == 0)
		result = queue_all(w, plan, edition, queued_r, err);
	if (result < 0 || rehearse) {
		store_rollback(w->store);
		return result;
	}
	return store_commit(w->store, err);
}
