#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "reply/words.h"
#include "watch/demands.h"
#include "watch/demands_parts.h"
#include "watch/labels.h"
#include "watch/overlap.h"

enum {
	SENDER_MAX = 256 << 10, /* bytes of what the sender wrote that are looked at */
	CLOSING_MAX = 90, /* bytes of a line of greeting or closing */
	LABEL_ONLY_MAX = 12, /* bytes behind a label that are no answer yet */
};

/* ---- names within sentences, and words in common */

static void find_mentions(struct work *w)
{
	bool before = false; /* one was named above */

	for (size_t i = 0; i < w->count; i++) {
		struct unit *u = &w->units[i];
		size_t at, len;
		if (u->sign != SIGN_NONE) {
			before = before || u->sign == SIGN_HEADING;
			continue;
		}
		uint64_t mask = labels_named(&w->labels, u->start, u->end, w->n, before, &at, &len);
		if (mask == 0)
			continue;
		before = true;
		u->mask = mask;
		u->sign = SIGN_MENTION;
		u->reason = arena_printf(
			w->arena, "named: %.*s", (int)len, w->reading->text + u->start + at);
	}
}

/* Whether n bytes at `start` have words in common with one demand; then u is about it. */
static bool is_about(struct work *w, struct unit *u, size_t start, size_t n, bool named)
{
	const char *words;
	int about = overlap_about(w->overlap, w->arena, w->folded + start, n, named, &words);

	if (about < 0)
		return false;
	u->mask = UINT64_C(1) << about;
	u->sign = SIGN_WORDS;
	u->reason = arena_printf(w->arena, "words in common with the demand: %s", words);
	return true;
}

/* The end of the sentence that begins at `start` of a unit: behind its mark, or the unit's. */
static size_t sentence_end(const struct work *w, size_t start, size_t end)
{
	for (size_t i = start; i + 1 < end; i++) {
		char c = w->folded[i], next = w->folded[i + 1];
		if ((c == '.' || c == '!' || c == '?') && (next == ' ' || next == '\n'))
			return i + 1;
	}
	return end;
}

/* A paragraph that is about no one demand may have a sentence about each of several. */
static void find_in_sentences(struct work *w, size_t i)
{
	struct unit u = w->units[i];

	for (size_t start = u.start, end; start < u.end; start = end) {
		struct unit one = u;

		end = sentence_end(w, start, u.end);
		one.start = one.content = start + strspn(w->folded + start, " \n");
		one.end = end;
		/* All of it was looked at already. */
		if (one.start >= end || (one.start == u.start && end == u.end) ||
			!is_about(w, &one, one.start, end - one.start, false))
			continue;
		mem_grow(&w->units, &w->cap, w->count, sizeof *w->units);
		w->units[w->count++] = one;
	}
}

static void find_words(struct work *w)
{
	size_t count = w->count;

	for (size_t i = 0; i < count; i++) {
		struct unit *u = &w->units[i];
		size_t start, end;
		if (u->sign != SIGN_NONE)
			continue;
		bool named = labels_spoken_of(&w->labels, u->start, u->end, &start, &end);
		if (!(named && is_about(w, u, start, end - start, true)) &&
			!is_about(w, u, u->start, u->end - u->start, false))
			find_in_sentences(w, i);
	}
}

/* "Our answers to questions 4 and 5:" above them announces passages, and is none. */
static void drop_announcements(struct work *w)
{
	for (size_t i = 0; i + 1 < w->count; i++) {
		struct unit *u = &w->units[i];
		if (u->sign >= SIGN_MENTION && w->folded[u->end - 1] == ':' &&
			u[1].sign >= SIGN_LIST && (u->mask & (u->mask - 1)) &&
			(u[1].mask & u->mask))
			u->sign = SIGN_NONE;
	}
}

/* ---- passages */

/* Whether something else than words tells what a unit is about. */
static bool any_sign(const struct work *w)
{
	for (size_t i = 0; i < w->count; i++)
		if (w->units[i].sign > SIGN_WORDS)
			return true;
	return false;
}

/* "Yours sincerely," and names: short, and no sentence. */
static bool is_closing(const struct work *w, const struct unit *u)
{
	size_t n = u->end - u->start;
	char last = w->folded[u->end - 1];

	return n <= CLOSING_MAX && last != '.' && last != '?' && last != '!' && last != ':' &&
	       memcmp(w->folded + u->end - (n < 3 ? n : 3), "\xe3\x80\x82", n < 3 ? n : 3) != 0;
}

