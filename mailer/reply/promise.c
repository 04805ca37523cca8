#include <string.h>

#include "base/clock.h"
#include "base/str.h"
#include "reply/anchors.h"
#include "reply/clause.h"
#include "reply/datewords.h"
#include "reply/promise.h"
#include "reply/words.h"

enum {
	FAR_DAYS = 3 * 366, /* a date further away is no promise to answer a letter */
	SEARCHED = 200 << 10, /* bytes of text */
};

struct search {
	const struct tokens *t;
	struct date today;
	struct reading *r;
};

/*
 * How a date is introduced at token i: the number of tokens; 0 when it is not. *span_r: a length of
 * time follows. *firm_r: the words alone say that it is a limit.
 */
static size_t introduction(const struct tokens *t, size_t i, bool *span_r, bool *firm_r)
{
	static const struct {
		const char *words[4];
		bool span, firm;
	} forms[] = {{{"no", "later", "than"}, false, true},
		{{"not", "later", "than"}, false, true}, {{"on", "or", "before"}, false, true},
		{{"at", "the", "latest"}, false, true}, {{"nicht", "später", "als"}, false, true},
		{{"bis", "spätestens"}, false, true}, {{"spätestens", "bis"}, false, true},
		{{"au", "plus", "tard"}, false, true}, {{"a", "más", "tardar"}, false, true},
		{{"a", "mas", "tardar"}, false, true}, {{"d", "'", "ici"}, true, true},
		{{"d", "\xe2\x80\x99", "ici"}, true, true}, {{"en", "un", "plazo"}, true, true},
		{{"en", "el", "plazo"}, true, true}, {{"dans", "un", "délai"}, true, true},
		{{"dans", "les"}, true, true}, {{"in", "the", "next"}, true, true},
		{{"over", "the", "next"}, true, true}, {{"in", "den", "nächsten"}, true, true},
		{{"en", "los", "próximos"}, true, true}, {{"within"}, true, true},
		{{"innerhalb"}, true, true}, {{"binnen"}, true, true}, {{"sous"}, true, true},
		{{"dentro"}, true, true}, {{"by"}, false, true}, {{"before"}, false, true},
		{{"until"}, false, true}, {{"till"}, false, true}, {{"bis"}, false, true},
		{{"spätestens"}, false, true}, {{"vor"}, false, true}, {{"avant"}, false, true},
		{{"jusqu"}, false, true}, {{"antes"}, false, true}, {{"hasta"}, false, true},
		{{"para"}, false, true}, {{"pour"}, false, true}, {{"in"}, true, false},
		{{"dans"}, true, false}, {{"en"}, true, false}, {{"im"}, false, false},
		{{"au"}, false, false}, {{"on"}, false, false}, {{"am"}, false, false},
		{{"le"}, false, false}, {{"el"}, false, false}, {{"to"}, false, false},
		{{"at"}, false, false}, {{"around"}, false, false}, {{"from"}, false, false},
		{{"à"}, false, false}, {{"a"}, false, false}};

	if (!token_means(t, i, MEANS_INTRODUCTION))
		return 0;
	for (size_t k = 0; k < sizeof forms / sizeof *forms; k++) {
		size_t n = 0;
		while (n < 4 && forms[k].words[n] && token_is(t, i + n, forms[k].words[n]))
			n++;
		if (n == 0 || (n < 4 && forms[k].words[n]))
			continue;
		*span_r = forms[k].span;
		*firm_r = forms[k].firm;
		return n;
	}
	return 0;
}

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

/* "Ende Oktober", "next week", "tomorrow" need no preposition; a bare date is no promise. */
static bool stands_alone(const struct tokens *t, size_t i)
{
	/* "this Friday" */
	if (i + 1 < t->count && t->items[i + 1].word && t->items[i + 1].word->weekday &&
		(token_is(t, i, "this") || token_is(t, i, "diesen") || token_is(t, i, "ce") ||
			token_is(t, i, "este")))
		return true;
	return token_means(t, i,
		       MEANS_END | MEANS_MIDDLE | MEANS_NEXT | MEANS_TOMORROW | MEANS_TODAY) ||
	       (t->items[i].word && t->items[i].word->unit);
}

/* "in November" */
static bool is_in(const struct tokens *t, size_t i)
{
	return token_is(t, i, "in") || token_is(t, i, "im") || token_is(t, i, "en");
}

/* The end of the clause that token i is in. */
static size_t clause_end(const struct tokens *t, size_t i, size_t to)
{
	while (i < to && !token_means(t, i, MEANS_CLAUSE))
		i++;
	return i;
}

/* Whether the clause around a date (tokens i to end) denies it. In "By 10 October we cannot answer"
 * it does so behind the date; behind a verb, "not" is about something else. */
static bool is_denied(struct search *s, size_t clause, size_t i, size_t end, size_t to)
{
	const struct tokens *t = s->t;

	if (i > clause && (clause_negated(t, clause, i) || clause_of_others(t, clause, i)))
		return true;
	for (size_t k = clause; k < i; k++)
		if (token_means(t, k, MEANS_PAST))
			return true;
	return !clause_intends(t, clause, i) && clause_negated(t, end, clause_end(t, end, to));
}

/* Looks at one sentence, tokens from to (exclusive) to. strict: only at dates whose own clause says
 * that something is intended; else at limits ("by"), which may stand in a clause before it. */
static bool search_clauses(struct search *s, size_t from, size_t to, bool strict)
{
	const struct tokens *t = s->t;
	size_t clause = from;

	for (size_t i = from; i < to; i++) {
		bool span, firm;
		struct date date;

		if (token_means(t, i, MEANS_CLAUSE))
			clause = i + 1;
		size_t n = introduction(t, i, &span, &firm), len;
		size_t at = i + n;
		if (n && (token_is(t, at, "'") || token_is(t, at, "\xe2\x80\x99")))
			at++;
		len = n && span ? span_at_token(t, at, s->today, &date) : 0;
		if (len == 0)
			len = date_at_token(t, at, s->today, &date);
		if (len == 0 && is_in(t, i))
			len = month_at_token(t, at, s->today, &date);
		if (len == 0 && n && !span && token_is(t, at, "within"))
			continue;
		/* "14.11." may end the sentence with its own point. */
		if (len == 0 || at + len > to + (token_is(t, to, ".") ? 1 : 0))
			continue;
		if (n == 0 && !stands_alone(t, i))
			continue;
		if (strict ? !clause_intends(t, clause, clause_end(t, at + len, to)) : n && !firm)
			continue;
		if (is_denied(s, clause, i, at + len, to))
			continue;
		if (take(s, i, at + len, date))
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
