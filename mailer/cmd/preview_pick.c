/* preview: which letters there are, and what the store knows of them. */
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "store/suppress.h"
#include "cmd/preview.h"

/* The number of a letter that the store knows: 1, 0 when it does not, -1. */
static int known_number(
	struct preview *p, const struct letter_id *id, size_t *number_r, struct err *err)
{
	struct outbox_letter row = {0};
	char *key = letter_key(&p->w.campaign, id);
	int rc = outbox_find(p->w.store, OUTBOX_BY_KEY, key, &row, err);

	if (rc == 1)
		*number_r = (size_t)row.number;
	outbox_letter_release(&row);
	free(key);
	return rc;
}

static int is_suppressed(struct preview *p, size_t row, struct err *err)
{
	char *key;
	int rc;

	key = campaign_recipient_key(&p->w.campaign, row);
	rc = suppress_has(p->w.store, key, err);
	free(key);
	return rc;
}

/* A reminder to whom the letter goes. Its own number is not known: it has the letter's. */
static struct letter_id reminder_of(struct preview *p, const struct letter_id *first)
{
	struct letter_id id = p->sample;

	id.recipient = first->recipient;
	id.signatory = first->signatory;
	id.number = first->number;
	str_reset(&p->first_ref);
	letter_add_ref_prefix(&p->first_ref, p->w.campaign.id);
	str_addf(&p->first_ref, "%zu", id.number);
	id.first_ref = str_c(&p->first_ref);
	return id;
}

int preview_next(struct preview *p, size_t *n, struct preview_letter *item_r, struct err *err)
{
	while (*n < p->total) {
		struct letter_id id;
		int rc = 0;
		letter_nth(&p->w.campaign, (*n)++, &id);
		*item_r = (struct preview_letter){.position = *n};
		bool wanted = p->picked == NULL || p->picked[id.recipient];
		if (!p->queued_before && !wanted)
			continue;
		if (p->queued_before)
			rc = known_number(p, &id, &id.number, err);
		if (rc == 0 && p->has_suppressed)
			rc = is_suppressed(p, id.recipient, err) * 2;
		if (rc < 0)
			return -1;
		if (rc == 2) {
			p->suppressed += wanted;
			continue;
		}
		if (rc == 0 && p->queued_before)
			id.number = (size_t)++p->last_number;
		item_r->id = p->kind == LETTER_REMINDER ? reminder_of(p, &id) : id;
		if (wanted)
			return 1;
	}
	return 0;
}

bool preview_compose(struct preview *p, const struct preview_letter *item, struct letter *letter)
{
	struct err err;

	if (composer_write(p->composer, &item->id, letter, &err) == 0) {
		previewed_add(&p->seen, composer_template(p->composer, item->id.recipient));
		return true;
	}
	composer_tell(p->composer, &item->id, &err, &p->told, &p->problems);
	return false;
}

int preview_pick(struct preview *p, struct err *err)
{
	const struct text_list *who = &p->cli->arguments;

	if (who->count == 0)
		return 0;
	p->picked = arena_array(&p->arena, p->w.campaign.recipients.row_count + 1, sizeof(bool));
	for (size_t i = 0; i < who->count; i++) {
		size_t *rows = NULL, n = campaign_pick(&p->w.campaign, who->items[i], &rows);
		for (size_t k = 0; k < n; k++)
			p->picked[rows[k]] = true;
		free(rows);
		if (n == 0)
			return err_set(err, ERR_INPUT,
				"no recipient is \"%.200s\", expected an address, an id or an "
				"organisation of %s",
				who->items[i], p->w.campaign.recipients_file);
	}
	return 0;
}

/* ---- what the store knows ---- */

/* Files of the folder as the store knows them. */
static long find_changes(struct preview *p, int64_t edition, const char ***names_r, struct err *err)
{
	const struct campaign *c = &p->w.campaign;
	struct edition_file *files = workspace_files(c);
	struct str settings = STR_INIT;
	long n;

	campaign_add_frozen_settings(c, &settings);
	n = edition_changes(p->w.store, edition, files, c->files.count, CAMPAIGN_FILE,
		str_c(&settings), &p->arena, names_r, err);
	str_release(&settings);
	free(files);
	return n;
}

/* Attachments and partials of the edition are in the folder too, but were not read yet. */
static void read_frozen_names(struct preview *p, const char **names, long n)
{
	struct campaign *c = &p->w.campaign;

	for (long i = 0; i < n; i++) {
		struct err ignored;
		(void)campaign_files_read(&c->files, &c->source, names[i], NULL, &ignored);
	}
}

int preview_compare(struct preview *p, struct err *err)
{
	struct str note = STR_INIT;
	const char **names;
	int64_t edition;
	long n = 0;
	int rc = edition_current(p->w.store, &edition, err);

	if (rc == 1)
		n = find_changes(p, edition, &names, err);
	if (n > 0) {
		read_frozen_names(p, names, n);
		n = find_changes(p, edition, &names, err);
	}
	if (n > 0) {
		str_addf(&note, "edition %lld is frozen and the folder differs from it (",
			(long long)edition);
		for (long i = 0; i < n; i++)
			str_addf(&note, "%s%s", i ? ", " : "", names[i]);
		str_adds(&note, "); this is the folder's version");
		p->note = arena_strdup(&p->arena, note.p);
	}
	str_release(&note);
	return rc < 0 || n < 0 ? -1 : 0;
}

/* Letters of a frozen edition have its date, whenever they are made. */
static int read_date(struct preview *p, struct err *err)
{
	struct edition edition = {0};
	int64_t id;
	int rc = edition_current(p->w.store, &id, err);

	p->date = clock_now();
	if (rc == 1) {
		rc = edition_load(p->w.store, id, &edition, err);
		if (rc == 1)
			p->date = edition.date;
		edition_release(&edition);
	}
	return rc < 0 ? -1 : 0;
}

int preview_read_store(struct preview *p, struct err *err)
{
	struct outbox_counts counts;
	struct suppression *rows;
	long suppressed;

	if (workspace_read_store(&p->w, err) < 0 || read_date(p, err) < 0 ||
		outbox_count(p->w.store, &counts, err) < 0)
		return -1;
	p->queued_before = counts.total > 0;
	if (p->queued_before && outbox_last_number(p->w.store, &p->last_number, err) < 0)
		return -1;
	suppressed = suppress_list(p->w.store, &p->arena, &rows, err);
	if (suppressed < 0)
		return -1;
	p->has_suppressed = suppressed > 0;
	/* Numbers must be counted from the first letter on where some are taken or left out. */
	p->queued_before |= p->has_suppressed;
	/* Before there is a secret the letters are as long, and as good to look at, without one. */
	int rc = workspace_secret(&p->w, p->secret, &p->secret_len, false, err);
	if (rc == 0) {
		memset(p->secret, 0, sizeof p->secret);
		p->secret_len = sizeof p->secret;
	}
	return rc < 0 ? -1 : 0;
}
