#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "cmd/workspace.h"

/* The first error among problems, as one sentence about a frozen edition. */
static int problems_err(const struct problems *p, int64_t edition, struct err *err)
{
	for (size_t i = 0; i < p->count; i++)
		if (!p->items[i].warning)
			return err_set(err, ERR_FAILED,
				"edition %" PRId64 " cannot be read again: %s:%zu:%zu: %s", edition,
				p->items[i].file, p->items[i].line, p->items[i].column,
				p->items[i].text);
	return err_set(err, ERR_FAILED, "edition %" PRId64 " cannot be read again", edition);
}

/*
 * The edition's files with other bytes under the name of the recipients list. What a campaign over
 * the edition has read already, only it may have.
 */
static void borrow_files(struct campaign_files *files, const struct edition *edition,
	const struct campaign *read, const char *replaced, const struct str *by,
	const char *by_sha256)
{
	files->items = mem_array(edition->file_count + 1, sizeof *files->items);
	files->count = edition->file_count;
	files->cap = edition->file_count + 1;
	for (size_t i = 0; i < edition->file_count; i++) {
		const struct edition_file *from = &edition->files[i];
		struct campaign_file *to = &files->items[i];
		const struct campaign_file *held = read ? campaign_file(read, from->name) : NULL;
		bool other = replaced && strcmp(from->name, replaced) == 0;
		to->name = (char *)(uintptr_t)from->name;
		to->bytes.p = other ? by->p : held ? held->bytes.p : (char *)(uintptr_t)from->bytes;
		to->bytes.len = other ? by->len : held ? held->bytes.len : from->len;
		snprintf(to->sha256, sizeof to->sha256, "%s", other ? by_sha256 : from->sha256);
	}
}

