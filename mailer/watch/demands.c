#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "reply/words.h"
#include "watch/demands.h"
#include "watch/demands_parts.h"
#include "watch/labels.h"
#include "watch/overlap.h"

enum {
	UNITS_MAX = 5000,
	SENDER_MAX = 256 << 10, /* bytes of what the sender wrote that are looked at */
	HEADING_MAX = 160, /* bytes of a line within which a heading names its demand */
	CLOSING_MAX = 90, /* bytes of a line of greeting or closing */
	TITLE_MIN = 4, /* bytes of a title that can name a demand */
	LABEL_ONLY_MAX = 12, /* bytes behind a label that are no answer yet */
};

static bool is_blank(const char *p, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (!ascii_is_space((unsigned char)p[i]))
			return false;
	return true;
}

static size_t line_end(const char *p, size_t at, size_t end)
{
	const char *newline = memchr(p + at, '\n', end - at);

	return newline ? (size_t)(newline - p) + 1 : end;
}

static bool is_title_mark(char c)
{
	return c == '*' || c == '#' || c == '_' || c == '-' || c == '"';
}

/* Whether a line begins with the title of a demand, or is named by one as a heading. */
static uint64_t title_at(const struct work *w, size_t at, size_t end, size_t *len_r)
{
	const char *p = w->folded;

	while (at < end && (ascii_is_space((unsigned char)p[at]) || is_title_mark(p[at])))
		at++;
	for (size_t k = 0; k < w->n; k++) {
		size_t n;
		const char *title = overlap_title(w->overlap, k, &n);
		if (n < TITLE_MIN || n > end - at || title[0] != p[at] ||
			memcmp(title, p + at, n) != 0)
			continue;
		size_t after = at + n;
		if (after < end && (ascii_is_alnum((unsigned char)p[after]) || (p[after] & 0x80)))
			continue;
		*len_r = after;
		return UINT64_C(1) << k;
	}
	return 0;
}

/* What the line at a unit's beginning says by itself. */
static void read_label(struct work *w, struct unit *u)
{
	size_t end = line_end(w->folded, u->start, u->end), len, at, after;
	bool sure;
	const char *p = w->folded + u->start;
	size_t number = labels_list_number(p, end - u->start, &sure, &len);
	uint64_t mask;

	if (number > 0) {
		u->list_number = number;
		u->sure = sure;
		u->content = u->start + len;
		/* "1. Suspend the business: ..." names its demand better than the number does. */
		mask = title_at(w, u->content, end, &after);
		if (mask) {
			u->mask = mask;
			u->sign = SIGN_HEADING;
			u->content = after;
			u->reason = "its title begins the passage";
			return;
		}
	}
	size_t head = end - u->start < HEADING_MAX ? end : u->start + HEADING_MAX;
	at = 0;
	mask = labels_list_numbers(p, end - u->start, w->n, &len);
	if (mask == 0)
		mask = labels_heading(&w->labels, u->start, head, w->n, &at, &len);
	if (mask) {
		u->mask = mask;
		u->sign = SIGN_HEADING;
		u->content = u->start + at + len;
		u->list_number = 0;
		u->reason = arena_printf(
			w->arena, "named: %.*s", (int)len, w->reading->text + u->start + at);
		return;
	}
	mask = title_at(w, u->start, end, &after);
	if (mask) {
		u->mask = mask;
		u->sign = SIGN_HEADING;
		u->content = after;
		u->reason = "its title begins the passage";
	}
}

static void add_unit(struct work *w, size_t start, size_t end, size_t range)
{
	while (end > start && ascii_is_space((unsigned char)w->folded[end - 1]))
		end--;
	while (start < end && ascii_is_space((unsigned char)w->folded[start]))
		start++;
	if (start == end || w->count >= UNITS_MAX)
		return;
	mem_grow(&w->units, &w->cap, w->count, sizeof *w->units);
	struct unit *u = &w->units[w->count++];
	*u = (struct unit){.start = start, .end = end, .range = range, .content = start};
	read_label(w, u);
}

