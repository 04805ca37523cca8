/* Rungs 1 to 3 of the ladder: tokens and Message-IDs, which file a mail by themselves. */
#include <string.h>

#include "base/str.h"
#include "base/token.h"
#include "store/lookup.h"
#include "watch/match_search.h"

/* ---- tokens */

static bool is_alnum(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z');
}

/*
 * The next run of exactly TOKEN_LEN letters and digits that can be read as a token. TOKEN_LEN bytes
 * are looked at from behind: the first one that is neither rules out all before it, which in most
 * texts is most of them.
 */
static bool next_token(const char *text, size_t n, size_t *offset, char token_r[TOKEN_SIZE])
{
	size_t start = *offset; /* nothing before it belongs to a run */

	while (start + TOKEN_LEN <= n) {
		size_t i = start + TOKEN_LEN;
		while (i > start && is_alnum(text[i - 1]))
			i--;
		if (i > start) {
			start = i;
			continue;
		}
		for (i = start + TOKEN_LEN; i < n && is_alnum(text[i]);)
			i++;
		/* "letters%2Btoken@", as links have it */
		if (i - start == TOKEN_LEN + 2 && start > 0 && text[start - 1] == '%')
			start += 2;
		if (i - start == TOKEN_LEN && token_read(text + start, TOKEN_LEN, token_r)) {
			*offset = i;
			return true;
		}
		start = i;
	}
	*offset = n;
	return false;
}

/* Adds a letter whose own token or Message-ID the mail carries. */
static void add_carried(
	struct search *s, const struct outbox_letter *letter, int rung, const char *evidence)
{
	struct match_letter *added = search_add(s, letter, rung, evidence);

	if (added)
		added->carried = true;
}

/* How the next token of a text is found. */
typedef bool next_fn(const char *text, size_t n, size_t *offset, char token_r[TOKEN_SIZE]);

/* Looks for tokens in a text; `where` and `shown` make the evidence. */
static int tokens_by(struct search *s, next_fn *next, const char *text, size_t n, int rung,
	const char *where, const char *shown)
{
	char token[TOKEN_SIZE];
	size_t at = 0;

	while (s->tokens_left > 0 && next(text, n, &at, token)) {
		struct outbox_letter letter = {0};

		s->tokens_left--;
		if (strcmp(token, s->last_token) == 0)
			continue;
		memcpy(s->last_token, token, sizeof token);
		int found = outbox_find(s->store, OUTBOX_BY_TOKEN, token, &letter, s->err);
		if (found == 1)
			add_carried(s, &letter, rung,
				arena_printf(
					s->arena, "token in %s: %s", where, shown ? shown : token));
		outbox_letter_release(&letter);
		if (found < 0)
			return -1;
	}
	return 0;
}

static int tokens_in(struct search *s, const char *text, size_t n, int rung, const char *where,
	const char *shown)
{
	return tokens_by(s, next_token, text, n, rung, where, shown);
}

/*
 * The next token that is told in groups, as people copy what is long: "7k3m 9qxw 2vbn 4h8r", or
 * with dashes. Groups of words are candidates too seldom to matter: most have a digit in two
 * groups.
 */
static bool next_grouped_token(const char *text, size_t n, size_t *offset, char token_r[TOKEN_SIZE])
{
	enum { GROUP_MIN = 3, GROUP_MAX = 8, DIGITS_MIN = 2 };

	for (size_t start = *offset; start < n;) {
		char joined[TOKEN_LEN];
		size_t len = 0, groups = 0, digits = 0, i = start, first = start;

		while (i < n && len < TOKEN_LEN) {
			size_t from = i;
			bool digit = false;
			for (; i < n && is_alnum(text[i]) && len < TOKEN_LEN; i++) {
				digit |= text[i] >= '0' && text[i] <= '9';
				joined[len++] = text[i];
			}
			if (groups++ == 0)
				first = i;
			digits += digit;
			if (i - from < GROUP_MIN || i - from > GROUP_MAX || i + 1 >= n ||
				(text[i] != ' ' && text[i] != '-') || len == TOKEN_LEN)
				break;
			i++;
		}
		bool ends = i == n || !is_alnum(text[i]);
		/* A word before it may have taken the place of its last group: "code 7k3m ...". */
		if (len == TOKEN_LEN && ends && groups > 1 && digits >= DIGITS_MIN &&
			token_read(joined, TOKEN_LEN, token_r)) {
			*offset = first;
			return true;
		}
		/* On with the word behind the first group. */
		for (start = first; start < n && is_alnum(text[start]);)
			start++;
		while (start < n && !is_alnum(text[start]))
			start++;
	}
	*offset = n;
	return false;
}

/* ---- message-ids */

static int add_by_id(struct search *s, int64_t id, int rung, const char *evidence)
{
	struct outbox_letter letter = {0};
	const char *text = arena_printf(s->arena, "%lld", (long long)id);
	int found =
		search_has(s, id) ? 0 : outbox_find(s->store, OUTBOX_BY_ID, text, &letter, s->err);

	if (found == 1)
		search_add(s, &letter, rung, evidence);
	outbox_letter_release(&letter);
	return found < 0 ? -1 : 0;
}

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

/* Some gateways write ids in capitals, which ours never are. */
static bool is_shouted(const char *id)
{
	bool capital = false;

	for (; *id; id++) {
		if (*id >= 'a' && *id <= 'z')
			return false;
		capital |= *id >= 'A' && *id <= 'Z';
	}
	return capital;
}

static int by_message_id(struct search *s, const char *id, int rung, const char *where)
{
	struct outbox_letter letter = {0};
	int found = outbox_find(s->store, OUTBOX_BY_MESSAGE_ID, id, &letter, s->err);

	if (found == 1)
		add_carried(s, &letter, rung,
			arena_printf(s->arena, "%s names letter %s to %s", where, letter.ref,
				letter.email));
	outbox_letter_release(&letter);
	if (found != 0)
		return found < 0 ? -1 : 0;
	if (is_shouted(id))
		return by_message_id(s, match_address_key(s->arena, id), rung, where);
	return by_known_mail(s, id, rung, where);
}

/* ---- rungs 1 to 3 */

int search_rung_1(struct search *s)
{
	const struct reading *r = s->reading;

	for (size_t i = 0; i < r->n_addresses; i++) {
		const struct reading_found *a = &r->addresses[i];
		if (tokens_in(s, a->text, strlen(a->text), 1, a->header, a->text) < 0)
			return -1;
	}
	for (size_t i = 0; i < r->n_to; i++) {
		/* Address books keep the address that they answered to as a name. */
		const char *a = r->to[i].address, *name = r->to[i].name;
		if ((a && tokens_in(s, a, strlen(a), 1, "To", a) < 0) ||
			(name && tokens_in(s, name, strlen(name), 1, "To", name) < 0))
			return -1;
	}
	return 0;
}

int search_rung_2(struct search *s)
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

int search_rung_3(struct search *s)
{
	const struct reading *r = s->reading;
	size_t n = r->text_len < MATCH_SCAN_MAX ? r->text_len : MATCH_SCAN_MAX;

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

int search_rung_3_in_groups(struct search *s)
{
	const struct reading *r = s->reading;
	size_t n = r->text_len < MATCH_SCAN_MAX ? r->text_len : MATCH_SCAN_MAX;

	if (r->subject && tokens_by(s, next_grouped_token, r->subject, strlen(r->subject), 3,
				  "the subject", NULL) < 0)
		return -1;
	return r->text ? tokens_by(s, next_grouped_token, r->text, n, 3, "the text", NULL) : 0;
}
