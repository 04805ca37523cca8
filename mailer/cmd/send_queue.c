#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/mem.h"
#include "campaign/address.h"
#include "cmd/send_queue.h"

/* One pass over the letters of a campaign. */
struct pass {
	struct workspace *w;
	const struct send_plan *plan;
	struct campaign *campaign; /* the folder's, or the frozen one over the new list */
	struct composer *composer;
	const char *list; /* hash of the recipients that the rows are of */
	int64_t edition;
	bool replace; /* letters that wait get the new edition's bytes */
	long number; /* the last one given */
	struct letter letter;
	struct send_queued *queued;
	struct problems *problems;
};

static const char *cell(const struct campaign *c, size_t row, const char *column)
{
	return table_cell(&c->recipients, row, table_column(&c->recipients, column));
}

static const char *signatory_name(const struct campaign *c, long row)
{
	const struct table *t = &c->signatories;

	return row < 0 ? NULL : table_cell(t, (size_t)row, table_column(t, "name"));
}

/* The recipient's own address as envelopes have it. */
static char *own_address(const struct campaign *c, size_t row)
{
	struct address a = {0};
	const char *text = cell(c, row, "email"), *why;
	char *email = address_parse(text, &a, &why) == 0 ? mem_strdup(a.email) : mem_strdup(text);

	address_release(&a);
	return email;
}

static int put_row(struct pass *p, const struct letter_id *id, int64_t replaced, struct err *err)
{
	const struct letter *l = &p->letter;
	char *recipient_key = campaign_recipient_key(p->campaign, id->recipient);
	char *email = own_address(p->campaign, id->recipient);
	struct outbox_letter row = {
		.ref = l->ref,
		.key = l->key,
		.edition = p->edition,
		.list_blob = p->list,
		.kind = "first",
		.recipient_row = (long)id->recipient,
		.signatory_row = id->signatory,
		.recipient_key = recipient_key,
		.email = email,
		.name = cell(p->campaign, id->recipient, "name"),
		.org = campaign_target(p->campaign, id->recipient),
		.signatory = signatory_name(p->campaign, id->signatory),
		.number = (long)id->number,
		.message_id = l->message_id,
		.token = l->token,
		.subject = l->subject,
		.envelope_from = l->envelope_from,
		.size = l->bytes.len,
		.sha256 = l->sha256,
		/* A list has each recipient once, and known_row() looked for those of others. */
		.is_new = true,
	};
	bool added = false;
	int rc;

	if (replaced) {
		rc = outbox_replace(p->w->store, replaced, &row, err);
		p->queued->replaced += rc == 0;
	} else {
		rc = outbox_add(p->w->store, &row, &added, err);
		p->queued->added += added;
		if (added)
			p->number = row.number;
	}
	free(email);
	free(recipient_key);
	return rc;
}

/* What the outbox has of a letter: its row, whether it waits. 1, 0, -1. */
static int known_row(struct pass *p, const struct letter_id *id, struct outbox_letter *row,
	bool *waits_r, struct err *err)
{
	char *key = letter_key(p->campaign, id);
	int found = outbox_find(p->w->store, OUTBOX_BY_KEY, key, row, err);

	free(key);
	*waits_r = found > 0 && (row->state == OUTBOX_QUEUED || row->state == OUTBOX_DEFERRED);
	return found;
}

static bool is_suppressed(struct pass *p, size_t recipient)
{
	if (p->plan->suppressed_keys.head == NULL)
		return false;
	char *key = campaign_recipient_key(p->campaign, recipient);
	bool yes = map_get(&p->plan->suppressed_keys, key, strlen(key), NULL);

	free(key);
	return yes;
}

static int one_letter(struct pass *p, size_t n, struct outbox_letter *row, struct err *err)
{
	struct letter_id id;
	bool waits = false;
	int found = 0;

	letter_nth(p->campaign, n, &id);
	if (p->plan->edition)
		found = known_row(p, &id, row, &waits, err);
	if (found < 0)
		return -1;
	if (found > 0 && !(p->replace && waits))
		return 0;
	if (found == 0 && is_suppressed(p, id.recipient))
		return 0;
	id.number = found ? (size_t)row->number : (size_t)p->number + 1;
	if (composer_write(p->composer, &id, &p->letter, err) < 0) {
		/* Nothing is kept then, and the caller looks for all of them. */
		letter_problem(err, p->problems);
		return 0;
	}
	return put_row(p, &id, found ? row->id : 0, err);
}