/* Whether a line begins a unit of its own, in the middle of a paragraph. */
static bool begins_unit(struct work *w, size_t at, size_t end)
{
	struct unit u = {.start = at, .end = end, .content = at};

	read_label(w, &u);
	return u.list_number > 0 || u.sign == SIGN_HEADING;
}

/* Whether the word before a point at folded[at] is cut short, so that its sentence goes on. */
static bool is_abbreviation(const char *folded, size_t start, size_t at)
{
	static const char *const words[] = {"no", "nr", "nos", "ref", "art", "abs", "vgl", "núm",
		"num", "ca", "p", "s", "v", "z"};
	size_t i = at;

	while (i > start && !ascii_is_space((unsigned char)folded[i - 1]) && at - i < 8)
		i--;
	for (size_t k = 0; k < sizeof words / sizeof *words; k++)
		if (strlen(words[k]) == at - i && memcmp(words[k], folded + i, at - i) == 0)
			return true;
	return false;
}

/* The beginning of the sentence that p is in, when it begins near and behind start; else start. */
static size_t sentence_start(const char *folded, size_t start, size_t p)
{
	enum { NEAR = 40 }; /* bytes: of a heading */

	for (size_t i = p; i > start + 2 && p - i < NEAR; i--) {
		char end = folded[i - 2];
		if (ascii_is_space((unsigned char)folded[i - 1]) &&
			(end == '!' || end == '?' ||
				(end == '.' && !is_abbreviation(folded, start, i - 2))))
			return i;
	}
	return start;
}

/* The next sentence in a paragraph that begins with a name of demands; end when there is none. */
static size_t next_named_sentence(const struct work *w, size_t start, size_t end)
{
	for (size_t p = start; (p = labels_place(&w->labels, p + 1, end)) < end;) {
		size_t s = sentence_start(w->folded, start, p), at, len;
		size_t head = end - s < HEADING_MAX ? end : s + HEADING_MAX;
		if (s > start && labels_heading(&w->labels, s, head, w->n, &at, &len))
			return s;
	}
	return end;
}

/* "As to your first demand, yes. The second one we refuse.": each sentence that names a demand is a
 * unit of its own. */
static void add_paragraph(struct work *w, size_t start, size_t end, size_t range)
{
	for (size_t next; (next = next_named_sentence(w, start, end)) < end; start = next)
		add_unit(w, start, next, range);
	add_unit(w, start, end, range);
}

static void split_range(struct work *w, size_t range)
{
	struct reading_range r = w->reading->reply_ranges[range];
	size_t start = r.start;

	if (r.end - r.start > w->left)
		r.end = r.start + w->left;
	w->left -= r.end - r.start;
	labels_scan(&w->labels, r.start, r.end);
	for (size_t at = r.start; at < r.end;) {
		size_t next = line_end(w->folded, at, r.end);
		if (is_blank(w->folded + at, next - at)) {
			add_paragraph(w, start, at, range);
			start = next;
		} else if (at > start && begins_unit(w, at, next)) {
			add_paragraph(w, start, at, range);
			start = at;
		}
		at = next;
	}
	add_paragraph(w, start, r.end, range);
}

/* ---- our words above an answer */

static void set_quote(struct unit *u, uint64_t mask, const char *reason)
{
	if (mask == 0 || u->sign == SIGN_HEADING)
		return;
	u->mask = mask;
	u->sign = SIGN_QUOTE;
	u->reason = reason;
}

static size_t bits(uint64_t mask)
{
	return (size_t)__builtin_popcountll(mask);
}

/* Quoted between two pieces of what the sender wrote: the piece below answers it. */
static void find_quotes(struct work *w)
{
	size_t before = 0, i = 0;

	for (size_t r = 0; r < w->reading->n_reply_ranges; r++) {
		struct reading_range range = w->reading->reply_ranges[r];
		uint64_t mask =
			overlap_quoted(w->overlap, w->folded + before, range.start - before, true);
		before = range.end;
		while (i < w->count && w->units[i].range < r)
			i++;
		/* The whole letter above an answer tells nothing. */
		if (i < w->count && w->units[i].range == r && bits(mask) < w->n)
			set_quote(&w->units[i], mask, "below our demand, quoted");
	}
	for (i = 0; i < w->count; i++) {
		struct unit *u = &w->units[i];
		if (u->sign == SIGN_HEADING)
			continue;
		uint64_t mask =
			overlap_quoted(w->overlap, w->folded + u->start, u->end - u->start, false);
		if (bits(mask) == 1)
			set_quote(u, mask, "repeats our demand");
	}
}

