#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "cmd/reminder_facts.h"
#include "cmd/workspace.h"

/* The first error among problems, as one sentence about a frozen edition. */
static int problems_err(const struct problems *p, int64_t edition, struct err *err)
{
	const struct problem *first = p->items;

	while (first < p->items + p->count && first->warning)
		first++;
	if (first == p->items + p->count)
		return err_set(
			err, ERR_FAILED, "edition %" PRId64 " cannot be read again", edition);
	if (first->line == 0)
		return err_set(err, ERR_FAILED, "edition %" PRId64 " cannot be read again: %s: %s",
			edition, first->file, first->text);
	return err_set(err, ERR_FAILED, "edition %" PRId64 " cannot be read again: %s:%zu:%zu: %s",
		edition, first->file, first->line, first->column, first->text);
}

static int load_campaign(struct frozen_list *l, const struct source *source, struct err *err)
{
	struct campaign *folder = &l->frozen->w->campaign;
	struct problems problems = {0};
	int rc = 0;

	campaign_load_again(&l->campaign, folder->dir, source, folder, false, &problems);
	if (problems.errors)
		rc = problems_err(&problems, l->frozen->edition.id, err);
	problems_release(&problems);
	return rc;
}

static struct composer *make_composer(
	struct frozen *f, struct campaign *c, enum letter_kind kind, struct err *err)
{
	struct problems problems = {0};
	struct composer *composer =
		composer_new(c, kind, f->edition.date, f->secret, f->secret_len, &problems);

	if (composer == NULL)
		problems_err(&problems, f->edition.id, err);
	problems_release(&problems);
	return composer;
}

/* Whether a file is the later list that stands in the place of the edition's own. */
static bool is_later_list(const struct frozen_list *l, const char *name)
{
	return *l->sha256 && strcmp(name, l->frozen->own.campaign.recipients_file) == 0;
}

/* What a file is read from when that is not the store; NULL when it is. */
static const struct source *other_source(const struct frozen_list *l, const char *name)
{
	return is_later_list(l, name) ? NULL : l->frozen->source;
}

/* The hash of a file that the campaign over a list asks for; NULL when it was not frozen. */
static const char *frozen_hash(const struct frozen_list *l, const char *name, struct err *err)
{
	const struct edition_file *file;

	if (is_later_list(l, name))
		return l->sha256;
	file = edition_file(&l->frozen->edition, name);
	if (file == NULL)
		err_set(err, ERR_INPUT, "%s: is not among the frozen files", name);
	return file ? file->sha256 : NULL;
}

static int read_frozen(void *ctx, const char *name, struct str *out, struct err *err)
{
	struct frozen_list *l = ctx;
	const struct source *other = other_source(l, name);
	const char *hash;

	if (other)
		return other->read(other->ctx, name, out, err);
	hash = frozen_hash(l, name, err);
	if (hash == NULL)
		return -1;
	const struct edition_file file = {.name = name, .sha256 = hash};
	return edition_read(l->frozen->w->store, &l->frozen->edition, &file, out, err);
}

static int open_frozen(void *ctx, const char *name, struct reader *reader_r, struct err *err)
{
	struct frozen_list *l = ctx;
	const struct source *other = other_source(l, name);

	if (other)
		return other->open(other->ctx, name, reader_r, err);
	const char *hash = frozen_hash(l, name, err);
	int found = hash ? store_blob_open(l->frozen->w->store, hash, reader_r, err) : -1;

	if (found == 0)
		err_set(err, ERR_FAILED, "%s has lost the list %s (%s)", l->frozen->w->store_path,
			name, hash);
	return found > 0 ? 0 : -1;
}

/* What is read in pieces was not compared with its hash piece by piece. */
static int check_hashes(const struct frozen_list *l, struct err *err)
{
	const struct campaign_files *files = &l->campaign.files;

	for (size_t i = 0; i < files->count; i++) {
		if (other_source(l, files->items[i].name))
			continue;
		const struct edition_file file = {.name = files->items[i].name,
			.sha256 = frozen_hash(l, files->items[i].name, err)};
		if (file.sha256 == NULL)
			return -1;
		if (files->items[i].in_pieces && strcmp(files->items[i].sha256, file.sha256) != 0)
			return edition_damaged(&l->frozen->edition, &file, err);
	}
	return 0;
}

/* Loads the campaign of the edition over a list. */
static int load_list(struct frozen_list *l, struct frozen *f, struct err *err)
{
	struct source source = {.read = read_frozen, .open = open_frozen, .ctx = l};
	int rc;

	l->frozen = f;
	rc = load_campaign(l, &source, err);
	l->loaded = true;
	return rc < 0 ? -1 : check_hashes(l, err);
}

int frozen_secret(
	struct workspace *w, uint8_t key_r[STORE_SECRET_SIZE], size_t *len_r, struct err *err)
{
	int found = workspace_secret(w, key_r, len_r, false, err);

	if (found == 0)
		err_set(err, ERR_FAILED, "%s has lost the campaign's secret", w->store_path);
	return found > 0 ? 0 : -1;
}

