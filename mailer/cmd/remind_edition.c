#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "cmd/remind_edition.h"

/* "reminder.md" and its variants "reminder.fr.md". */
static bool is_own(const struct remind_edition *e, const char *name)
{
	const char *own = e->w->campaign.letter.reminder_file;
	const char *end = strrchr(own, '.');
	size_t stem = end ? (size_t)(end - own) : strlen(own);

	if (e->own_settings && strcmp(name, CAMPAIGN_FILE) == 0)
		return true;
	return strncmp(name, own, stem) == 0 && (name[stem] == '.' || name[stem] == '\0');
}

/* The frozen file that is read; NULL: the folder's is. */
static const struct edition_file *frozen_file(const struct remind_edition *e, const char *name)
{
	return is_own(e, name) ? NULL : edition_file(&e->before, name);
}

static int read_file(void *ctx, const char *name, struct str *out, struct err *err)
{
	const struct remind_edition *e = ctx;
	const struct edition_file *file = frozen_file(e, name);

	if (file == NULL)
		return e->folder.read(e->folder.ctx, name, out, err);
	return edition_read(e->w->store, &e->before, file, out, err);
}

static int open_file(void *ctx, const char *name, struct reader *reader_r, struct err *err)
{
	const struct remind_edition *e = ctx;
	const struct edition_file *file = frozen_file(e, name);

	if (file == NULL)
		return e->folder.open(e->folder.ctx, name, reader_r, err);
	int found = store_blob_open(e->w->store, file->sha256, reader_r, err);
	return found == 0 ? edition_damaged(&e->before, file, err) : found < 0 ? -1 : 0;
}

static int load_campaign(struct remind_edition *e, struct problems *problems)
{
	const char *dir = e->w->campaign.dir;

	campaign_load(&e->campaign, dir, &e->source, false, problems);
	if (problems->errors == 0 && e->campaign.letter.reminder_file == NULL) {
		campaign_release(&e->campaign);
		e->campaign = (struct campaign){0};
		e->own_settings = true;
		campaign_load(&e->campaign, dir, &e->source, false, problems);
	}
	return problems->errors ? -1 : 0;
}

static int check(struct remind_edition *e, struct problems *problems, struct err *err)
{
	uint8_t secret[STORE_SECRET_SIZE];
	size_t secret_len;
	struct composer *composer;

	if (frozen_secret(e->w, secret, &secret_len, err) < 0)
		return -1;
	composer =
		composer_new(&e->campaign, LETTER_REMINDER, e->date, secret, secret_len, problems);
	mem_wipe(secret, sizeof secret);
	if (composer == NULL)
		return -1;
	composer_check(composer, problems, NULL);
	composer_free(composer);
	return problems->errors ? -1 : campaign_check_lists(&e->campaign, err);
}

int remind_edition_load(struct remind_edition *e, struct workspace *w, int64_t date,
	struct problems *problems, struct err *err)
{
	int64_t current;
	int found = edition_current(w->store, &current, err);

	*e = (struct remind_edition){
		.w = w,
		.date = date,
		.folder = source_folder(w->campaign.dir),
		.source = {.read = read_file, .open = open_file, .ctx = e},
	};
	if (found > 0)
		found = edition_load(w->store, current, &e->before, err);
	if (found == 0)
		err_set(err, ERR_FAILED, "no letter was frozen yet");
	if (found <= 0 || load_campaign(e, problems) < 0)
		return -1;
	return check(e, problems, err);
}

void remind_edition_release(struct remind_edition *e)
{
	campaign_release(&e->campaign);
	edition_release(&e->before);
}

/* Whether the campaign has read the file of this name. */
static bool was_read(const struct remind_edition *e, const char *name)
{
	return campaign_files_find(&e->campaign.files, name) != NULL;
}

int remind_edition_freeze(struct remind_edition *e, int64_t *id_r, struct err *err)
{
	size_t n = e->campaign.files.count;
	struct edition_file *files = workspace_files(&e->campaign);
	struct str settings = STR_INIT;
	int rc;

	files = mem_resize(files, n + e->before.file_count + 1, sizeof *files);
	/* What only the letter itself needs goes along: later letters are made of it. */
	for (size_t i = 0; i < e->before.file_count; i++)
		if (!was_read(e, e->before.files[i].name))
			files[n++] = e->before.files[i];
	campaign_add_frozen_settings(&e->campaign, &settings);
	rc = workspace_keep_lists(e->w->store, &e->campaign, err);
	if (rc == 0)
		rc = edition_freeze(e->w->store, e->date, files, n, str_c(&settings), id_r, err);
	str_release(&settings);
	free(files);
	return rc;
}
