#include <string.h>

#include "base/str.h"
#include "base/token.h"
#include "store/judgement.h"
#include "store/lookup.h"
#include "store/outbox.h"
#include "watch/match.h"
#include "watch/prefix.h"

/* Bounds of what one mail may ask the store. */
enum {
	TOKENS_MAX = 600, /* candidates for tokens */
	CODES_MAX = 200, /* candidates for references */
	NEAR_MAX = 50, /* letters that rungs 5 and 6 look at */
	SCAN_MAX = 1 << 20, /* bytes of text that are looked through for tokens and codes */
};

struct search {
	struct store *store;
	const struct match_settings *settings;
	const struct reading *reading;
	struct arena *arena;
	struct match *match;
	struct err *err;
	size_t tokens_left, codes_left;
};

static bool linked(const struct search *s, int64_t id)
{
	for (size_t i = 0; i < s->match->count; i++)
		if (s->match->letters[i].id == id)
			return true;
	return false;
}

/* Adds a letter unless an earlier rung has it. `how` is the beginning of the evidence. */
static void add_letter(
	struct search *s, const struct outbox_letter *letter, int rung, const char *evidence)
{
	struct match *m = s->match;

	if (m->count >= MATCH_MAX_LETTERS || linked(s, letter->id))
		return;
	m->letters[m->count++] = (struct match_letter){
		.id = letter->id,
		.ref = arena_strdup(s->arena, letter->ref),
		.email = arena_strdup(s->arena, letter->email),
		.org = arena_strdup(s->arena, letter->org),
		.recipient_key = arena_strdup(s->arena, letter->recipient_key),
		.signatory = arena_strdup(s->arena, letter->signatory),
		.rung = rung,
		.evidence = evidence,
	};
}

static int add_by_id(struct search *s, int64_t id, int rung, const char *evidence)
{
	struct outbox_letter letter = {0};
	const char *text = arena_printf(s->arena, "%lld", (long long)id);
	int found = linked(s, id) ? 0 : outbox_find(s->store, OUTBOX_BY_ID, text, &letter, s->err);

	if (found == 1)
		add_letter(s, &letter, rung, evidence);
	outbox_letter_release(&letter);
	return found < 0 ? -1 : 0;
}

/* ---- tokens */

/* The next run of exactly TOKEN_LEN letters and digits that can be read as a token. */
static bool next_token(const char *text, size_t n, size_t *offset, char token_r[TOKEN_SIZE])
{
	size_t i = *offset;

	while (i < n) {
		size_t start = i;
		while (i < n && ascii_is_alnum((unsigned char)text[i]))
			i++;
		if (i - start == TOKEN_LEN && token_read(text + start, TOKEN_LEN, token_r)) {
			*offset = i;
			return true;
		}
		i += i == start;
	}
	*offset = n;
	return false;
}

/* Looks for tokens in a text; `where` and `shown` make the evidence. */
static int tokens_in(struct search *s, const char *text, size_t n, int rung, const char *where,
	const char *shown)
{
	char token[TOKEN_SIZE];
	size_t at = 0;

	while (s->tokens_left > 0 && next_token(text, n, &at, token)) {
		struct outbox_letter letter = {0};
		int found = outbox_find(s->store, OUTBOX_BY_TOKEN, token, &letter, s->err);

		s->tokens_left--;
		if (found == 1)
			add_letter(s, &letter, rung,
				arena_printf(
					s->arena, "token in %s: %s", where, shown ? shown : token));
		outbox_letter_release(&letter);
		if (found < 0)
			return -1;
	}
	return 0;
}

/* ---- message-ids */

/* The letters of a mail that is filed already: an answer to an answer, or what a person taught. */
static int by_known_mail(struct search *s, const char *id, int rung, const char *where)
{
	int64_t *ids;
	long reply = 0;
	long n = lookup_letters_of_mail(
		s->store, id, MATCH_MAX_LETTERS, s->arena, &ids, &reply, s->err);

	for (long i = 0; i < n; i++) {
		const char *evidence = arena_printf(s->arena,
			"%s names reply %ld, which is filed to this letter", where, reply);
		if (add_by_id(s, ids[i], rung, evidence) < 0)
			return -1;
	}
	return n < 0 ? -1 : 0;
}

