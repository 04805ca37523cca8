/* A person's filing of a reply, and taking it back. */
#include <inttypes.h>
#include <string.h>

#include "store/core.h"
#include "store/events.h"
#include "store/links.h"
#include "store/reply_rows.h"

static bool has_letter(const int64_t *letters, size_t n, int64_t letter)
{
	for (size_t i = 0; i < n; i++)
		if (letters[i] == letter)
			return true;
	return false;
}

/*
 * The letters of the new filing: those that the person names, whatever the machine found, or, where
 * none is named, the machine's, which are the person's word from now on unless it was sure of them.
 */
static struct reply_letter *choose_letters(struct reply *r, const int64_t *letters, size_t count,
	enum outbox_conversation moves_to, size_t *count_r)
{
	bool sure = r->filing == REPLY_FILED || r->filing == REPLY_UNVERIFIED;
	struct reply_letter *all = arena_array(&r->arena, count + r->letter_count, sizeof *all);
	size_t n = 0;

	for (size_t i = 0; i < count; i++)
		if (!has_letter(letters, i, letters[i]))
			all[n++] = (struct reply_letter){.letter = letters[i],
				.rung = 0,
				.evidence = "a person filed it",
				.moves_to = moves_to};
	for (size_t i = 0; count == 0 && i < r->letter_count; i++) {
		all[n] = r->letters[i];
		if (!sure)
			all[n].rung = 0;
		if (all[n].moves_to < moves_to)
			all[n].moves_to = moves_to;
		n++;
	}
	*count_r = n;
	return all;
}

static int log_filed(struct store *store, struct reply *r, const struct reply_revision *filing,
	int64_t at, struct err *err)
{
	struct str words = STR_INIT;
	struct event e = {.at = at, .kind = "filed", .reply = r->number};
	int64_t id = filing->letter_count ? filing->letters[0].letter : 0;
	struct outbox_letter letter = {0};
	char *text = arena_printf(&r->arena, "%" PRId64, id);
	int rc = id ? outbox_find(store, OUTBOX_BY_ID, text, &letter, err) : 0;

	for (size_t i = 0; i < filing->demand_count; i++)
		str_addf(&words, "%s%s", i ? ", " : "answers ", filing->demands[i].demand);
	if (rc >= 0) {
		e.letter = letter.ref;
		e.target = letter.org;
		e.detail = words.len ? words.p : NULL;
		e.demand = filing->demand_count == 1 ? filing->demands[0].demand : NULL;
		rc = events_add(store, &e, err);
	}
	outbox_letter_release(&letter);
	str_release(&words);
	return rc;
}

/* A letter's conversation as the mails have it that belong to it now. */
static int converse_anew(
	struct store *store, int64_t letter, long reply, int64_t at, struct err *err)
{
	struct arena arena = {0};
	struct db_rows *rows = db_query(store->db,
		"UPDATE letters SET conversation = (SELECT coalesce(max(b.moves_to), 0) FROM "
		"reply_letters b JOIN replies r ON r.number = b.reply AND r.revision = b.revision "
		"WHERE b.letter = $1) WHERE id = $1 AND conversation <> (SELECT "
		"coalesce(max(b.moves_to), 0) FROM reply_letters b JOIN replies r ON r.number = "
		"b.reply AND r.revision = b.revision WHERE b.letter = $1) RETURNING ref, "
		"conversation",
		DB_ARGS(db_int(letter)), err);
	int rc = rows ? db_next(rows, err) : -1;
	struct event e = {.at = at, .kind = "conversation", .reply = reply};

	if (rc > 0) {
		e.letter = core_text(rows, 0, &arena);
		e.detail = outbox_conversation_name((enum outbox_conversation)db_col_int(rows, 1));
	}
	db_end(rows);
	if (rc > 0)
		rc = events_add(store, &e, err);
	arena_release(&arena);
	return rc;
}

static int converse_all(struct store *store, const struct reply *r, int64_t at, struct err *err)
{
	for (size_t i = 0; i < r->letter_count; i++)
		if (converse_anew(store, r->letters[i].letter, r->number, at, err) < 0)
			return -1;
	return 0;
}

