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
	size_t from, to; /* the sentence; to is behind it */
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
		"kadar", "mennessä", NULL}; /* "by", in Turkish and Finnish */
	enum {
		STANDS = MEANS_END | MEANS_MIDDLE | MEANS_BEGINNING | MEANS_NEXT | MEANS_TOMORROW |
			 MEANS_TODAY
	};

	if (datetoken_is_this(t, i)) /* "this Friday", "diese Woche" */
		return true;
	if (is_weekday(t, i) &&
		!(i > 0 && (token_is(t, i - 1, "from") || token_is(t, i - 1, "since"))) &&
		(end >= to || t->items[end].kind != TOKEN_WORD || datetoken_is_next(t, i + 1)))
		return true;
	if (token_is_one_of(t, end, behind) || token_is_one_of(t, end + 1, behind))
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

	/* "Today we can say nothing": wherever it is denied, nothing is due the same day. */
	if ((token_means(t, f->start, MEANS_TODAY) || token_is(t, f->start, "aujourd")) &&
		(clause_negated(t, f->clause, f->clause_end) ||
			clause_says_nothing(t, f->clause, f->clause_end)))
		return true;
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
	static const char *const words[] = {"to", "until", "till", "auf", "bis", "au", "à", "al",
		"a", "hasta", "zum", "-", NULL};
	struct date other;

	return token_is_one_of(t, i, words) && date_at_token(t, i + 1, today, &other) > 0;
}

/* "From 4 to 8 May": whether the introduction at token i is behind the first day of such a time. */
static bool is_range_end(const struct tokens *t, size_t i)
{
	static const char *const words[] = {"from", "vom", "von", "du", "del", "dal", "van", NULL};
	size_t k = i > 0 && token_is(t, i - 1, ".") ? i - 1 : i; /* "vom 4. bis" */

	if (k < 2 || datetoken_digits(t, k - 1) == 0 || datetoken_digits(t, k - 1) > 2)
		return false;
	return token_is_one_of(t, k - 2, words);
}

/* Whether an introduction says how long something lasts, and never by when. */
static bool is_until(const struct tokens *t, size_t i)
{
	static const char *const words[] = {"until", "till", "jusqu", "hasta", "fino", "tot", NULL};

	return token_is_one_of(t, i, words);
}

/* Finds the date at token i, with what introduces it and its place; false: there is none that may
 * be one of the sentence up to `to`. */
static bool find_date(const struct search *s, size_t i, size_t to, struct found *f)
{
	const struct tokens *t = s->t;
	size_t len = span_from_today(t, i, s->today, &f->date), n = 0;

	f->form = len || dateword_commencing(t, i) ? NULL : introduction_at(t, i, &n);
	if (len == 0)
		len = introduction_date(t, f->form, i + n, s->today, &f->date);
	f->start = i;
	f->end = i + n + len;
	/* "14.11." may end the sentence with its own point. */
	return len > 0 && f->end <= to + (token_is(t, to, ".") ? 1 : 0);
}

/* Whether what stands before a date, or it itself, says that something is due on it. */
static bool is_due(const struct search *s, const struct found *f)
{
	const struct tokens *t = s->t;

	/* "From 12 October our address will be": something begins, nothing is due. */
	if (f->form)
		return !token_is(t, f->start, "from");
	/* "Answer expected: 23/10/2025" */
	return (f->start > s->from && token_is(t, f->start - 1, ":")) ||
	       stands_alone(t, f->start, f->end, s->to);
}

/* Sets clause_end. "In three weeks, you will have it": the date's clause is the next one, too. */
static void end_clause(const struct search *s, struct found *f)
{
	f->clause_end = clause_end(s->t, f->end, s->to);
	bool fronted = f->start == s->from && f->clause_end == f->end;
	while (fronted && f->clause_end < s->to) {
		size_t next = f->clause_end + 1;
		f->clause_end = clause_end(s->t, next, s->to);
		fronted = f->clause_end - next <= INSERTED_MAX;
	}
}

/* Whether what surrounds the date intends something on it. before: the clause before its own;
 * strict: its own clause must say so, else a limit will do. */
static bool is_intended(const struct search *s, const struct found *f, size_t before, bool strict)
{
	const struct tokens *t = s->t;
	/* "Two weeks more, to 30 October": a date of its own belongs to the clause before. */
	size_t own = f->clause == f->start ? before : f->clause;

	if (strict ? !clause_intends(t, own, f->clause_end)
		   : f->form && !(f->form->is & INTRODUCES_LIMIT))
		return false;
	/* "As we are busy until the 3rd, we will not answer before": so is the limit of a clause
	 * that intends nothing when the next one denies. */
	if (!strict && f->clause_end < s->to &&
		clause_negated(t, f->clause_end + 1, clause_end(t, f->clause_end + 1, s->to)) &&
		!clause_intends(t, f->clause, f->clause_end))
		return false;
	return true;
}