int frozen_load(struct frozen *f, struct workspace *w, int64_t id, struct err *err)
{
	int found = edition_load(w->store, id, &f->edition, err);

	f->w = w;
	if (found == 0)
		err_set(err, ERR_FAILED, "there is no edition %" PRId64 " in %s", id,
			w->store_path);
	if (found <= 0 || frozen_secret(w, f->secret, &f->secret_len, err) < 0)
		return -1;
	return load_list(&f->own, f, err);
}

int frozen_rehearse(struct frozen *f, struct workspace *w, const struct source *source,
	int64_t date, struct err *err)
{
	f->w = w;
	f->source = source;
	f->edition.date = date;
	if (frozen_secret(w, f->secret, &f->secret_len, err) < 0)
		return -1;
	return load_list(&f->own, f, err);
}

static void release_list(struct frozen_list *l)
{
	composer_free(l->first);
	composer_free(l->reminder);
	if (l->loaded)
		campaign_release(&l->campaign);
}

void frozen_release(struct frozen *f)
{
	struct frozen_list *list, *next;

	for (list = f->lists; list; list = next) {
		next = list->next;
		release_list(list);
		free(list);
	}
	release_list(&f->own);
	edition_release(&f->edition);
	mem_wipe(f->secret, sizeof f->secret);
	*f = (struct frozen){0};
}

/* The list with this hash, loaded; NULL on failure. */
static struct frozen_list *find_list(struct frozen *f, const char *sha256, struct err *err)
{
	const struct campaign_file *own =
		campaign_file(&f->own.campaign, f->own.campaign.recipients_file);
	struct frozen_list *list = f->lists;

	if (sha256 == NULL || *sha256 == '\0' || (own && strcmp(own->sha256, sha256) == 0))
		return &f->own;
	while (list && strcmp(list->sha256, sha256) != 0)
		list = list->next;
	if (list)
		return list;
	list = mem_alloc(sizeof *list);
	snprintf(list->sha256, sizeof list->sha256, "%s", sha256);
	if (load_list(list, f, err) < 0) {
		release_list(list);
		free(list);
		return NULL;
	}
	list->next = f->lists;
	f->lists = list;
	return list;
}

int frozen_list(struct frozen *f, const char *list_sha256, enum letter_kind kind,
	struct campaign **campaign_r, struct composer **composer_r, struct err *err)
{
	struct frozen_list *list;
	struct composer **slot;

	if (kind == LETTER_REMINDER && f->own.campaign.letter.reminder_file == NULL)
		return err_set(err, ERR_FAILED, "edition %" PRId64 " has no reminder template",
			f->edition.id);
	list = find_list(f, list_sha256, err);
	if (list == NULL)
		return -1;
	slot = kind == LETTER_FIRST ? &list->first : &list->reminder;
	if (*slot == NULL)
		*slot = make_composer(f, &list->campaign, kind, err);
	*campaign_r = &list->campaign;
	*composer_r = *slot;
	return *slot ? 0 : -1;
}

static bool has_hash(const struct outbox_letter *row)
{
	return row->sha256 && *row->sha256;
}

static int check_bytes(
	const struct outbox_letter *row, const struct letter *letter, struct err *err)
{
	if (!has_hash(row) || strcmp(row->sha256, letter->sha256) == 0)
		return 0;
	return err_set(err, ERR_FAILED,
		"letter %s comes out with other bytes than were frozen (SHA-256 %.12s..., expected "
		"%.12s...): another version of openletter, of a library or of the time zone data "
		"made it. It is not sent; `openletter send --new-edition` freezes what is not yet "
		"sent anew",
		row->ref, letter->sha256, row->sha256);
}

int frozen_write(
	struct frozen *f, const struct outbox_letter *row, struct letter *letter, struct err *err)
{
	bool reminder = strcmp(row->kind, "reminder") == 0;
	struct letter_id id = {
		.kind = reminder ? LETTER_REMINDER : LETTER_FIRST,
		.level = (unsigned)row->level,
		.recipient = (size_t)row->recipient_row,
		.signatory = row->signatory_row,
		.number = (size_t)row->number,
	};
	const struct letter_marks marks = {row->key, row->message_id, row->token};
	struct campaign *campaign;
	struct composer *composer;
	struct arena arena = {0};
	int rc = frozen_list(f, row->list_blob, id.kind, &campaign, &composer, err);

	if (rc == 0 && (id.recipient >= campaign->recipients.row_count ||
			       id.signatory >= (long)campaign->signatories.row_count))
		rc = err_set(
			err, ERR_FAILED, "letter %s: its row is not in the frozen lists", row->ref);
	if (rc == 0 && reminder)
		rc = reminder_facts_read(f->w->store, row->key, &id, &arena, err);
	/* Its hash shows whether they are right. */
	if (has_hash(row))
		id.marks = &marks;
	if (rc == 0)
		rc = composer_write(composer, &id, letter, err);
	if (rc == 0)
		rc = check_bytes(row, letter, err);
	arena_release(&arena);
	return rc;
}