static int load_campaign(struct campaign *c, const struct source *source, const char *dir,
	int64_t edition, struct err *err)
{
	struct problems problems = {0};
	int rc = 0;

	campaign_load(c, dir, source, false, &problems);
	if (problems.errors)
		rc = problems_err(&problems, edition, err);
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

/* As source_files() does. A list may be large: what is read at once is then the campaign's alone.
 */
static int read_frozen(void *ctx, const char *name, struct str *out, struct err *err)
{
	struct frozen *f = ctx;
	struct source files = source_files(&f->files);
	int rc = files.read(files.ctx, name, out, err);

	if (rc < 0 || f->loaded)
		return rc;
	for (size_t i = 0; i < f->files.count; i++)
		if (strcmp(f->files.items[i].name, name) == 0)
			f->files.items[i].bytes = (struct str){0};
	edition_forget_bytes(&f->edition, name);
	return 0;
}

int frozen_load(struct frozen *f, struct workspace *w, int64_t id, struct err *err)
{
	int found = edition_load(w->store, id, &f->edition, err);

	if (found <= 0)
		return found < 0 ? -1
				 : err_set(err, ERR_FAILED, "there is no edition %" PRId64 " in %s",
					   id, w->store_path);
	found = workspace_secret(w, f->secret, &f->secret_len, false, err);
	if (found <= 0)
		return found < 0 ? -1
				 : err_set(err, ERR_FAILED, "%s has lost the campaign's secret",
					   w->store_path);
	borrow_files(&f->files, &f->edition, NULL, NULL, NULL, NULL);
	struct source source = {.read = read_frozen, .ctx = f};
	if (load_campaign(&f->campaign, &source, w->campaign.dir, id, err) < 0)
		return -1;
	f->loaded = true;
	f->first = make_composer(f, &f->campaign, LETTER_FIRST, err);
	if (f->first == NULL)
		return -1;
	if (f->campaign.letter.reminder_file == NULL)
		return 0;
	f->reminder = make_composer(f, &f->campaign, LETTER_REMINDER, err);
	return f->reminder ? 0 : -1;
}

void frozen_release(struct frozen *f)
{
	struct frozen_list *list, *next;

	for (list = f->lists; list; list = next) {
		next = list->next;
		if (list->first)
			composer_free(list->first);
		if (list->reminder)
			composer_free(list->reminder);
		campaign_release(&list->campaign);
		free(list->files.items);
		str_release(&list->bytes);
		free(list);
	}
	if (f->first)
		composer_free(f->first);
	if (f->reminder)
		composer_free(f->reminder);
	if (f->files.items)
		campaign_release(&f->campaign);
	free(f->files.items);
	edition_release(&f->edition);
	mem_wipe(f->secret, sizeof f->secret);
	*f = (struct frozen){0};
}

static struct frozen_list *load_list(
	struct frozen *f, struct workspace *w, const char *sha, struct err *err)
{
	struct frozen_list *list = mem_alloc(sizeof *list);
	int found, rc = -1;

	str_init(&list->bytes);
	found = store_blob_get(w->store, sha, &list->bytes, err);
	if (found == 0)
		err_set(err, ERR_FAILED, "%s has lost the recipients list %s", w->store_path, sha);
	snprintf(list->sha256, sizeof list->sha256, "%s", sha);
	if (found > 0) {
		borrow_files(&list->files, &f->edition, &f->campaign, f->campaign.recipients_file,
			&list->bytes, sha);
		struct source source = source_files(&list->files);
		rc = load_campaign(&list->campaign, &source, w->campaign.dir, f->edition.id, err);
		if (rc < 0)
			campaign_release(&list->campaign);
	}
	if (rc < 0) {
		free(list->files.items);
		str_release(&list->bytes);
		free(list);
		return NULL;
	}
	/* The campaign has a copy of it. */
	for (size_t i = 0; i < list->files.count; i++)
		if (list->files.items[i].bytes.p == list->bytes.p)
			list->files.items[i].bytes = (struct str){0};
	str_release(&list->bytes);
	list->next = f->lists;
	f->lists = list;
	return list;
}

static int need_composer(struct frozen *f, struct campaign *c, enum letter_kind kind,
	struct composer **slot, struct composer **composer_r, struct err *err)
{
	if (*slot == NULL)
		*slot = make_composer(f, c, kind, err);
	*composer_r = *slot;
	return *slot ? 0 : -1;
}

int frozen_list(struct frozen *f, struct workspace *w, const char *list_sha256,
	enum letter_kind kind, struct campaign **campaign_r, struct composer **composer_r,
	struct err *err)
{
	const struct campaign_file *own = campaign_file(&f->campaign, f->campaign.recipients_file);
	struct frozen_list *list = f->lists;

	if (kind == LETTER_REMINDER && f->campaign.letter.reminder_file == NULL)
		return err_set(err, ERR_FAILED, "edition %" PRId64 " has no reminder template",
			f->edition.id);
	if (list_sha256 == NULL || *list_sha256 == '\0' ||
		(own && strcmp(own->sha256, list_sha256) == 0)) {
		*campaign_r = &f->campaign;
		return need_composer(f, &f->campaign, kind,
			kind == LETTER_FIRST ? &f->first : &f->reminder, composer_r, err);
	}
	while (list && strcmp(list->sha256, list_sha256) != 0)
		list = list->next;
	if (list == NULL)
		list = load_list(f, w, list_sha256, err);
	if (list == NULL)
		return -1;
	*campaign_r = &list->campaign;
	return need_composer(f, &list->campaign, kind,
		kind == LETTER_FIRST ? &list->first : &list->reminder, composer_r, err);
}

/* One line a fact: "first REF DATE MESSAGE-ID", "days N", then "open ID" for each demand. */
static void reminder_name(struct str *name, const char *key)
{
	char hex[SHA256_HEX];

	sha256_hex(key, strlen(key), hex);
	str_addf(name, "reminder.%s", hex);
}

int frozen_keep_reminder(
	struct store *store, const char *key, const struct letter_id *id, struct err *err)
{
	struct str name = STR_INIT, value = STR_INIT;

	reminder_name(&name, key);
	str_addf(&value, "days %ld\n", id->days_overdue);
	if (id->first_message_id)
		str_addf(&value, "first %s %" PRId64 " %s\n", id->first_ref, id->first_date,
			id->first_message_id);
	for (size_t i = 0; i < id->open_demand_count; i++)
		str_addf(&value, "open %s\n", id->open_demands[i]);
	int rc = store_meta_set(store, name.p, value.p, value.len, err);
	str_release(&name);
	str_release(&value);
	return rc;
}

static void read_first(char *text, struct letter_id *id)
{
	char *date = strchr(text, ' '), *message_id = date ? strchr(date + 1, ' ') : NULL;

	if (message_id == NULL)
		return;
	*date = *message_id = '\0';
	id->first_ref = text;
	id->first_date = strtoll(date + 1, NULL, 10);
	id->first_message_id = message_id + 1;
}

static int read_reminder(struct store *store, const char *key, struct letter_id *id,
	struct arena *arena, struct err *err)
{
	struct str name = STR_INIT, value = STR_INIT;
	const char **open;
	int found;

	reminder_name(&name, key);
	found = store_meta_get(store, name.p, &value, err);
	char *line = arena_strndup(arena, str_c(&value), value.len), *end;
	open = arena_array(arena, value.len + 1, sizeof *open);
	for (; (end = strchr(line, '\n')) != NULL; line = end + 1) {
		*end = '\0';
		if (str_starts(line, "days "))
			id->days_overdue = strtol(line + 5, NULL, 10);
		else if (str_starts(line, "first "))
			read_first(line + 6, id);
		else if (str_starts(line, "open "))
			open[id->open_demand_count++] = line + 5;
	}
	id->open_demands = open;
	str_release(&name);
	str_release(&value);
	if (found == 0)
		return err_set(err, ERR_FAILED,
			"the store has lost what the reminder %s was made of", key);
	return found < 0 ? -1 : 0;
}

static int check_bytes(
	const struct outbox_letter *row, const struct letter *letter, struct err *err)
{
	if (row->sha256 == NULL || *row->sha256 == '\0' || strcmp(row->sha256, letter->sha256) == 0)
		return 0;
	return err_set(err, ERR_FAILED,
		"letter %s comes out with other bytes than were frozen (SHA-256 %.12s..., expected "
		"%.12s...): another version of openletter, of a library or of the time zone data "
		"made "
		"it. It is not sent; `openletter send --new-edition` freezes what is not yet sent "
		"anew",
		row->ref, letter->sha256, row->sha256);
}

int frozen_write(struct frozen *f, struct workspace *w, const struct outbox_letter *row,
	struct letter *letter, struct err *err)
{
	bool reminder = strcmp(row->kind, "reminder") == 0;
	struct letter_id id = {
		.kind = reminder ? LETTER_REMINDER : LETTER_FIRST,
		.level = (unsigned)row->level,
		.recipient = (size_t)row->recipient_row,
		.signatory = row->signatory_row,
		.number = (size_t)row->number,
	};
	struct campaign *campaign;
	struct composer *composer;
	struct arena arena = {0};
	int rc = frozen_list(f, w, row->list_blob, id.kind, &campaign, &composer, err);

	if (rc == 0 && (id.recipient >= campaign->recipients.row_count ||
			       id.signatory >= (long)campaign->signatories.row_count))
		rc = err_set(
			err, ERR_FAILED, "letter %s: its row is not in the frozen lists", row->ref);
	if (rc == 0 && reminder)
		rc = read_reminder(w->store, row->key, &id, &arena, err);
	if (rc == 0)
		rc = composer_write(composer, &id, letter, err);
	if (rc == 0)
		rc = check_bytes(row, letter, err);
	arena_release(&arena);
	return rc;
}
