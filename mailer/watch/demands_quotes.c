/* Our words above an answer: quoted, copied, or behind "Q:". */
#include <string.h>

#include "reply/words.h"
#include "watch/demands_parts.h"

static void set_quote(struct unit *u, uint64_t mask, const char *reason)
{
	u->mask = mask;
	u->sign = SIGN_QUOTE;
	u->reason = reason;
}

static size_t bits(uint64_t mask)
{
	return (size_t)__builtin_popcountll(mask);
}

/* The first of some marks in n bytes at p, with its length; NULL. */
static const char *first_mark(
	const char *p, size_t n, const char *const *marks, size_t count, size_t *len_r)
{
	const char *first = NULL;

	for (size_t k = 0; k < count; k++) {
		size_t len = strlen(marks[k]);
		/* Most texts have no such byte at all. */
		const char *found = memchr(p, marks[k][0], n);
		found = found ? memmem(found, n - (size_t)(found - p), marks[k], len) : NULL;
		if (found == NULL || (first && first < found))
			continue;
		first = found;
		*len_r = len;
	}
	return first;
}

/* What a unit has in quotation marks near its beginning. */
static bool quoted_part(const struct work *w, const struct unit *u, struct reading_range *part_r)
{
	static const char *const opening[] = {"\"", "\xe2\x80\x9c", "\xe2\x80\x9e", "\xc2\xab"};
	static const char *const closing[] = {"\"", "\xe2\x80\x9d", "\xe2\x80\x9c", "\xc2\xbb"};
	enum { NEAR = 120, LONGEST = 600, COUNT = sizeof opening / sizeof *opening }; /* bytes */
	const char *p = w->folded + u->start;
	size_t n = u->end - u->start, len;
	const char *open = first_mark(p, n < NEAR ? n : NEAR, opening, COUNT, &len);

	if (open == NULL)
		return false;
	open += len;
	n -= (size_t)(open - p);
	const char *close = first_mark(open, n < LONGEST ? n : LONGEST, closing, COUNT, &len);
	if (close == NULL)
		return false;
	*part_r = (struct reading_range){(size_t)(open - w->folded), (size_t)(close - w->folded)};
	return true;
}

/* The part of a unit that is told to be ours: behind "Q:", or in quotation marks. */
static bool our_part(const struct work *w, const struct unit *u, struct reading_range *part_r)
{
	size_t mark = demands_question_mark(w->folded, u->start, u->end);

	if (mark == 0)
		return quoted_part(w, u, part_r);
	const char *p = w->folded + u->start, *line = memchr(p, '\n', u->end - u->start);
	*part_r =
		(struct reading_range){u->start + mark, line ? (size_t)(line - w->folded) : u->end};
	return true;
}

/*
 * Of several demands that are quoted above a unit, the one that its words are about: those above it
 * were passed over. All of them where none is, or where it speaks of more than one.
 */
static uint64_t narrowed(const struct work *w, const struct unit *u, uint64_t mask)
{
	static const char *const several[] = {"both", "all", "these", "those", "neither", "each",
		"beide", "beiden", "beides", "alle", "allen", "diese", "diesen", "keine", "tous",
		"toutes", "ces", "deux", "aucune", "ambos", "ambas", "todos", "todas", "estos",
		"estas", "ninguna", "entrambi", "entrambe", "tutti", "tutte", "queste", "ambedue",
		NULL};
	enum { LOOKED_AT = 600 };
	size_t n = u->end - u->start < LOOKED_AT ? u->end - u->start : LOOKED_AT;
	const char *words, *text = arena_strndup(w->arena, w->folded + u->start, n);

	if (words_any(text, several))
		return mask;
	int about = overlap_about(w->overlap, w->arena, text, n, true, &words);
	return about >= 0 && (mask >> about & 1) ? UINT64_C(1) << about : mask;
}

/*
 * Whether a unit that has a demand's words says something with them: "The measurements of all wells
 * since 2019 are attached." It is a sentence without the demand's verb; what follows it is no part
 * of it.
 */
static bool is_statement(const struct work *w, const struct unit *u)
{
	char last = w->folded[u->end - 1];
	size_t demand = (size_t)__builtin_ctzll(u->mask);

	return (last == '.' || last == '!') &&
	       !overlap_has_first_word(w->overlap, demand, w->folded + u->start, u->end - u->start);
}

/* Quoted between two pieces of what the sender wrote: the piece below answers it. */
void demands_find_quotes(struct work *w)
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
		if (mask == 0 || bits(mask) == w->n || i == w->count || w->units[i].range != r ||
			w->units[i].sign == SIGN_HEADING)
			continue;
		if (bits(mask) > 1)
			mask = narrowed(w, &w->units[i], mask);
		set_quote(&w->units[i], mask, "below our demand, quoted");
	}
	for (i = 0; i < w->count; i++) {
		struct unit *u = &w->units[i];
		if (u->sign == SIGN_HEADING)
			continue;
		struct reading_range part;
		uint64_t mask =
			overlap_quoted(w->overlap, w->folded + u->start, u->end - u->start, false);
		if (mask == 0 && our_part(w, u, &part))
			mask = overlap_quoted(
				w->overlap, w->folded + part.start, part.end - part.start, true);
		if (bits(mask) != 1)
			continue;
		bool below = u->sign == SIGN_QUOTE;
		set_quote(u, mask, "repeats our demand");
		if (!below && is_statement(w, u))
			u->sign = SIGN_WORDS;
	}
}
