#include <string.h>

#include "base/clock.h"
#include "base/str.h"
#include "reply/anchors.h"
#include "reply/promise.h"
#include "reply/promise_sentence.h"

enum {
	SEARCHED = 200 << 10, /* bytes of text */
};

struct search {
	const struct tokens *t;
	struct date today;
	struct reading *r;
};

static bool take(struct search *s, size_t from, size_t to)
{
	struct promise promise;
	struct str text;

	if (!promise_in_sentence(s->t, from, to, s->today, &promise))
		return false;
	str_init(&text);
	date_add(&text, promise.date);
	s->r->promised_date = arena_strdup(&s->r->arena, str_c(&text));
	s->r->promised_at = (struct reading_range){
		s->t->items[promise.first].start, s->t->items[promise.last - 1].end};
	str_release(&text);
	return true;
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
		if (take(s, from, i))
			return true;
		from = i + 1;
	}
	return take(s, from, s->t->count);
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