static int run_pass(struct pass *p, struct err *err)
{
	size_t count = letter_count(p->campaign);
	struct outbox_letter row = {0};
	int rc = outbox_last_number(p->w->store, &p->number, err);

	for (size_t n = 0; rc >= 0 && n < count && p->problems->errors == 0; n++)
		rc = one_letter(p, n, &row, err);
	outbox_letter_release(&row);
	letter_release(&p->letter);
	return rc < 0 || p->problems->errors ? -1 : campaign_check_lists(p->campaign, err);
}

/* After the letters were made: only then every attachment is among the files. */
static int freeze(struct pass *p, int64_t date, struct err *err)
{
	struct campaign *c = p->campaign;
	struct edition_file *files = workspace_files(c);
	struct str settings = STR_INIT;
	int64_t id = 0;
	int rc;

	campaign_add_frozen_settings(c, &settings);
	rc = edition_freeze(p->w->store, date, files, c->files.count, str_c(&settings), &id, err);
	str_release(&settings);
	free(files);
	if (rc == 0 && id != p->edition)
		return err_set(err, ERR_FAILED, "another edition was frozen meanwhile; run again");
	return rc;
}

static int queue_frozen_now(struct pass *p, struct err *err)
{
	uint8_t secret[STORE_SECRET_SIZE];
	size_t secret_len;
	int64_t now = clock_now();
	int rc = workspace_secret(p->w, secret, &secret_len, true, err);

	if (rc < 0)
		return -1;
	p->campaign = &p->w->campaign;
	p->edition = p->plan->edition + 1;
	p->composer = composer_new(p->campaign, LETTER_FIRST, now, secret, secret_len, p->problems);
	mem_wipe(secret, sizeof secret);
	if (p->composer == NULL)
		return -1;
	rc = workspace_keep_lists(p->w->store, p->campaign, err);
	if (rc == 0)
		rc = run_pass(p, err);
	composer_free(p->composer);
	return rc < 0 ? -1 : freeze(p, now, err);
}

static int queue_in_edition(struct pass *p, struct err *err)
{
	struct frozen frozen = {0};
	int rc;

	p->edition = p->plan->edition;
	rc = workspace_keep_lists(p->w->store, &p->w->campaign, err);
	if (rc == 0)
		rc = frozen_load(&frozen, p->w, p->edition, err);
	if (rc == 0)
		rc = frozen_list(&frozen, p->list, LETTER_FIRST, &p->campaign, &p->composer, err);
	if (rc == 0)
		rc = run_pass(p, err);
	frozen_release(&frozen);
	return rc;
}

int send_queue(struct workspace *w, const struct send_plan *plan, bool new_edition,
	struct send_queued *queued_r, struct problems *problems, struct err *err)
{
	struct pass p = {.w = w, .plan = plan, .queued = queued_r, .problems = problems};
	int rc;

	const struct campaign_file *list = campaign_file(&w->campaign, w->campaign.recipients_file);
	char list_sha256[SHA256_HEX];

	*queued_r = (struct send_queued){0};
	/* A copy: the composer reads files as it needs them, which moves the list of files. */
	memcpy(list_sha256, list->sha256, sizeof list_sha256);
	p.list = list_sha256;
	p.replace = new_edition && plan->edition;
	if (store_begin(w->store, err) < 0)
		return -1;
	rc = plan->edition == 0 || new_edition ? queue_frozen_now(&p, err)
					       : queue_in_edition(&p, err);
	/* An edition comes before its letters in the log, too. */
	if (rc == 0)
		rc = outbox_log_queued(w->store, p.edition, queued_r->added, err);
	if (rc < 0) {
		store_rollback(w->store);
		return -1;
	}
	return store_commit(w->store, err);
}