/* A line behind a heading that only says again what it is about: "Question 2 - list of factories".
 */
static bool is_title(const struct work *w, const struct unit *u)
{
	const char *p = w->folded + u->content;
	size_t n = u->end - u->content;
	char last = w->folded[u->end - 1];

	return n <= CLOSING_MAX && memchr(p, '\n', n) == NULL && last != '.' && last != '!' &&
	       last != '?';
}

/* Whether the headings before unit i have their answers in paragraphs of their own. */
static bool headings_stand_alone(const struct work *w, size_t i)
{
	for (size_t k = i; k > 0; k--)
		if (w->units[k - 1].sign >= SIGN_LIST)
			return k < i && is_title(w, &w->units[k - 1]);
	return false;
}

/*
 * The last unit of the section that unit i begins. A heading's section goes on to the next sign;
 * behind the last sign only where the heading has no text of its own, or stands below a quote.
 */
static size_t section_end(const struct work *w, size_t i)
{
	const struct unit *u = &w->units[i];
	size_t last = i, next = i + 1;

	if (u->sign <= SIGN_MENTION)
		return i;
	while (next < w->count && w->units[next].sign == SIGN_NONE &&
		w->units[next].range == u->range)
		next++;
	bool another = next < w->count && w->units[next].sign >= SIGN_LIST;
	/* "4. Paid." behind "3. No." is all there is. */
	bool follows = i > 0 && w->units[i - 1].sign >= SIGN_LIST;
	bool empty = demands_is_blank(w->folded + u->content, u->end - u->content) ||
		     (u->end - u->content <= LABEL_ONLY_MAX && !follows);
	if (another || (u->sign == SIGN_QUOTE && next > i + 1))
		last = next - 1;
	else if (next > i + 1 && (empty || w->folded[u->end - 1] == '?' ||
					 (is_title(w, u) && headings_stand_alone(w, i))))
		last = i + 1;
	while (last > i && is_closing(w, &w->units[last]))
		last--;
	return last;
}

/* A demand that was answered twice keeps the passage with the better sign, then the first. */
static void add_passages(struct work *w, size_t i, struct reading_passage *list, enum sign *signs)
{
	const struct unit *u = &w->units[i];
	size_t end = w->units[section_end(w, i)].end;

	for (size_t k = 0; k < w->n; k++) {
		if (!(u->mask >> k & 1) || signs[k] >= u->sign)
			continue;
		signs[k] = u->sign;
		list[k] = (struct reading_passage){k, u->start, end, u->reason};
	}
}

static void collect(struct work *w, struct reading *reading)
{
	struct reading_passage *list = arena_array(w->arena, w->n, sizeof *list);
	enum sign signs[LABELS_MAX] = {SIGN_NONE};
	size_t count = 0;

	for (size_t i = 0; i < w->count; i++)
		if (w->units[i].sign != SIGN_NONE)
			add_passages(w, i, list, signs);
	for (size_t k = 0; k < w->n; k++)
		if (signs[k] != SIGN_NONE)
			list[count++] = list[k];
	/* By place; there are few. */
	for (size_t i = 1; i < count; i++)
		for (size_t k = i; k > 0 && list[k].start < list[k - 1].start; k--) {
			struct reading_passage swap = list[k];
			list[k] = list[k - 1];
			list[k - 1] = swap;
		}
	reading->passages = count ? list : NULL;
	reading->n_passages = count;
}

void demands_find(struct overlap *overlap, struct reading *reading)
{
	struct work w = {.reading = reading,
		.n = overlap_count(overlap),
		.arena = &reading->arena,
		.overlap = overlap,
		.left = SENDER_MAX};

	if (reading->class != READING_REPLY || w.n == 0 || reading->text_len == 0 ||
		reading->n_reply_ranges == 0)
		return;
	w.labels.text = reading->text;
	w.folded = w.labels.folded = words_fold(w.arena, reading->text, reading->text_len);
	for (size_t r = 0; r < reading->n_reply_ranges; r++)
		demands_split(&w, r);
	demands_find_quotes(&w);
	demands_find_lists(&w);
	find_mentions(&w);
	drop_announcements(&w);
	if (!any_sign(&w))
		find_words(&w);
	collect(&w, reading);
	free(w.units);
	labels_release(&w.labels);
}
