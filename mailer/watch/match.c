#include <string.h>

#include "base/str.h"
#include "store/lookup.h"
#include "watch/match_search.h"

bool search_has(const struct search *s, int64_t id)
{
	for (size_t i = 0; i < s->match->count; i++)
		if (s->match->letters[i].id == id)
			return true;
	return false;
}

/* Room for one letter more, when there may be one; most mails have one or none. */
static struct match_letter *room(struct arena *arena, struct match *m)
{
	enum { FIRST = 4 };

	if (m->count >= MATCH_MAX_LETTERS)
		return NULL;
	if (m->count == m->cap) {
		size_t cap = m->cap ? 2 * m->cap : FIRST;
		struct match_letter *letters = arena_array(arena, cap, sizeof *letters);
		if (m->count)
			memcpy(letters, m->letters, m->count * sizeof *letters);
		m->letters = letters;
		m->cap = cap;
	}
	return &m->letters[m->count];
}

struct match_letter *search_add(
	struct search *s, const struct outbox_letter *letter, int rung, const char *evidence)
{
	struct match_letter *added = search_has(s, letter->id) ? NULL : room(s->arena, s->match);

	if (added == NULL)
		return NULL;
	*added = (struct match_letter){
		.id = letter->id,
		.ref = arena_strdup(s->arena, letter->ref),
		.email = arena_strdup(s->arena, letter->email),
		.org = arena_strdup(s->arena, letter->org),
		.recipient_key = arena_strdup(s->arena, letter->recipient_key),
		.signatory = arena_strdup(s->arena, letter->signatory),
		.rung = rung,
		.state = letter->state,
		.conversation = letter->conversation,
		.evidence = evidence,
	};
	s->match->count++;
	return added;
}

/* A first letter and its reminders are one correspondence. */
static bool same_correspondence(const struct match_letter *a, const struct match_letter *b)
{
	const char *x = a->signatory ? a->signatory : "", *y = b->signatory ? b->signatory : "";

	return strcmp(a->recipient_key, b->recipient_key) == 0 && strcmp(x, y) == 0;
}

/* What each of rungs 1 to 3 leads to, also where an earlier rung led to the same letter. */
struct views {
	struct match rung[3];
};

static bool agree(const struct match *a, const struct match *b)
{
	for (size_t i = 0; i < a->count; i++)
		for (size_t k = 0; k < b->count; k++)
			if (a->letters[i].id == b->letters[k].id ||
				same_correspondence(&a->letters[i], &b->letters[k]))
				return true;
	return false;
}

/* Two rungs that have no letter in common disagree. */
static bool contested(const struct views *v)
{
	for (size_t i = 0; i < 3; i++)
		for (size_t k = i + 1; k < 3; k++)
			if (v->rung[i].count > 0 && v->rung[k].count > 0 &&
				!agree(&v->rung[i], &v->rung[k]))
				return true;
	return false;
}

/* Whether a letter has reached, or may have reached, whom it was written to. */
static bool was_sent(const struct match_letter *l)
{
	return l->state == OUTBOX_SENDING || l->state == OUTBOX_SENT ||
	       l->state == OUTBOX_UNCERTAIN;
}

/* 1 when something is known of the sender, 0, -1. */
static int sender_known(struct search *s)
{
	const char *from = s->reading->from.address, *key, *domain;
	int64_t *ids;
	long n;

	if (s->match->party != MATCH_STRANGER)
		return 1;
	if (from == NULL || strchr(from, '@') == NULL)
		return 0;
	key = match_address_key(s->arena, from);
	domain = match_domain(s->arena, from);
	for (size_t i = 0; i < s->match->count; i++)
		if (was_sent(&s->match->letters[i]) &&
			strcmp(s->match->letters[i].recipient_key, key) == 0)
			return 1;
	n = lookup_letters_to(s->store, key, NULL, 1, s->arena, &ids, s->err);
	if (n == 0 && !match_public_domain(domain))
		n = lookup_letters_to(s->store, NULL, domain, 1, s->arena, &ids, s->err);
	if (n != 0)
		return n < 0 ? -1 : 1;
	for (size_t i = 0; i < s->match->count; i++) {
		const struct match_letter *l = &s->match->letters[i];
		const char *theirs = match_domain(s->arena, l->email);
		/* "legal.example.com" writes for "example.com", and the other way round. */
		if (*theirs && !match_public_domain(domain) && !match_public_domain(theirs) &&
			(str_ends(domain, arena_printf(s->arena, ".%s", theirs)) ||
				str_ends(theirs, arena_printf(s->arena, ".%s", domain))))
			return 1;
		int learned = lookup_learned_sender(s->store, key, l->org, s->err);
		if (learned != 0)
			return learned;
	}
	return 0;
}

/* Reports of servers come from addresses that nobody knows. */
static bool written_by_server(enum reading_class class)
{
	return class == READING_BOUNCE || class == READING_DELAY || class == READING_RECEIPT ||
	       class == READING_COMPLAINT;
}

static int run_rung(struct search *s, int (*rung)(struct search *), struct match *view)
{
	struct match *whole = s->match;

	s->match = view;
	*s->last_token = '\0';
	int rc = rung(s);
	s->match = whole;
	return rc;
}

static void join(struct search *s, const struct match *view)
{
	for (size_t i = 0; i < view->count; i++) {
		bool known = search_has(s, view->letters[i].id);
		struct match_letter *added = known ? NULL : room(s->arena, s->match);
		if (added) {
			*added = view->letters[i];
			s->match->count++;
		}
	}
}

/* Rungs 4 to 6: the first that leads anywhere. */
static int suggest(struct search *s)
{
	int (*const rungs[])(struct search *) = {search_rung_4, search_rung_5, search_rung_6};

	for (size_t i = 0; i < 3 && s->match->count == 0; i++)
		if (rungs[i](s) < 0)
			return -1;
	s->match->filing = s->match->count > 0 ? REPLY_SUGGESTED : REPLY_UNSORTED;
	return 0;
}

int match_find(struct store *store, const struct match_settings *settings,
	const struct reading *reading, struct arena *arena, struct match *match_r, struct err *err)
{
	struct search s = {.store = store,
		.settings = settings,
		.reading = reading,
		.arena = arena,
		.match = match_r,
		.err = err,
		.tokens_left = MATCH_TOKENS_MAX,
		.codes_left = MATCH_CODES_MAX};
	struct views views = {0};
	const char *from = reading->from.address;

	*match_r = (struct match){.letters = NULL};
	if (from && settings->party)
		match_r->party = settings->party(settings->party_ctx, from);
	if (run_rung(&s, search_rung_1, &views.rung[0]) < 0 ||
		run_rung(&s, search_rung_2, &views.rung[1]) < 0 ||
		run_rung(&s, search_rung_3, &views.rung[2]) < 0)
		return -1;
	bool nothing = views.rung[0].count + views.rung[1].count + views.rung[2].count == 0;
	if (nothing && run_rung(&s, search_rung_3_in_groups, &views.rung[2]) < 0)
		return -1;
	for (size_t i = 0; i < 3; i++)
		join(&s, &views.rung[i]);
	if (match_r->count == 0)
		return suggest(&s);
	if (contested(&views)) {
		match_r->filing = REPLY_CONTESTED;
		return 0;
	}
	int known = written_by_server(reading->class) ? 1 : sender_known(&s);
	if (known < 0)
		return -1;
	match_r->filing = known ? REPLY_FILED : REPLY_UNVERIFIED;
	return 0;
}