static int file_loaded(struct store *store, struct reply *r, const int64_t *letters,
	size_t letter_count, const struct reply_demand *demands, size_t demand_count, int64_t at,
	struct err *err)
{
	const char *class = strcmp(r->class, "unrelated") == 0 ? "reply" : r->class;
	enum outbox_conversation moves_to =
		strcmp(class, "reply") == 0 ? OUTBOX_REPLIED : OUTBOX_SILENT;
	struct reply_revision filing = {.reply = r->number,
		.filing = REPLY_FILED,
		.class = class,
		.at = at,
		.demands = demands,
		.demand_count = demand_count};

	filing.letters = choose_letters(r, letters, letter_count, moves_to, &filing.letter_count);
	if (reply_revision_add(store, &filing, err) < 0 ||
		log_filed(store, r, &filing, at, err) < 0)
		return -1;
	for (size_t i = 0; i < filing.letter_count; i++)
		if (filing.letters[i].moves_to != OUTBOX_SILENT &&
			outbox_converse(store, filing.letters[i].letter, filing.letters[i].moves_to,
				r->number, at, err) < 0)
			return -1;
	if (converse_all(store, r, at, err) < 0)
		return -1;
	return links_rebuild(store, r->number, err);
}

static int load_known(struct store *store, long number, struct reply *r, struct err *err)
{
	int rc = reply_load(store, number, r, err);

	return rc == 0 ? err_set(err, ERR_INPUT, "there is no reply %ld", number) : rc;
}

int reply_file(struct store *store, long number, const int64_t *letters, size_t letter_count,
	const struct reply_demand *demands, size_t demand_count, int64_t at, struct err *err)
{
	struct reply r = {0};

	if (store_begin(store, err) < 0)
		return -1;
	int rc = load_known(store, number, &r, err);
	if (rc > 0)
		rc = file_loaded(store, &r, letters, letter_count, demands, demand_count, at, err);
	reply_release(&r);
	return store_end(store, rc, err);
}

static int dismiss_loaded(struct store *store, struct reply *r, int64_t at, struct err *err)
{
	struct reply_revision filing = {.reply = r->number,
		.filing = REPLY_FILED,
		.class = strcmp(r->class, "reply") == 0 ? "unrelated" : r->class,
		.at = at};
	const struct event e = {.at = at,
		.kind = "filed",
		.reply = r->number,
		.detail = "has nothing to do with the campaign"};

	if (r->filing != REPLY_UNSORTED && r->filing != REPLY_SUGGESTED)
		return err_set(err, ERR_INPUT,
			"reply %ld is %s: only one that is unsorted or suggested can be called "
			"unrelated; --letter REF files it elsewhere",
			r->number, reply_filing_name(r->filing));
	if (reply_revision_add(store, &filing, err) < 0 || events_add(store, &e, err) < 0)
		return -1;
	return links_rebuild(store, r->number, err);
}

int reply_dismiss(struct store *store, long number, int64_t at, struct err *err)
{
	struct reply r = {0};

	if (store_begin(store, err) < 0)
		return -1;
	int rc = load_known(store, number, &r, err);
	if (rc > 0)
		rc = dismiss_loaded(store, &r, at, err);
	reply_release(&r);
	return store_end(store, rc, err);
}

static int unfile(struct store *store, struct reply *r, int64_t at, struct err *err)
{
	int rc = reply_revision_drop(store, r->number, err);
	struct event e = {.at = at,
		.kind = "filing-undone",
		.reply = r->number,
		.letter = r->letter_count ? r->letters[0].ref : NULL};

	if (rc == 0)
		return err_set(err, ERR_INPUT,
			"reply %ld was filed by no person, so that there is nothing to take back",
			r->number);
	if (rc < 0 || events_add(store, &e, err) < 0 || converse_all(store, r, at, err) < 0)
		return -1;
	struct reply before = {0};
	rc = load_known(store, r->number, &before, err) < 0 ||
			     converse_all(store, &before, at, err) < 0
		     ? -1
		     : links_rebuild(store, r->number, err);
	reply_release(&before);
	return rc;
}

int reply_unfile(struct store *store, long number, int64_t at, struct err *err)
{
	struct reply r = {0};

	if (store_begin(store, err) < 0)
		return -1;
	int rc = load_known(store, number, &r, err);
	if (rc > 0)
		rc = unfile(store, &r, at, err);
	reply_release(&r);
	return store_end(store, rc, err);
}