/* Whether the date is somebody's, unlike that of "the weather will be fine by Friday". */
static bool is_somebodys(const struct search *s, const struct found *f, size_t before)
{
	const struct tokens *t = s->t;
	size_t own = f->clause == f->start ? before : f->clause;
	bool says = clause_intends(t, own, f->clause_end);

	/* "We have it, and will answer tomorrow" has its subject in a clause before. */
	if (token_means(t, f->clause, MEANS_INTENT) || token_is(t, f->clause, "has") ||
		token_is(t, f->clause, "have") || token_is(t, f->clause, "is"))
		own = s->from;
	return !clause_of_nobody(t, says ? own : s->from, says ? f->clause_end : s->to,
		f->form && is_until(t, f->start));
}

/* Looks at the sentence. strict: only at dates whose own clause says that something is intended;
 * else at limits ("by"), which may stand in a clause before it. */
static bool search_clauses(struct search *s, bool strict)
{
	const struct tokens *t = s->t;
	size_t range = SIZE_MAX, dates = 0, before = s->from, start;
	struct found f = {.clause = s->from};

	for (size_t i = s->from; i < s->to && dates < DATES_MAX; i++) {
		if (clause_starts(t, i, &start)) {
			/* What is put in between (", if possible,") is passed over. */
			if (start - f.clause > INSERTED_MAX)
				before = f.clause;
			f.clause = start;
		}
		if (!find_date(s, i, s->to, &f))
			continue;
		dates++;
		if (is_range_start(t, f.end, s->today)) {
			range = f.end;
			continue;
		}
		if (!is_due(s, &f))
			continue;
		end_clause(s, &f);
		/* "From 3 to 28 October" is a time that passes, unless a deadline is moved. */
		if ((range == i || (f.form && is_range_end(t, i))) &&
			!clause_has(t, f.clause, f.clause_end, MEANS_TERM))
			continue;
		if (!is_intended(s, &f, before, strict))
			continue;
		/* What does not count is none by its last words either: "not before the 1st" is no
		 * "the 1st", "jusqu'au 30" no "au 30". */
		if (is_denied(t, &f) || !is_somebodys(s, &f, before)) {
			i = f.end - 1;
		} else if (is_near(f.date, s->today)) {
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
		"will", "would", "can", "could", "werden", "würden", "können", "wollen", NULL};
	static const char *const reader[] = {"you", "sie", NULL};
	static const char *const granting[] = {"give", "grant", "allow", NULL};
	enum { LOOKED_AT = 4 }; /* tokens: "Q: will you", "1. will you" */

	if (token_is(t, to, "?") && (token_is(t, from, "shall") || token_is(t, from, "sollen")))
		return true; /* "Shall we speak on 16 June?" */
	if (!token_is(t, to, "?") || clause_has(t, from, to, MEANS_TERM | MEANS_SELF))
		return false;
	for (size_t i = from; i < from + LOOKED_AT && i < to; i++)
		if (token_is_one_of(t, i, verbs) && token_is_one_of(t, i + 1, reader))
			return !token_is_one_of(t, i + 2, granting);
	return false;
}

/* "Réponse au plus tard le 22 mai", "in drei Wochen haben Sie unsere Antwort". */
static bool announces_reply(const struct tokens *t, size_t from, size_t to)
{
	static const char *const ours[] = {"our", "my", "unsere", "unserer", "meine", "notre", "ma",
		"nuestra", "mi", "nostra", "mia", "nossa", "ons", "vårt", NULL};

	if (token_means(t, from, MEANS_REPLY))
		return true;
	for (size_t i = from + 1; i < to; i++)
		if (token_means(t, i, MEANS_REPLY) && token_is_one_of(t, i - 1, ours))
			return true;
	return false;
}

bool promise_in_sentence(const struct tokens *t, size_t from, size_t to, struct date today,
	struct promise *promise_r)
{
	struct search s = {.t = t, .from = from, .to = to, .today = today, .promise = promise_r};

	if (asks_reader(t, from, to))
		return false;
	return (clause_intends(t, from, to) || announces_reply(t, from, to)) &&
	       (search_clauses(&s, true) || search_clauses(&s, false));
}