static int by_message_id(struct search *s, const char *id, int rung, const char *where)
{
	struct outbox_letter letter = {0};
	int found = outbox_find(s->store, OUTBOX_BY_MESSAGE_ID, id, &letter, s->err);

	if (found == 1)
		add_letter(s, &letter, rung,
			arena_printf(s->arena, "%s names letter %s to %s", where, letter.ref,
				letter.email));
	outbox_letter_release(&letter);
	if (found != 0)
		return found < 0 ? -1 : 0;
	return by_known_mail(s, id, rung, where);
}

/* ---- rungs 1 to 3 */

static int rung_1(struct search *s)
{
	const struct reading *r = s->reading;

	for (size_t i = 0; i < r->n_addresses; i++) {
		const struct reading_found *a = &r->addresses[i];
		if (tokens_in(s, a->text, strlen(a->text), 1, a->header, a->text) < 0)
			return -1;
	}
	for (size_t i = 0; i < r->n_to; i++) {
		const char *a = r->to[i].address;
		if (a && tokens_in(s, a, strlen(a), 1, "To", a) < 0)
			return -1;
	}
	return 0;
}

static int rung_2(struct search *s)
{
	const struct reading *r = s->reading;

	for (size_t i = 0; i < r->n_in_reply_to; i++)
		if (by_message_id(s, r->in_reply_to[i], 2, "In-Reply-To") < 0)
			return -1;
	/* The last of them is the mail that was answered (RFC 5322 3.6.4). */
	for (size_t i = r->n_references; i > 0; i--)
		if (by_message_id(s, r->references[i - 1], 2, "References") < 0)
			return -1;
	return 0;
}

static const char *inner_words(const char *header)
{
	return strcmp(header, "returned") == 0	 ? "the returned mail"
	       : strcmp(header, "attached") == 0 ? "an attached message"
						 : "the quoted text";
}

static int rung_3(struct search *s)
{
	const struct reading *r = s->reading;
	size_t n = r->text_len < SCAN_MAX ? r->text_len : SCAN_MAX;

	for (size_t i = 0; i < r->n_inner_message_ids; i++) {
		const struct reading_found *f = &r->inner_message_ids[i];
		if (by_message_id(s, f->text, 3, inner_words(f->header)) < 0)
			return -1;
	}
	for (size_t i = 0; i < r->n_inner_addresses; i++) {
		const struct reading_found *f = &r->inner_addresses[i];
		if (tokens_in(s, f->text, strlen(f->text), 3, inner_words(f->header), f->text) < 0)
			return -1;
	}
	if (r->subject && tokens_in(s, r->subject, strlen(r->subject), 3, "the subject", NULL) < 0)
		return -1;
	return r->text ? tokens_in(s, r->text, n, 3, "the text", NULL) : 0;
}

/* ---- rungs 4 to 6 */

/*
 * The next word that can be a reference: letters, digits, '-', '_' and '.', ending in '-' and a
 * number.
 */
static bool next_code(const char *text, size_t n, size_t *offset, size_t *len_r)
{
	enum { CODE_MAX = 80 };

	for (size_t i = *offset; i < n;) {
		size_t start = i, digits;
		while (i < n && (ascii_is_alnum((unsigned char)text[i]) || text[i] == '-' ||
					text[i] == '_' || text[i] == '.' || (text[i] & 0x80)))
			i++;
		size_t end = i;
		while (end > start && (text[end - 1] == '.' || text[end - 1] == '-'))
			end--;
		digits = end;
		while (digits > start && text[digits - 1] >= '0' && text[digits - 1] <= '9')
			digits--;
		if (digits < end && digits > start + 1 && text[digits - 1] == '-' &&
			end - start <= CODE_MAX) {
			*offset = i;
			*len_r = end - start;
			/* Where it begins is told by the caller's offset. */
			*offset = start;
			return true;
		}
		i += i == start;
	}
	*offset = n;
	return false;
}

