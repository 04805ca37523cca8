#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "store/judgement.h"
#include "store/outbox.h"
#include "store/replies.h"
#include "cmd/history.h"
#include "cmd/mail_text.h"
#include "cmd/words.h"

enum { LETTERS_MAX = 1000 }; /* of one target: more are not told one by one */

struct history {
	struct store *store;
	const struct demand *demand;
	const char *target;
	struct arena *arena;
	struct history_entry *list; /* heap */
	size_t count, cap;
};

static struct history_entry *add(struct history *h, int64_t at, const char *kind)
{
	mem_grow(&h->list, &h->cap, h->count, sizeof *h->list);
	h->list[h->count] = (struct history_entry){.at = at, .kind = kind};
	return &h->list[h->count++];
}

static const char *copy(struct history *h, const char *text)
{
	return text ? arena_strdup(h->arena, text) : NULL;
}

static void tell_letter(struct history *h, const struct outbox_letter *l)
{
	struct history_entry *e;

	if (l->sent_at) {
		bool first = strcmp(l->kind, "first") == 0;
		e = add(h, l->sent_at, first ? "sent" : "reminded");
		e->letter = copy(h, l->ref);
		e->text = arena_printf(h->arena, "%s %s was sent to %s",
			first ? "letter" : "reminder", l->ref, l->email);
	}
	if (l->bounced) {
		e = add(h, l->bounced_at, "bounced");
		e->letter = copy(h, l->ref);
		e->text = arena_printf(h->arena, "%s came back: %s %s", l->ref,
			l->bounce_status ? l->bounce_status : "",
			l->bounce_text ? l->bounce_text : "");
	}
}

static int tell_letters(struct history *h, struct err *err)
{
	struct outbox_filter filter = {.org = h->target};
	struct outbox_letter letter = {0};
	struct outbox_iter *iter;
	int rc, n = 0;

	if (outbox_list(h->store, &filter, &iter, err) < 0)
		return -1;
	while ((rc = outbox_each(iter, &letter, err)) > 0 && n++ < LETTERS_MAX)
		tell_letter(h, &letter);
	outbox_iter_free(iter);
	outbox_letter_release(&letter);
	return rc < 0 ? -1 : 0;
}

/* How the mail came to this target and this demand. */
static void tell_reply(struct history *h, const struct reply *r)
{
	struct history_entry *e = add(h, r->received_at, "received");
	struct str text = STR_INIT;

	e->reply = r->number;
	str_addf(&text, "%s %ld came from ", r->class, r->number);
	mail_add_sender(&text, r);
	for (size_t i = 0; i < r->letter_count; i++)
		if (strcmp(r->letters[i].org, h->target) == 0) {
			e->letter = copy(h, r->letters[i].ref);
			str_addf(&text, ", %s to %s (%s)", reply_filing_name(r->filing),
				r->letters[i].ref,
				r->letters[i].evidence ? r->letters[i].evidence : "");
			break;
		}
	for (size_t i = 0; i < r->demand_count; i++)
		if (strcmp(r->demands[i].demand, h->demand->id) == 0) {
			e->quote = copy(h, r->demands[i].quote);
			str_addf(&text, "; %s", r->demands[i].reason ? r->demands[i].reason : "");
			words_add_quote(&text, r->demands[i].quote);
		}
	if (r->promised_date) {
		e->date = copy(h, r->promised_date);
		str_addf(&text, "; it promises an answer by %s", r->promised_date);
	}
	e->text = arena_strndup(h->arena, text.p, text.len);
	str_release(&text);
}

static int tell_replies(struct history *h, struct err *err)
{
	struct reply_filter filter = {.demand = h->demand->id, .target = h->target};
	struct reply reply = {0};
	long *numbers;
	long n = reply_list(h->store, &filter, h->arena, &numbers, err);
	int rc = n < 0 ? -1 : 0;

	for (long i = 0; i < n && rc >= 0; i++) {
		rc = reply_load(h->store, numbers[i], &reply, err);
		if (rc > 0 && reply.filing != REPLY_SUGGESTED)
			tell_reply(h, &reply);
	}
	reply_release(&reply);
	return rc < 0 ? -1 : 0;
}

