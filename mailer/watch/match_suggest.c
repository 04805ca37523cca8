/* Rungs 5 and 6 of the ladder: senders and subjects, which a person has to confirm. */
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "base/utf8.h"
#include "store/judgement.h"
#include "store/lookup.h"
#include "reply/words.h"
#include "watch/match_search.h"
#include "watch/prefix.h"

enum { NEAR_MAX = 50 }; /* letters that rungs 5 and 6 look at */

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

/* A subject that is long enough to be of no other mail. */
static bool is_telling(const char *subject)
{
	enum { TELLING = 12 };

	return strlen(subject) >= TELLING && strchr(subject, ' ');
}

/* A subject without accents, with each run of signs as one space, and spaces around. */
static const char *only_words(struct arena *a, const char *subject)
{
	char *plain = utf8_without_marks(subject, strlen(subject));
	char *out = arena_alloc(a, strlen(plain) + 3), *p = out;

	*p++ = ' ';
	for (const char *c = plain; *c; c++) {
		bool quote = str_starts(c, "\xe2\x80"); /* dashes and quotes of print */
		if (ascii_is_alnum((unsigned char)*c) || ((*c & 0x80) && !quote))
			*p++ = *c;
		else if (p[-1] != ' ')
			*p++ = ' ';
		c += quote && c[2] ? 2 : 0;
	}
	free(plain);
	if (p[-1] != ' ')
		*p++ = ' ';
	*p = '\0';
	return out;
}

/* Help desks and forms drop the signs and the accents of a subject. */
static bool has_same_words(struct arena *a, const char *ours, const char *theirs)
{
	return is_telling(ours) && strstr(only_words(a, theirs), only_words(a, ours)) != NULL;
}

/*
 * Whether a stripped subject is ours, or has ours in it: help desks put their numbers and words
 * around it, or cut it off.
 */
static bool is_our_subject(struct arena *a, const char *ours, const char *theirs)
{
	enum { CUT_AT_LEAST = 24 };
	size_t n = strlen(theirs);

	if (*ours == '\0' || *theirs == '\0')
		return false;
	if (strcmp(ours, theirs) == 0 || (is_telling(ours) && words_has(theirs, ours)))
		return true;
	if (has_same_words(a, ours, theirs))
		return true;
	while (n > 0 && (theirs[n - 1] == '.' || theirs[n - 1] == ' '))
		n--;
	if (str_ends(theirs, "\xe2\x80\xa6")) /* ... in one sign */
		n = strlen(theirs) - 3;
	return n >= CUT_AT_LEAST && strncmp(ours, theirs, n) == 0;
}

/* Who may have written what leads to a letter. */
struct author {
	const char *key; /* the address */
	bool quoted; /* by a signatory, who forwards the mail */
};

/* Adds the letters to an address (key) or to a domain whose subject the mail has. */
static int same_subject(
	struct search *s, const struct author *author, const char *key, const char *domain)
{
	struct outbox_letter letters[NEAR_MAX];
	const char *wanted = prefix_strip(s->arena, s->reading->subject, NULL);
	const char *topic = prefix_strip(s->arena, s->reading->thread_topic, NULL);
	long n = load_near(s, key, domain, letters);

	for (long i = 0; i < n; i++) {
		const char *ours = prefix_strip(s->arena, letters[i].subject, NULL);
		if (!is_our_subject(s->arena, ours, wanted) &&
			!is_our_subject(s->arena, ours, topic))
			continue;
		search_add(s, &letters[i], 5,
			key ? arena_printf(s->arena,
				      "letter %s was written to %s and has this subject",
				      letters[i].ref,
				      author->quoted ? "who is quoted" : "this sender")
			    : arena_printf(s->arena,
				      "letter %s was written to %s, at the %s domain, and has "
				      "this subject",
				      letters[i].ref, letters[i].email,
				      author->quoted ? "quoted author's" : "sender's"));
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
			search_add(s, &letters[0], 5,
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

enum { AUTHORS_MAX = 10, PARENTS_MAX = 3 };

/* The sender; where a signatory forwards a mail, those whose addresses are in it. */
static size_t authors_of(struct search *s, struct author authors[AUTHORS_MAX])
{
	const struct reading *r = s->reading;
	size_t n = 0;

	if (s->match->party != MATCH_SIGNATORY) {
		if (r->from.address && strchr(r->from.address, '@'))
			authors[n++].key = match_address_key(s->arena, r->from.address);
		return n;
	}
	for (size_t i = 0; i < r->n_inner_addresses && n < AUTHORS_MAX; i++) {
		const char *address = r->inner_addresses[i].text;
		if (s->settings->party(s->settings->party_ctx, address) == MATCH_STRANGER)
			authors[n++] = (struct author){
				.key = match_address_key(s->arena, address), .quoted = true};
	}
	return n;
}

/* "eu.example.com" -> "example.com"; NULL when there is none above. */
static const char *parent_domain(const char *domain)
{
	const char *dot = strchr(domain, '.');

	return dot && strchr(dot + 1, '.') ? dot + 1 : NULL;
}

int search_rung_5(struct search *s)
{
	struct author authors[AUTHORS_MAX] = {{.quoted = false}};
	size_t n;

	if (by_reported(s) < 0)
		return -1;
	n = s->match->count ? 0 : authors_of(s, authors);
	for (size_t i = 0; i < n && s->match->count == 0; i++) {
		const char *domain = match_domain(s->arena, authors[i].key);
		if (same_subject(s, &authors[i], authors[i].key, NULL) < 0)
			return -1;
		for (int up = 0; up < PARENTS_MAX && domain && s->match->count == 0; up++) {
			if (match_public_domain(domain))
				break;
			if (same_subject(s, &authors[i], NULL, domain) < 0)
				return -1;
			domain = parent_domain(domain);
		}
	}
	return 0;
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
 * them. 1 when there were letters to the domain, 0, -1. */
static int only_letter(struct search *s, const struct author *author, const char *domain)
{
	struct outbox_letter letters[NEAR_MAX];
	const struct outbox_letter *only = NULL;
	bool several = false;
	int open = 0;
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
		search_add(s, only, 6,
			arena_printf(s->arena,
				"letter %s is the only one with open demands at the %s domain %s",
				only->ref, author->quoted ? "quoted author's" : "sender's",
				domain));
	release_near(letters, n);
	if (n < 0 || open < 0)
		return -1;
	return n > 0;
}

int search_rung_6(struct search *s)
{
	struct author authors[AUTHORS_MAX] = {{.quoted = false}};
	size_t n = authors_of(s, authors);

	for (size_t i = 0; i < n && s->match->count == 0; i++) {
		const char *domain = match_domain(s->arena, authors[i].key);
		for (int up = 0, rc = 0; up < PARENTS_MAX && domain && rc == 0; up++) {
			if (*domain == '\0' || match_public_domain(domain))
				break;
			rc = only_letter(s, &authors[i], domain);
			if (rc < 0)
				return -1;
			domain = parent_domain(domain);
		}
	}
	return 0;
}