static int codes_in(struct search *s, const char *text, size_t n, const char *where)
{
	size_t at = 0, len;

	while (s->codes_left > 0 && next_code(text, n, &at, &len)) {
		struct outbox_letter letter = {0};
		const char *code = arena_strndup(s->arena, text + at, len);
		int found = outbox_find(s->store, OUTBOX_BY_REF, code, &letter, s->err);

		at += len;
		s->codes_left--;
		if (found == 1)
			add_letter(s, &letter, 4,
				arena_printf(
					s->arena, "%s names the reference %s", where, letter.ref));
		outbox_letter_release(&letter);
		if (found < 0)
			return -1;
	}
	return 0;
}

static int rung_4(struct search *s)
{
	const struct reading *r = s->reading;
	size_t n = r->text_len < SCAN_MAX ? r->text_len : SCAN_MAX;

	if (r->subject && codes_in(s, r->subject, strlen(r->subject), "the subject") < 0)
		return -1;
	return r->text ? codes_in(s, r->text, n, "the text") : 0;
}

/* Loads the letters that were sent to an address (or to a domain); their number, or -1. */
static long load_near(struct search *s, const char *key, const char *domain,
	struct outbox_letter letters[NEAR_MAX])
{
	int64_t *ids;
	long n = lookup_letters_to(s->store, key, domain, NEAR_MAX, s->arena, &ids, s->err);

	for (long i = 0; i < n; i++) {
		letters[i] = (struct outbox_letter){0};
		const char *text = arena_printf(s->arena, "%lld", (long long)ids[i]);
		if (outbox_find(s->store, OUTBOX_BY_ID, text, &letters[i], s->err) < 0) {
			for (; i >= 0; i--)
				outbox_letter_release(&letters[i]);
			return -1;
		}
	}
	return n;
}

static void release_near(struct outbox_letter *letters, long n)
{
	for (long i = 0; i < n; i++)
		outbox_letter_release(&letters[i]);
}

static int same_subject(struct search *s, const char *key, const char *domain)
{
	struct outbox_letter letters[NEAR_MAX];
	const char *wanted = prefix_strip(s->arena, s->reading->subject, NULL);
	const char *topic = prefix_strip(s->arena, s->reading->thread_topic, NULL);
	long n = load_near(s, key, domain, letters);

	for (long i = 0; i < n; i++) {
		const char *ours = prefix_strip(s->arena, letters[i].subject, NULL);
		if (*ours == '\0' || (strcmp(ours, wanted) != 0 && strcmp(ours, topic) != 0))
			continue;
		add_letter(s, &letters[i], 5,
			key ? arena_printf(s->arena,
				      "letter %s was written to this sender and has this subject",
				      letters[i].ref)
			    : arena_printf(s->arena,
				      "letter %s was written to %s, at the sender's domain, and "
				      "has this subject",
				      letters[i].ref, letters[i].email));
	}
	release_near(letters, n);
	return n < 0 ? -1 : 0;
}

/* The report of a server names who it is about: as good as a sender. */
static int by_reported(struct search *s)
{
	const struct reading *r = s->reading;

	for (size_t i = 0; i < r->n_bounces && i < NEAR_MAX; i++) {
		struct outbox_letter letters[NEAR_MAX];
		const char *whom = r->bounces[i].recipient;
		if (whom == NULL || strchr(whom, '@') == NULL)
			continue;
		long n = load_near(s, match_address_key(s->arena, whom), NULL, letters);
		if (n > 0)
			add_letter(s, &letters[0], 5,
				arena_printf(s->arena,
					"the report is about %s, to whom letter %s "
					"was written",
					whom, letters[0].ref));
		release_near(letters, n);
		if (n < 0)
			return -1;
	}
	return 0;
}