/* ---- names within sentences, and words in common */

static void find_mentions(struct work *w)
{
	for (size_t i = 0; i < w->count; i++) {
		struct unit *u = &w->units[i];
		bool heading;
		size_t at, len;
		if (u->sign != SIGN_NONE)
			continue;
		uint64_t mask =
			labels_named(&w->labels, u->start, u->end, w->n, &heading, &at, &len);
		if (mask == 0)
			continue;
		u->mask = mask;
		u->sign = SIGN_MENTION;
		u->reason = arena_printf(
			w->arena, "named: %.*s", (int)len, w->reading->text + u->start + at);
	}
}

static void find_words(struct work *w)
{
	for (size_t i = 0; i < w->count; i++) {
		struct unit *u = &w->units[i];
		const char *words;
		int about = overlap_about(
			w->overlap, w->arena, w->folded + u->start, u->end - u->start, &words);
		if (about < 0)
			continue;
		u->mask = UINT64_C(1) << about;
		u->sign = SIGN_WORDS;
		u->reason = arena_printf(w->arena, "words in common with the demand: %s", words);
	}
}

/* ---- passages */

static bool any_sign(const struct work *w)
{
	for (size_t i = 0; i < w->count; i++)
		if (w->units[i].sign != SIGN_NONE)
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
	bool empty = is_blank(w->folded + u->content, u->end - u->content) ||
		     u->end - u->content <= LABEL_ONLY_MAX;
	if (another || (u->sign == SIGN_QUOTE && next > i + 1))
		last = next - 1;
	else if (empty && next > i + 1)
		last = i + 1;
	while (last > i && is_closing(w, &w->units[last]))
		last--;
	return last;
}

/* A cut in front of a whole character. */
static size_t cut_at(const char *text, size_t start, size_t end, size_t max)
{
	if (end - start <= max)
		return end;
	end = start + max;
	while (end > start && (text[end] & 0xc0) == 0x80)
		end--;
	return end;
}

/* A demand that was answered twice keeps the passage with the better sign, then the first. */
static void add_passages(struct work *w, size_t i, struct passage *list, enum sign *signs)
{
	const struct unit *u = &w->units[i];
	size_t end = w->units[section_end(w, i)].end;

	for (size_t k = 0; k < w->n; k++) {
		if (!(u->mask >> k & 1) || signs[k] >= u->sign)
			continue;
		size_t cut = cut_at(w->reading->text, u->start, end, PASSAGE_QUOTE_MAX);
		signs[k] = u->sign;
		list[k] = (struct passage){.demand = k,
			.start = u->start,
			.end = end,
			.quote = arena_strndup(
				w->arena, w->reading->text + u->start, cut - u->start),
			.reason = u->reason};
	}
}

static size_t collect(struct work *w, struct passage **passages_r)
{
	struct passage *list = arena_array(w->arena, w->n, sizeof *list);
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
			struct passage swap = list[k];
			list[k] = list[k - 1];
			list[k - 1] = swap;
		}
	*passages_r = list;
	return count;
}

size_t demands_find(const struct reading *reading, struct overlap *overlap, struct arena *arena,
	struct passage **passages_r)
{
	struct work w = {.reading = reading,
		.n = overlap_count(overlap),
		.arena = arena,
		.overlap = overlap,
		.left = SENDER_MAX};

	*passages_r = NULL;
	if (w.n == 0 || reading->text_len == 0 || reading->n_reply_ranges == 0)
		return 0;
	w.folded = w.labels.folded = words_fold(arena, reading->text, reading->text_len);
	for (size_t r = 0; r < reading->n_reply_ranges; r++)
		split_range(&w, r);
	find_quotes(&w);
	demands_find_lists(&w);
	find_mentions(&w);
	if (!any_sign(&w))
		find_words(&w);
	size_t found = collect(&w, passages_r);
	free(w.units);
	labels_release(&w.labels);
	return found;
}