static void tell_judgement(struct history *h, const struct judgement *j)
{
	struct history_entry *e = add(h, j->at, "judged");
	struct str text = STR_INIT;

	str_addf(&text, "%s judged it %s", j->by, j->position);
	if (j->reply)
		str_addf(&text, " by reply %ld", j->reply);
	words_add_quote(&text, j->quote);
	if (j->undone_at)
		str_adds(&text, " (taken back later)");
	e->reply = j->reply;
	e->position = j->position;
	e->quote = j->quote;
	e->by = j->by;
	e->text = arena_strndup(h->arena, text.p, text.len);
	str_release(&text);
	if (j->undone_at) {
		e = add(h, j->undone_at, "judgement-undone");
		e->reply = j->reply;
		e->position = j->position;
		e->by = j->undone_by;
		e->text = arena_printf(h->arena, "%s took back that it was %s",
			j->undone_by ? j->undone_by : "somebody", j->position);
	}
}

static int tell_judgements(struct history *h, struct err *err)
{
	struct judgement_filter filter = {
		.demand = h->demand->id, .target = h->target, .with_undone = true};
	struct judgement *rows;
	long n = judgement_list(h->store, &filter, h->arena, &rows, err);

	for (long i = 0; i < n; i++)
		tell_judgement(h, &rows[i]);
	return n < 0 ? -1 : 0;
}

static const char *deadline_words(const char *basis)
{
	if (strcmp(basis, "asked") == 0)
		return "time was asked for until";
	if (strcmp(basis, "granted") == 0)
		return "the deadline was extended to";
	if (strcmp(basis, "refused") == 0)
		return "it was refused to extend the deadline to";
	return "the deadline was set to";
}

static void tell_deadline(struct history *h, const struct deadline_row *d)
{
	struct history_entry *e = add(h, d->at, "deadline");
	struct str text = STR_INIT;

	str_addf(&text, "%s %s by %s", deadline_words(d->basis), d->date, d->by);
	if (d->reply)
		str_addf(&text, " because of reply %ld", d->reply);
	if (!d->demand || !d->target)
		str_addf(&text, " (for %s)",
			d->target   ? "every demand at this target"
			: d->demand ? "every target"
				    : "every demand and target");
	if (d->note)
		str_addf(&text, ": %s", d->note);
	if (d->undone_at)
		str_adds(&text, " (taken back later)");
	e->reply = d->reply;
	e->basis = d->basis;
	e->date = d->date;
	e->by = d->by;
	e->text = arena_strndup(h->arena, text.p, text.len);
	str_release(&text);
	if (d->undone_at) {
		e = add(h, d->undone_at, "deadline-undone");
		e->date = d->date;
		e->basis = d->basis;
		e->text = arena_printf(h->arena, "the entry for %s was taken back", d->date);
	}
}

static int tell_deadlines(struct history *h, struct err *err)
{
	struct deadline_row *rows;
	long n = deadline_list(h->store, true, h->arena, &rows, err);

	for (long i = 0; i < n; i++)
		if ((rows[i].demand == NULL || strcmp(rows[i].demand, h->demand->id) == 0) &&
			(rows[i].target == NULL || strcmp(rows[i].target, h->target) == 0))
			tell_deadline(h, &rows[i]);
	return n < 0 ? -1 : 0;
}

/* By time; of one moment in the order in which they were found. */
static void sort(struct history_entry *list, struct history_entry *room, size_t n)
{
	size_t half = n / 2, a = 0, b = half;

	if (n < 2)
		return;
	sort(list, room, half);
	sort(list + half, room, n - half);
	for (size_t i = 0; i < n; i++) {
		bool left = a < half && (b == n || list[a].at <= list[b].at);
		room[i] = left ? list[a++] : list[b++];
	}
	memcpy(list, room, n * sizeof *list);
}

long history_of(struct store *store, const struct demand *demand, const char *target,
	struct arena *arena, struct history_entry **entries_r, struct err *err)
{
	struct history h = {.store = store, .demand = demand, .target = target, .arena = arena};
	long n = -1;

	if (tell_letters(&h, err) == 0 && tell_replies(&h, err) == 0 &&
		tell_deadlines(&h, err) == 0 && tell_judgements(&h, err) == 0) {
		n = (long)h.count;
		*entries_r = arena_array(arena, h.count, sizeof *h.list);
		if (h.count)
			memcpy(*entries_r, h.list, h.count * sizeof *h.list);
		sort(*entries_r, arena_array(arena, h.count, sizeof *h.list), h.count);
	}
	free(h.list);
	return n;
}
