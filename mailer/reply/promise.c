#include <string.h>

#include "base/clock.h"
#include "base/str.h"
#include "reply/anchors.h"
#include "reply/clause.h"
#include "reply/dateparts.h"
#include "reply/datewords.h"
#include "reply/introductions.h"
#include "reply/promise.h"
#include "reply/words.h"

enum {
	FAR_DAYS = 3 * 366, /* a date further away is no promise to answer a letter */
	SEARCHED = 200 << 10, /* bytes of text */
	DATES_MAX = 50, /* of a sentence that are looked at */
	INSERTED_MAX = 4, /* tokens of a clause that is put into another */
};

struct search {
	const struct tokens *t;
	struct date today;
	struct reading *r;
};

static bool take(struct search *s, size_t first, size_t last, struct date date)
{
	int64_t ahead = date_to_days(date) - date_to_days(s->today);
	struct str text;

	if (ahead < 0 || ahead > FAR_DAYS)
		return false;
	str_init(&text);
	date_add(&text, date);
	s->r->promised_date = arena_strdup(&s->r->arena, str_c(&text));
	s->r->promised_at =
		(struct reading_range){s->t->items[first].start, s->t->items[last - 1].end};
	str_release(&text);
	return true;
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
		f.form = introduction_at(t, i, &n);
		size_t at = i + n;
		bool span = f.form && (f.form->is & INTRODUCES_SPAN);
		size_t len = introduction_date(t, f.form, at, s->today, &f.date);
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
		if (n == 0 && !stands_alone(t, i, f.end, to))
			continue;
		f.clause_end = clause_end(t, f.end, to);
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
		if (range == i && !clause_has(t, f.clause, f.clause_end, MEANS_TERM))
			continue;
		/* "not before the 1st": what is denied is no "the 1st" either. */
		if (is_denied(t, &f))
			i = f.end - 1;
		else if (take(s, i, f.end, f.date))
			return true;
	}
	return false;
}

static bool search_sentence(struct search *s, size_t from, size_t to)
{
	return clause_intends(s->t, from, to) &&
	       (search_clauses(s, from, to, true) || search_clauses(s, from, to, false));
}

/* Whether the point at token i ends a sentence: not behind a number or an abbreviated month. */
static bool ends_sentence(const struct tokens *t, size_t i)
{
	if (t->items[i].kind == TOKEN_PARAGRAPH || token_is(t, i, "!") || token_is(t, i, "?"))
		return true;
	if (!token_is(t, i, "."))
		return false;
	if (i + 1 == t->count)
		return true;
	/* "5 p.m. on Friday" */
	bool letter = i && t->items[i - 1].kind == TOKEN_WORD &&
		      t->items[i - 1].end - t->items[i - 1].start == 1;
	/* "i.e. until": the last of several points */
	if (letter && i > 2 && token_is(t, i - 2, ".") &&
		t->items[i - 2].end == t->items[i - 1].start)
		return false;
	if (letter && (t->items[i + 1].start == t->items[i].end || token_is(t, i - 1, "m")))
		return false;
	if (i && t->items[i - 1].kind == TOKEN_NUMBER)
		return t->items[i - 1].end - t->items[i - 1].start > 2;
	size_t before = i ? t->items[i - 1].end - t->items[i - 1].start : 0;
	return before > 4 || t->items[i + 1].kind != TOKEN_NUMBER;
}

static bool search_tokens(struct search *s)
{
	size_t from = 0;

	for (size_t i = 0; i < s->t->count; i++) {
		if (!ends_sentence(s->t, i))
			continue;
		if (search_sentence(s, from, i))
			return true;
		from = i + 1;
	}
	return search_sentence(s, from, s->t->count);
}

/* The end of the paragraph that text[at] is in, and of the empty lines behind it. */
static size_t paragraph_end(const char *text, size_t at, size_t end)
{
	const char *line;

	while ((line = memchr(text + at, '\n', end - at)) != NULL) {
		size_t lines = 0;
		for (at = (size_t)(line - text); at < end && ascii_is_space(text[at]); at++)
			lines += text[at] == '\n';
		if (lines > 1)
			return at;
	}
	return end;
}

/* The beginning of the paragraph that text[at] is in, and of the empty lines before it. */
static size_t paragraph_start(const char *text, size_t start, size_t at)
{
	const char *line;

	while ((line = memrchr(text + start, '\n', at - start)) != NULL) {
		size_t lines = 1;
		for (at = (size_t)(line - text); at > start && ascii_is_space(text[at - 1]); at--)
			lines += text[at - 1] == '\n';
		if (lines > 1)
			return at;
	}
	return start;
}

/* No sentence goes beyond its paragraph, so that only those are read that may hold a date. */
static bool search_range(struct search *s, const char *folded, size_t start, size_t end)
{
	for (size_t at = start; (at = anchor_find(folded, at, end)) < end;) {
		size_t from = paragraph_start(folded, start, at);
		struct tokens tokens;

		at = paragraph_end(folded, at, end);
		tokens_split(&tokens, folded, from, at);
		s->t = &tokens;
		bool found = search_tokens(s);
		tokens_release(&tokens);
		if (found)
			return true;
	}
	return false;
}

void promise_find(struct reading *r, const char *folded)
{
	struct search s = {.r = r, .today = date_at(r->date_at ? r->date_at : clock_now())};
	size_t left = SEARCHED;

	if (r->class != READING_REPLY || r->n_reply_ranges == 0)
		return;
	for (size_t i = 0; i < r->n_reply_ranges && left; i++) {
		struct reading_range range = r->reply_ranges[i];

		if (range.end - range.start > left)
			range.end = range.start + left;
		left -= range.end - range.start;
		if (search_range(&s, folded, range.start, range.end))
			return;
	}
}
