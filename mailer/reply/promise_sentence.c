#include "reply/promise_sentence.h"
#include "reply/clause.h"
#include "reply/dateparts.h"
#include "reply/datewords.h"
#include "reply/introductions.h"

enum {
	FAR_DAYS = 3 * 366, /* a date further away is no promise to answer a letter */
	DATES_MAX = 50, /* of a sentence that are looked at */
	INSERTED_MAX = 4, /* tokens of a clause that is put into another */
};

struct search {
	const struct tokens *t;
	struct date today;
	struct promise *promise;
};

static bool is_near(struct date date, struct date today)
{
	int64_t ahead = date_to_days(date) - date_to_days(today);

	return ahead >= 0 && ahead <= FAR_DAYS;
}

static bool is_weekday(const struct tokens *t, size_t i)
{
	return i < t->count && t->items[i].word && t->items[i].word->weekday;
}

/*
 * "Ende Oktober", "next week", "tomorrow" need no preposition, nor does a weekday that ends its
 * clause ("we will answer Friday"); a bare date is no promise. i: where the date begins, end:
 * behind it.
 */
static bool stands_alone(const struct tokens *t, size_t i, size_t end, size_t to)
{
	static const char *const behind[] = {
		"kadar", "mennessä"}; /* "by", in Turkish and Finnish */
	enum {
		STANDS = MEANS_END | MEANS_MIDDLE | MEANS_BEGINNING | MEANS_NEXT | MEANS_TOMORROW |
			 MEANS_TODAY
	};

	if (datetoken_is_this(t, i)) /* "this Friday", "diese Woche" */
		return true;
	if (is_weekday(t, i) &&
		(end >= to || t->items[end].kind != TOKEN_WORD || datetoken_is_next(t, i + 1)))
		return true;
	for (size_t k = 0; k < sizeof behind / sizeof *behind; k++)
		if (token_is(t, end, behind[k]) || token_is(t, end + 1, behind[k]))
			return true;
	/* "ten days from now", "w/c 4 May", "the first week of June" */
	if (end > i + 1 && (token_means(t, end - 1, MEANS_TODAY) || token_is(t, end - 1, "now") ||
				   token_is(t, end - 1, "hence") || dateword_commencing(t, i) ||
				   (datetoken_rank(t, i) && datetoken_unit(t, i + 1) == UNIT_WEEK)))
		return true;
	return token_means(t, i, STANDS) ||
	       (t->items[i].word && t->items[i].word->unit && !token_is(t, i, "q")) ||
	       date_is_eastern_limit(t, end - 1) || dateparts_is_week(t, i);
}

/* The end of the clause that token i is in. */
static size_t clause_end(const struct tokens *t, size_t i, size_t to)
{
	size_t start;

	while (i < to && !clause_starts(t, i, &start))
		i++;
	return i;
}

/* A date that was found: tokens from start to end, of a clause. */
struct found {
	const struct introduction *form; /* or NULL */
	size_t start, end;
	size_t clause, clause_end;
	struct date date;
};

/* Whether the clause around a date denies it. In "By 10 October we cannot answer" it does so behind
 * the date; behind a verb, "not" is about something else. */
static bool is_denied(const struct tokens *t, const struct found *f)
{
	unsigned form = f->form ? f->form->is : 0;

	if (f->start > f->clause && (clause_negated(t, f->clause, f->start) ||
					    clause_has(t, f->clause, f->start, MEANS_PAST) ||
					    ((form & INTRODUCES_EARLIEST) &&
						    clause_says_nothing(t, f->clause, f->start))))
		return true;
	if (clause_conditional(t, f->clause, f->start) ||
		clause_of_others(t, f->clause, f->start, f->end, f->clause_end))
		return true;
	return !clause_intends(t, f->clause, f->start) && clause_negated(t, f->end, f->clause_end);
}

/* "From 10 October to 31 October": whether another date follows the one that ends at token i. */
static bool is_range_start(const struct tokens *t, size_t i, struct date today)
{
	static const char *const words[] = {
		"to", "until", "till", "auf", "bis", "au", "à", "al", "a", "hasta", "zum", "-"};
	struct date other;
	bool range = false;

	for (size_t k = 0; k < sizeof words / sizeof *words; k++)
		range = range || token_is(t, i, words[k]);
	return range && date_at_token(t, i + 1, today, &other) > 0;
}

/* "From 4 to 8 May": whether the introduction at token i is behind the first day of such a time. */
static bool is_range_end(const struct tokens *t, size_t i)
{
	static const char *const words[] = {"from", "vom", "von", "du", "del", "dal", "van"};
	size_t k = i > 0 && token_is(t, i - 1, ".") ? i - 1 : i; /* "vom 4. bis" */

	if (k < 2 || datetoken_digits(t, k - 1) == 0 || datetoken_digits(t, k - 1) > 2)
		return false;
	for (size_t w = 0; w < sizeof words / sizeof *words; w++)
		if (token_is(t, k - 2, words[w]))
			return true;
	return false;
}

/* Looks at one sentence, tokens from to (exclusive) to. strict: only at dates whose own clause says
 * that something is intended; else at limits ("by"), which may stand in a clause before it. */