static int rung_5(struct search *s)
{
	const char *from = s->reading->from.address, *domain = match_domain(s->arena, from);

	if (by_reported(s) < 0)
		return -1;
	if (s->match->count > 0 || from == NULL || *domain == '\0')
		return 0;
	if (same_subject(s, match_address_key(s->arena, from), NULL) < 0)
		return -1;
	if (s->match->count > 0 || match_public_domain(domain))
		return 0;
	return same_subject(s, NULL, domain);
}

/* Whether an answer to a demand is waited for at a target: 1, 0, -1. */
static int has_open_demands(struct search *s, const char *target)
{
	const struct match_settings *m = s->settings;
	struct judgement_filter filter = {.target = target};
	struct judgement *rows;
	long n = judgement_list(s->store, &filter, s->arena, &rows, s->err);

	if (n < 0)
		return -1;
	for (size_t i = 0; i < m->demand_count; i++) {
		enum demand_position position = DEMAND_OPEN;
		for (long k = 0; k < n; k++)
			if (strcmp(rows[k].demand, m->demands[i].id) == 0)
				demand_position_parse(rows[k].position, &position);
		if (demand_position_waits(position))
			return 1;
	}
	return 0;
}

/* Letters to one recipient (a first one and its reminders) count as one; the latest stands for
 * them. */
static int rung_6(struct search *s)
{
	const char *domain = match_domain(s->arena, s->reading->from.address);
	struct outbox_letter letters[NEAR_MAX];
	const struct outbox_letter *only = NULL;
	bool several = false;
	int open = 0;

	if (*domain == '\0' || match_public_domain(domain))
		return 0;
	long n = load_near(s, NULL, domain, letters);
	for (long i = 0; i < n && !several && open >= 0; i++) {
		if (only && strcmp(only->recipient_key, letters[i].recipient_key) == 0)
			continue;
		open = has_open_demands(s, letters[i].org);
		if (open == 1) {
			several = only != NULL;
			only = &letters[i];
		}
	}
	if (n >= 0 && open >= 0 && only && !several)
		add_letter(s, only, 6,
			arena_printf(s->arena,
				"letter %s is the only one with open demands at the sender's "
				"domain %s",
				only->ref, domain));
	release_near(letters, n);
	return n < 0 || open < 0 ? -1 : 0;
}

/* ---- judging */

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

	view->letters = arena_array(s->arena, MATCH_MAX_LETTERS, sizeof *view->letters);
	s->match = view;
	int rc = rung(s);
	s->match = whole;
	return rc;
}

static void join(struct search *s, const struct match *view)
{
	for (size_t i = 0; i < view->count; i++)
		if (s->match->count < MATCH_MAX_LETTERS && !linked(s, view->letters[i].id))
			s->match->letters[s->match->count++] = view->letters[i];
}

/* Rungs 4 to 6: the first that leads anywhere. */
static int suggest(struct search *s)
{
	int (*const rungs[])(struct search *) = {rung_4, rung_5, rung_6};

	for (size_t i = 0; i < 3 && s->match->count == 0; i++)
		if (rungs[i](s) < 0)
			return -1;
	s->match->filing = s->match->count > 0 ? REPLY_SUGGESTED : REPLY_UNSORTED;
	return 0;
}

int match_find(struct store *store, const struct match_settings *settings,
	const struct reading *reading, struct arena *arena, struct match *match_r, struct err *err)
{
	struct search s = {store, settings, reading, arena, match_r, err, TOKENS_MAX, CODES_MAX};
	struct views views = {0};
	const char *from = reading->from.address;

	*match_r = (struct match){
		.letters = arena_array(arena, MATCH_MAX_LETTERS, sizeof *match_r->letters)};
	if (from && settings->party)
		match_r->party = settings->party(settings->party_ctx, from);
	if (run_rung(&s, rung_1, &views.rung[0]) < 0 || run_rung(&s, rung_2, &views.rung[1]) < 0 ||
		run_rung(&s, rung_3, &views.rung[2]) < 0)
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