static bool search_clauses(struct search *s, size_t from, size_t to, bool strict)
{
	const struct tokens *t = s->t;
	size_t range = SIZE_MAX, dates = 0, before = from;
	struct found f = {.clause = from};

	for (size_t i = from; i < to && dates < DATES_MAX; i++) {
		size_t n, start;

		if (clause_starts(t, i, &start)) {
			/* What is put in between (", if possible,") is passed over. */
			if (start - f.clause > INSERTED_MAX)
				before = f.clause;
			f.clause = start;
		}
		size_t len = span_from_today(t, i, s->today, &f.date);
		n = 0;
		f.form = len || dateword_commencing(t, i) ? NULL : introduction_at(t, i, &n);
		size_t at = i + n;
		bool span = f.form && (f.form->is & INTRODUCES_SPAN);
		len = len ? len : introduction_date(t, f.form, at, s->today, &f.date);
		if (len == 0 && n && !span && token_is(t, at, "within"))
			continue;
		/* "14.11." may end the sentence with its own point. */
		if (len == 0 || at + len > to + (token_is(t, to, ".") ? 1 : 0))
			continue;
		dates++;
		f.start = i;
		f.end = at + len;
		if (is_range_start(t, f.end, s->today)) {
			range = f.end;
			continue;
		}
		/* "From 12 October our address will be": something begins, nothing is due. */
		if (f.form && token_is(t, i, "from"))
			continue;
		/* "Answer expected: 23/10/2025" */
		bool value = i > from && token_is(t, i - 1, ":");
		if (n == 0 && !value && !stands_alone(t, i, f.end, to))
			continue;
		f.clause_end = clause_end(t, f.end, to);
		/* "In three weeks, you will have it": the date's clause is the next one, too. */
		bool fronted = f.clause == i && i == from && f.clause_end == f.end && f.end < to;
		while (fronted && f.clause_end < to) {
			size_t next = f.clause_end + 1;
			f.clause_end = clause_end(t, next, to);
			fronted = f.clause_end - next <= INSERTED_MAX;
		}
		/* "Two weeks more, to 30 October": a date of its own belongs to the clause before.
		 */
		size_t own = f.clause == i ? before : f.clause;
		if (strict ? !clause_intends(t, own, f.clause_end)
			   : f.form && !(f.form->is & INTRODUCES_LIMIT))
			continue;
		/* "As we are busy until the 3rd, we will not answer before": so is the limit of a
		 * clause that intends nothing when the next one denies. */
		if (!strict && f.clause_end < to &&
			clause_negated(t, f.clause_end + 1, clause_end(t, f.clause_end + 1, to)) &&
			!clause_intends(t, f.clause, f.clause_end))
			continue;
		/* "From 3 to 28 October" is a time that passes, unless a deadline is moved. */
		if ((range == i || (f.form && is_range_end(t, i))) &&
			!clause_has(t, f.clause, f.clause_end, MEANS_TERM))
			continue;
		/* "The weather will be fine by Friday" */
		bool says = strict || clause_intends(t, own, f.clause_end);
		/* "We have it, and will answer tomorrow" has its subject in a clause before. */
		if (token_means(t, f.clause, MEANS_INTENT) || token_is(t, f.clause, "has") ||
			token_is(t, f.clause, "have") || token_is(t, f.clause, "is"))
			own = from;
		if (clause_of_nobody(t, says ? own : from, says ? f.clause_end : to))
			continue;
		/* "not before the 1st": what is denied is no "the 1st" either. */
		if (is_denied(t, &f))
			i = f.end - 1;
		else if (is_near(f.date, s->today)) {
			*s->promise = (struct promise){i, f.end, f.date};
			return true;
		}
	}
	return false;
}

/* "Will you publish it by the end of 2027?": our own question, that an answer repeats. */
static bool asks_reader(const struct tokens *t, size_t from, size_t to)
{
	static const char *const verbs[] = {
		"will", "would", "can", "could", "werden", "würden", "können", "wollen"};
	enum { LOOKED_AT = 4 }; /* tokens: "Q: will you", "1. will you" */

	if (token_is(t, to, "?") && (token_is(t, from, "shall") || token_is(t, from, "sollen")))
		return true; /* "Shall we speak on 16 June?" */
	if (!token_is(t, to, "?") || clause_has(t, from, to, MEANS_TERM | MEANS_SELF))
		return false;
	for (size_t i = from; i < from + LOOKED_AT && i < to; i++)
		for (size_t k = 0; k < sizeof verbs / sizeof *verbs; k++)
			if (token_is(t, i, verbs[k]) &&
				(token_is(t, i + 1, "you") || token_is(t, i + 1, "sie")))
				return !(token_is(t, i + 2, "give") ||
					 token_is(t, i + 2, "grant") ||
					 token_is(t, i + 2, "allow"));
	return false;
}

/* "Réponse au plus tard le 22 mai", "in drei Wochen haben Sie unsere Antwort". */
static bool announces_reply(const struct tokens *t, size_t from, size_t to)
{
	static const char *const ours[] = {"our", "my", "unsere", "unserer", "meine", "notre", "ma",
		"nuestra", "mi", "nostra", "mia", "nossa", "ons", "vårt"};

	if (token_means(t, from, MEANS_REPLY))
		return true;
	for (size_t i = from + 1; i < to; i++)
		for (size_t k = 0; token_means(t, i, MEANS_REPLY) && k < sizeof ours / sizeof *ours;
			k++)
			if (token_is(t, i - 1, ours[k]))
				return true;
	return false;
}

bool promise_in_sentence(const struct tokens *t, size_t from, size_t to, struct date today,
	struct promise *promise_r)
{
	struct search s = {.t = t, .today = today, .promise = promise_r};

	if (asks_reader(t, from, to))
		return false;
	return (clause_intends(t, from, to) || announces_reply(t, from, to)) &&
	       (search_clauses(&s, from, to, true) || search_clauses(&s, from, to, false));
}
